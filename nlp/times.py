"""Times in market prose, resolved to days from the day the article speaks from.

A named weekday is the latest one up to the anchor; a month without a year is the latest one that has begun; early, mid and
late are the days 1-10, 11-20 and 21-end. `kind` says how fine the words were, `open_start` that they only name where a
span begins ("since Jan. 1").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tapecheck.nlp import resolve
from tapecheck.nlp.claim import Window
from tapecheck.nlp.numbers import WORDS

TimeKind = Literal["day", "week", "month", "quarter", "year", "span"]

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.|Jul\.|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)(?![A-Za-z])"
)
_WEEKDAY = r"(?P<weekday>Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?)"
_COUNT = rf"(?P<count>[0-9]{{1,3}}|{'|'.join(WORDS)}|a|an|couple of|few|several)"
_YEAR = r"(?P<year>(?:19|20)[0-9][0-9])(?![0-9]|,[0-9]|\.[0-9]|%)"


# "since Jan. 1", "since the war began on Feb. 28"
_SINCE = re.compile(
    r"\bsince\s(?:(?:early|late|mid)[\s-]|the\s(?:start|beginning)\sof\s|(?:[\w’'-]+\s){1,8}(?:on|in)\s)?$",
    re.IGNORECASE,
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
    for pattern, days, kind in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < t.end and match.end() > t.start for t in taken):
                continue
            window = days(match, anchor)
            if window is not None:
                taken.append(TimeRef(match.start(), match.end(), match[0], window, kind))
    return tuple(sorted((_since(text, t, anchor) for t in taken), key=lambda t: t.start))


def _since(text: str, t: TimeRef, anchor: date) -> TimeRef:
    """`since Jan. 1` runs from its day to the anchor."""
    return replace(t, open_start=True) if _SINCE.search(text[max(0, t.start - 80) : t.start]) else t


Resolver = Callable[[re.Match[str], date], Window | None]


def _rules() -> Iterator[tuple[re.Pattern[str], Resolver, TimeKind]]:
    def rule(pattern: str, days: Resolver, kind: TimeKind) -> tuple[re.Pattern[str], Resolver, TimeKind]:
        return re.compile(pattern, re.IGNORECASE), days, kind

    day = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9%]|:[0-9][0-9]|,[0-9]{3}|\.[0-9])"
    comma_year = r"(?:,?\s(?P<year>(?:19|20)[0-9][0-9])(?![0-9]|,[0-9]|\.[0-9]|%))?"

    def case(pattern: str, days: Resolver, kind: TimeKind) -> tuple[re.Pattern[str], Resolver, TimeKind]:
        """A rule for words whose case matters: "May" and "may" differ."""
        return re.compile(pattern), days, kind

    yield rule(r"\b(?P<year>(?:19|20)[0-9][0-9])-(?P<mm>[0-9][0-9])-(?P<dd>[0-9][0-9])\b", resolve.iso, "day")
    yield case(
        rf"\b{_MONTH}\s(?P<day>[0-9]{{1,2}})\s?(?:-|–|to)\s?(?P<last>[0-9]{{1,2}})(?![0-9]){comma_year}",
        resolve.date_range,
        "span",
    )
    weekday = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?"
    yield case(rf"\b{weekday}{_MONTH}\s{day}{comma_year}", resolve.full_date, "day")
    yield case(
        rf"\b{weekday}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH}{comma_year}",
        resolve.full_date,
        "day",
    )
    yield case(
        rf"\b(?P<part>[Ee]arly|[Mm]id(?:dle of)?|[Ll]ate|(?:start|beginning|end) of)[\s-]{_MONTH}(?:,?\s{_YEAR})?",
        resolve.part_of_month,
        "span",
    )
    yield rule(
        rf"\b(?:over|in|during|for|within|through)?\s?(?:the\s)?(?:past|last|previous|trailing|prior)\s{_COUNT}[\s-](?P<unit>hour|day|week|month|quarter|year)s?\b",
        resolve.trailing, "span",
    )  # fmt: skip
    yield rule(
        rf"\b(?:past|last|previous)\s{_COUNT}[\s-](?:sessions|trading\s(?:sessions|days))\b",
        resolve.sessions,
        "span",
    )
    yield rule(
        r"\b(?:over|in|during)\s(?:the\s)?(?:past|last)\s(?P<count>)(?P<unit>day|week|month|quarter|year)\b",
        resolve.trailing,
        "span",
    )
    yield rule(r"\bpast\s(?P<count>)(?P<unit>day|week|month|year)\b", resolve.trailing, "span")
    # A move "from 52 weeks ago" runs up to now; "52 weeks ago" alone is a day.
    yield rule(
        rf"\b(?:from|since)\s{_COUNT}\s(?P<unit>day|week|month|year)s?\sago\b", resolve.trailing, "span"
    )
    yield rule(
        rf"\b{_COUNT}\s(?P<unit>day|week|month|year|decade)s?\s(?:ago|earlier|before)\b", resolve.ago, "day"
    )
    yield rule(r"\b(?P<count>24|48|72)[\s-]?(?P<unit>hour)s?\b", resolve.trailing, "span")
    yield rule(r"\byear[\s-]to[\s-](?:date|day)\b|\bYTD\b|\b(?:so far|thus far|to date)\s(?:this|in\sthe)\syear\b|\bfor the year\b|\bon the year\b|\bthis year\b|\bsince (?:the )?(?:start|beginning) of the year\b|\bin the year so far\b",
               lambda m, a: (date(a.year, 1, 1), a), "year")  # fmt: skip
    yield rule(r"\b(?:so far\s)?(?:this|for the|on the|in the)\s(?P<unit>week|month|quarter)\b|\bmonth[\s-]to[\s-]date\b",
               lambda m, a: resolve.this(m, a) if m["unit"] else (a.replace(day=1), a), "week")  # fmt: skip
    yield rule(
        r"\b(?:ended|wrapped up|finished|closed(?: out)?|end|finish|close|capped)\s(?:out\s)?the\s(?P<unit>week|month|quarter|year)\b|\b(?P<adj>weekly|monthly)(?=\s(?:gain|loss|drop|rise|decline|advance|slide|jump|slump|surge|rally|lift|retreat|return|performance))",
        lambda m, a: resolve.span_over((m["unit"] or m["adj"]).lower().removesuffix("ly"), a), "span",
    )  # fmt: skip
    yield rule(r"\b(?:last|previous|prior)\s(?P<unit>week|month|quarter|year)\b", resolve.last, "span")
    yield rule(rf"\b(?P<past>last\s|previous\s)?{_WEEKDAY}\b(?!\sNight Football)", resolve.weekday, "day")
    yield rule(
        r"\b(?:the\s)?(?P<nth>first|second|third|fourth|final)[\s-]quarter(?:\s(?:of\s)?(?P<year>(?:19|20)[0-9][0-9]))?(?P<q>)",
        resolve.quarter,
        "quarter",
    )
    yield case(
        r"\bQ(?P<q>[1-4])(?:\s(?:of\s)?(?P<year>(?:19|20)[0-9][0-9]))?(?P<nth>)\b", resolve.quarter, "quarter"
    )
    yield rule(r"\b(?:today|tonight|yesterday|overnight)\b", resolve.today, "day")
    yield case(rf"\b(?P<past>last\s)?{_MONTH}(?:,?\s(?:of\s)?{_YEAR})?", resolve.month, "month")
    yield case(
        r"(?<=\bin\s)May\b(?P<month>)(?P<year>)(?P<past>)",
        lambda m, a: resolve.month_window(resolve.latest_year(5, a), 5),
        "month",
    )
    yield rule(rf"(?<![0-9$,.])\b{_YEAR}(?!-?\s?(?:points|level))", resolve.year, "year")


_RULES = tuple(_rules())
