"""What is mended in a vendor's series, and what is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from tapecheck.signals.tape.known import Rows, daily_rows
from tapecheck.signals.tape.memory import MemoryTape
from tapecheck.signals.tape.misprints import AsMisprinted
from tapecheck.signals.tape.protocol import NotCovered, Series
from tapecheck.signals.tape.quirks import quirks, repaired


def rows(first_day: str, *bars: tuple[float, float, float, float]) -> Rows:
    days = np.datetime64(first_day, "D") + np.arange(len(bars))
    open_, high, low, close = np.array(bars, dtype=float).T
    return daily_rows(days, open_, high, low, close)


def test_a_sound_row_is_left_alone() -> None:
    given = rows("2025-12-08", (58.0, 59.0, 57.0, 58.5))
    assert repaired("SI=F", given)["high"].tolist() == [59.0]


def test_a_series_without_quirks_is_left_alone() -> None:
    given = rows("2025-12-08", (250.0, 250.0, 250.0, 260.0))
    assert repaired("^RUT", given) is given


def test_silver_without_a_range_has_no_extremes() -> None:
    mended = repaired("SI=F", rows("2025-12-08", (58.0, 58.0, 58.0, 58.0), (59.0, 59.5, 58.5, 60.0)))
    assert np.isnan(mended["high"]).all()
    assert np.isnan(mended["low"]).all()
    assert mended["close"].tolist() == [58.0, 60.0]


def test_a_close_outside_the_range_of_an_index_does_not_void_it() -> None:
    mended = repaired("^GSPC", rows("2025-12-08", (100.0, 101.0, 99.0, 101.01)))
    assert mended["high"].tolist() == [101.0]


def test_crude_below_zero_is_real() -> None:
    mended = repaired("CL=F", rows("2020-04-20", (17.73, 17.85, -40.32, -37.63)))
    assert mended["close"].tolist() == [-37.63]
    assert mended["low"].tolist() == [-40.32]


def test_the_euros_close_is_the_next_days_print() -> None:
    mended = repaired(
        "EURUSD=X",
        rows("2025-12-09", (1.16, 1.17, 1.15, 1.16), (1.165, 1.18, 1.16, 1.165), (1.17, 1.18, 1.16, 1.17)),
    )
    assert mended["close"].tolist() == [1.165, 1.17]
    assert mended["highest_close"].tolist() == [1.165, 1.17]
    assert str(mended["last"][-1]) == "2025-12-10"


def test_the_euros_closes_before_2011_stand() -> None:
    mended = repaired("EURUSD=X", rows("2008-12-08", (1.27, 1.3, 1.26, 1.29), (1.29, 1.31, 1.28, 1.3)))
    assert mended["close"].tolist() == [1.29]


def test_a_misprinted_close_becomes_unknown() -> None:
    mended = repaired("^VIX", rows("2026-02-05", (19.0, 23.0, 19.0, 21.77), (21.24, 21.49, 17.27, 20.37)))
    assert str(mended["close"]) == str(mended["highest_close"]) == "[21.77   nan]"
    assert mended["high"].tolist() == [23.0, 21.49]


def test_the_right_close_of_that_day_stands() -> None:
    mended = repaired("^VIX", rows("2026-02-06", (21.24, 21.49, 17.27, 17.76)))
    assert mended["close"].tolist() == [17.76]


def test_a_tape_as_misprinted_covers_nothing_else() -> None:
    day, at = date(2026, 2, 6), datetime(2026, 3, 1, tzinfo=UTC)
    bar = (day, 21.24, 21.49, 17.27, 17.76)
    tape = AsMisprinted(MemoryTape({"^VIX": [bar], "^GSPC": [bar]}))
    found = tape.bars("^VIX", None, at)
    assert isinstance(found, Series)
    assert (found.close.tolist(), "misprint" in found.source) == ([20.37], True)
    assert isinstance(tape.bars("^GSPC", None, at), NotCovered)
    assert isinstance(tape.events("fomc_decisions", None, at), NotCovered)


def test_a_session_in_progress_has_no_close_to_misprint() -> None:
    bar = (date(2026, 2, 6), 21.24, 21.49, 17.27, 17.76)
    found = AsMisprinted(MemoryTape({"^VIX": [bar]})).bars("^VIX", None, datetime(2026, 2, 6, 16, tzinfo=UTC))
    assert isinstance(found, Series)
    assert np.isnan(found.close).all()


def test_every_quirk_gives_its_reason() -> None:
    assert all(quirk.reason.endswith(".") for quirk in quirks().values())
