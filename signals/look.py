"""A look at the tape: one moment, one as-of day, each series read once.

Readings ask a `Look` for sessions, extremes and moves. It answers with numbers and the rows behind them, and keeps apart what the
tape says, what it does not cover, and what failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from math import isnan
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tapecheck.data import Instrument, instrument
from tapecheck.signals.finding import Evidence
from tapecheck.signals.tape.protocol import Events, Floats, NotCovered, Period, Series, Tape, Unavailable

# A session rarely spans more than this beyond the prices known of it.
WIDEST_SESSION = 0.03

_EPOCH = date(1970, 1, 1).toordinal()

Field = Literal["open", "high", "low", "close", "highest_close", "lowest_close"]


class Point(NamedTuple):
    """One figure of one row: its value, its day, and the series and field that it is of."""

    value: float
    day: date
    series: Series
    field: Field

    @property
    def evidence(self) -> Evidence:
        """The figure as evidence."""
        of = self.series
        return Evidence(of.symbol, self.day, self.field, self.value, of.source, of.fetched_at)


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
    return int(_ordinals(series).searchsorted(day.toordinal() - _EPOCH, "right")) - 1


def _ordinals(series: Series) -> NDArray[np.int64]:
    """The last sessions as days since 1970."""
    found: NDArray[np.int64] | None = series.memo.get("ordinals")
    if found is None:
        found = series.memo["ordinals"] = series.last.view(np.int64)
    return found


def first_on(series: Series, day: date) -> int:
    """Index of the first row whose last session is not before `day`; the number of rows if there is none."""
    return int(_ordinals(series).searchsorted(day.toordinal() - _EPOCH, "left"))


def rows_within(series: Series, period: Period) -> slice:
    """The rows that touch a period."""
    start = first_on(series, period.first)
    stop = int(series.first.view(np.int64).searchsorted(period.last.toordinal() - _EPOCH, "right"))
    return slice(start, max(start, stop))


def day_of(series: Series, row: int) -> date:
    """The last session of a row."""
    day: date = series.last.item(row)  # type: ignore[assignment]
    return day


def daily(series: Series, row: int) -> bool:
    """Whether a row is one session's."""
    return series.first is series.last or series.first.item(row) == series.last.item(row)


def point(series: Series, row: int, field: Field = "close") -> Point | None:
    """The figure of a row, None where it is unknown."""
    value: float = getattr(series, field).item(row)
    if isnan(value):
        return None
    return Point(value, day_of(series, row), series, field)


def evidence_of(series: Series, rows: Iterable[int], field: Field = "close") -> tuple[Evidence, ...]:
    """The figures of rows as evidence, those that are known."""
    column, symbol, source, at = getattr(series, field), series.symbol, series.source, series.fetched_at
    return tuple(
        Evidence(symbol, day_of(series, row), field, value, source, at)
        for row in rows
        if not isnan(value := column.item(row))
    )


def unknown(series: Series, rows: slice, field: Field) -> bool:
    """Whether a figure of a field is unknown in any of the rows."""
    counts = series.memo.get(f"unknown {field}")
    if counts is None:
        counts = np.concatenate(([0], np.cumsum(np.isnan(getattr(series, field)))))
        series.memo[f"unknown {field}"] = counts
    return bool(counts[rows.stop] > counts[rows.start])


def highest(series: Series, rows: slice, field: Field) -> Point | None:
    """The highest figure of a field over rows, None if none is known."""
    return _extreme(series, rows, field, sign=1)


def lowest(series: Series, rows: slice, field: Field) -> Point | None:
    """The lowest figure of a field over rows, None if none is known."""
    return _extreme(series, rows, field, sign=-1)


def _extreme(series: Series, rows: slice, field: Field, sign: int) -> Point | None:
    if rows.start == 0:
        return point(series, int(_running(series, field, sign)[rows.stop - 1]), field) if rows.stop else None
    ranked = _ranked(series, field, sign)[rows]
    if not ranked.size:
        return None
    return point(series, rows.start + int(ranked.argmax()), field)


def _running(series: Series, field: Field, sign: int) -> NDArray[np.intp]:
    """For each row the first of the most extreme ones up to it; worked out once a series."""
    name = f"running {field} {sign}"
    found: NDArray[np.intp] | None = series.memo.get(name)
    if found is None:
        ranked = _ranked(series, field, sign)
        set_ = np.append(True, ranked[1:] > np.maximum.accumulate(ranked)[:-1])
        found = series.memo[name] = np.maximum.accumulate(np.where(set_, np.arange(ranked.size), 0))
    return found


def signed(series: Series, field: Field, sign: int) -> Floats:
    """The figures of a field, or their negatives, so that up is the way looked for; worked out once a series."""
    if sign > 0:
        return _column(series, field)
    name = f"negative {field}"
    found: Floats | None = series.memo.get(name)
    if found is None:
        found = series.memo[name] = -_column(series, field)
    return found


def _column(series: Series, field: Field) -> Floats:
    column: Floats = getattr(series, field)
    return column


def _ranked(series: Series, field: Field, sign: int) -> Floats:
    """The figures of a field so that the most extreme is the greatest and an unknown one the least; worked out once a series."""
    name = f"ranked {field} {sign}"
    found: Floats | None = series.memo.get(name)
    if found is None:
        values = signed(series, field, sign)
        found = series.memo[name] = np.where(np.isnan(values), -np.inf, values)
    return found
