"""Days that the kind of claim implies: the month a figure is of, the time a rate is foreseen for, the first day of a run."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from tapecheck.nlp.claim import Window
from tapecheck.nlp.times import TimeRef

# On which day of the month the figure of the month before is out.
_OUT_ON = {
    "US_CPI": 10,
    "US_CORE_CPI": 10,
    "US_PCE": 25,
    "US_CORE_PCE": 25,
    "US_UNEMPLOYMENT": 3,
    "US_PAYROLLS": 3,
}
MONTHLY = frozenset(_OUT_ON)
# How many characters beyond the words a time may stand and still be the one foreseen.
_REACH = 70
_NEXT = re.compile(r"\bnext\s(?P<unit>month|quarter|year)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)[0-9][0-9]\b")
_DATA_LAG = timedelta(days=45)
_FRIDAY = 4


def _month(day: date, back: int) -> Window:
    """The whole month so many before the one of `day`; a negative number looks ahead."""
    months = 12 * day.year + day.month - 1 - back
    year, month = months // 12, months % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def released(subject: str, anchor: date) -> Window:
    """The month that the newest figure is of on a day."""
    return _month(anchor, 1 if anchor.day >= _OUT_ON[subject] else 2)


def horizon(text: str, start: int, end: int, times: Sequence[TimeRef], anchor: date) -> Window | None:
    """The time that a forecast worded at `start..end` is for: the first one named after its beginning, looking ahead."""
    following = _NEXT.search(text, start, end + _REACH)
    if following:
        return _next(following["unit"].lower(), anchor)
    for t in times:
        near = start <= t.start <= end + _REACH and t.kind not in ("day", "span")
        if near and not _just_over(t, anchor):
            return _ahead(t, anchor)
    return None


def _just_over(t: TimeRef, anchor: date) -> bool:
    """A month that ended a few weeks ago is the one that the newest data are of."""
    return t.kind == "month" and timedelta(0) < anchor - t.window[1] <= _DATA_LAG


def _next(unit: str, anchor: date) -> Window:
    if unit == "year":
        return date(anchor.year + 1, 1, 1), date(anchor.year + 1, 12, 31)
    if unit == "month":
        return _month(anchor, -1)
    first = 3 - (anchor.month - 1) % 3
    return _month(anchor, -first)[0], _month(anchor, -first - 2)[1]


def _ahead(t: TimeRef, anchor: date) -> Window:
    first, last = t.window
    if t.kind == "year":
        return max(first, min(anchor, date(first.year, 12, 31))), date(first.year, 12, 31)
    if t.text.lower().endswith("month"):
        return _month(anchor, 0)
    if last < anchor and not _YEAR.search(t.text):
        year = last.year + 1
        return first.replace(year=year, day=1), date(year, last.month, monthrange(year, last.month)[1])
    return t.window


def sessions_back(day: date, count: int) -> date:
    """The weekday on which the last `count` weekdays up to `day` began."""
    while count > 1 or day.weekday() > _FRIDAY:
        count -= day.weekday() <= _FRIDAY
        day -= timedelta(days=1)
    return day


def run_began(day: date, count: int, step: str) -> date:
    """The first day of a run of so many days, weeks, months, quarters or years that goes on at `day`."""
    if step == "week":
        return day - timedelta(days=day.weekday() + 7 * (count - 1))
    if step == "year":
        return date(max(1, day.year - count + 1), 1, 1)
    if step in ("month", "quarter"):
        into = 1 if step == "month" else 3
        return _month(day, (day.month - 1) % into + into * (count - 1))[0]
    return sessions_back(day, count)
