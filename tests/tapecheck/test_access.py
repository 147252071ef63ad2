"""What a run may use of the world: who is asked for what, and where things are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tapecheck.access import access, store_folder

NOW = datetime(2026, 6, 1, tzinfo=UTC)
YAHOO = "Yahoo Finance"


@pytest.mark.parametrize(
    ("series", "sources"),
    [
        *((symbol, [YAHOO]) for symbol in ("^GSPC", "BTC-USD", "GC=F", "EURUSD=X", "DX-Y.NYB", "AAPL")),
        ("UST_2Y", ["FRED", "US Treasury"]),
        ("UST_30Y", ["FRED", "US Treasury", YAHOO]),
        ("US_CPI", ["FRED"]),
        ("fomc_decisions", ["FRED"]),
        ("policy_operations", ["New York Fed"]),
        ("fed_funds_futures", [f"fed funds futures of {YAHOO}"]),
        ("policy_announcements", []),
        ("FED_FUNDS", []),
    ],
)
def test_each_series_is_asked_for_where_it_may_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, series: str, sources: list[str]
) -> None:
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    live = access(False, tmp_path).sources(lambda: NOW)
    assert [source.name for source in live if source.knows(series)] == sources


def test_a_key_makes_fred_answer_in_vintages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FRED_API_KEY", "0" * 32)
    live = access(False, tmp_path).sources(lambda: NOW)
    assert [source.name for source in live if source.knows("US_CPI")] == ["ALFRED"]


def test_offline_nothing_is_made(tmp_path: Path) -> None:
    offline = access(True, tmp_path / "store")
    assert offline.now is None
    assert offline.store() is None
    assert not (tmp_path / "store").exists()


def test_a_store_that_cannot_be_is_said_and_lasts_as_long_as_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "store").write_text("a file where a folder should be", "utf-8")
    assert access(False, tmp_path / "store").store() is not None
    assert "market data are not kept" in capsys.readouterr().err


def test_the_folder_is_the_one_given_then_the_environments_then_the_users(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TAPECHECK_STORE", str(tmp_path))
    assert store_folder("elsewhere") == Path("elsewhere")
    assert store_folder() == tmp_path
    monkeypatch.delenv("TAPECHECK_STORE")
    assert store_folder().name == "tapecheck"
