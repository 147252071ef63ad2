"""Readings made from figures: the small words that every kind's check is written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import isnan
from typing import TypeGuard

from tapecheck.data import calendar_of
from tapecheck.data.calendars import is_session, session_open, sessions_between
from tapecheck.nlp.claim import Claim
from tapecheck.signals.finding import Answer, Evidence, Grade, Reading
from tapecheck.signals.look import Look, daily, day_of, last_on
from tapecheck.signals.tape.protocol import Events, NotCovered, Series, Unavailable

# A series that ends longer than this before the day asked for does not cover it: a long holiday is four days.
_STALE_DAYS = 5
# Vendors leave New York's holidays out of what ICE deals on them; holidays are known from here on.
_KEPT_AS, _CALENDARS_FROM = {"ICE": "XNYS"}, date(1953, 1, 1)


def settled(
    name: str | Callable[[], str],
    grade: Grade | bool | None,
    observed: str | Callable[[], str],
    computed: float | None = None,
    formula: str | None = None,
    evidence: Sequence[Evidence] | Callable[[], Sequence[Evidence]] = (),
    usual: bool = True,
) -> Reading:
    """A reading that the tape decides: true with a grade, false without one."""
    if computed is not None and isnan(computed):
        return uncovered(name, "the session was still in progress", usual)
    answer = Answer.TRUE if grade else Answer.FALSE
    kept = grade if isinstance(grade, Grade) else Grade.EXACT
    return Reading(name, answer, observed, computed, formula, evidence, None, kept, usual)


def uncovered(name: str | Callable[[], str], missing: str, usual: bool = True) -> Reading:
    """A reading that the tape at hand cannot decide."""
    return Reading(name, Answer.UNCOVERED, missing=missing, usual=usual)


def usable(found: Series | NotCovered | Unavailable | Events) -> TypeGuard[Series | Events]:
    """Whether the tape gave an answer."""
    return not isinstance(found, NotCovered | Unavailable)


def trouble(found: NotCovered | Unavailable) -> Reading:
    """The reading that stands for a tape without an answer."""
    answer = Answer.UNAVAILABLE if isinstance(found, Unavailable) else Answer.UNCOVERED
    return Reading("the tape", answer, missing=found.reason)


def row_of(series: Series, day: date) -> int | None:
    """The row of the latest session up to a day, None when the series does not reach that day or is coarser than a day there."""
    row = last_on(series, day)
    if row < 0 or not daily(series, row):
        return None
    last = day_of(series, row)
    if last == day:
        return row
    return None if (day - last).days > _STALE_DAYS or _missed(series, last, day) else row


def whole(series: Series, first: int, last: int) -> bool:
    """Whether no session is missing between two rows of single sessions; rows of several are taken to be whole."""
    if first < 0 or not daily(series, first):
        return True
    start, calendar = day_of(series, first), _calendar(series)
    if start < _CALENDARS_FROM:
        return True
    return last - first + 1 >= sessions_between(calendar, start, day_of(series, last))


def _missed(series: Series, last: date, day: date) -> bool:
    """Whether a session after the last one there, up to a day, had begun and is missing."""
    calendar = _calendar(series)
    if last < _CALENDARS_FROM or series.known_at is None:
        return False
    return any(
        is_session(calendar, one) and session_open(calendar, one) <= series.known_at
        for one in (last + timedelta(days=n) for n in range(1, (day - last).days + 1))
    )


def _calendar(series: Series) -> str:
    """The calendar whose every session a vendor's series has."""
    calendar = calendar_of(series.symbol)
    return _KEPT_AS.get(calendar, calendar)


def beside(series: Series, row: int) -> tuple[int, ...]:
    """The rows that an undated figure may be of beside the one at hand: the one before, and a later one that is known already."""
    return tuple(one for one in (row - 1, row + 1) if 0 <= one < len(series))


def rows_meant(claim: Claim, series: Series, row: int) -> tuple[int, ...]:
    """The row at hand, and where no time is named those beside it."""
    return (row, *beside(series, row)) if claim.window_text is None else (row,)


def has_session(claim: Claim, series: Series, row: int) -> bool:
    """Whether the weekday that a claim names is a session on this tape: futures trade on days that vendors leave out."""
    window = claim.window
    if claim.window_text is None or window is None or window[0] != window[1] or window[1].weekday() > 4:
        return True
    return bool(series.first[row].item() <= window[1] <= series.last[row].item())


def before_the_open(look: Look) -> bool:
    """Whether a session of New York is to open later on the day of the look."""
    return is_session("XNYS", look.as_of) and look.known_at < session_open("XNYS", look.as_of)


def too_coarse(series: Series, day: date) -> str:
    """Why a day cannot be looked up."""
    ends = series.last[-1].item()
    if day > ends:
        return f"{series.source} has {series.symbol} only to {ends}"
    if day < series.first[0].item():
        return f"{series.source} has {series.symbol} only from {series.history_from}"
    return f"{series.source} has {series.symbol} only in longer rows around {day}: not covered at this resolution"


def undated(claim: Claim) -> bool:
    """Whether nothing ties the number to a session: no time in the sentence, and no plain "it rose to" that means today."""
    return claim.window_text is None and claim.confidence < _PLAINLY_TODAY


# A plain statement about a named subject, without a time and without any doubt, is about the session at hand.
_PLAINLY_TODAY = 0.7

NO_TIME = "the sentence names no time, and no session near the article's date fits"
