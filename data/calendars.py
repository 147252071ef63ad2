"""Sessions: when each market's day begins and ends, and when its last print is known.

Regular hours by calendar, with the New York Stock Exchange's half days; all answers are aware UTC datetimes. Sources: nyse.com and
cmegroup.com trading hours. Holidays need no table here: a day without a row had no session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Hours:
    """Local opening and closing time of a session; `opens_before` days earlier than the session is dated."""

    zone: ZoneInfo
    opens: time
    closes: time
    opens_before: int = 0
    closes_after: int = 0


_UTC = ZoneInfo("UTC")
_HOURS = {
    "XNYS": Hours(NEW_YORK, time(9, 30), time(16)),
    "24/7": Hours(_UTC, time(0), time(0), closes_after=1),
    "COMEX": Hours(NEW_YORK, time(18), time(17), opens_before=1),
    "NYMEX": Hours(NEW_YORK, time(18), time(17), opens_before=1),
    "FX": Hours(NEW_YORK, time(17), time(17), opens_before=1),
    "ICE": Hours(NEW_YORK, time(20), time(18), opens_before=1),
}


@cache
def session_open(calendar: str, day: date) -> datetime:
    """When the session dated `day` opens, UTC."""
    hours = _HOURS[calendar]
    return _at(day - timedelta(days=hours.opens_before), hours.opens, hours.zone)


@cache
def session_close(calendar: str, day: date) -> datetime:
    """When the session dated `day` is complete, UTC. A half day is taken for a whole one: known late, never early."""
    hours = _HOURS[calendar]
    return _at(day + timedelta(days=hours.closes_after), hours.closes, hours.zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
