"""Gaps: whether an answer holds the sessions that the exchange's calendar says it should.

A few bars missing far back are kept: whoever needs one of them finds it absent. An answer with holes in its newest sessions, or with many,
is a part of one, and is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tapecheck.data import instrument
from tapecheck.data.calendars import is_session, session_open
from tapecheck.signals.tape.protocol import Days

_NEWEST = 10
_YEAR = timedelta(days=365)
# The 10-year yield's series lacks 2% of a year's sessions at the vendor itself.
_SMALL_SHARE = 0.05


def too_many_missing(symbol: str, days: Days) -> int:
    """How many sessions of the last year an answer lacks between its first row and its last; 0 when few enough.

    Too many is more than a twentieth, or any of the newest ten. Of an instrument that is not ours the sessions are not known.
    """
    found = instrument(symbol)
    if found is None or not len(days):
        return 0
    have: set[date] = set(days.tolist())
    last = max(have)
    first = max(min(have), last - _YEAR)
    due = [day for day in _back(last, first) if _due(found.calendar, day)]
    missing = [day for day in due if day not in have]
    newest = any(day not in have for day in due[:_NEWEST])
    return len(missing) if newest or len(missing) > _SMALL_SHARE * len(due) else 0


def anything_due(symbol: str, since: date | None, moment: datetime) -> bool:
    """Whether a session from `since` on had opened by a moment (aware); always, when the whole history is meant or the calendar is unknown."""
    found = instrument(symbol)
    if found is None or since is None:
        return True
    latest = (moment + timedelta(days=2)).date()
    return any(
        _due(found.calendar, day) and session_open(found.calendar, day) <= moment
        for day in _back(latest, since)
    )


def _back(last: date, first: date) -> Iterator[date]:
    """The days `first..last`, newest first."""
    return (last - timedelta(days=n) for n in range((last - first).days + 1))


def _due(calendar: str, day: date) -> bool:
    """Whether vendors owe a row: none gives currencies and futures one on every holiday of New York."""
    return is_session(calendar, day) and (calendar == "24/7" or is_session("XNYS", day))
