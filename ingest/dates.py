"""Publication times as they are printed: ISO 8601, RFC 822 and the ways a byline writes them.

Strict on purpose. A text that is not surely a date gives None; a lenient parser fills the gaps from the machine's
clock, and an article dated by today's month is worse than an undated one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from tapecheck.ingest.article import Precision
from tapecheck.ingest.zones import shares_letters, zone_named

_LONGEST = 120
_COMPACT = re.compile(r"\d{8}T\d{4,6}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_YEAR_LAST = re.compile(r"([A-Z][a-z]{2} \d{1,2}) (\d\d:\d\d(?::\d\d)?) (?:(\S{1,20}) )?(\d{4})$", re.ASCII)
_YEARS = range(1900, 2101)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"

_DATES = tuple(
    re.compile(shape, re.IGNORECASE | re.ASCII)
    for shape in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})年(?P<m>\d{1,2})月(?P<day>\d{1,2})日",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ \-]{_MONTH},?[ \-](?P<year>\d{{4}})(?!\d)",
        rf"\b{_MONTH} ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<m>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>20\d{2})(?P<m>\d{2})(?P<day>\d{2})(?=$|T\d)",
    )
)
_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:(?P<colon>[:.])(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE | re.ASCII,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?(?P<sign>[+\-−])(?P<hours>\d{2}):?(?P<minutes>\d{2})?(?!\d)", re.ASCII)
_NAME = re.compile(r"[A-Za-z]+/[A-Za-z_/]+|\b[A-Z]{1,5}\b")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(rf"\b({'|'.join(_DAYS)})(?:s|nes|rs|ur)?(?:day)?\b", re.IGNORECASE | re.ASCII)
_AHEAD = timedelta(days=1)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A printed time: aware, how exactly it was printed, and flags for what had to be guessed.

    `zone_assumed`: no zone was printed, UTC was taken. `zone_ambiguous`: its letters are in use for another zone too.
    `date_uncertain`: a zone nobody knows, day and month that could be swapped, a weekday that the date is not, or
    (with `date_future`) a time after the moment it was read. At `Precision.DAY` the time of day is midnight UTC and
    means nothing.
    """

    when: datetime
    precision: Precision
    flags: tuple[str, ...] = ()


def read_moment(text: str) -> Moment | None:
    """The moment that `text` prints, or None when it prints none that exists (`2026-13-45`, `today`)."""
    if not text.strip() or len(text) > _LONGEST:
        return None
    printed = _usual_order(" ".join(text.split()))
    if _EPOCH.fullmatch(printed):
        return _since_1970(int(printed[:10]))
    found = _day(printed)
    if found is None:
        return None
    day, around, flags = found
    flags = flags or _weekday_doubt(day, around)
    clock = _clock(around)
    if clock is None:
        return Moment(datetime.combine(day, time(), UTC), Precision.DAY, flags)
    return _timed(day, *clock, flags)


def against(moment: Moment | None, now: datetime | None) -> Moment | None:
    """The moment, flagged `date_future` where it lies more than a day after `now`: nobody reads what is not yet published."""
    if moment is None or now is None or moment.when - now <= _AHEAD:
        return moment
    return replace(moment, flags=tuple(dict.fromkeys((*moment.flags, "date_future", "date_uncertain"))))


def end_of_day(day: date, zone: tzinfo = UTC) -> datetime:
    """The last moment of a day, aware: what "as of 12 December" means."""
    return datetime.combine(day, time(23, 59, 59, 999999), zone)


def _since_1970(seconds: int) -> Moment | None:
    when = datetime.fromtimestamp(seconds, UTC)
    return Moment(when, Precision.TIME) if when.year in _YEARS else None


def _weekday_doubt(day: date, around: str) -> tuple[str, ...]:
    """`date_uncertain` where a weekday is printed beside the date and is not the date's own."""
    named = _WEEKDAY.search(around)
    return ("date_uncertain",) if named and named[1].lower() != _DAYS[day.weekday()] else ()


def _usual_order(printed: str) -> str:
    """Spells `20251212T140500Z` with dashes and moves the year of `Fri Dec 12 14:05:00 EST 2025` to the date."""
    if _COMPACT.fullmatch(printed):
        try:
            return datetime.fromisoformat(printed).isoformat()
        except ValueError:
            return printed
    return _YEAR_LAST.sub(lambda m: f"{m[1]} {m[4]} {m[2]} {m[3] or ''}".strip(), printed)


def _timed(day: date, clock: time, rest: str, flags: tuple[str, ...]) -> Moment | None:
    zone, doubt = _zone(rest)
    try:
        when = datetime.combine(day, clock, zone or UTC)
        when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(when, Precision.TIME, flags + ((doubt,) if doubt else ()))


def _day(printed: str) -> tuple[date, str, tuple[str, ...]] | None:
    """The date, the text around it, and `date_uncertain` where day and month could be swapped."""
    for shape in _DATES:
        if not (found := shape.search(printed)):
            continue
        parts = found.groupdict()
        named = parts.get("month")
        month = _MONTHS.index(named.lower()) + 1 if named else int(parts["m"])
        day = int(parts["day"])
        swapped = "/" in found.group() and not found.group().startswith(parts["year"])
        if swapped and month > 12:
            month, day = day, month
        doubt = ("date_uncertain",) if swapped and day <= 12 and day != month else ()
        real = _calendar_day(int(parts["year"]), month, day)
        around = printed[found.end() :] + " | " + printed[: found.start()]
        return (real, around, doubt) if real else None
    return None


def _calendar_day(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(around: str) -> tuple[time, str] | None:
    """The time of day and the text after it. A bare number is a time only with `am` or `pm`."""
    for found in _TIME.finditer(around):
        if not (found["half"] or found["colon"]):
            continue
        if found["colon"] == "." and not found["half"]:
            continue
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
        try:
            clock = time(hour, int(found["minute"] or 0), min(int(found["second"] or 0), 59))
        except ValueError:
            return None
        return clock, around[found.end() :]
    return None


def _zone(rest: str) -> tuple[tzinfo | None, str | None]:
    """The zone printed after a time, or the flag that says why there is none."""
    rest = rest.strip(" ()[],|")
    if offset := _OFFSET.match(rest):
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        if hours > 14 or minutes > 59:
            return None, "date_uncertain"
        east = timedelta(hours=hours, minutes=minutes)
        return timezone(east if offset["sign"] == "+" else -east), None
    name = _NAME.match(rest)
    if not name:
        return None, "zone_assumed"
    zone = zone_named(name.group())
    if zone is None:
        return None, "date_uncertain"
    return zone, "zone_ambiguous" if shares_letters(name.group()) else None
