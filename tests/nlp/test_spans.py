"""Days that the kind of claim implies, as seen from days of December 2025."""

from __future__ import annotations

from datetime import date

import pytest

from tapecheck.nlp.spans import horizon, released, run_began
from tapecheck.nlp.times import times

ANCHOR = date(2025, 12, 12)


@pytest.mark.parametrize(
    ("subject", "day", "first", "last"),
    [
        ("US_CPI", "2025-12-12", "2025-11-01", "2025-11-30"),
        ("US_CPI", "2025-12-05", "2025-10-01", "2025-10-31"),
        ("US_PAYROLLS", "2025-12-05", "2025-11-01", "2025-11-30"),
        ("US_PCE", "2026-01-12", "2025-11-01", "2025-11-30"),
    ],
)
def test_newest_figure(subject: str, day: str, first: str, last: str) -> None:
    assert tuple(map(str, released(subject, date.fromisoformat(day)))) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("a cut in March", "2026-03-01", "2026-03-31"),
        ("a cut this year", "2025-12-12", "2025-12-31"),
        ("two cuts in 2026", "2026-01-01", "2026-12-31"),
        ("two cuts next year", "2026-01-01", "2026-12-31"),
        ("a cut next month", "2026-01-01", "2026-01-31"),
        ("a cut next quarter", "2026-01-01", "2026-03-31"),
        ("a cut this month", "2025-12-01", "2025-12-31"),
    ],
)
def test_foresees_ahead(text: str, first: str, last: str) -> None:
    found = horizon(text, 0, 5, times(text, ANCHOR), ANCHOR)
    assert found is not None
    assert tuple(map(str, found)) == (first, last)


def test_month_just_over_is_that_of_the_data() -> None:
    text = "hopes of a cut faded after prices rose in November"
    assert horizon(text, 0, 15, times(text, ANCHOR), ANCHOR) is None


@pytest.mark.parametrize(
    ("day", "count", "step", "first"),
    [
        ("2025-12-12", 3, "day", "2025-12-10"),
        ("2025-12-08", 2, "day", "2025-12-05"),
        ("2025-12-12", 4, "week", "2025-11-17"),
        ("2025-12-12", 2, "month", "2025-11-01"),
        ("2025-12-12", 2, "quarter", "2025-07-01"),
        ("2025-12-12", 3, "year", "2023-01-01"),
    ],
)
def test_first_day_of_a_run(day: str, count: int, step: str, first: str) -> None:
    assert str(run_began(date.fromisoformat(day), count, step)) == first
