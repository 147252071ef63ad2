"""The folder tape. Levels of the real folder are the ones published on the day, not read from our files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.folder import FolderTape
from tapecheck.signals.tape.protocol import Events, NotCovered, Period, Series

MARKET = Path(__file__).parents[4] / "shared" / "market"
LATER = datetime(2026, 8, 30, tzinfo=UTC)
HEADER = "date,open,high,low,close,volume\n"

real = pytest.mark.skipif(not MARKET.is_dir(), reason="the market folder is not at hand")


def folder(tmp_path: Path, text: str, symbol: str = "^RUT") -> Path:
    daily = tmp_path / "daily"
    daily.mkdir()
    (daily / "symbols.csv").write_text(f"file,yahoo_symbol\nx.csv,{symbol}\n", encoding="utf-8")
    (daily / "x.csv").write_text(text, encoding="utf-8")
    return tmp_path


def series(tape: FolderTape, symbol: str, known_at: datetime = LATER, period: Period | None = None) -> Series:
    found = tape.bars(symbol, period, known_at)
    assert isinstance(found, Series)
    return found


@real
@pytest.mark.parametrize(
    ("symbol", "day", "field", "value"),
    [
        ("^GSPC", "1987-10-19", "close", 224.84),
        ("^GSPC", "2020-02-19", "close", 3386.15),
        ("^GSPC", "2020-03-23", "close", 2237.40),
        ("^GSPC", "2022-01-03", "close", 4796.56),
        ("^RUT", "2021-11-08", "close", 2442.74),
        ("BTC-USD", "2017-12-17", "high", 20089.00),
        ("BTC-USD", "2021-11-10", "high", 68789.63),
        ("BTC-USD", "2025-10-06", "high", 126198.07),
        ("CL=F", "2020-04-20", "close", -37.63),
    ],
)
def test_levels_as_published(symbol: str, day: str, field: str, value: float) -> None:
    on = date.fromisoformat(day)
    found = series(FolderTape(MARKET), symbol, period=Period(on, on))
    assert len(found) == 1
    assert float(getattr(found, field)[0]) == pytest.approx(value, abs=0.006)


@real
def test_the_treasurys_two_year_yield_has_closes_only() -> None:
    found = series(FolderTape(MARKET), "UST_2Y")
    assert np.isnan(found.high).all()
    assert found.history_from == date(1976, 6, 1)


@real
def test_the_three_cuts_of_late_2025() -> None:
    known_at = datetime(2025, 12, 11, tzinfo=UTC)
    found = FolderTape(MARKET).events(
        "fomc_decisions", Period(date(2025, 8, 1), date(2025, 12, 31)), known_at
    )
    assert isinstance(found, Events)
    assert [(str(e.day), e.values["change_bp"]) for e in found.rows] == [
        ("2025-09-17", -25.0),
        ("2025-10-29", -25.0),
        ("2025-12-10", -25.0),
    ]


@real
def test_a_decision_is_unknown_before_two_in_the_afternoon() -> None:
    found = FolderTape(MARKET).events("fomc_decisions", None, datetime(2025, 12, 10, 18, 59, tzinfo=UTC))
    assert isinstance(found, Events)
    assert found.rows[-1].day == date(2025, 10, 29)


@real
def test_the_first_reserve_management_purchase() -> None:
    found = FolderTape(MARKET).events("policy_operations", None, datetime(2025, 12, 12, 21, tzinfo=UTC))
    assert isinstance(found, Events)
    assert found.rows[-1].day == date(2025, 12, 12)
    assert found.rows[-1].values["accepted_busd"] == pytest.approx(8.167)
    assert found.covered == Period(date(2021, 1, 1), date(2025, 12, 12))


@real
def test_holds_before_2020_are_not_covered() -> None:
    found = FolderTape(MARKET).events("fomc_decisions", None, LATER)
    assert isinstance(found, Events)
    assert found.covered == Period(date(2020, 1, 29), date(2026, 7, 29))


def test_facts_that_the_folder_lacks_are_not_covered(tmp_path: Path) -> None:
    found = FolderTape(folder(tmp_path, THREE_DAYS)).events("fed_target_range", None, LATER)
    assert isinstance(found, NotCovered)


@pytest.mark.parametrize(("name", "series"), [("US_GDP", "GDPC1"), ("fed_balance_sheet", "WALCL")])
def test_what_a_folder_lacks_is_named_where_it_stands(tmp_path: Path, name: str, series: str) -> None:
    found = FolderTape(folder(tmp_path, THREE_DAYS)).events(name, None, LATER)
    assert isinstance(found, NotCovered)
    assert f"FRED has it as {series}" in found.reason


def test_output_is_served_where_a_file_has_it(tmp_path: Path) -> None:
    tape = FolderTape(folder(tmp_path, THREE_DAYS))
    (tmp_path / "macro").mkdir()
    (tmp_path / "macro" / "gdp_quarterly.csv").write_text("date,GDP\n2025-04-01,23771.0\n", encoding="utf-8")
    assert isinstance(tape.events("US_GDP", None, LATER), Events)


@real
def test_the_balance_sheet_is_known_on_thursday_afternoon() -> None:
    before, after = (
        FolderTape(MARKET).events("fed_balance_sheet", None, datetime(2026, 8, 13, 20, minute, tzinfo=UTC))
        for minute in (29, 30)
    )
    assert isinstance(before, Events)
    assert isinstance(after, Events)
    assert [table.rows[-1].day for table in (before, after)] == [date(2026, 8, 5), date(2026, 8, 12)]


THREE_DAYS = HEADER + (
    "2025-12-09,10,12,9,11,\n"
    "2025-12-10,11,13,10,12,\n"
    "2025-12-11,12,14,11,13,\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("known_at", "rows", "in_progress"),
    [
        ("2025-12-11T14:29:00+00:00", 2, False),
        ("2025-12-11T14:30:00+00:00", 3, True),
        ("2025-12-11T20:59:00+00:00", 3, True),
        ("2025-12-11T21:00:00+00:00", 3, False),
    ],
)
def test_a_session_shows_from_its_opening(
    tmp_path: Path, known_at: str, rows: int, in_progress: bool
) -> None:
    found = series(FolderTape(folder(tmp_path, THREE_DAYS)), "^RUT", datetime.fromisoformat(known_at))
    assert (len(found), found.in_progress) == (rows, in_progress)


def test_an_empty_cell_is_unknown(tmp_path: Path) -> None:
    found = series(FolderTape(folder(tmp_path, HEADER + "2025-12-09,,,,11,\n")), "^RUT")
    assert np.isnan(found.high[0])
    assert found.close[0] == 11.0


def test_a_symbol_that_is_not_listed_is_not_covered(tmp_path: Path) -> None:
    found = FolderTape(folder(tmp_path, THREE_DAYS)).bars("^VIX", None, LATER)
    assert isinstance(found, NotCovered)
    assert "^VIX" in found.reason


def test_a_series_that_starts_later_is_not_covered(tmp_path: Path) -> None:
    found = FolderTape(folder(tmp_path, THREE_DAYS)).bars("^RUT", None, datetime(2025, 1, 1, tzinfo=UTC))
    assert isinstance(found, NotCovered)
    assert "2025-12-09" in found.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("day,close\n2025-12-09,1\n", "line 1: expected date,open,high,low,close"),
        (HEADER + "2025-12-09,1,1,1,1,\n2025-12-10,1,1,1,lots,\n", "line 3"),
        (HEADER + "2025-12-09,1,1,1,1,\n10.12.2025,1,1,1,1,\n", "line 3"),
        (HEADER + "2025-12-10,1,1,1,1,\n2025-12-09,1,1,1,1,\n", "rise"),
        (HEADER + "2025-12-10,1\n", "line 2"),
        (HEADER + ",1,1,1,1,\n", "line 2"),
        (HEADER + "2025-12-09,1,1,1,1,\n2025-12,1,1,1,1,\n", "line 3"),
        (HEADER, "no rows"),
    ],
)
def test_a_broken_file_is_one_clear_error(tmp_path: Path, text: str, words: str) -> None:
    tape = FolderTape(folder(tmp_path, text))
    with pytest.raises(TapeError, match=words) as wrong:
        tape.bars("^RUT", None, LATER)
    assert "x.csv" in str(wrong.value)


def test_a_folder_without_a_list_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match=r"symbols\.csv is missing"):
        FolderTape(tmp_path)


def test_a_list_without_its_columns_is_one_clear_error(tmp_path: Path) -> None:
    path = folder(tmp_path, THREE_DAYS)
    (path / "daily" / "symbols.csv").write_text("name\nRussell\n", encoding="utf-8")
    with pytest.raises(TapeError, match="yahoo_symbol"):
        FolderTape(path)


def test_a_listed_file_that_is_gone_is_one_clear_error(tmp_path: Path) -> None:
    path = folder(tmp_path, THREE_DAYS)
    (path / "daily" / "x.csv").unlink()
    with pytest.raises(TapeError, match=r"symbols\.csv names it"):
        FolderTape(path).bars("^RUT", None, LATER)
