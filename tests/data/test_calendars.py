"""Expected days and hours are those the exchanges announced, not what our table says."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from tapecheck.data import instruments
from tapecheck.data.calendars import (
    is_session,
    last_complete_session,
    previous_session,
    session_close,
    session_open,
    sessions_between,
)


@pytest.mark.parametrize(
    "day",
    ["2001-09-11", "2012-10-29", "2018-12-05", "2025-01-09", "2025-06-19", "2025-11-27", "2025-12-13"],
)
def test_new_york_was_closed(day: str) -> None:
    assert not is_session("XNYS", date.fromisoformat(day))


@pytest.mark.parametrize("day", ["1987-10-19", "2001-09-17", "2025-11-11", "2025-12-24", "2025-12-26"])
def test_new_york_was_open(day: str) -> None:
    assert is_session("XNYS", date.fromisoformat(day))


def test_summer_and_winter_hours_of_new_york() -> None:
    assert session_open("XNYS", date(2025, 7, 1)) == datetime(2025, 7, 1, 13, 30, tzinfo=UTC)
    assert session_close("XNYS", date(2025, 7, 1)) == datetime(2025, 7, 1, 20, tzinfo=UTC)
    assert session_close("XNYS", date(2025, 12, 11)) == datetime(2025, 12, 11, 21, tzinfo=UTC)


def test_the_day_after_thanksgiving_ends_at_one() -> None:
    assert session_close("XNYS", date(2025, 11, 28)) == datetime(2025, 11, 28, 18, tzinfo=UTC)


def test_a_crypto_day_is_a_utc_day() -> None:
    assert session_open("24/7", date(2025, 10, 6)) == datetime(2025, 10, 6, tzinfo=UTC)
    assert session_close("24/7", date(2025, 10, 6)) == datetime(2025, 10, 7, tzinfo=UTC)


def test_mondays_futures_open_on_sunday_evening() -> None:
    assert session_open("COMEX", date(2025, 12, 8)) == datetime(2025, 12, 7, 23, tzinfo=UTC)
    assert session_close("COMEX", date(2025, 12, 8)) == datetime(2025, 12, 8, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known_at", "last"),
    [
        ("2025-12-11T20:59:59+00:00", "2025-12-10"),
        ("2025-12-11T21:00:00+00:00", "2025-12-11"),
        ("2025-12-14T12:00:00+00:00", "2025-12-12"),
        ("2025-11-28T18:05:00+00:00", "2025-11-28"),
        ("2025-12-26T09:00:00-05:00", "2025-12-24"),
    ],
)
def test_last_complete_session_of_new_york(known_at: str, last: str) -> None:
    assert last_complete_session("XNYS", datetime.fromisoformat(known_at)) == date.fromisoformat(last)


def test_yesterday_is_the_last_complete_crypto_day() -> None:
    assert last_complete_session("24/7", datetime(2025, 10, 6, 23, 59, tzinfo=UTC)) == date(2025, 10, 5)


def test_the_session_before_a_long_weekend() -> None:
    assert previous_session("XNYS", date(2025, 9, 2)) == date(2025, 8, 29)


def test_every_instrument_has_hours() -> None:
    for symbol, found in instruments().items():
        assert session_open(found.calendar, date(2025, 12, 11)) < session_close(
            found.calendar, date(2025, 12, 11)
        ), symbol


def test_hours_cost_no_heavy_import() -> None:
    probe = (
        "import sys; from datetime import date; from tapecheck.data.calendars import session_close; "
        "session_close('XNYS', date(2025, 11, 28)); "
        "print(sorted({'pandas', 'numpy', 'exchange_calendars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("calendar", "first", "last", "count"),
    [
        ("XNYS", "2025-11-24", "2025-11-28", 4),
        ("XNYS", "2025-11-22", "2025-11-23", 0),
        ("XNYS", "2025-01-01", "2025-12-31", 250),
        ("24/7", "2025-11-24", "2025-11-30", 7),
        ("FX", "2025-12-22", "2025-12-26", 4),
        ("XNYS", "2025-11-28", "2025-11-24", 0),
    ],
)
def test_sessions_between(calendar: str, first: str, last: str, count: int) -> None:
    assert sessions_between(calendar, date.fromisoformat(first), date.fromisoformat(last)) == count
