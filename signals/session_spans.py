"""A session within its spans: how far it is from an extreme, how far it went since a period began, on which side of its averages it closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tapecheck.nlp.claim import Window
from tapecheck.signals.look import Field, Point, first_on, highest, last_on, lowest
from tapecheck.signals.tape.protocol import Series
from tapecheck.signals.unbroken import Reach

_YEAR = timedelta(days=365)
# The last close before a period is at most a long holiday before it.
_LONG_HOLIDAY_DAYS = 7
_AVERAGES = (50, 200)


@dataclass(frozen=True, slots=True)
class Distance:
    """An extreme, the days of the row that holds it (a day twice where it is a session's), and how far the close is from it.

    `points` is in the price's own unit, `percent` of the extreme; both are 0 for the extreme itself and None without a close, `percent`
    also for an extreme that is not above zero, which crude oil once had.
    """

    value: float
    days: Window
    points: float | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class SpanMove:
    """The move since the last close before a period: "week", "month", "quarter" or "year"; in the price's own unit and in per cent."""

    name: str
    points: float
    percent: float


@dataclass(frozen=True, slots=True)
class Average:
    """The simple average of the last `sessions` closes, the session's own among them, and how far the close is from it in per cent."""

    sessions: int
    value: float
    percent: float


def from_record(series: Series, reach: Reach) -> Distance | None:
    """The distance from the highest close of the whole series up to a session."""
    return _distance(highest(series, slice(0, reach.row + 1), "highest_close"), series, reach)


def from_year(series: Series, reach: Reach, field: Field) -> Distance | None:
    """The distance from the extreme of 52 weeks: the highest of `high` or `highest_close`, the lowest of another field.

    None unless every session of the 52 weeks is at hand and has the field.
    """
    begin = series.last[reach.row].item() - _YEAR
    rows = slice(first_on(series, begin), reach.row + 1)
    if reach.whole >= rows.start or (
        field in ("high", "low") and np.isnan(getattr(series, field)[rows]).any()
    ):
        return None
    found = (highest if "high" in field else lowest)(series, rows, field)
    # A month's row that reaches over the edge may have its extreme on the other side.
    if found is None or series.first[last_on(series, found.day)].item() < begin:
        return None
    return _distance(found, series, reach)


def _distance(found: Point | None, series: Series, reach: Reach) -> Distance | None:
    if found is None:
        return None
    row, close = last_on(series, found.day), float(series.close[reach.row])
    days = series.first[row].item(), found.day
    if np.isnan(close):
        return Distance(found.value, days, None, None)
    percent = 100 * (close / found.value - 1) if found.value > 0 else None
    return Distance(found.value, days, close - found.value, percent)


def to_date(series: Series, reach: Reach) -> Iterator[SpanMove]:
    """The moves from the last close before the week, month, quarter and year; those that the rows do not cover are left out."""
    day, close = series.last[reach.row].item(), float(series.close[reach.row])
    for name, first in _starts(day):
        base = last_on(series, first - timedelta(days=1))
        near = base >= reach.whole and (first - series.last[base].item()).days <= _LONG_HOLIDAY_DAYS
        if near and series.close[base] > 0:
            before = float(series.close[base])
            yield SpanMove(name, close - before, 100 * (close / before - 1))


def _starts(day: date) -> Iterator[tuple[str, date]]:
    yield "week", day - timedelta(days=day.weekday())
    yield "month", day.replace(day=1)
    yield "quarter", date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    yield "year", date(day.year, 1, 1)


def averages(series: Series, reach: Reach) -> Iterator[Average]:
    """The 50- and 200-session averages, each only where all of its sessions are at hand."""
    end, close = reach.row + 1, float(series.close[reach.row])
    for count in _AVERAGES:
        if end - count >= reach.single:
            mean = float(series.close[end - count : end].mean())
            yield Average(count, mean, 100 * (close / mean - 1))
