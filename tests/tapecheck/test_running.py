"""Batches that are kept: stopped anywhere, gone on with, and never done twice."""

from __future__ import annotations

import itertools
import json
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from commands import FEED, run
from shared import ROOT

from tapecheck import checking, running
from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.store import Seen
from tapecheck.library import batch
from tapecheck.options import Chosen
from tapecheck.plan import plan_of
from tapecheck.report.records import dumps, record
from tapecheck.report.restored import report_of

sys.path.insert(0, str(ROOT / "bench"))
from trials import storing

NOW = datetime(2025, 12, 12, 22, tzinfo=UTC)
OPTIONS = ("--tape", "almanac", "--offline", "--reading", "grammar", "--fail-on", "none")


def _batch(
    tmp_path: Path, *inputs: str, output: str = "found.ndjson", clock: Callable[[], datetime] | None = None
) -> int:
    """A batch in this process; its exit status."""
    chosen = Chosen(("almanac",), True, False, tmp_path / "data", "grammar")
    try:
        plans = [plan_of(inputs, None, None, chosen)]
        running.run(
            plans,
            tmp_path / "seen.sqlite",
            chosen,
            "ndjson",
            tmp_path / output,
            False,
            clock or (lambda: NOW),
        )
    except typer.Exit as end:
        return end.exit_code
    return 0


def _ids(path: Path) -> list[str]:
    return [json.loads(line)["article"]["id"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("format", ["ndjson", "json", "csv", "text"])
def test_the_answer_is_that_of_a_batch_that_is_not_kept(tmp_path: Path, format: str) -> None:
    chosen = Chosen(("almanac",), True, False, tmp_path / "data", "grammar")
    for name, store in (("plain", None), ("kept", tmp_path / "seen.sqlite")):
        checking.many([FEED], None, None, chosen, format, tmp_path / name, True, store)
    assert (tmp_path / "kept").read_bytes() == (tmp_path / "plain").read_bytes()


def test_a_report_from_its_record_is_the_report() -> None:
    for one in batch(FEED, tape="almanac", reading="grammar"):
        assert not isinstance(one, Quarantined)
        again = report_of(json.loads(dumps(one)), one.article, (one.coverage.figures, one.coverage.typed))
        assert record(again) == record(one)
        assert (again.moment, again.origin, again.coverage) == (one.moment, one.origin, one.coverage)


def test_what_was_found_is_not_looked_for_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _batch(tmp_path, FEED) == 0
    monkeypatch.setattr(running, "checked", None)
    assert _batch(tmp_path, FEED, output="again.ndjson") == 0
    assert "4 of them found by an earlier run" in capsys.readouterr().err
    assert (tmp_path / "again.ndjson").read_bytes() == (tmp_path / "found.ndjson").read_bytes()


@pytest.mark.parametrize("after", range(4))
def test_a_run_that_was_stopped_goes_on_where_it_stopped(
    tmp_path: Path, after: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    count, check = itertools.count(), running.checked

    def stopping(*given: object) -> object:
        if next(count) == after:
            raise KeyboardInterrupt
        return check(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "checked", stopping)
    with pytest.raises(KeyboardInterrupt):
        _batch(tmp_path, FEED)
    assert not (tmp_path / "found.ndjson").exists()
    assert _batch(tmp_path, FEED) == 0
    assert next(count) == 5
    assert f"going on with run 1: {after} articles were done" in capsys.readouterr().err
    assert _ids(tmp_path / "found.ndjson") == ["sample-1", "sample-2", "sample-3", "sample-4"]


def test_an_answer_that_could_not_be_written_leaves_the_run_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    assert _batch(tmp_path, FEED, output="taken") == 2
    assert _batch(tmp_path, FEED) == 0
    with Seen(tmp_path / "seen.sqlite", reading=True) as seen:
        assert seen.sizes()["runs"] == 1


def test_the_same_feed_twice_counts_once_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _batch(tmp_path, FEED, FEED) == 0
    said = capsys.readouterr().err
    assert "4 articles in = 4 checked" in said
    assert "4 more stood in the inputs again" in said


def test_a_fault_in_reading_or_checking_costs_only_what_it_touches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def articles(location: str, *rest: object) -> list[Article]:
        if location == "bad":
            raise ZeroDivisionError("a bug")
        return [Article("Stocks rose.", "undated"), Article("Stocks rose.", "dated", published=NOW)]

    monkeypatch.setattr(running, "articles", articles)
    assert _batch(tmp_path, "bad", "good") == 3
    said = capsys.readouterr().err
    assert "3 articles in = 1 checked + 1 quarantined + 1 failed" in said
    assert "failed: bad: tapecheck failed to read it (ZeroDivisionError: a bug)" in said
    assert "quarantined: undated: no publication date" in said


def test_a_run_that_does_not_add_up_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seen, "keep", lambda *given: None)
    assert _batch(tmp_path, FEED) == 70


def test_the_clock_is_not_in_the_answer(tmp_path: Path) -> None:
    trial = storing.clocks(tmp_path, 3)
    assert (trial.tried, trial.failed) == (3, 0)


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    assert [(one.tried, one.failed) for one in storing.kills(tmp_path, 3, 10)] == [(3, 0)] * 3


def test_cuts_are_noticed(tmp_path: Path) -> None:
    trial = storing.cuts(tmp_path, 12)
    assert trial.failed == 0, trial.figure


def test_two_runs_at_once_are_one(tmp_path: Path) -> None:
    trial = storing.double_starts(tmp_path, 1)
    assert trial.failed == 0, trial.figure


def test_one_broken_feed_is_counted_and_read_again(tmp_path: Path) -> None:
    assert storing.reconciled(tmp_path, 12, 1).failed == 0


def test_a_store_that_is_held_is_refused_with_75(tmp_path: Path) -> None:
    store = tmp_path / "seen.sqlite"
    with Seen(store, NOW):
        done = run("batch", FEED, *OPTIONS, "--store", str(store))
        looked = run("store", "check", str(store))
    assert (done.returncode, done.stdout) == (75, "")
    assert "another run (process" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (looked.returncode, looked.stdout.startswith("whole: 0 runs")) == (0, True)


def test_the_commands_of_the_store(tmp_path: Path) -> None:
    store, copied, missing = tmp_path / "seen.sqlite", tmp_path / "again.sqlite", tmp_path / "missing.xml"
    assert run("batch", FEED, str(missing), *OPTIONS, "--store", str(store)).returncode == 3
    lines = tmp_path / "lines.ndjson"
    assert run("store", "export", str(store), "--output", str(lines)).returncode == 0
    assert run("store", "import", str(lines), str(copied)).returncode == 0
    assert run("store", "export", str(copied)).stdout == lines.read_text("utf-8")
    assert "bytes now" not in run("store", "vacuum", str(copied)).stdout
    assert "no such file" in run("quarantine", "list", str(copied)).stdout
    missing.write_bytes(Path(FEED).read_bytes())
    again = run("quarantine", "retry", str(copied), "--fail-on", "none")
    assert (again.returncode, len(again.stdout.splitlines())) == (0, 4)
    assert json.loads(run("quarantine", "list", str(copied), "--format", "json").stdout) == []
    with sqlite3.connect(copied) as db:
        db.execute("UPDATE findings SET report = report || ' '")
    assert (done := run("store", "check", str(copied))).returncode == 3, done.stdout
