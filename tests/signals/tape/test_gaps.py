"""How much of an answer may be missing before it is only a part of one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tapecheck.data.calendars import is_session
from tapecheck.signals.tape.gaps import anything_due, too_many_missing

DAYS = [day for n in range(800) if is_session("XNYS", day := date(2024, 1, 2) + timedelta(days=n))]


def _missing(symbol: str, *places: int) -> int:
    kept = [day for place, day in enumerate(DAYS) if place - len(DAYS) not in places]
    return too_many_missing(symbol, np.array(kept, dtype="datetime64[D]"))


def test_a_whole_answer_lacks_nothing() -> None:
    assert _missing("^GSPC") == 0


def test_a_few_bars_far_back_are_not_many() -> None:
    assert _missing("^GSPC", -40, -90, -91, -120, -160, -200) == 0
    assert _missing("^GSPC", *range(-500, -300)) == 0


def test_one_of_the_newest_ten_is_too_many() -> None:
    assert _missing("^GSPC", -10) == 1
    assert _missing("^GSPC", -2, -40) == 2
    assert _missing("^GSPC", -11) == 0


def test_many_in_a_year_are_too_many() -> None:
    assert _missing("^GSPC", *range(-120, -100)) == 20


def test_futures_owe_no_row_on_a_holiday_and_others_are_not_known() -> None:
    assert _missing("GC=F") == 0
    assert _missing("DX-Y.NYB") == 0
    assert _missing("7203.T", -2, -3) == 0
    assert too_many_missing("^GSPC", np.array([], dtype="datetime64[D]")) == 0


@pytest.mark.parametrize(
    ("symbol", "since", "hour", "due"),
    [
        ("^GSPC", date(2025, 12, 13), 20, False),  # Saturday, asked on Sunday
        ("^GSPC", date(2025, 12, 12), 20, True),
        ("BTC-USD", date(2025, 12, 13), 20, True),
        ("BTC-USD", date(2025, 12, 15), 20, False),  # tomorrow
        ("^GSPC", None, 20, True),
        ("7203.T", date(2025, 12, 13), 20, True),
    ],
)
def test_whether_a_session_was_due(symbol: str, since: date | None, hour: int, due: bool) -> None:
    assert anything_due(symbol, since, datetime(2025, 12, 14, hour, tzinfo=UTC)) is due
