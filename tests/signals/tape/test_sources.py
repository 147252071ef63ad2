"""The almanac, Yahoo's frames, and several tapes as one."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tapecheck.data.facts import facts
from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.memory import MemoryTape
from tapecheck.signals.tape.open import FirstOf, open_tape
from tapecheck.signals.tape.protocol import NotCovered, Period, Series, Unavailable
from tapecheck.signals.tape.yahoo import YahooTape, rows_of

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


def test_yahoos_frame_is_put_in_order() -> None:
    import pandas as pd

    days = pd.DatetimeIndex(["2025-12-11", "2025-12-10", "2025-12-11"]).tz_localize("America/New_York")
    columns = {
        "Open": [1.0, 2.0, 3.0],
        "High": [2.0, 3.0, 4.0],
        "Low": [0.5, 1.5, 2.5],
        "Close": [1.5, 2.5, 3.5],
    }
    frame = pd.DataFrame({**columns, "Volume": [10, 0, 30]}, index=days)
    rows = rows_of(frame)
    assert [str(day) for day in rows["last"]] == ["2025-12-10", "2025-12-11"]
    assert list(rows["close"]) == [2.5, 3.5]
    assert str(rows["volume"]) == "[nan 30.]"  # none traded is none told


def test_yahoo_without_a_network_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = YahooTape().bars("^GSPC", None, LATER)
    assert isinstance(answer, Unavailable)
    assert "Yahoo" in answer.reason


def test_what_yahoo_cannot_quote_is_not_covered() -> None:
    assert isinstance(YahooTape().bars("US_CPI", None, LATER), NotCovered)


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


@pytest.mark.parametrize(("sources", "offline"), [(["nowhere"], False), (["yahoo"], True)])
def test_a_tape_that_cannot_be_opened_is_refused(sources: list[str], offline: bool) -> None:
    with pytest.raises(TapeError):
        open_tape(sources, offline)
