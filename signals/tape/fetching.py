"""Live sources as a tape: each is asked once a run, and what it answered is seen as of a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from tapecheck.signals.tape.known import cut
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows, LiveSource
from tapecheck.signals.tape.macro import Facts
from tapecheck.signals.tape.protocol import Events, NotCovered, Period, Series, Unavailable
from tapecheck.signals.tape.shipped import shipped_events
from tapecheck.signals.tape.splits import as_seen_at

Rows = FetchedRows | NotCovered | Unavailable
Table = FetchedFacts | NotCovered | Unavailable
Kept = TypeVar("Kept")

# Quotes run a quarter of an hour late, and closing auctions are settled after the bell: a row sent sooner than this after a session's end
# is still one of the session in progress.
_SETTLING = timedelta(minutes=30)


class LiveTape:
    """Several live sources, asked in order; the first that has what is asked answers. Facts that no source has are those that ship."""

    def __init__(self, sources: Sequence[LiveSource]) -> None:
        self._sources = sources
        self._rows: dict[tuple[int, str], Rows] = {}
        self._facts: dict[tuple[int, str], Table] = {}
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return ", then ".join(source.name for source in self._sources)

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        answers = list[NotCovered | Unavailable]()
        for place, source in enumerate(self._sources):
            found = self._once(self._rows, (place, symbol), partial(source.daily, symbol, None))
            seen = _seen(symbol, found, period, known_at) if isinstance(found, FetchedRows) else found
            if isinstance(seen, Series):
                return seen
            answers.append(seen)
        return worst(answers)

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        answers = list[NotCovered | Unavailable]()
        for place, source in enumerate(self._sources):
            found = self._once(self._facts, (place, name), partial(source.facts, name))
            if isinstance(found, FetchedFacts) and found.rows:
                facts = Facts(name, found.rows, found.complete_from, found.source)
                return facts.known(period, min(known_at, found.fetched_at))
            if not isinstance(found, FetchedFacts):
                answers.append(found)
        shipped = shipped_events(name, period, known_at)
        return shipped if isinstance(shipped, Events) else worst([*answers, shipped])

    def _once(self, kept: dict[tuple[int, str], Kept], key: tuple[int, str], ask: Callable[[], Kept]) -> Kept:
        """What was answered the first time: a run sees one state of the world, and asks no one twice."""
        with self._lock:
            if key not in kept:
                kept[key] = ask()
            return kept[key]


def _seen(symbol: str, found: FetchedRows, period: Period | None, known_at: datetime) -> Series | NotCovered:
    """The rows as seen at a moment, which cannot be later than what the answer knew itself."""
    nothing = NotCovered(f"{found.source} has no {symbol} known by {known_at:%Y-%m-%d}")
    if not len(found.rows["last"]):
        return nothing
    moment = min(known_at, found.fetched_at - _SETTLING)
    series = cut(symbol, as_seen_at(symbol, found.rows, known_at), period, moment, found.source)
    return replace(series, fetched_at=found.fetched_at) if len(series) else nothing


def worst(answers: Sequence[NotCovered | Unavailable]) -> NotCovered | Unavailable:
    """The answer to give when none covers the question: a failure, which may pass, over a mere gap."""
    failed = [answer for answer in answers if isinstance(answer, Unavailable)]
    return failed[0] if failed else NotCovered("; ".join(answer.reason for answer in answers))
