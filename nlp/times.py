"""Times in market prose, resolved to days from the day the article speaks from.

A named weekday is the latest one up to the anchor; a month without a year is the latest one that has begun; early, mid and
late are the days 1-10, 11-20 and 21-end. `kind` says how fine the words were, `open_start` that they only name where a
span begins ("since Jan. 1").
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from tapecheck.nlp.claim import Window
from tapecheck.nlp.numbers import WORDS

TimeKind = Literal["day", "week", "month", "quarter", "year", "span"]

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
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.|Jul\.|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)(?![A-Za-z])"
)
_WEEKDAY = r"(?P<weekday>Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?)"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(WORDS)}|a|an|couple of|few|several)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d|,\d|\.\d|%)"


# "since Jan. 1", "since the war began on Feb. 28"
_SINCE = re.compile(
    r"\bsince\s(?:(?:early|late|mid)[\s-]|the\s(?:start|beginning)\sof\s|(?:[\w’'-]+\s){1,8}(?:on|in)\s)?$",
    re.IGNORECASE,
)
_SATURDAY = 5
# "a week ago" is within two days of it, "a month ago" within a week, "two years ago" within half a year.
_ABOUT_THEN = {"week": 2, "month": 7, "year": 182}
# A date up to two days ahead is already today somewhere, not a year ago.
_NEXT_DAY_ELSEWHERE = timedelta(days=2)
# Without a year, "May" is a month only after one of these.
_MONTH_NOT_VERB = re.compile(
    r"\b(?:in|since|of|last|through|until|by|for|from|during|early|late)\s$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A time expression; offsets index into the text that was read, `window` includes both of its days."""

    start: int
    end: int
    text: str
    window: Window
    kind: TimeKind
    open_start: bool = False


def times(text: str, anchor: date) -> tuple[TimeRef, ...]:
    """Every time expression of `text` as seen from `anchor`, left to right, the longest wording first."""
    taken: list[TimeRef] = []
    for pattern, resolve, kind in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < t.end and match.end() > t.start for t in taken):
                continue
            window = resolve(match, anchor)
            if window is not None:
                taken.append(TimeRef(match.start(), match.end(), match[0], window, kind))
    return tuple(sorted((_since(text, t, anchor) for t in taken), key=lambda t: t.start))


def _since(text: str, t: TimeRef, anchor: date) -> TimeRef:
    """`since Jan. 1` runs from its day to the anchor."""
    return replace(t, open_start=True) if _SINCE.search(text[max(0, t.start - 80) : t.start]) else t


def _month_number(name: str) -> int:
    return next(i for i, full in enumerate(_MONTHS, 1) if full.startswith(name.lower().rstrip(".")[:3]))


def _month_window(year: int, month: int) -> Window:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _latest_year(month: int, anchor: date, day: int = 1) -> int:
    """The year of the latest such month that has begun; a date a few days ahead is still this year's."""
    ahead = date(anchor.year, month, min(day, monthrange(anchor.year, month)[1])) - anchor
    return anchor.year if ahead <= _NEXT_DAY_ELSEWHERE else anchor.year - 1


def _full_date(m: re.Match[str], anchor: date) -> Window | None:
    month, day = _month_number(m["month"]), int(m["day"])
    year = int(m["year"]) if m["year"] else _latest_year(month, anchor, day)
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day), date(year, month, day)


def _date_range(m: re.Match[str], anchor: date) -> Window | None:
    first = _full_date(m, anchor)
    if first is None:
        return None
    last_day = int(m["last"])
    start = first[0]
    if not start.day < last_day <= monthrange(start.year, start.month)[1]:
        return None
    return start, start.replace(day=last_day)


def _iso(m: re.Match[str], anchor: date) -> Window | None:
    try:
        day = date(int(m["year"]), int(m["mm"]), int(m["dd"]))
    except ValueError:
        return None
    return day, day


