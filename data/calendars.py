"""Sessions: which days a market trades, when each begins and ends, which was the last one complete.

Regular hours by calendar code, with the New York Stock Exchange's holidays and early closes of 1953 to 2027
from `nyse_days.csv` (written by `make_calendars.py`); outside those years every weekday counts. All moments
are aware UTC datetimes. Futures count as trading when New York does: vendors give no row of their own on a US
holiday. Sources: the hours published by nyse.com, cmegroup.com and ice.com.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
_LONDON = ZoneInfo("Europe/London")
_UTC = ZoneInfo("UTC")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Local opening and closing time of a session; `opens_before` days earlier than the session is dated.

    `settles` is when the closing price is fixed where dealing goes on after it. `holidays` says whose days off it keeps: New York's, only
    the two that close currency dealing, or none.
    """

    zone: ZoneInfo
    opens: time
    closes: time
    opens_before: int = 0
    closes_after: int = 0
    holidays: str = "new york"
    settles: time | None = None


_HOURS = {
    "XNYS": Hours(NEW_YORK, time(9, 30), time(16)),
    "24/7": Hours(_UTC, time(0), time(0), closes_after=1, holidays="none"),
    "COMEX": Hours(NEW_YORK, time(18), time(17), opens_before=1, settles=time(13, 30)),
    "NYMEX": Hours(NEW_YORK, time(18), time(17), opens_before=1, settles=time(14, 30)),
    # Dealing turns at 17:00 in New York, vendors' bars at midnight in London: known late, never early.
    "FX": Hours(_LONDON, time(0), time(0), closes_after=1, holidays="currencies"),
    "ICE": Hours(NEW_YORK, time(20), time(18), opens_before=1, holidays="currencies"),
}


def zone(calendar: str) -> ZoneInfo:
    """The time zone that dates the sessions of a calendar."""
    return _HOURS[calendar].zone


def is_session(calendar: str, day: date) -> bool:
    """Whether a session is dated `day`. Raises KeyError for a calendar that is not ours."""
    holidays = _HOURS[calendar].holidays
    if holidays == "none":
        return True
    if day.weekday() >= 5:
        return False
    if holidays == "currencies":
        return (day.month, day.day) not in ((1, 1), (12, 25))
    return _nyse_days().get(day, "early") is not None


@cache
def session_open(calendar: str, day: date) -> datetime:
    """When the session dated `day` opens, UTC; the regular hour also on a day that has none."""
    hours = _HOURS[calendar]
    return _at(day - hours.opens_before * _DAY, hours.opens, hours.zone)


@cache
def session_close(calendar: str, day: date) -> datetime:
    """When the session dated `day` is complete, UTC; the regular hour also on a day that has none."""
    hours = _HOURS[calendar]
    early = _nyse_days().get(day) if calendar == "XNYS" else None
    return _at(day + hours.closes_after * _DAY, early or hours.closes, hours.zone)


@cache
def session_settled(calendar: str, day: date) -> datetime:
    """When the closing price of the session dated `day` is fixed, UTC: its settlement, where it has one, else its end."""
    hours = _HOURS[calendar]
    return _at(day, hours.settles, hours.zone) if hours.settles else session_close(calendar, day)


def last_complete_session(calendar: str, known_at: datetime) -> date:
    """The newest session that had ended at `known_at`."""
    day = known_at.astimezone(zone(calendar)).date() + _DAY
    while not is_session(calendar, day) or session_close(calendar, day) > known_at:
        day -= _DAY
    return day


def last_begun_session(calendar: str, known_at: datetime) -> date:
    """The newest session that had begun at `known_at`, over or not."""
    day = known_at.astimezone(zone(calendar)).date() + _DAY
    while not is_session(calendar, day) or session_open(calendar, day) > known_at:
        day -= _DAY
    return day


def previous_session(calendar: str, day: date) -> date:
    """The newest session before `day`, which need not be one itself."""
    day -= _DAY
    while not is_session(calendar, day):
        day -= _DAY
    return day


def sessions_between(calendar: str, first: date, last: date) -> int:
    """How many sessions are dated `first..last`, both included; 0 when `last` is before `first`. From 1953 on."""
    if last < first:
        return 0
    holidays = _HOURS[calendar].holidays
    if holidays == "none":
        return (last - first).days + 1
    if holidays == "currencies":
        return sum(is_session(calendar, first + n * _DAY) for n in range((last - first).days + 1))
    return _new_york_sessions_to(last) - _new_york_sessions_to(first - _DAY)


@cache
def _new_york_sessions_to(day: date) -> int:
    """How many sessions New York has had up to a day, counted from a Monday long ago less the holidays known."""
    return _weekdays_to(day) - bisect_right(_closed_days(), day)


def _weekdays_to(day: date) -> int:
    """How many weekdays there have been up to a day, counted from a Monday long ago."""
    weeks, rest = divmod(day.toordinal() - 1, 7)
    return 5 * weeks + min(rest + 1, 5)


@cache
def _closed_days() -> list[date]:
    return sorted(day for day, early in _nyse_days().items() if early is None and day.weekday() < 5)


def _at(day: date, clock: time, zone_: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone_).astimezone(UTC)


@cache
def _nyse_days() -> Mapping[date, time | None]:
    """Weekdays that are not ordinary in New York: None for a holiday, else the hour of the early close."""
    lines = files("tapecheck.data").joinpath("nyse_days.csv").read_text("utf-8").splitlines()
    rows = csv.reader(lines[1:])
    return {date.fromisoformat(day): time.fromisoformat(close) if close else None for day, close in rows}
