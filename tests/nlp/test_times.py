"""Times, as seen from Friday 12 December 2025."""

from __future__ import annotations

from datetime import date

import pytest

from tapecheck.nlp.times import times

ANCHOR = date(2025, 12, 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Friday", "2025-12-12", "2025-12-12"),
        ("on Monday", "2025-12-08", "2025-12-08"),
        ("in mid-October", "2025-10-11", "2025-10-20"),
        ("in late November 2021", "2021-11-21", "2021-11-30"),
        ("on Dec. 10", "2025-12-10", "2025-12-10"),
        ("on 6 October 2025", "2025-10-06", "2025-10-06"),
        ("this week", "2025-12-08", "2025-12-12"),
        ("last week", "2025-12-01", "2025-12-07"),
        ("this year", "2025-01-01", "2025-12-12"),
        ("last quarter", "2025-07-01", "2025-09-30"),
        ("in August", "2025-08-01", "2025-08-31"),
        ("in 2017", "2017-01-01", "2017-12-31"),
        ("the third quarter of 2024", "2024-07-01", "2024-09-30"),
        ("over the past seven days", "2025-12-05", "2025-12-12"),
        ("yesterday", "2025-12-11", "2025-12-11"),
        ("2025-10-06", "2025-10-06", "2025-10-06"),
        ("ended the week", "2025-12-08", "2025-12-12"),
        ("over the last five sessions", "2025-12-08", "2025-12-12"),
        ("in the past seven trading days", "2025-12-04", "2025-12-12"),
        ("its weekly slump", "2025-12-08", "2025-12-12"),
    ],
)
def test_resolves_to_days(text: str, first: str, last: str) -> None:
    (found,) = times(text, ANCHOR)
    assert tuple(map(str, found.window)) == (first, last)


@pytest.mark.parametrize(
    "text", ["stocks may rise", "2,025 points", "a march higher", "the second half", "$2,017", "May"]
)
def test_is_silent_on_what_is_no_time(text: str) -> None:
    assert times(text, ANCHOR) == ()


def test_a_december_that_has_not_come_is_last_years() -> None:
    (found,) = times("in December", date(2025, 11, 3))
    assert found.window == (date(2024, 12, 1), date(2024, 12, 31))


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert all(t.kind != "day" for t in times("on Feb. 30, 2025", ANCHOR))


def test_since_opens_a_span() -> None:
    (found,) = times("since Jan. 1", ANCHOR)
    assert found.open_start


@pytest.mark.parametrize(
    "text",
    [
        "ENDED THE WEEK",
        "Last Week",
        "THIS YEAR",
        "Weekly Gains",
        "In MID-October",
        "FIRST QUARTER",
        "Past Two WEEKS",
        "YESTERDAY",
        "Two Days Ago",
    ],
)
def test_headline_case_is_read_too(text: str) -> None:
    assert all(found.window[0] <= found.window[1] for found in times(text, ANCHOR))