def _part_of_month(m: re.Match[str], anchor: date) -> Window | None:
    month = _month_number(m["month"])
    year = int(m["year"]) if m["year"] else _latest_year(month, anchor)
    first, last = _month_window(year, month)
    part = m["part"].lower()
    if part.startswith(("early", "start", "beginning")):
        return first, first.replace(day=10)
    if part.startswith("mid"):
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def _month(m: re.Match[str], anchor: date) -> Window | None:
    month = _month_number(m["month"])
    if m["year"]:
        return _month_window(int(m["year"]), month)
    if m["month"] == "May" and not _MONTH_NOT_VERB.search(m.string[: m.start()]):
        return None
    year = _latest_year(month, anchor)
    return _month_window(year - 1 if m["past"] and month == anchor.month else year, month)


def _weekday(m: re.Match[str], anchor: date) -> Window | None:
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


def _this(m: re.Match[str], anchor: date) -> Window | None:
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


def _span_over(unit: str, anchor: date) -> Window:
    """A week that has ended: on a Monday the one before, for no week ends as it begins."""
    return _span_so_far(
        unit, anchor - timedelta(days=1) if unit == "week" and anchor.weekday() == 0 else anchor
    )


def _last(m: re.Match[str], anchor: date) -> Window | None:
    unit = m["unit"].lower()
    if unit == "week":
        if anchor.weekday() >= _SATURDAY:  # the week just over is the last one
            return _monday(anchor), anchor
        end = _monday(anchor) - timedelta(days=1)
        return end - timedelta(days=6), end
    end = {"month": anchor.replace(day=1), "year": date(anchor.year, 1, 1)}.get(unit) or _this(m, anchor)[0]  # type: ignore[index]
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


def _trailing(m: re.Match[str], anchor: date) -> Window | None:
    days = _days_back(m["unit"].lower().rstrip("s"), _count(m["count"] or "a"))
    try:
        return anchor - timedelta(days=days), anchor
    except OverflowError:
        return None


def _ago(m: re.Match[str], anchor: date) -> Window | None:
    window = _trailing(m, anchor)
    if window and m["unit"].lower() == "decade":
        return window[0].replace(month=1, day=1), window[0].replace(month=12, day=31)
    off = timedelta(days=_ABOUT_THEN.get(m["unit"].lower(), 0))
    return (window[0] - off, window[0] + off) if window else None


def _year(m: re.Match[str], anchor: date) -> Window | None:
    return date(int(m["year"]), 1, 1), date(int(m["year"]), 12, 31)


def _quarter(m: re.Match[str], anchor: date) -> Window | None:
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}.get(
        (m["nth"] or "").lower()
    ) or int(m["q"])
    month = 3 * number - 2
    year = int(m["year"]) if m["year"] else _latest_year(month, anchor)
    return date(year, month, 1), _month_window(year, month + 2)[1]


def _today(m: re.Match[str], anchor: date) -> Window | None:
    day = anchor - timedelta(days=1 if m[0].lower() in ("yesterday", "overnight") else 0)
    return day, anchor if m[0].lower() == "overnight" else day


Resolver = Callable[[re.Match[str], date], Window | None]


