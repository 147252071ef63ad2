"""The store: appended to, never edited, read as it stood, by several processes at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows
from tapecheck.signals.tape.protocol import Event
from tapecheck.signals.tape.store import Store

NOON = datetime(2026, 6, 5, 12, tzinfo=UTC)


def fetched(closes: Sequence[float], at: datetime = NOON, first: date = date(2026, 5, 26)) -> FetchedRows:
    days = np.array([first + timedelta(days=n) for n in range(len(closes))], dtype="datetime64[D]")
    figures = np.array(closes, dtype=float)
    return FetchedRows(daily_rows(days, figures, figures, figures, figures), at, "Source", "asked", "00")


def _event(value: float, known: datetime) -> Event:
    return Event("US_CPI", date(2026, 4, 1), known, {"CPI": value, "note": None}, "FRED CPIAUCSL")


def _facts(*events: Event, at: datetime = NOON) -> FetchedFacts:
    return FetchedFacts(events, date(1947, 1, 1), at, "FRED", "asked", "00")


def test_only_what_is_new_or_different_is_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "tape.sqlite")
    assert store.keep_rows("X", None, fetched([1, 2, 3])) == 3
    assert store.keep_rows("X", date(2026, 5, 27), fetched([2, 3.5, 4], first=date(2026, 5, 27))) == 2
    kept = store.rows("X", "Source")
    assert kept is not None
    assert list(kept.rows["close"]) == [1, 2, 3.5, 4]
    assert kept.whole


def test_the_tape_can_be_read_as_it_stood(tmp_path: Path) -> None:
    store = Store(tmp_path / "tape.sqlite")
    store.keep_rows("X", None, fetched([1, 2, 3]))
    store.keep_rows("X", None, fetched([1, 2, 30, 4], NOON + timedelta(days=1)))
    then = store.rows("X", "Source", upto=1)
    assert then is not None
    assert list(then.rows["close"]) == [1, 2, 3]
    assert then.fetched_at == NOON
    with sqlite3.connect(tmp_path / "tape.sqlite") as db:
        told = db.execute(
            "SELECT close, answer FROM bars WHERE day = '2026-05-28' ORDER BY answer"
        ).fetchall()
    assert told == [(3.0, 1), (30.0, 2)]


def test_every_bar_says_when_it_was_seen(tmp_path: Path) -> None:
    store = Store(tmp_path / "tape.sqlite")
    store.keep_rows("X", None, fetched([1, 2]))
    store.keep_rows("X", None, fetched([1, 2, 3], NOON + timedelta(days=1)))
    kept = store.rows("X", "Source")
    assert kept is not None
    assert kept.seen_at == [NOON, NOON, NOON + timedelta(days=1)]


def test_a_bar_of_a_running_session_is_written_again_though_it_looks_the_same() -> None:
    store, evening = Store(None), datetime(2026, 5, 26, 22, tzinfo=UTC)
    store.keep_rows("X", None, fetched([1], evening - timedelta(hours=4)))
    assert store.keep_rows("X", None, fetched([1], evening)) == 1
    kept = store.rows("X", "Source")
    assert kept is not None
    assert kept.seen_at == [evening]


def test_a_part_is_not_the_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "tape.sqlite")
    store.keep_rows("X", date(2026, 5, 26), fetched([1]))
    kept = store.rows("X", "Source")
    assert kept is not None
    assert not kept.whole
    assert store.rows("Y", "Source") is None
    assert store.sources("X") == ("Source",)


def test_an_unknown_figure_stays_unknown() -> None:
    store = Store(None)
    store.keep_rows("X", None, fetched([1, float("nan")]))
    assert store.keep_rows("X", None, fetched([1, float("nan")])) == 0
    kept = store.rows("X", "Source")
    assert kept is not None
    assert np.isnan(kept.rows["close"][1])


def test_facts_are_revised_and_withdrawn_by_new_rows() -> None:
    store, later = Store(None), NOON + timedelta(days=1)
    first, second = _event(320.1, NOON), _event(320.4, later)
    assert store.keep_facts("US_CPI", _facts(first)) == 1
    assert store.keep_facts("US_CPI", _facts(first, second, at=later)) == 1
    assert store.keep_facts("US_CPI", _facts(second, at=later)) == 1
    now, before = store.facts("US_CPI", "FRED"), store.facts("US_CPI", "FRED", upto=2)
    assert now is not None
    assert before is not None
    assert now.rows == (second,)
    assert before.rows == (first, second)
    assert now.complete_from == date(1947, 1, 1)


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "tape.sqlite"
    work = (
        "import sys; from pathlib import Path; from test_store import Store, fetched\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in range(40): store.keep_rows(f'{sys.argv[2]}{n % 4}', None, fetched([n, n + 1, n + 2]))\n"
    )
    folder = str(Path(__file__).parent)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r})\n{work}", str(path), name]
        )
        for name in ("A", "B")
    ]
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    store = Store(path)
    for name in ("A0", "A3", "B0", "B3"):
        kept = store.rows(name, "Source")
        assert kept is not None
        assert kept.rows["close"][0] == 36 + int(name[1])
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT COUNT(*) FROM answers").fetchone() == (80,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tape.sqlite"
    path.write_text("this is no database, only some text that is long enough to be looked at")
    with pytest.raises(TapeError, match=r"tape\.sqlite"):
        Store(path)
