"""The live tape: several sources behind one store, each asked only for what the store does not hold yet.

A series is read once a run. The bar of a session in progress holds for moments up to the one it was seen at; from later ones it is not
looked at until a source has told the close. Offline the store alone answers, and what is not in it is not covered.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from tapecheck.data import calendar_of
from tapecheck.data.calendars import last_begun_session, session_close
from tapecheck.signals.tape.known import Rows, cut
from tapecheck.signals.tape.live import Clock, FetchedRows, LiveSource, worst
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Origin, Period, Series, Unavailable
from tapecheck.signals.tape.shipped import shipped_events
from tapecheck.signals.tape.splits import as_seen_at
from tapecheck.signals.tape.store import KeptFacts, KeptRows, Store

# Asked again with every refresh: sources mend the newest bars for days.
_OVERLAP_DAYS = 14
# Of the bars asked again, when so many differ by so much the whole history has been rewritten (a split): all of it is asked anew.
_REWRITTEN, _DIFFERS = 0.5, 0.005
# Quotes run a quarter of an hour late, and closing auctions are settled after the bell: a bar seen sooner than this after a session's end
# is still one of the session in progress.
_DELAY = timedelta(minutes=30)
# Facts are asked again after this long; a release comes once a day at most.
_FACTS_AGE = timedelta(hours=12)


class KeptTape:
    """What the live `sources` say, as `store` keeps it; `now` is the clock, None offline.

    `pinned` reads a series as it stood after the answer of that number, and asks nobody.
    """

    def __init__(
        self,
        sources: Sequence[LiveSource],
        store: Store,
        now: Clock | None,
        pinned: Mapping[str, int] | None = None,
    ) -> None:
        self._sources, self._store, self._pinned = sources, store, pinned
        self._now = now if pinned is None else None
        self._rows: dict[str, KeptRows | NotCovered | Unavailable] = {}
        self._facts: dict[str, KeptFacts | NotCovered | Unavailable] = {}
        self._asked: set[str] = set()
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return "Yahoo Finance, FRED and the Fed" if self._now is not None else "kept market data"

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        kept = {**self._rows, **self._facts}
        used = {name: one.number for name, one in kept.items() if isinstance(one, KeptRows | KeptFacts)}
        return Origin(("yahoo",), tuple(sorted(used.items())))

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        kept = self._kept_rows(symbol, known_at)
        if not isinstance(kept, KeptRows):
            return kept
        calendar = calendar_of(symbol)
        rows = as_seen_at(symbol, _settled(kept, calendar, known_at), known_at, kept.fetched_at)
        series = cut(symbol, rows, period, known_at, kept.source) if len(rows["last"]) else None
        if series is None or not len(series):
            return NotCovered(f"{kept.source} has no {symbol} known by {known_at:%Y-%m-%d}")
        return replace(series, fetched_at=kept.fetched_at)

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`; what no source has, the facts that ship may."""
        kept = self._kept_facts(name, known_at)
        if isinstance(kept, KeptFacts):
            return _known(name, kept, period, known_at)
        shipped = shipped_events(name, period, known_at)
        if isinstance(kept, Unavailable) and not _reaches(shipped, known_at):
            return kept
        return shipped if isinstance(shipped, Events) else kept

    def refresh(self, symbol: str, since: date | None = None) -> int | NotCovered | Unavailable:
        """Asks the sources for the bars of a symbol from `since` on (None: what is missing) and keeps them; how many were new."""
        failed: list[NotCovered | Unavailable] = []
        for source in self._asked_for(symbol):
            answer = self._ask(source, symbol, since)
            if isinstance(answer, int):
                return answer
            failed.append(answer)
        return worst(failed) if failed else NotCovered(f"no source is known for {symbol}")

    def _kept_rows(self, symbol: str, known_at: datetime) -> KeptRows | NotCovered | Unavailable:
        """The rows of a symbol from the store, after asking for what is missing at `known_at`, at most once a run."""
        with self._lock:
            if symbol not in self._rows:
                self._rows[symbol] = self._stored_rows(symbol)
            found = self._rows[symbol]
            if self._now is None or symbol in self._asked or _covers(found, symbol, known_at, self._now()):
                return found
            self._asked.add(symbol)
            answer = self.refresh(symbol)
            self._rows[symbol] = self._stored_rows(symbol) if isinstance(answer, int) else answer
            return self._rows[symbol]

    def _ask(self, source: LiveSource, symbol: str, since: date | None) -> int | NotCovered | Unavailable:
        kept = self._store.rows(symbol, source.name)
        start = since
        if since is None and kept is not None and kept.whole and len(kept.rows["last"]):
            start = kept.rows["last"][-1].item() - timedelta(days=_OVERLAP_DAYS)
        answer = source.daily(symbol, start)
        if isinstance(answer, FetchedRows) and start is not None and _rewritten(kept, answer):
            start, answer = None, source.daily(symbol, None)
        if not isinstance(answer, FetchedRows):
            return answer
        return self._store.keep_rows(symbol, start, replace(answer, source=source.name))

    def _stored_rows(self, symbol: str) -> KeptRows | NotCovered:
        for source in self._in_order(symbol):
            kept = self._store.rows(symbol, source, self._upto(symbol))
            if kept is not None:
                return kept
        return NotCovered(f"no bars of {symbol} are kept; tapecheck tape fetch {symbol} fills them in")

    def _kept_facts(self, name: str, known_at: datetime) -> KeptFacts | NotCovered | Unavailable:
        with self._lock:
            if name not in self._facts:
                self._facts[name] = self._stored_facts(name)
            found = self._facts[name]
            if self._now is None or name in self._asked or _recent(found, known_at, self._now()):
                return found
            self._asked.add(name)
            self._facts[name] = self._fetch_facts(name)
            return self._facts[name]

    def _fetch_facts(self, name: str) -> KeptFacts | NotCovered | Unavailable:
        failed: list[NotCovered | Unavailable] = []
        for source in self._asked_for(name):
            answer = source.facts(name)
            if not isinstance(answer, NotCovered | Unavailable):
                self._store.keep_facts(name, replace(answer, source=source.name))
                return self._stored_facts(name)
            failed.append(answer)
        return worst(failed) if failed else NotCovered(f"no source is known for {name.replace('_', ' ')}")

    def _stored_facts(self, name: str) -> KeptFacts | NotCovered:
        for source in self._in_order(name):
            kept = self._store.facts(name, source, self._upto(name))
            if kept is not None:
                return kept
        return NotCovered(f"no {name.replace('_', ' ')} are kept")

    def _in_order(self, series: str) -> Sequence[str]:
        """The sources that have answered for a series, in the order they are asked; of a pinned one its own."""
        if self._pinned is not None:
            number = self._pinned.get(series)
            return [source] if number is not None and (source := self._store.source_of(number)) else []
        known = self._store.sources(series)
        asked = [source.name for source in self._sources]
        return [name for name in asked if name in known] or known

    def _asked_for(self, series: str) -> Sequence[LiveSource]:
        return [source for source in self._sources if source.knows(series)]

    def _upto(self, series: str) -> int | None:
        return self._pinned.get(series) if self._pinned is not None else None