def _rules() -> Iterator[tuple[re.Pattern[str], Resolver, TimeKind]]:
    def rule(pattern: str, resolve: Resolver, kind: TimeKind) -> tuple[re.Pattern[str], Resolver, TimeKind]:
        return re.compile(pattern, re.IGNORECASE), resolve, kind

    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%]|:\d\d|,\d{3}|\.\d)"
    comma_year = r"(?:,?\s(?P<year>(?:19|20)\d\d)(?!\d|,\d|\.\d|%))?"

    def case(pattern: str, resolve: Resolver, kind: TimeKind) -> tuple[re.Pattern[str], Resolver, TimeKind]:
        """A rule for words whose case matters: "May" and "may" differ."""
        return re.compile(pattern), resolve, kind

    yield rule(r"\b(?P<year>(?:19|20)\d\d)-(?P<mm>\d\d)-(?P<dd>\d\d)\b", _iso, "day")
    yield case(
        rf"\b{_MONTH}\s(?P<day>\d{{1,2}})\s?(?:-|–|to)\s?(?P<last>\d{{1,2}})(?!\d){comma_year}",
        _date_range,
        "span",
    )
    weekday = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?"
    yield case(rf"\b{weekday}{_MONTH}\s{day}{comma_year}", _full_date, "day")
    yield case(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH}{comma_year}", _full_date, "day")
    yield case(
        rf"\b(?P<part>[Ee]arly|[Mm]id(?:dle of)?|[Ll]ate|(?:start|beginning|end) of)[\s-]{_MONTH}(?:,?\s{_YEAR})?",
        _part_of_month,
        "span",
    )
    yield rule(
        rf"\b(?:over|in|during|for|within|through)?\s?(?:the\s)?(?:past|last|previous|trailing|prior)\s{_COUNT}[\s-](?P<unit>hour|day|week|month|quarter|year)s?\b",
        _trailing, "span",
    )  # fmt: skip
    yield rule(
        r"\b(?:over|in|during)\s(?:the\s)?(?:past|last)\s(?P<count>)(?P<unit>day|week|month|quarter|year)\b",
        _trailing,
        "span",
    )
    yield rule(r"\bpast\s(?P<count>)(?P<unit>day|week|month|year)\b", _trailing, "span")
    # A move "from 52 weeks ago" runs up to now; "52 weeks ago" alone is a day.
    yield rule(rf"\b(?:from|since)\s{_COUNT}\s(?P<unit>day|week|month|year)s?\sago\b", _trailing, "span")
    yield rule(rf"\b{_COUNT}\s(?P<unit>day|week|month|year|decade)s?\s(?:ago|earlier|before)\b", _ago, "day")
    yield rule(r"\b(?P<count>24|48|72)[\s-]?(?P<unit>hour)s?\b", _trailing, "span")
    yield rule(r"\byear[\s-]to[\s-](?:date|day)\b|\bYTD\b|\b(?:so far|thus far|to date)\s(?:this|in\sthe)\syear\b|\bfor the year\b|\bon the year\b|\bthis year\b|\bsince (?:the )?(?:start|beginning) of the year\b|\bin the year so far\b",
               lambda m, a: (date(a.year, 1, 1), a), "year")  # fmt: skip
    yield rule(r"\b(?:so far\s)?(?:this|for the|on the|in the)\s(?P<unit>week|month|quarter)\b|\bmonth[\s-]to[\s-]date\b",
               lambda m, a: _this(m, a) if m["unit"] else (a.replace(day=1), a), "week")  # fmt: skip
    yield rule(
        r"\b(?:ended|wrapped up|finished|closed(?: out)?|end|finish|close|capped)\s(?:out\s)?the\s(?P<unit>week|month|quarter|year)\b|\b(?P<adj>weekly|monthly)(?=\s(?:gain|loss|drop|rise|decline|advance|slide|jump))",
        lambda m, a: _span_over((m["unit"] or m["adj"]).lower().removesuffix("ly"), a), "span",
    )  # fmt: skip
    yield rule(r"\b(?:last|previous|prior)\s(?P<unit>week|month|quarter|year)\b", _last, "span")
    yield rule(rf"\b(?P<past>last\s|previous\s)?{_WEEKDAY}\b(?!\sNight Football)", _weekday, "day")
    yield rule(
        r"\b(?:the\s)?(?P<nth>first|second|third|fourth|final)[\s-]quarter(?:\s(?:of\s)?(?P<year>(?:19|20)\d\d))?(?P<q>)",
        _quarter,
        "quarter",
    )
    yield case(r"\bQ(?P<q>[1-4])(?:\s(?:of\s)?(?P<year>(?:19|20)\d\d))?(?P<nth>)\b", _quarter, "quarter")
    yield rule(r"\b(?:today|tonight|yesterday|overnight)\b", _today, "day")
    yield case(rf"\b(?P<past>last\s)?{_MONTH}(?:,?\s(?:of\s)?{_YEAR})?", _month, "month")
    yield case(
        r"(?<=\bin\s)May\b(?P<month>)(?P<year>)(?P<past>)",
        lambda m, a: _month_window(_latest_year(5, a), 5),
        "month",
    )
    yield rule(rf"(?<![\d$,.])\b{_YEAR}(?!-?\s?(?:points|level))", _year, "year")


_RULES = tuple(_rules())
