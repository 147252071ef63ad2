"""Moves: by how much a price changed, under each base an honest writer could have used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import inf, isnan
from typing import NamedTuple

import numpy as np

from tapecheck.nlp.claim import Claim
from tapecheck.signals.answers import beside, row_of, whole
from tapecheck.signals.finding import Evidence
from tapecheck.signals.look import Look, daily, day_of, evidence_of, first_on, unknown
from tapecheck.signals.tape.protocol import Series

# A trailing span this long is rarely counted from its exact first day.
_LONG, _A_FEW_DAYS_OFF = 28, (-3, -2, -1, 1, 2, 3)
_TRAILING = re.compile(r"\b(?:past|last|trailing|previous)\b")
_CLOSE_ONLY = frozenset({"rate"})
# Percentage points by which a session's range may reach beyond its open and closes where the tape has no range.
_BEYOND_CLOSES = 3.0
_INTRADAY_FAMILIES = frozenset({"crypto", "fx", "future"})


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


def moves(claim: Claim, series: Series, look: Look, family: str) -> Iterator[Move]:
    """The moves that a claim may mean, the usual one first; none where the rows are too coarse for it."""
    window = claim.window or (look.as_of, look.as_of)
    if window[0] == window[1]:
        row = row_of(series, window[1])
        if row is None:
            return
        yield from _of_a_session(claim, series, row, family)
        if claim.window_text is None:
            for one in beside(series, row):
                yield from _of_a_session(claim, series, one, family)
            yield from _unsaid_spans(claim, series, look, family)
    else:
        yield from _of_a_span(claim, series, look, family)
    for span in _other_weeks(claim, look, family):
        yield from (move._replace(usual=False) for move in _of_a_span(span, series, look, family))


def _other_weeks(claim: Claim, look: Look, family: str) -> Iterator[Claim]:
    """The week of a market that never closes may be the last seven days; on a weekend "last week" may be the one before; a month or
    a year up to now may be counted from a few days off."""
    first, last = claim.window or (look.as_of, look.as_of)
    said = (claim.window_text or "").lower()
    if family == "crypto" and first.weekday() == 0 and (last - first).days < 7 and "week" in said:
        yield replace(claim, window=(last - timedelta(days=7), last))
    if "last week" in said and look.as_of.weekday() >= 5:
        yield replace(claim, window=(first - timedelta(days=7), first - timedelta(days=1)))
    if said in ("for the year", "on the year") and last.month == 1:
        yield replace(claim, window=(date(last.year - 1, 1, 1), date(last.year - 1, 12, 31)))
    if last == look.as_of and (last - first).days >= _LONG and _TRAILING.search(said):
        for days in _A_FEW_DAYS_OFF:
            yield replace(claim, window=(first + timedelta(days=days), last))


def _of_a_session(claim: Claim, series: Series, row: int, family: str) -> Iterator[Move]:
    if row < 1 or not whole(series, row - 1, row):
        return
    day, before = day_of(series, row), series.close.item(row - 1)
    base, proof = (before, before), _proof(series, row - 1, row)
    running = series.in_progress and row == len(series) - 1
    if not running:
        yield Move(
            lambda: f"close of {day} against the close before", base, (series.close.item(row),) * 2, proof
        )
    if running or claim.basis == "intraday" or family in _INTRADAY_FAMILIES:
        low, high = session_range(series, row)
        yield Move(
            lambda: f"the range of {day} against the close before",
            base,
            (low, high),
            proof,
            usual=running or claim.basis != "close",
            beyond=_beyond(series, row, running, family),
        )
    if family == "crypto":
        yield Move(
            lambda: f"any 24 hours ending on {day}",
            session_range(series, row - 1),
            session_range(series, row),
            proof,
            usual=claim.basis != "close",
        )
    opened: float = series.open.item(row)
    if not running and not isnan(opened):
        yield Move(
            lambda: f"open to close of {day}",
            (opened, opened),
            (series.close.item(row),) * 2,
            proof,
            usual=False,
        )


def _unsaid_spans(claim: Claim, series: Series, look: Look, family: str) -> Iterator[Move]:
    """The week, month and year so far, the last seven days: what a sentence carries over from the one before."""
    day = look.as_of
    for first in (
        day - timedelta(days=day.weekday()),
        day.replace(day=1),
        date(day.year, 1, 1),
        day - timedelta(days=7),
    ):
        span = replace(claim, window=(first, day))
        yield from (move._replace(usual=False) for move in _of_a_span(span, series, look, family))


def _of_a_span(claim: Claim, series: Series, look: Look, family: str) -> Iterator[Move]:
    assert claim.window is not None
    first, last = claim.window
    start, end = first_on(series, first), row_of(series, last)
    if end is None or start >= len(series) or start > end:
        return
    if start > 0 and not whole(series, start - 1, start):
        return
    intraday = claim.basis == "intraday" or family in _INTRADAY_FAMILIES
    to_now = last >= look.as_of
    for row, usual in _bases(series, start):
        yield from _from_close(series, row, end, usual, to_now, intraday)
    if family in _INTRADAY_FAMILIES and daily(series, start):
        yield Move(
            lambda: f"any hour of {day_of(series, start)} to any of {day_of(series, end)}",
            session_range(series, start), session_range(series, end), _proof(series, start, end),
        )  # fmt: skip


def _from_close(
    series: Series, row: int, end: int, usual: bool, to_now: bool, intraday: bool
) -> Iterator[Move]:
    """The moves from the close of a row to the close of another, up to now also to the one before it, and to its range."""
    base = (series.close.item(row),) * 2

    def to(what: str, last: int) -> Callable[[], str]:
        return lambda: f"from the close of {day_of(series, row)} to the {what} of {day_of(series, last)}"

    running = series.in_progress and end == len(series) - 1
    if not running:
        yield Move(to("close", end), base, (series.close.item(end),) * 2, _proof(series, row, end), usual)
    if to_now and end - 1 > row:
        before = (series.close.item(end - 1),) * 2
        yield Move(to("close", end - 1), base, before, _proof(series, row, end - 1), usual)
    if intraday or running:
        beyond = inf if running and isnan(series.high.item(end)) else 0.0
        yield Move(
            to("range", end), base, session_range(series, end), _proof(series, row, end), usual, beyond
        )


def _bases(series: Series, start: int) -> Iterator[tuple[int, bool]]:
    """Rows whose close a span can be counted from: the one before it, or its own first."""
    if start > 0:
        yield start - 1, True
    if daily(series, start):
        yield start, False


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
