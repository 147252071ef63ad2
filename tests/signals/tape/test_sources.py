"""The almanac, and several tapes as one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from tapecheck.data.facts import facts
from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.memory import MemoryTape
from tapecheck.signals.tape.open import OFFLINE, Access, FirstOf, open_tape
from tapecheck.signals.tape.protocol import NotCovered, Period, Series, Unavailable
from tapecheck.signals.tape.store import Store

LATER = datetime(2026, 6, 1, tzinfo=UTC)


def _series(symbol: str, at: datetime = LATER) -> Series:
    found = AlmanacTape().bars(symbol, None, at)
    assert isinstance(found, Series)
    return found


def test_the_almanac_holds_the_known_peaks() -> None:
    series = _series("BTC-USD")
    assert float(np.nanmax(series.high)) == pytest.approx(126_198.07)
    assert series.last[int(np.nanargmax(series.high))].item() == date(2025, 10, 6)


def test_a_month_row_is_not_seen_before_it_is_over() -> None:
    series = _series("^GSPC", datetime(2025, 3, 14, tzinfo=UTC))
    assert series.last[-1].item() == date(2025, 2, 28)
    assert not series.in_progress


def test_a_session_in_progress_shows_no_close() -> None:
    series = _series("^GSPC", datetime(2025, 12, 11, 16, tzinfo=UTC))
    assert series.in_progress
    assert series.last[-1].item() == date(2025, 12, 11)
    assert np.isnan(series.close[-1])


def test_the_cuts_of_2025() -> None:
    table = facts("fomc_decisions")
    assert table is not None
    cuts = {
        row.day: row.values["change_bp"]
        for row in table.rows
        if row.day.year == 2025 and row.values["action"] == "cut"
    }
    assert cuts == {date(2025, 9, 17): -25.0, date(2025, 10, 29): -25.0, date(2025, 12, 10): -25.0}
    assert all(row.known_at.tzinfo is not None for row in table.rows)


def test_facts_are_not_known_before_they_are() -> None:
    before = AlmanacTape().events("fomc_decisions", None, datetime(2025, 12, 10, 18, 59, tzinfo=UTC))
    assert not isinstance(before, NotCovered | Unavailable)
    assert before.rows[-1].day == date(2025, 10, 29)


def test_the_first_that_covers_answers_and_failure_is_kept() -> None:
    bar = (date(2025, 12, 11), 1.0, 2.0, 0.5, 1.5)
    full, empty, down = MemoryTape({"X": [bar]}), MemoryTape({}), MemoryTape({}, failing=["X"])
    assert isinstance(FirstOf([empty, full]).bars("X", None, LATER), Series)
    assert isinstance(FirstOf([down, empty]).bars("X", None, LATER), Unavailable)
    assert isinstance(FirstOf([empty, empty]).bars("X", None, LATER), NotCovered)


def test_a_period_gives_only_its_rows() -> None:
    found = AlmanacTape().bars("^RUT", Period(date(2025, 12, 8), date(2025, 12, 12)), LATER)
    assert isinstance(found, Series)
    assert len(found) == 5


def test_a_tape_that_cannot_be_opened_is_refused() -> None:
    with pytest.raises(TapeError, match="no such tape"):
        open_tape(["nowhere"], OFFLINE)


def test_offline_what_is_kept_comes_before_the_almanac() -> None:
    assert open_tape([], OFFLINE).origin.sources == ("almanac",)
    kept = Access(lambda: Store(None), None, lambda _: ())
    assert open_tape([], kept).origin.sources == ("yahoo", "almanac")
    assert isinstance(open_tape(["yahoo"], OFFLINE).bars("^GSPC", None, LATER), NotCovered)