def _settled(kept: KeptRows, calendar: str, known_at: datetime) -> Rows:
    """The rows that can be looked at from a moment: seen when their session was long over, or, of one in progress, not before the moment."""
    stop = len(kept.seen_at)
    unsettled = [
        place
        for place in range(max(0, stop - _OVERLAP_DAYS), stop)
        if not _settles(
            kept.seen_at[place], session_close(calendar, kept.rows["last"][place].item()), known_at
        )
    ]
    if not unsettled:
        return kept.rows
    left = np.delete(np.arange(stop), unsettled)
    return {name: column[left] for name, column in kept.rows.items()}  # type: ignore[return-value,index]


def _settles(seen_at: datetime, closes: datetime, known_at: datetime) -> bool:
    return seen_at >= closes + _DELAY or seen_at >= known_at < closes


def _covers(
    found: KeptRows | NotCovered | Unavailable, symbol: str, known_at: datetime, now: datetime
) -> bool:
    """Whether the whole history up to a moment is kept: every session that had begun by then, as it can be looked at from there."""
    if not isinstance(found, KeptRows) or not found.whole:
        return False
    calendar, moment = calendar_of(symbol), min(known_at, now)
    rows = _settled(found, calendar, moment)["last"]
    return bool(rows.size and rows[-1].item() >= last_begun_session(calendar, moment))


def _recent(found: KeptFacts | NotCovered | Unavailable, known_at: datetime, now: datetime) -> bool:
    return isinstance(found, KeptFacts) and found.fetched_at >= min(known_at, now - _FACTS_AGE)


def _rewritten(kept: KeptRows | None, answer: FetchedRows) -> bool:
    """Whether most of the closes asked again are other ones than before."""
    if kept is None:
        return False
    _, old, new = np.intersect1d(kept.rows["last"][:-1], answer.rows["last"], return_indices=True)
    if not old.size:
        return False
    change = np.abs(answer.rows["close"][new] / kept.rows["close"][old] - 1)
    return bool((change > _DIFFERS).mean() > _REWRITTEN)


def _known(name: str, kept: KeptFacts, period: Period | None, known_at: datetime) -> Events:
    rows = tuple(e for e in kept.rows if e.known_at <= known_at and _inside(e, period))
    end = min(known_at, kept.fetched_at).date()
    return Events(name, rows, Period(kept.complete_from, max(end, kept.complete_from)), kept.source)


def _inside(event: Event, period: Period | None) -> bool:
    return period is None or period.first <= event.day <= period.last


def _reaches(shipped: Events | NotCovered, known_at: datetime) -> bool:
    """Whether the shipped facts go on beyond a moment, so that none up to it is missing."""
    if not isinstance(shipped, Events):
        return False
    later = shipped_events(shipped.name, None, datetime.max.replace(tzinfo=known_at.tzinfo))
    return isinstance(later, Events) and bool(later.rows) and later.rows[-1].known_at > known_at
