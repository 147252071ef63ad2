"""What a wording of a time means in days, seen from the day the article speaks from: one function for each shape of wording."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from tapecheck.nlp.claim import Window
from tapecheck.nlp.numbers import WORDS

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5
# "a week ago" is within two days of it, "a month ago" within a week, "two years ago" within half a year.
_ABOUT_THEN = {"week": 2, "month": 7, "year": 182}
# A date up to two days ahead is already today somewhere, not a year ago.
_NEXT_DAY_ELSEWHERE = timedelta(days=2)
# Without a year, "May" is a month only after one of these.
_MONTH_NOT_VERB = re.compile(
    r"\b(?:in|since|of|last|through|until|by|for|from|during|early|late)\s$", re.IGNORECASE
)


def _month_number(name: str) -> int:
    return next(i for i, full in enumerate(_MONTHS, 1) if full.startswith(name.lower().rstrip(".")[:3]))


def month_window(year: int, month: int) -> Window:
    """The whole of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def latest_year(month: int, anchor: date, day: int = 1) -> int:
    """The year of the latest such month that has begun; a date a few days ahead is still this year's."""
    ahead = date(anchor.year, month, max(1, min(day, monthrange(anchor.year, month)[1]))) - anchor
    return anchor.year if ahead <= _NEXT_DAY_ELSEWHERE else anchor.year - 1


def full_date(m: re.Match[str], anchor: date) -> Window | None:
    """A day of a month, of the latest year in which it is not ahead."""
    month, day = _month_number(m["month"]), int(m["day"])
    year = int(m["year"]) if m["year"] else latest_year(month, anchor, day)
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day), date(year, month, day)


def date_range(m: re.Match[str], anchor: date) -> Window | None:
    """Days of one month: "Jan. 5-9"."""
    first = full_date(m, anchor)
    if first is None:
        return None
    last_day = int(m["last"])
    start = first[0]
    if not start.day < last_day <= monthrange(start.year, start.month)[1]:
        return None
    return start, start.replace(day=last_day)


def iso(m: re.Match[str], anchor: date) -> Window | None:
    """A date in ISO 8601."""
    try:
        day = date(int(m["year"]), int(m["mm"]), int(m["dd"]))
    except ValueError:
        return None
    return day, day


def part_of_month(m: re.Match[str], anchor: date) -> Window | None:
    """ "early", "mid" and "late" of a month."""
    month = _month_number(m["month"])
    year = int(m["year"]) if m["year"] else latest_year(month, anchor)
    first, last = month_window(year, month)
    part = m["part"].lower()
    if part.startswith(("early", "start", "beginning")):
        return first, first.replace(day=10)
    if part.startswith("mid"):
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def month(m: re.Match[str], anchor: date) -> Window | None:
    """A whole month, the latest that has begun."""
    month = _month_number(m["month"])
    if m["year"]:
        return month_window(int(m["year"]), month)
    if m["month"] == "May" and not _MONTH_NOT_VERB.search(m.string[: m.start()]):
        return None
    year = latest_year(month, anchor)
    return month_window(year - 1 if m["past"] and month == anchor.month else year, month)


def weekday(m: re.Match[str], anchor: date) -> Window | None:
    """The latest such weekday up to the anchor."""
    back = (
        anchor.weekday()
        - _DAYS.index(
            m["weekday"].lower().rstrip("s") if m["weekday"].lower() not in _DAYS else m["weekday"].lower()
        )
    ) % 7
    back += 7 if m["past"] and back == 0 else 0
    day = anchor - timedelta(days=back)
    return day, day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def this(m: re.Match[str], anchor: date) -> Window | None:
    """The week, month or quarter so far."""
    return _span_so_far(m["unit"].lower(), anchor)


def _span_so_far(unit: str, anchor: date) -> Window:
    """The week, month, quarter or year up to the anchor; on a weekend the week just traded."""
    starts = {
        "week": _monday(anchor),
        "month": anchor.replace(day=1),
        "quarter": date(anchor.year, 3 * ((anchor.month - 1) // 3) + 1, 1),
        "year": date(anchor.year, 1, 1),
    }
    return starts[unit], anchor


def span_over(unit: str, anchor: date) -> Window:
    """A week that has ended: on a Monday the one before, for no week ends as it begins."""
    return _span_so_far(
        unit, anchor - timedelta(days=1) if unit == "week" and anchor.weekday() == 0 else anchor
    )


def last(m: re.Match[str], anchor: date) -> Window | None:
    """The week, month, quarter or year before this one."""
    unit = m["unit"].lower()
    if unit == "week":
        if anchor.weekday() >= _SATURDAY:  # the week just over is the last one
            return _monday(anchor), anchor
        end = _monday(anchor) - timedelta(days=1)
        return end - timedelta(days=6), end
    end = {"month": anchor.replace(day=1), "year": date(anchor.year, 1, 1)}.get(unit) or this(m, anchor)[0]  # type: ignore[index]
    end -= timedelta(days=1)
    starts = {
        "month": end.replace(day=1),
        "year": date(end.year, 1, 1),
        "quarter": date(end.year, 3 * ((end.month - 1) // 3) + 1, 1),
    }
    return starts[unit], end


def _count(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return {"a": 1, "an": 1, "couple of": 2, "few": 3, "several": 3}.get(word) or WORDS[word]


def _days_back(unit: str, count: int) -> int:
    return (
        round(
            {
                "hour": 1 / 24,
                "day": 1,
                "week": 7,
                "month": 365.25 / 12,
                "quarter": 91.3,
                "year": 365.25,
                "decade": 3652.5,
            }[unit]
            * count
        )
        or 1
    )


def trailing(m: re.Match[str], anchor: date) -> Window | None:
    """So many days, weeks, months or years up to the anchor."""
    days = _days_back(m["unit"].lower().rstrip("s"), _count(m["count"] or "a"))
    try:
        return anchor - timedelta(days=days), anchor
    except OverflowError:
        return None


def sessions(m: re.Match[str], anchor: date) -> Window | None:
    """So many weekdays up to the anchor, this one among them."""
    first = anchor
    for _ in range(_count(m["count"]) - 1):
        first -= timedelta(days=3 if first.weekday() == 0 else 1)
    return first, anchor


def ago(m: re.Match[str], anchor: date) -> Window | None:
    """A day so long before the anchor, as exact as the words."""
    window = trailing(m, anchor)
    if window and m["unit"].lower() == "decade":
        return window[0].replace(month=1, day=1), window[0].replace(month=12, day=31)
    off = timedelta(days=_ABOUT_THEN.get(m["unit"].lower(), 0))
    return (window[0] - off, window[0] + off) if window else None


def year(m: re.Match[str], anchor: date) -> Window | None:
    """A calendar year."""
    return date(int(m["year"]), 1, 1), date(int(m["year"]), 12, 31)


def quarter(m: re.Match[str], anchor: date) -> Window | None:
    """A calendar quarter."""
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}.get(
        (m["nth"] or "").lower()
    ) or int(m["q"])
    month = 3 * number - 2
    year = int(m["year"]) if m["year"] else latest_year(month, anchor)
    return date(year, month, 1), month_window(year, month + 2)[1]


def today(m: re.Match[str], anchor: date) -> Window | None:
    """ "today", "yesterday", "overnight"."""
    day = anchor - timedelta(days=1 if m[0].lower() in ("yesterday", "overnight") else 0)
    return day, anchor if m[0].lower() == "overnight" else day
