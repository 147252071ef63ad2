"""Asking feeds: many at once, each on its own, and no more of their answers held than there is room for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Protocol

from tapecheck.ingest.errors import FetchError, IngestError, InputNotFound
from tapecheck.ingest.fetch import Fetched
from tapecheck.ingest.rounds import in_rounds
from tapecheck.remembered import Validators
from tapecheck.schedule import Feed

# Bytes of answers that may wait to be read; a larger one waits for all others.
_ROOM = 64 * 1024 * 1024


class Get(Protocol):
    """How an address is asked; see `Fetcher.get`."""

    def __call__(self, url: str, *, etag: str | None, modified: str | None) -> Fetched:
        """The answer, of status 304 without a body where the validators still stand. Raises `FetchError`."""


@dataclass(frozen=True, slots=True)
class Question:
    """A feed to ask, with what it said of its last answer."""

    feed: Feed
    validators: Validators


@dataclass(frozen=True, slots=True)
class Answer:
    """What a feed gave, or what was wrong, after how many seconds; both None where the watch was stopped before it was asked."""

    page: Fetched | None
    wrong: Exception | None
    seconds: float = 0.0


def asked(
    questions: Iterable[Question], get: Get, stopped: Callable[[], bool]
) -> Iterator[tuple[Feed, Answer]]:
    """The answers as they come; whoever takes them has done with one when it takes the next."""
    room = _Room(_ROOM)

    def ask(question: Question) -> Answer:
        if stopped() or room.closed:
            return Answer(None, None)
        answer = _answer(question, get)
        room.take(_size(answer))
        return answer

    try:
        for question, answer in in_rounds(questions, lambda one: one.feed.location, ask):
            yield question.feed, answer
            room.give(_size(answer))
    finally:
        room.close()


def is_address(location: str) -> bool:
    """Whether it is on the web."""
    return location.lower().startswith(("http://", "https://"))


def _answer(question: Question, get: Get) -> Answer:
    began, location = time.perf_counter(), question.feed.location
    page, trouble = None, None
    try:
        etag, modified = question.validators
        page = get(location, etag=etag, modified=modified) if is_address(location) else _file(location, etag)
    except Exception as wrong:  # whatever it is, it is this feed's alone
        trouble = wrong
    return Answer(page, trouble, time.perf_counter() - began)


def _file(location: str, etag: str | None) -> Fetched:
    """A feed on this machine; its hash is what tells whether it changed."""
    try:
        data = Path(location).read_bytes()
    except FileNotFoundError as wrong:
        raise InputNotFound(location, "there is no such file") from wrong
    except OSError as wrong:
        raise IngestError(location, f"cannot be opened ({wrong.strerror})") from wrong
    now = hashlib.sha256(data).hexdigest()
    return (
        Fetched(location, b"", "", None, 304, etag=now)
        if now == etag
        else Fetched(location, data, "", None, etag=now)
    )


def sort_of(wrong: Exception) -> str:
    """One word for what was wrong, for counting."""
    if isinstance(wrong, FetchError):
        return wrong.outcome.value
    if isinstance(wrong, InputNotFound):
        return "no_file"
    return "feed" if isinstance(wrong, IngestError) else "fault"


def _size(answer: Answer) -> int:
    return len(answer.page.data) if answer.page else 0


class _Room:
    """So many bytes; who brings more than fit waits until others are gone."""

    def __init__(self, size: int) -> None:
        self._size, self._taken = size, 0
        self.closed = False
        self._changed = Condition()

    def take(self, size: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.closed or not self._taken or self._taken + size <= self._size)
            self._taken += size

    def give(self, size: int) -> None:
        with self._changed:
            self._taken -= size
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody takes the answers any more, and nobody waits."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
