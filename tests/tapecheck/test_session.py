"""`tapecheck tape`: the facts of a session in words and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shared import ROOT

from tapecheck.report.session import text
from tapecheck.report.session_record import dumps, record
from tapecheck.signals.session_facts import SessionFacts, facts_of
from tapecheck.signals.tape.memory import Bar, MemoryTape

LATER = datetime(2026, 6, 1, tzinfo=UTC)
ROWS: list[Bar] = [
    (date(2025, 11, 28), 200.0, 201.0, 199.0, 200.0),
    (date(2025, 12, 1), 50.0, 57.0, 49.0, 50.0),
    (date(2025, 12, 2), 50.0, 57.0, 49.0, 56.0),
    (date(2025, 12, 3), 200.0, 209.0, 199.0, 200.0),
    (date(2025, 12, 4), 200.0, 209.0, 199.0, 208.0),
    (date(2025, 12, 5), 208.0, 209.0, 99.0, 100.0),
    (date(2025, 12, 8), 100.0, 108.5, 99.5, 107.0),
]


def facts(symbol: str = "AAPL", day: date = ROWS[-1][0], at: datetime = LATER) -> SessionFacts:
    found = facts_of(symbol, day, MemoryTape({symbol: ROWS}), at)
    assert isinstance(found, SessionFacts)
    return found


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from tapecheck.cli import main; main()", "tape", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, timeout=60, check=False)


def test_the_words() -> None:
    assert text(facts()).splitlines() == [
        "AAPL  Monday 2025-12-08  (memory, from 2025-11-28)",
        "close           107.00",
        "range           open 100.00, low 99.50, high 108.50",
        "change          +7.00 (+7.00%), largest gain since 2025-12-03 by per cent, since 2025-12-04 by points",
        "highest close   since 2025-12-04",
        "streak          1 up",
        "record close    -48.56% from 208.00 (2025-12-04)",
        "to date         week +7.00%, month -46.50%",
    ]


def test_a_streak_says_what_it_snapped() -> None:
    assert "streak          1 down, snapping one of 3 up" in text(facts(day=date(2025, 12, 5)))


def test_a_yield_moves_in_basis_points() -> None:
    rows: list[Bar] = [
        (date(2025, 12, d), None, None, None, v) for d, v in ((9, 4.10), (10, 4.186), (11, 4.141))
    ]
    found = facts_of("^TNX", date(2025, 12, 11), MemoryTape({"^TNX": rows}), LATER)
    assert isinstance(found, SessionFacts)
    assert "change          -4.5 bp (-1.08%), largest loss of all sessions from 2025-12-10 on" in text(found)
    assert "record close    -4.5 bp from 4.186 (2025-12-10)" in text(found)


def test_in_progress_says_so() -> None:
    told = text(facts(at=datetime(2025, 12, 8, 16, tzinfo=UTC)))
    assert "close           none yet: in progress at 2025-12-08 11:00 EST" in told
    assert "high 108.50, known to be possible so far" in told
    assert "-0.50 to +8.50 (-0.50% to +8.50%) from the close before, 100.00, is possible so far" in told
    assert "streak" not in told


def test_the_record_holds_numbers_and_iso_days() -> None:
    made = json.loads(dumps(facts()))
    assert (made["close"], made["unit"], made["in_progress"]) == (107.0, "usd", False)
    assert (made["history_from"], made["source"]) == ("2025-11-28", "memory")
    assert made["change"] == {
        "from": {"date": "2025-12-05", "close": 100.0},
        "points": 7.0,
        "percent": 7.0,
        "largest_since": {"by_percent": "2025-12-03", "by_points": "2025-12-04"},
        "compared_from": "2025-12-01",
    }
    assert made["highest_close_since"] == ["2025-12-04", "2025-12-04"]
    assert made["to_date"] == {
        "week": {"points": 7.0, "percent": 7.0},
        "month": {"points": -93.0, "percent": -46.5},
    }
    assert made["record_close"] == {
        "days": ["2025-12-04", "2025-12-04"],
        "value": 208.0,
        "points": -101.0,
        "percent": pytest.approx(-48.557692),
    }
    assert (made["year_high_close"], made["records_this_year"], made["possible"]) == (None, None, None)


def test_the_record_of_a_session_in_progress_has_the_same_names() -> None:
    running = record(facts(at=datetime(2025, 12, 8, 16, tzinfo=UTC)))
    assert set(running) == set(record(facts()))
    assert (running["in_progress"], running["close"], running["streak"]) == (True, None, None)
    assert running["possible"] == {"close_before": 100.0, "points": [-0.5, 8.5], "percent": [-0.5, 8.5]}


def test_the_command_writes_json_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "session.json"
    done = run("^RUT", "2025-12-11", "--offline", "--format", "json", "--output", str(target))
    assert (done.returncode, done.stdout) == (0, "")
    made = json.loads(target.read_text("utf-8"))
    assert (made["date"], made["close"], made["in_progress"]) == ("2025-12-11", 2590.61, False)


def test_the_command_looks_as_of_a_moment() -> None:
    done = run("^RUT", "2025-12-11", "--offline", "--as-of", "2025-12-11T11:00:00-05:00")
    assert "in progress at 2025-12-11 11:00 EST" in done.stdout
    assert "2,590.61" not in done.stdout


def test_a_day_to_come_has_not_begun() -> None:
    done = run("^RUT", "2099-12-11", "--offline")
    assert (done.returncode, done.stdout) == (3, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "csv"), "--format must be one of text, json"),
        (("--output", "nowhere/facts.txt"), "there is no folder"),
        (("--as-of", "noon"), "--as-of"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], words: str) -> None:
    done = run("^RUT", "2025-12-11", "--offline", *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
