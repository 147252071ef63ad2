"""The facts of a session, against figures worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from shared import SHARED, needs

from tapecheck.signals.session_facts import NoSession, Outcome, SessionFacts, facts_of
from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.signals.tape.memory import Bar, MemoryTape
from tapecheck.signals.tape.open import open_tape
from tapecheck.signals.tape.protocol import Tape

LATER = datetime(2026, 6, 1, tzinfo=UTC)
MONDAY = date(2025, 12, 1)


def bars(*closes: float, first: date = MONDAY, width: float = 1.0) -> list[Bar]:
    """Weekdays from `first` on; each session opens at the close before and ranges `width` beyond both."""
    days = [day for n in range(2 * len(closes)) if (day := first + timedelta(days=n)).weekday() < 5]
    opens = (closes[0], *closes)
    return [
        (d, o, max(o, c) + width, min(o, c) - width, c) for d, o, c in zip(days, opens, closes, strict=False)
    ]


def facts(
    rows: list[Bar], day: date | None = None, symbol: str = "X", at: datetime = LATER
) -> tuple[SessionFacts, Outcome]:
    found = facts_of(symbol, day or rows[-1][0], MemoryTape({symbol: rows}), at)
    assert isinstance(found, SessionFacts), found
    assert found.outcome is not None
    return found, found.outcome


def reason(tape: Tape, symbol: str, day: date, at: datetime = LATER) -> str:
    found = facts_of(symbol, day, tape, at)
    assert isinstance(found, NoSession), found
    return found.reason


def test_change_is_from_the_close_before() -> None:
    change = facts(bars(100, 102, 101))[1].change
    assert change is not None
    assert (change.before.value, change.points) == (102, -1)
    assert change.percent == pytest.approx(-100 / 102)


def test_the_largest_since_may_differ_by_points_and_per_cent() -> None:
    """7 points of 100 are 7%: the 8 points of 200 the day before yesterday were more points, the 144 of 56 before that more of both."""
    change = facts(bars(50, 56, 56, 200, 208, 100, 107))[1].change
    assert change is not None
    assert (change.by_percent, change.by_points) == (date(2025, 12, 4), date(2025, 12, 5))


def test_none_larger_says_from_when_on_it_was_looked_for() -> None:
    change = facts(bars(100, 101, 100, 105))[1].change
    assert change is not None
    assert (change.by_percent, change.by_points, change.compared_from) == (None, None, date(2025, 12, 2))


def test_a_standstill_is_the_largest_of_nothing() -> None:
    change = facts(bars(100, 101, 101))[1].change
    assert change is not None
    assert (change.points, change.by_percent, change.by_points) == (0, None, None)


def test_highest_and_lowest_close_since() -> None:
    rows = bars(105, 103, 101, 102, 103.5)
    outcome = facts(rows)[1]
    assert outcome.highest_since == (rows[0][0],) * 2
    assert outcome.lowest_since == (rows[3][0],) * 2
    assert facts(bars(1, 2, 3))[1].highest_since is None


@pytest.mark.parametrize(
    ("closes", "streak", "snapped"),
    [
        ((100, 101, 102, 103), 3, None),
        ((100, 101, 102, 101), -1, 2),
        ((100, 101, 100, 101), 1, None),
        ((103, 102, 101, 100, 100), 0, None),
        ((103, 102, 101, 100, 100.5), 1, -3),
        ((100, 101, 101, 102), 1, None),
    ],
)
def test_streaks_and_what_they_snapped(closes: tuple[float, ...], streak: int, snapped: int | None) -> None:
    outcome = facts(bars(*closes))[1]
    assert (outcome.streak, outcome.snapped) == (streak, snapped)


def test_off_the_record_close() -> None:
    found, outcome = facts(bars(100, 125, 120, 110))
    record = found.extremes.record
    assert record is not None
    assert (record.value, record.days, record.points) == (125, (date(2025, 12, 2),) * 2, -15)
    assert record.percent == pytest.approx(-12)
    assert not outcome.is_record


def test_the_nth_record_of_the_year_counts_from_january() -> None:
    """The last close of 2024 stands at 100; of 99, 101, 101, 103 and 104 three are above all before."""
    rows = [*bars(90, 100, first=date(2024, 12, 30)), *bars(99, 101, 101, 103, 104, first=date(2025, 1, 2))]
    outcome = facts(rows)[1]
    assert (outcome.is_record, outcome.records_this_year) == (True, 3)


def test_an_equalled_record_is_none() -> None:
    found, outcome = facts(bars(100, 104, 103, 104))
    assert found.extremes.record is not None
    assert (found.extremes.record.points, outcome.is_record) == (0, False)


def test_records_of_a_year_that_is_not_all_at_hand_are_not_counted() -> None:
    assert facts(bars(1, 2, 3))[1].records_this_year is None


def test_to_date_is_from_the_last_close_of_the_period_before() -> None:
    """Wednesday 1 October 2025 begins a month and a quarter inside a week."""
    rows = bars(100, 110, 120, 121, 132, first=date(2025, 9, 26))
    moves = {one.name: round(one.percent, 6) for one in facts(rows)[1].to_date}
    assert moves == {"week": 32.0, "month": 10.0, "quarter": 10.0}


def test_averages_only_where_all_their_sessions_are() -> None:
    rows = bars(*range(1, 51), first=date(2025, 1, 6))
    short = facts(rows[:49], day=rows[48][0], symbol="BTC-USD")[1]
    assert short.averages == ()
    symbol = "EURUSD=X"  # of dealers' days none is missed
    (fifty,) = facts(rows, symbol=symbol)[1].averages
    assert (fifty.sessions, fifty.value) == (50, 25.5)
    assert fifty.percent == pytest.approx(100 * (50 / 25.5 - 1))


def test_two_hundred_sessions() -> None:
    rows = bars(*([100.0] * 199 + [90.0]), first=date(2025, 1, 6))
    fifty, long = facts(rows, symbol="EURUSD=X")[1].averages
    assert (long.sessions, long.value) == (200, 99.95)
    assert fifty.value == 99.8
    assert long.percent < 0


def test_52_weeks_by_close_and_by_range() -> None:
    rows = bars(*([100.0] * 100 + [130.0] + [100.0] * 200 + [104.0]), first=date(2024, 10, 1), width=2)
    top = facts(rows, symbol="EURUSD=X")[0].extremes
    assert top.year_high is not None
    assert top.year_high.percent == pytest.approx(-20)
    assert top.year_high_intraday is not None
    assert (top.year_high_intraday.value, top.year_low and top.year_low.value) == (132, 100)
    assert top.year_low_intraday is not None
    assert top.year_low_intraday.value == 98


def test_52_weeks_need_52_weeks() -> None:
    assert facts(bars(100, 104))[0].extremes.year_high is None


def test_over_a_missing_session_nothing_is_said_since() -> None:
    """Tuesday 2 December is missing: neither the move of Wednesday is known nor any run over it."""
    monday, _, wednesday, thursday = bars(100, 101, 102, 103)
    outcome = facts([monday, wednesday])[1]
    assert (outcome.change, outcome.streak, outcome.highest_since) == (None, None, None)
    found, outcome = facts([monday, wednesday, thursday])
    assert outcome.change is not None
    assert (outcome.streak, found.whole_from, found.history_from) == (1, date(2025, 12, 3), MONDAY)
    assert "lacks the session" in reason(MemoryTape({"X": [monday, wednesday]}), "X", date(2025, 12, 2))


def test_crude_below_zero_has_no_per_cent() -> None:
    rows = bars(18.0, -37.63, 10.01, first=date(2020, 4, 17))
    change = facts(rows)[1].change
    assert change is not None
    assert (round(change.points, 2), change.percent) == (47.64, None)


def test_a_session_in_progress_has_a_range_and_no_close() -> None:
    rows = bars(100, 110, 108, width=2)
    at = datetime(2025, 12, 3, 18, tzinfo=UTC)
    found = facts_of("X", date(2025, 12, 3), MemoryTape({"X": rows}), at)
    assert isinstance(found, SessionFacts)
    assert (found.in_progress, found.outcome, found.high, found.low) == (True, None, 112, 106)
    assert found.so_far is not None
    assert found.so_far.points == (-4, 2)
    assert found.so_far.percent == pytest.approx((-400 / 110, 200 / 110))
    assert found.extremes.record is not None
    assert (found.extremes.record.value, found.extremes.record.percent) == (110, None)


def test_before_its_opening_there_is_no_session() -> None:
    at = datetime(2025, 12, 3, 13, tzinfo=UTC)
    assert "had not begun at 2025-12-03 08:00 EST" in reason(
        MemoryTape({"X": bars(100, 110, 108)}), "X", date(2025, 12, 3), at
    )


def test_a_holiday_names_the_session_before() -> None:
    rows = bars(100, 101, 102, first=date(2025, 12, 22)) + bars(103, first=date(2025, 12, 26))
    tape = MemoryTape({"^GSPC": rows})
    assert reason(tape, "^GSPC", date(2025, 12, 25)) == (
        "^GSPC had no session on 2025-12-25; the one before was 2025-12-24"
    )


def test_the_almanac_says_what_its_rows_bear() -> None:
    found = facts_of("^RUT", date(2025, 12, 11), AlmanacTape(), LATER)
    assert isinstance(found, SessionFacts)
    assert found.outcome is not None
    assert found.outcome.change is not None
    assert (found.outcome.close, round(found.outcome.change.percent or 0, 2), found.outcome.streak) == (
        2590.61,
        1.21,
        3,
    )
    assert (found.outcome.is_record, found.outcome.records_this_year) == (True, None)
    assert found.extremes.year_low is not None
    assert found.extremes.year_low.days == (date(2025, 4, 1), date(2025, 4, 30))
    assert [one.sessions for one in found.outcome.averages] == [50]


def test_what_is_finer_than_the_rows_has_no_facts() -> None:
    assert "no session" in reason(AlmanacTape(), "^RUT", date(2025, 12, 13))
    assert "resolution" in reason(AlmanacTape(), "^RUT", date(2024, 5, 15))


@needs("market")
def test_the_dow_of_10_october_2025() -> None:
    """An 878.82-point loss: larger by per cent was 21 May (-1.91%), by points only 21 April (-971.82)."""
    found = facts_of("^DJI", date(2025, 10, 10), open_tape([str(SHARED / "market")]), LATER)
    assert isinstance(found, SessionFacts)
    assert found.outcome is not None
    change = found.outcome.change
    assert change is not None
    assert (round(change.points, 2), round(change.percent or 0, 2)) == (-878.82, -1.90)
    assert (change.by_percent, change.by_points) == (date(2025, 5, 21), date(2025, 4, 21))
    assert (found.outcome.streak, found.outcome.lowest_since) == (-5, (date(2025, 9, 5),) * 2)


@needs("market")
def test_the_first_week_of_the_crash_of_2020() -> None:
    found = facts_of("^GSPC", date(2020, 3, 16), open_tape([str(SHARED / "market")]), LATER)
    assert isinstance(found, SessionFacts)
    assert found.outcome is not None
    change = found.outcome.change
    assert change is not None
    assert (change.by_percent, change.by_points) == (date(1987, 10, 19), None)
    assert found.outcome.records_this_year == 13
