"""Turns: how often a host is asked, how many hosts at once, and for how long not at all once it asks to be left alone.

The clock, the sleep and the chance are given, so a test waits for nothing. Waiting is not part of any answer's deadline.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Beyond this many hosts those that nobody waits for are forgotten.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated; times in seconds.

    Requests to one host follow each other, their starts `gap` apart and up to `jitter` of that longer; `at_once` are under way in all.
    Where a host asks for more than `longest_wait`, nobody waits for it: the request is refused, to be put again later. No host is believed
    that asks for more than `longest_told`.
    """

    gap: float = 1.0
    jitter: float = 0.25
    at_once: int = 64
    longest_wait: float = 30.0
    longest_told: float = 86_400.0


class AskedToWait(Exception):
    """A host asked to be left alone for `seconds` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0
    free_at: float = float("-inf")
    closed_until: float = float("-inf")


class Polite:
    """The turns of all hosts; one of it for all threads."""

    def __init__(
        self,
        manners: Manners | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._manners = manners or Manners()
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._all = threading.Semaphore(self._manners.at_once)

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """The time in which a host may be asked once. Raises `AskedToWait`, where that is too far off."""
        one = self._known(host)
        try:
            # Only who may ask takes one of the places, so a slow host holds one and not all.
            with one.turn:
                self._wait(one)
                with self._all:
                    one.free_at = self._clock() + self._gap()
                    yield
        finally:
            with self._lock:
                one.waiting -= 1

    def told(self, host: str, seconds: float) -> None:
        """A host asked to be left alone (`Retry-After`)."""
        with self._lock:
            one = self._hosts.setdefault(host, _Host())
            until = self._clock() + min(seconds, self._manners.longest_told)
            one.closed_until = max(one.closed_until, until)

    def _wait(self, one: _Host) -> None:
        now = self._clock()
        if one.closed_until - now > self._manners.longest_wait:
            raise AskedToWait(one.closed_until - now)
        wait = max(one.free_at, one.closed_until) - now
        if wait > 0:
            self._sleep(wait)

    def _gap(self) -> float:
        return self._manners.gap * (1 + self._manners.jitter * self._chance())

    def _known(self, host: str) -> _Host:
        with self._lock:
            if len(self._hosts) > _REMEMBERED:
                self._forget()
            one = self._hosts.setdefault(host, _Host())
            one.waiting += 1
            return one

    def _forget(self) -> None:
        now = self._clock()
        self._hosts = {
            name: one
            for name, one in self._hosts.items()
            if one.waiting or max(one.free_at, one.closed_until) > now
        }


def seconds_told(header: str | None, now: datetime) -> float | None:
    """What `Retry-After` says, a number of seconds or a date; None where it says nothing that can be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
