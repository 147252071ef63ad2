"""Nothing is seen before it was known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from tapecheck.signals.tape.known import Rows, cut, daily_rows
from tapecheck.signals.tape.protocol import Period


def days(*names: str) -> Rows:
    prices = np.arange(1.0, len(names) + 1)
    return daily_rows(np.array(names, dtype="datetime64[D]"), prices, prices + 1, prices - 1, prices)


def months() -> Rows:
    closes = np.array([1.0, 2.0])
    return Rows(
        first=np.array(["2025-10-01", "2025-11-03"], dtype="datetime64[D]"),
        last=np.array(["2025-10-31", "2025-11-28"], dtype="datetime64[D]"),
        open=np.full(2, np.nan),
        high=closes,
        low=closes,
        close=closes,
        highest_close=closes,
        lowest_close=closes,
    )


@pytest.mark.parametrize(
    ("known_at", "rows"),
    [
        ("2025-11-28T17:59:00+00:00", 1),
        ("2025-11-28T18:00:00+00:00", 2),  # the day after Thanksgiving ends at 13:00
    ],
)
def test_a_month_shows_once_its_last_session_is_over(known_at: str, rows: int) -> None:
    found = cut("^GSPC", months(), None, datetime.fromisoformat(known_at), "test")
    assert len(found) == rows
    assert not found.in_progress


def test_bitcoins_day_starts_and_ends_at_midnight_utc() -> None:
    rows = days("2025-10-05", "2025-10-06", "2025-10-07")
    found = cut("BTC-USD", rows, None, datetime(2025, 10, 6, 23, 59, tzinfo=UTC), "test")
    assert (str(found.last[-1]), found.in_progress) == ("2025-10-06", True)
    later = cut("BTC-USD", rows, None, datetime(2025, 10, 7, 0, 0, tzinfo=UTC), "test")
    assert (str(later.last[-1]), later.in_progress) == ("2025-10-07", True)


def test_a_zone_of_the_asker_changes_nothing() -> None:
    rows = days("2025-12-10", "2025-12-11")
    tokyo = datetime.fromisoformat("2025-12-12T06:00:00+09:00")
    assert not cut("^RUT", rows, None, tokyo, "test").in_progress
    assert cut("^RUT", rows, None, datetime.fromisoformat("2025-12-12T05:59:00+09:00"), "test").in_progress


def test_a_period_keeps_the_rows_that_touch_it() -> None:
    later = datetime(2026, 1, 1, tzinfo=UTC)
    found = cut("^GSPC", months(), Period(date(2025, 10, 15), date(2025, 11, 1)), later, "test")
    assert [str(day) for day in found.last] == ["2025-10-31"]
    assert found.history_from == date(2025, 10, 1)


def test_a_past_period_is_not_in_progress() -> None:
    rows = days("2025-12-10", "2025-12-11")
    noon = datetime(2025, 12, 11, 17, tzinfo=UTC)
    found = cut("^RUT", rows, Period(date(2025, 12, 10), date(2025, 12, 10)), noon, "test")
    assert (len(found), found.in_progress) == (1, False)


def test_what_comes_later_changes_nothing() -> None:
    noon = datetime(2025, 12, 10, 17, tzinfo=UTC)
    plain = cut("^RUT", days("2025-12-09", "2025-12-10", "2025-12-11"), None, noon, "test")
    poisoned = days("2025-12-09", "2025-12-10", "2025-12-11")
    poisoned["high"] = np.array([2.0, 3.0, 1e9])
    assert cut("^RUT", poisoned, None, noon, "test").high.tolist() == plain.high.tolist()
