"""Patience with a live source: not too fast, once more when it stumbles, and not at all for a while once it says stop.

The failures of a source are answers, not exceptions, and the waits are the caller's to make, so this is a loop of its own.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tapecheck.signals.tape.live import FetchedFacts, FetchedRows, LiveSource
from tapecheck.signals.tape.protocol import Failure, NotCovered, Unavailable

Answer = TypeVar("Answer", FetchedRows | NotCovered | Unavailable, FetchedFacts | NotCovered | Unavailable)


def _tries() -> Mapping[Failure, int]:
    return {"down": 3, "partial": 2, "timeout": 2, "rate_limited": 1}


@dataclass(frozen=True, slots=True)
class Manners:
    """How a source is treated; times in seconds.

    `tries` is how often a question is put in all, by how it failed last (a timeout has cost its wait already; after a 429 asking again
    makes it worse). Between tries `wait` doubles each time, up to `longest_wait`, and each is shortened at random by up to half. `burst`
    questions may follow at once, then `per_second`. `rest` is how long nothing is asked after a 429, or after `lost` questions in a row
    that failed for good.
    """

    tries: Mapping[Failure, int] = field(default_factory=_tries)
    wait: float = 0.5
    longest_wait: float = 8
    burst: int = 5
    per_second: float = 2
    rest: float = 120
    lost: int = 3


class Patient:
    """A live source, asked with manners. One of it for all threads; `clock` counts seconds from anywhere, `sleep` waits them."""

    def __init__(
        self,
        source: LiveSource,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        manners: Manners | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._source = source
        self._clock = clock
        self._sleep = sleep
        self._manners = manners or Manners()
        self._chance = chance
        self._lock = threading.Lock()
        self._bucket_full_at = clock()
        self._closed_until = clock()
        self._lost = 0
        self._why = Unavailable("")

    @property
    def name(self) -> str:
        """See `LiveSource.name`."""
        return self._source.name

    def knows(self, series: str) -> bool:
        """See `LiveSource.knows`."""
        return self._source.knows(series)

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """See `LiveSource.daily`."""
        return self._patiently(lambda: self._source.daily(symbol, since))

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """See `LiveSource.facts`."""
        return self._patiently(lambda: self._source.facts(name))

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        tried = 0
        while True:
            resting = self._resting() or self._after_turn()
            if resting is not None:
                return resting
            answer = ask()
            tried += 1
            if not isinstance(answer, Unavailable) or tried >= self._manners.tries[answer.failure]:
                self._learn(answer)
                return answer
            self._sleep_for(self._wait(tried))

    def _after_turn(self) -> Unavailable | None:
        """Waits for a token; another thread may have been told to stop meanwhile."""
        self._sleep_for(self._turn())
        return self._resting()

    def _turn(self) -> float:
        """Takes a token and says how long it takes to come: the bucket refills while nobody asks."""
        with self._lock:
            now, each = self._clock(), 1 / self._manners.per_second
            self._bucket_full_at = max(self._bucket_full_at, now) + each
            return max(0.0, self._bucket_full_at - now - self._manners.burst * each)

    def _wait(self, tried: int) -> float:
        longest = min(self._manners.wait * 2.0 ** (tried - 1), self._manners.longest_wait)
        return longest * (1 - self._chance() / 2)

    def _sleep_for(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)

    def _resting(self) -> Unavailable | None:
        """Why the source is not asked now, None when it may be."""
        with self._lock:
            left = self._closed_until - self._clock()
            if left <= 0:
                return None
            reason = f"{self.name} is not asked again for {left:.0f} s: {self._why.reason}"
            return Unavailable(reason, self._why.failure)

    def _learn(self, answer: object) -> None:
        """Closes the source for a while after a 429 or too many questions lost in a row."""
        with self._lock:
            if not isinstance(answer, Unavailable):
                self._lost = 0
                return
            self._lost += answer.failure != "partial"
            if answer.failure == "rate_limited" or self._lost >= self._manners.lost:
                self._why, self._lost = answer, 0
                self._closed_until = self._clock() + self._manners.rest
