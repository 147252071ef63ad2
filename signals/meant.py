"""The sessions and spans whose move a claim may mean, the usual ones first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from tapecheck.nlp.claim import Basis, Claim
from tapecheck.signals.answers import row_of, rows_meant, undated, whole
from tapecheck.signals.look import Look, daily, day_of, first_on
from tapecheck.signals.tape.protocol import Series

# A trailing span this long is rarely counted from its exact first day.
_LONG, _A_FEW_DAYS_OFF = 28, (-3, -2, -1, 1, 2, 3)
_MAY_SHIFT = re.compile(r"week|(?:for|on) the year|past|last|trailing|previous")
_TRAILING = re.compile(r"\b(?:past|last|trailing|previous)\b")
# A day of these ends at another hour elsewhere, and their news quotes prices of the hour.
INTRADAY_FAMILIES = frozenset({"crypto", "fx", "future"})


class Session(NamedTuple):
    """A session whose move may be meant; its row and the one before it are at hand. `basis` is that of the claim."""

    series: Series
    row: int
    family: str
    basis: Basis
    running: bool

    @property
    def day(self) -> date:
        """The session's day."""
        return day_of(self.series, self.row)


class Span(NamedTuple):
    """A span whose move may be meant, counted from the close of row `base` to row `end`.

    `base` is the row before the span, or `own`: the span's first. `to_now` spans end at the moment of the look, `ranged` ones may end
    within the last session; a `stretch` is a span that the words do not name.
    """

    series: Series
    base: int
    end: int
    family: str
    own: bool
    to_now: bool
    ranged: bool
    running: bool
    stretch: bool

    @property
    def usual(self) -> bool:
        """Whether a span is usually counted so."""
        return not (self.own or self.stretch)


def meant(claim: Claim, look: Look, series: Series) -> Iterator[Session | Span]:
    """The session or span that a claim names, then those that it may mean instead; none where the rows are too coarse for it.

    Without a time that is the session at hand, those beside it, and the spans that a sentence carries over from the one before.
    """
    first, last = claim.window or (look.as_of, look.as_of)
    family = look.market(series.symbol)
    if first == last:
        row = row_of(series, last)
        if row is None:
            return
        yield from _sessions(claim, series, row, family)
        if claim.window_text is None:
            for span in _unsaid(claim, look):
                yield from _spans(span, series, look, stretch=True)
            for span in _nearby(claim, look):
                yield from (one._replace(ranged=False) for one in _spans(span, series, look, stretch=True))
    else:
        yield from _spans(claim, series, look, stretch=False)
    for span in _other_weeks(claim, look, family):
        yield from _spans(span, series, look, stretch=True)


def _sessions(claim: Claim, series: Series, row: int, family: str) -> Iterator[Session]:
    for one in rows_meant(claim, series, row):
        if one > 0 and whole(series, one - 1, one):
            running = series.in_progress and one == len(series) - 1
            yield Session(series, one, family, claim.basis, running)


def _unsaid(claim: Claim, look: Look) -> Iterator[Claim]:
    """The week, month and year so far, the last seven days."""
    day = look.as_of
    week, month, year = day - timedelta(days=day.weekday()), day.replace(day=1), date(day.year, 1, 1)
    for first in (week, month, year, day - timedelta(days=7)):
        yield replace(claim, window=(first, day))


def _nearby(claim: Claim, look: Look) -> Iterator[Claim]:
    """The times in sight of a claim that may not be today's, and what has passed since each; by closes, since ranges hold too much."""
    for window in claim.nearby if undated(claim) else ():
        yield replace(claim, window=window)
        yield replace(claim, window=(window[0], look.as_of))


def _other_weeks(claim: Claim, look: Look, family: str) -> Iterator[Claim]:
    """The week of a market that never closes may be the last seven days; on a weekend "last week" may be the one before; a month or
    a year up to now may be counted from a few days off."""
    first, last = claim.window or (look.as_of, look.as_of)
    said = (claim.window_text or "").lower()
    if not _MAY_SHIFT.search(said):
        return
    if family == "crypto" and first.weekday() == 0 and (last - first).days < 7 and "week" in said:
        yield replace(claim, window=(last - timedelta(days=7), last))
    if "last week" in said and look.as_of.weekday() >= 5:
        yield replace(claim, window=(first - timedelta(days=7), first - timedelta(days=1)))
    if said in ("for the year", "on the year") and last.month == 1:
        yield replace(claim, window=(date(last.year - 1, 1, 1), date(last.year - 1, 12, 31)))
    if last == look.as_of and (last - first).days >= _LONG and _TRAILING.search(said):
        for days in _A_FEW_DAYS_OFF:
            yield replace(claim, window=(first + timedelta(days=days), last))


def _spans(claim: Claim, series: Series, look: Look, stretch: bool) -> Iterator[Span]:
    """The span of a claim's window from each base, where every session that it is counted from is at hand."""
    assert claim.window is not None
    first, last = claim.window
    start, end = first_on(series, first), row_of(series, last)
    if end is None or start >= len(series) or start > end:
        return
    if start > 0 and not whole(series, start - 1, start):
        return
    family = look.market(series.symbol)
    ranged = claim.basis == "intraday" or family in INTRADAY_FAMILIES
    running = series.in_progress and end == len(series) - 1
    for base, own in _bases(series, start):
        yield Span(series, base, end, family, own, last >= look.as_of, ranged, running, stretch)


def _bases(series: Series, start: int) -> Iterator[tuple[int, bool]]:
    """Rows whose close a span can be counted from, and whether it is the span's own first: the one before it, or that."""
    if start > 0:
        yield start - 1, False
    if daily(series, start):
        yield start, True
