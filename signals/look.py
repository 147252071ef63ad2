"""A look at the tape: one moment, one as-of day, each series read once.

Readings ask a `Look` for sessions, extremes and moves. It answers with numbers and the rows behind them, and keeps apart what the
tape says, what it does not cover, and what failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np

from tapecheck.data import Instrument, instrument
from tapecheck.signals.finding import Evidence
from tapecheck.signals.tape.protocol import Events, NotCovered, Period, Series, Tape, Unavailable

# A session rarely spans more than this beyond the prices known of it.
WIDEST_SESSION = 0.03

Field = Literal["open", "high", "low", "close", "highest_close", "lowest_close"]


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one row: its value and the evidence for it."""

    value: float
    day: date
    evidence: Evidence


class Look:
    """The tape as known at one moment. `as_of` is the day the article speaks from, in the exchange's calendar."""

    def __init__(self, tape: Tape, known_at: datetime, as_of: date) -> None:
        self._tape = tape
        self.known_at = known_at
        self.as_of = as_of
        self._series: dict[str, Series | NotCovered | Unavailable] = {}
        self._events: dict[str, Events | NotCovered | Unavailable] = {}

    def series(self, symbol: str) -> Series | NotCovered | Unavailable:
        """The whole history of `symbol` known by now."""
        if symbol not in self._series:
            self._series[symbol] = self._tape.bars(symbol, None, self.known_at)
        return self._series[symbol]

    def events(self, name: str) -> Events | NotCovered | Unavailable:
        """The facts called `name` known by now."""
        if name not in self._events:
            self._events[name] = self._tape.events(name, None, self.known_at)
        return self._events[name]

    def market(self, symbol: str) -> str:
        """The family whose hours and tolerances hold for the symbol; of an unknown one those of an index, the strictest."""
        found = instrument(symbol)
        return found.market if found else "index"

    def instrument(self, symbol: str) -> Instrument | None:
        """What is known of the symbol itself."""
        return instrument(symbol)


def last_on(series: Series, day: date) -> int:
    """Index of the last row whose last session is not after `day`; -1 if there is none."""
    return int(np.searchsorted(series.last, np.datetime64(day, "D"), side="right")) - 1


def first_on(series: Series, day: date) -> int:
    """Index of the first row whose last session is not before `day`; the number of rows if there is none."""
    return int(np.searchsorted(series.last, np.datetime64(day, "D"), side="left"))


def rows_within(series: Series, period: Period) -> slice:
    """The rows that touch a period."""
    start = first_on(series, period.first)
    stop = int(np.searchsorted(series.first, np.datetime64(period.last, "D"), side="right"))
    return slice(start, max(start, stop))


def daily(series: Series, row: int) -> bool:
    """Whether a row is one session's."""
    return bool(series.first[row] == series.last[row])


def point(series: Series, row: int, field: Field = "close") -> Point | None:
    """The figure of a row, None where it is unknown."""
    value = float(getattr(series, field)[row])
    if np.isnan(value):
        return None
    day = series.last[row].item()
    return Point(value, day, Evidence(series.symbol, day, field, value, series.source, series.fetched_at))


def highest(series: Series, rows: slice, field: Field) -> Point | None:
    """The highest figure of a field over rows, None if none is known."""
    return _extreme(series, rows, field, sign=1)


def lowest(series: Series, rows: slice, field: Field) -> Point | None:
    """The lowest figure of a field over rows, None if none is known."""
    return _extreme(series, rows, field, sign=-1)


def _extreme(series: Series, rows: slice, field: Field, sign: int) -> Point | None:
    values = sign * getattr(series, field)[rows]
    if values.size == 0 or np.isnan(values).all():
        return None
    return point(series, rows.start + int(np.nanargmax(values)), field)
