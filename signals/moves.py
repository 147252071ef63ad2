"""Moves: by how much a price changed, under each base an honest writer could have used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import inf, isnan
from typing import Any, NamedTuple

import numpy as np

from tapecheck.nlp.claim import Claim
from tapecheck.signals.finding import Evidence
from tapecheck.signals.look import Look, day_of, evidence_of, unknown
from tapecheck.signals.meant import INTRADAY_FAMILIES, Session, Span, meant
from tapecheck.signals.tape.protocol import Series

_CLOSE_ONLY = frozenset({"rate"})
# Percentage points by which a session's range may reach beyond its open and closes where the tape has no range.
_BEYOND_CLOSES = 3.0
_SPAN_BASE = "the last close before the span, or its own first"


class Move(NamedTuple):
    """A price going from one figure (or range) to another; low and high are equal where both are single figures.

    `beyond` is by how many percentage points the end may lie further off, where the day's range is not on the tape and was taken from its
    open and closes: of a session in progress nobody knows.
    """

    words: Callable[[], str]
    base: tuple[float, float]
    end: tuple[float, float]
    evidence: Callable[[], Sequence[Evidence]]
    usual: bool = True
    beyond: float = 0.0

    @property
    def name(self) -> str:
        """How the move reads: "from the close of 2025-12-10 to the close of 2025-12-11"."""
        return self.words()

    @property
    def points(self) -> tuple[float, float]:
        """The least and the most it moved, in the price's own unit, signed."""
        return self.end[0] - self.base[1], self.end[1] - self.base[0]

    @property
    def percent(self) -> tuple[float, float]:
        """The least and the most it moved, in per cent of the base, signed."""
        return 100 * (self.end[0] / self.base[1] - 1), 100 * (self.end[1] / self.base[0] - 1)

    @property
    def typical(self) -> float:
        """The move in per cent between the middles of both ends."""
        return 100 * (sum(self.end) / sum(self.base) - 1)


class Measured(NamedTuple):
    """A way of measuring a move: what it ends at, what it starts from, and how it is made of a session or span, if it can be."""

    name: str
    base: str
    of: Callable[[Any], Move | None]


def moves(claim: Claim, series: Series, look: Look) -> Iterator[Move]:
    """The moves that a claim may mean, the usual one first; none where the rows are too coarse for it."""
    for at in meant(claim, look, series):
        for one in OF_A_SESSION if isinstance(at, Session) else OF_A_SPAN:
            move = one.of(at)
            if move is not None:
                yield move


def _session_close(at: Session) -> Move | None:
    if at.running:
        return None
    series, row, before = at.series, at.row, at.series.close.item(at.row - 1)
    return Move(
        lambda: f"close of {at.day} against the close before",
        (before, before),
        (series.close.item(row),) * 2,
        _proof(series, row - 1, row),
    )


def _session_range(at: Session) -> Move | None:
    if not (at.running or at.basis == "intraday" or at.family in INTRADAY_FAMILIES):
        return None
    series, row, before = at.series, at.row, at.series.close.item(at.row - 1)
    return Move(
        lambda: f"the range of {at.day} against the close before",
        (before, before),
        session_range(series, row),
        _proof(series, row - 1, row),
        usual=at.running or at.basis != "close",
        beyond=_beyond(series, row, at.running, at.family),
    )


def _any_day(at: Session) -> Move | None:
    if at.family != "crypto":
        return None
    return Move(
        lambda: f"any 24 hours ending on {at.day}",
        session_range(at.series, at.row - 1),
        session_range(at.series, at.row),
        _proof(at.series, at.row - 1, at.row),
        usual=at.basis != "close",
    )


def _open_to_close(at: Session) -> Move | None:
    opened: float = at.series.open.item(at.row)
    if at.running or isnan(opened):
        return None
    return Move(
        lambda: f"open to close of {at.day}",
        (opened, opened),
        (at.series.close.item(at.row),) * 2,
        _proof(at.series, at.row - 1, at.row),
        usual=False,
    )


def _span_close(at: Span) -> Move | None:
    return None if at.running else _closing(at, at.end)


def _span_close_before(at: Span) -> Move | None:
    return _closing(at, at.end - 1) if at.to_now and at.end - 1 > at.base else None


def _closing(at: Span, end: int) -> Move:
    series = at.series
    return Move(
        _from_close(series, at.base, "close", end),
        (series.close.item(at.base),) * 2,
        (series.close.item(end),) * 2,
        _proof(series, at.base, end),
        at.usual,
    )


def _span_range(at: Span) -> Move | None:
    if not (at.ranged or at.running):
        return None
    series, base, end = at.series, at.base, at.end
    return Move(
        _from_close(series, base, "range", end),
        (series.close.item(base),) * 2,
        session_range(series, end),
        _proof(series, base, end),
        at.usual,
        inf if at.running and isnan(series.high.item(end)) else 0.0,
    )


def _any_hour(at: Span) -> Move | None:
    if not at.own or at.family not in INTRADAY_FAMILIES:
        return None
    series, start, end = at.series, at.base, at.end
    return Move(
        lambda: f"any hour of {day_of(series, start)} to any of {day_of(series, end)}",
        session_range(series, start),
        session_range(series, end),
        _proof(series, start, end),
        usual=not at.stretch,
    )


def _from_close(series: Series, base: int, what: str, end: int) -> Callable[[], str]:
    return lambda: f"from the close of {day_of(series, base)} to the {what} of {day_of(series, end)}"


# Each in the order in which it is tried.
OF_A_SESSION = (
    Measured("close of the session", "the close before", _session_close),
    Measured("range of the session", "the close before", _session_range),
    Measured("any price of the session", "any price of the day before", _any_day),
    Measured("close of the session", "its open", _open_to_close),
)
OF_A_SPAN = (
    Measured("close of the span", _SPAN_BASE, _span_close),
    Measured("close before the last of a span up to now", _SPAN_BASE, _span_close_before),
    Measured("range of the last session of the span", _SPAN_BASE, _span_range),
    Measured("any price of the last session of the span", "any price of its first", _any_hour),
)


def session_range(series: Series, row: int) -> tuple[float, float]:
    """The lowest and highest price known of a row: its range, or what its open, close and the close before span."""
    low: float = series.low.item(row)
    high: float = series.high.item(row)
    if isnan(low) or isnan(high):
        known = [
            series.open[row],
            series.lowest_close[row],
            series.highest_close[row],
            series.close[row - 1] if row else np.nan,
        ]
        return float(np.nanmin(known)), float(np.nanmax(known))
    return low, high


def _beyond(series: Series, row: int, running: bool, family: str) -> float:
    if not isnan(series.high.item(row)):
        return 0.0
    return inf if running else 0.0 if family in _CLOSE_ONLY else _BEYOND_CLOSES


def range_within(series: Series, rows: slice) -> tuple[float, float]:
    """The lowest and highest price known of several rows."""
    if not unknown(series, rows, "low") and not unknown(series, rows, "high"):
        return float(series.low[rows].min()), float(series.high[rows].max())
    lows, highs = zip(*(session_range(series, row) for row in range(rows.start, rows.stop)), strict=True)
    return min(lows), max(highs)


def _proof(series: Series, *rows: int) -> Callable[[], Sequence[Evidence]]:
    return lambda: evidence_of(series, rows)
