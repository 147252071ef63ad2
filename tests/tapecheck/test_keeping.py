"""What is kept between runs, by the commands that keep and use it."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from commands import SAMPLE, run
from shared import ROOT, SHARED, needs

import tapecheck
from tapecheck.nlp.record import claim_of, record_of
from tapecheck.replay import replayed
from tapecheck.report.records import dumps, record
from tapecheck.signals.tape.folder import FolderTape
from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.live import FetchedRows
from tapecheck.signals.tape.memory import MemoryTape
from tapecheck.signals.tape.store import Store

FORECAST = (
    "Bitcoin could reach $150,000 by year-end, the bank said. The Russell 2000 could reach 2,500 by year-end."
)


@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_a_replay_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run("check", SAMPLE, "--tape", "almanac", "--format", "json", "--output", str(first))
    done = run("replay", str(first), "--output", str(second))
    assert (done.returncode, done.stdout) == (0, "")
    assert first.read_bytes() == second.read_bytes()
    assert "1 of 1 articles identical" in done.stderr


def test_a_batch_is_replayed_line_by_line(tmp_path: Path) -> None:
    found = tmp_path / "found.ndjson"
    run("batch", str(ROOT / "data/samples/feed.xml"), "--tape", "almanac", "--output", str(found))
    articles = len(found.read_text("utf-8").splitlines())
    assert articles > 1
    assert f"{articles} of {articles} articles identical" in run("replay", str(found)).stderr


def test_a_verdict_that_was_changed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    run("check", SAMPLE, "--tape", "almanac", "--format", "json", "--output", str(path))
    path.write_text(
        path.read_text("utf-8").replace('"verdict": "refuted"', '"verdict": "supported"', 1), "utf-8"
    )
    done = run("replay", str(path))
    assert done.returncode == 1
    assert "verdict: supported then, refuted now" in done.stdout


@pytest.mark.parametrize(
    ("text", "word"),
    [("no json", "expected findings"), ('{"a": 1}', "expected article"), ('{"article": {"id": "x"}, "claims": [], "summary": {}}', "--tape")],
)  # fmt: skip
def test_what_is_no_findings_file_is_refused(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "found.json"
    path.write_text(text, "utf-8")
    done = run("replay", str(path))
    assert done.returncode == 2
    assert word in done.stderr


def test_kept_market_data_are_replayed_as_they_stood(tmp_path: Path) -> None:
    store = Store(tmp_path / "store" / "tape.sqlite")
    store.keep_rows("^GSPC", None, _fetched([6000.0, 6060.0], "2025-12-12T02:00:00+00:00"))
    article = tmp_path / "a.txt"
    article.write_text("The S&P 500 rose 1% on Thursday.", "utf-8")
    found = tmp_path / "found.json"
    run(
        "check",
        str(article),
        "--published",
        "2025-12-12T09:00:00-05:00",
        "--offline",
        "--format",
        "json",
        "--output",
        str(found),
    )
    assert [claim["verdict"] for claim in json.loads(found.read_text("utf-8"))["claims"]] == ["supported"]
    store.keep_rows("^GSPC", None, _fetched([6000.0, 5400.0], "2025-12-20T02:00:00+00:00"))
    assert run("replay", str(found)).returncode == 0
    assert run("check", str(article), "--published", "2025-12-12T09:00:00-05:00", "--offline").returncode == 1


def _fetched(closes: list[float], at: str) -> FetchedRows:
    import numpy as np

    days, close = np.array(["2025-12-10", "2025-12-11"], dtype="datetime64[D]"), np.array(closes)
    return FetchedRows(
        daily_rows(days, close, close, close, close),
        datetime.fromisoformat(at),
        "Yahoo Finance",
        "asked",
        "00",
    )


def test_every_claim_of_the_samples_comes_back_from_its_record() -> None:
    for path in (ROOT / "data/samples").glob("*.md"):
        report = tapecheck.check(
            path.read_text("utf-8"), published="2025-12-12T18:00:00-05:00", tape="almanac"
        )
        for finding in report.findings:
            assert claim_of(json.loads(json.dumps(record_of(finding.claim)))) == finding.claim


@needs("market")
def test_a_replay_on_the_folder_tape_is_identical() -> None:
    tape = FolderTape(SHARED / "market")
    report = tapecheck.check(
        Path(SAMPLE).read_text("utf-8"), published="2025-12-12T18:00:00-05:00", tape=tape
    )
    again = replayed(json.loads(dumps(report)), tape)
    assert json.dumps(again.again) == json.dumps(record(report))
    assert again.identical


def _forecasting(tmp_path: Path) -> Path:
    path = tmp_path / "forecast.txt"
    path.write_text(FORECAST, "utf-8")
    said = ("--published", "2025-06-02T09:00:00-04:00", "--tape", "almanac", "--reading", "grammar")
    run("check", str(path), *said)
    return path


def test_a_forecast_read_twice_is_one_entry(tmp_path: Path) -> None:
    _forecasting(tmp_path)
    _forecasting(tmp_path)
    with sqlite3.connect(tmp_path / "store" / "ledger.sqlite") as db:
        rows = db.execute("SELECT due, settled_by FROM forecasts ORDER BY number").fetchall()
    assert rows == [
        ("2025-12-31", f"the tape of {symbol} up to 2025-12-31") for symbol in ("BTC-USD", "^RUT")
    ]


def test_what_is_not_due_stays_open(tmp_path: Path) -> None:
    _forecasting(tmp_path)
    done = run("recheck", "--as-of", "2025-11-01", "--tape", "almanac")
    assert done.returncode == 0
    assert "2 open forecasts, 0 due, 0 settled, 2 stay open" in done.stdout


@needs("market")
def test_a_forecast_is_settled_by_a_new_row_when_it_is_due(tmp_path: Path) -> None:
    _forecasting(tmp_path)
    market = str(SHARED / "market")
    done = run("recheck", "--as-of", "2026-02-01", "--tape", market, "--format", "json", "--fail-on", "none")
    answer = json.loads(done.stdout)
    assert [one["settled"] for one in answer["due"]] == [True, True]
    assert [one["claim"]["verdict"] for one in answer["due"]] == ["refuted", "supported"]
    assert "126,198" in answer["due"][0]["claim"]["observed"]
    with sqlite3.connect(tmp_path / "store" / "ledger.sqlite") as db:
        assert db.execute("SELECT as_of, verdict FROM settlements ORDER BY forecast").fetchall() == [
            ("2026-02-01T23:59:59.999999-05:00", "refuted"),
            ("2026-02-01T23:59:59.999999-05:00", "supported"),
        ]
    assert "0 open forecasts, 0 due" in run("recheck", "--as-of", "2026-03-01", "--tape", market).stdout


def test_a_ledger_that_cannot_be_written_fails_no_check(tmp_path: Path) -> None:
    path = tmp_path / "forecast.txt"
    path.write_text(FORECAST, "utf-8")
    blocked = tmp_path / "store"
    blocked.write_text("a file where a folder should be", "utf-8")
    done = run("check", str(path), "--published", "2025-06-02", "--tape", "almanac")
    assert done.returncode == 0
    assert "forecasts are not kept" in done.stderr


def test_a_tape_in_memory_cannot_be_replayed_by_name() -> None:
    tape = MemoryTape({"^GSPC": [(date(2025, 12, 11), 1.0, 2.0, 0.5, 1.5)]})
    report = tapecheck.check("The S&P 500 rose 1%.", published=datetime(2025, 12, 12, tzinfo=UTC), tape=tape)
    assert record(report)["article"]["tape"]["sources"] == []
    assert os.environ["TAPECHECK_STORE"]
