"""A tape held in memory: for tests, and for anyone who has the figures already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import numpy as np

from tapecheck.signals.tape.known import Rows, cut, daily_rows
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Origin, Period, Series, Unavailable

Bar = tuple[date, float | None, float | None, float | None, float | None]


class MemoryTape:
    """Daily bars `(day, open, high, low, close)` by symbol, and events by name.

    `failing` symbols answer as a source that is down does.
    """

    def __init__(
        self,
        bars: Mapping[str, Sequence[Bar]],
        events: Mapping[str, Sequence[Event]] | None = None,
        failing: Iterable[str] = (),
    ) -> None:
        self._rows = {symbol: _rows(rows) for symbol, rows in bars.items()}
        self._events = dict(events or {})
        self._failing = frozenset(failing)

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return "memory"

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        return Origin()

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        if symbol in self._failing:
            return Unavailable(f"memory was told to fail for {symbol}")
        rows = self._rows.get(symbol)
        series = cut(symbol, rows, period, known_at, self.name) if rows is not None else None
        return (
            series
            if series is not None and len(series)
            else NotCovered(f"memory has no {symbol} known by {known_at:%Y-%m-%d}")
        )

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        rows = self._events.get(name)
        if not rows:
            return NotCovered(f"memory has no {name}")
        known = tuple(
            e
            for e in rows
            if e.known_at <= known_at and (period is None or period.first <= e.day <= period.last)
        )
        return Events(name, known, Period(rows[0].day, rows[-1].day), self.name)


def _rows(bars: Sequence[Bar]) -> Rows:
    days = np.array([bar[0] for bar in bars], dtype="datetime64[D]")
    columns = [
        np.array([np.nan if bar[i] is None else bar[i] for bar in bars], dtype=float) for i in range(1, 5)
    ]
    return daily_rows(days, *columns)
