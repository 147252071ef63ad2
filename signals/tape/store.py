"""What live sources have answered, kept in SQLite: appended to, never edited.

An answer has a number, its source and its moment. A bar is written down when it is new or differs from the one last seen, so a revised
history is new rows beside the old, and the tape can be read again as it stood after any answer. WAL lets several processes read and
write at once.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tapecheck.signals.tape.database import database
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.known import Rows, daily_rows
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows
from tapecheck.signals.tape.protocol import Event

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, series TEXT NOT NULL, since TEXT, complete_from TEXT,
    fetched_at TEXT NOT NULL, request TEXT NOT NULL, sha256 TEXT NOT NULL, repairs TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_series ON answers (series, source);
CREATE TABLE IF NOT EXISTS bars (
    series TEXT NOT NULL, source TEXT NOT NULL, day TEXT NOT NULL, answer INTEGER NOT NULL REFERENCES answers,
    open REAL, high REAL, low REAL, close REAL, volume REAL, PRIMARY KEY (series, source, day, answer)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (
    name TEXT NOT NULL, source TEXT NOT NULL, day TEXT NOT NULL, known_at TEXT NOT NULL, place INTEGER NOT NULL,
    answer INTEGER NOT NULL REFERENCES answers, said_by TEXT NOT NULL, figures TEXT,
    PRIMARY KEY (name, source, day, known_at, place, answer)
) WITHOUT ROWID;
"""
# A bar seen this long after its day is of a session that is over, whatever its market's hours.
_SETTLED = timedelta(days=2)
_COLUMNS = ("open", "high", "low", "close", "volume")

Bar = tuple[float | None, ...]
# A fact is known by its day, its moment and its place among those of both; what it says is who said it and its figures (None: withdrawn).
_Key = tuple[str, str, int]
_Told = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class KeptRows:
    """A series as it stood after an answer: its rows, the moment (UTC) each was last seen, and the newest answer among them.

    `whole` says that the source was asked for the whole history at least once.
    """

    rows: Rows
    seen_at: Sequence[datetime]
    source: str
    number: int
    fetched_at: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """Facts of one name as they stood after an answer."""

    rows: tuple[Event, ...]
    complete_from: date
    source: str
    number: int
    fetched_at: datetime


class Store:
    """The store in a file, or in memory when `path` is None. Raises `TapeError` for a file that is no such store."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._db = database(path, _SCHEMA, "the store of market data")

    def keep_rows(self, series: str, since: date | None, answer: FetchedRows) -> int:
        """Writes down the bars of an answer that are new or differ from those last seen; how many there were."""
        with self._writing():
            number = self._answer(series, answer, since, None)
            settled = dict(self._settled_bars(series, answer.source, number))
            fresh = [(day, bar) for day, bar in _bars_of(answer.rows) if settled.get(day) != bar]
            self._db.executemany(
                "INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((series, answer.source, day, number, *bar) for day, bar in fresh),
            )
        return len(fresh)

    def keep_facts(self, name: str, answer: FetchedFacts) -> int:
        """Writes down the facts of an answer that are new or differ from those last seen, and which are gone; how many there were."""
        with self._writing():
            number = self._answer(name, answer, None, answer.complete_from)
            before = dict(self._facts(name, answer.source, number))
            now = _placed(answer.rows)
            changed = {key: told for key, told in now.items() if before.get(key) != told}
            gone = {key: (said_by, None) for key, (said_by, _) in before.items() if key not in now}
            self._db.executemany(
                "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((name, answer.source, *key, number, *told) for key, told in {**changed, **gone}.items()),
            )
        return len(changed) + len(gone)

    def rows(self, series: str, source: str, upto: int | None = None) -> KeptRows | None:
        """The newest figures of a series, or as they stood after answer `upto`; None when nothing was kept by then."""
        with self._lock:
            head = self._head(series, source, upto)
            if head is None:
                return None
            number, fetched_at, whole, _ = head
            found = self._newest_bars(series, source, number)
        days = np.array([row[0] for row in found], dtype="datetime64[D]")
        columns = [np.array([row[i] for row in found], dtype=float) for i in range(1, 6)]
        return KeptRows(
            daily_rows(days, *columns),
            [datetime.fromisoformat(row[6]) for row in found],
            source,
            number,
            fetched_at,
            whole,
        )

    def facts(self, name: str, source: str, upto: int | None = None) -> KeptFacts | None:
        """The newest facts of a name, or as they stood after answer `upto`; None when nothing was kept by then."""
        with self._lock:
            head = self._head(name, source, upto)
            if head is None:
                return None
            number, fetched_at, _, complete_from = head
            found = self._facts(name, source, number)
        events = [_event(name, key, told) for key, told in found if told[1] is not None]
        rows = tuple(sorted(events, key=lambda event: (event.known_at, event.day)))
        return KeptFacts(rows, complete_from or date.min, source, number, fetched_at)

    def sources(self, series: str) -> tuple[str, ...]:
        """Who has answered for a series, the first to do so first."""
        with self._lock:
            found = self._db.execute(
                "SELECT source FROM answers WHERE series = ? GROUP BY source ORDER BY MIN(number)", (series,)
            )
            return tuple(row[0] for row in found)

    def size(self) -> tuple[int, int]:
        """How many series and tables there are, from how many answers."""
        with self._lock:
            found = self._db.execute("SELECT COUNT(DISTINCT series), COUNT(*) FROM answers").fetchone()
            return found[0], found[1]

    def source_of(self, number: int) -> str | None:
        """Who gave the answer of a number."""
        with self._lock:
            found = self._db.execute("SELECT source FROM answers WHERE number = ?", (number,)).fetchone()
            return found[0] if found else None

    def _head(
        self, series: str, source: str, upto: int | None
    ) -> tuple[int, datetime, bool, date | None] | None:
        """The newest answer up to a number: itself, its moment, whether one asked for everything, since when its facts are complete."""
        number, whole = self._db.execute(
            "SELECT MAX(number), SUM(since IS NULL) FROM answers WHERE series = ? AND source = ? AND number <= ?",
            (series, source, upto if upto is not None else 2**62),
        ).fetchone()
        if number is None:
            return None
        fetched_at, complete_from = self._db.execute(
            "SELECT fetched_at, complete_from FROM answers WHERE number = ?", (number,)
        ).fetchone()
        return (
            number,
            datetime.fromisoformat(fetched_at),
            bool(whole),
            date.fromisoformat(complete_from) if complete_from else None,
        )

    def _answer(
        self,
        series: str,
        answer: FetchedRows | FetchedFacts,
        since: date | None,
        complete_from: date | None,
    ) -> int:
        values = (
            answer.source,
            series,
            since.isoformat() if since else None,
            complete_from.isoformat() if complete_from else None,
            answer.fetched_at.isoformat(),
            answer.request,
            answer.sha256,
            json.dumps(answer.repairs if isinstance(answer, FetchedRows) else ()),
        )
        number = self._db.execute(
            "INSERT INTO answers (source, series, since, complete_from, fetched_at, request, sha256, repairs)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        ).lastrowid
        assert number is not None
        return number

    def _newest_bars(self, series: str, source: str, upto: int) -> list[tuple[Any, ...]]:
        """Each day of a series with its figures as last told up to an answer, the moment of that, and its number; oldest day first."""
        found = self._db.execute(
            f"SELECT b.day, {', '.join(_COLUMNS)}, a.fetched_at, MAX(b.answer) FROM bars b JOIN answers a ON a.number = b.answer"
            " WHERE b.series = ? AND b.source = ? AND b.answer <= ? GROUP BY b.day ORDER BY b.day",
            (series, source, upto),
        )
        return found.fetchall()

    def _settled_bars(self, series: str, source: str, upto: int) -> Iterator[tuple[str, Bar]]:
        """The bars last seen of a series, without those seen within a day or two of their own: their session may have been running."""
        for day, *bar, seen_at, _ in self._newest_bars(series, source, upto):
            if datetime.fromisoformat(seen_at).date() - date.fromisoformat(day) > _SETTLED:
                yield day, tuple(bar)

    def _facts(self, name: str, source: str, upto: int) -> list[tuple[_Key, _Told]]:
        found = self._db.execute(
            "SELECT day, known_at, place, said_by, figures, MAX(answer) FROM facts WHERE name = ? AND source = ? AND answer <= ?"
            " GROUP BY day, known_at, place",
            (name, source, upto),
        )
        return [((row[0], row[1], row[2]), (row[3], row[4])) for row in found.fetchall()]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One answer, whole or not at all, while no other process writes."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as wrong:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(wrong, sqlite3.Error):
                    raise TapeError(f"{self._path}: cannot be written ({wrong})") from wrong
                raise


def _bars_of(rows: Rows) -> Iterator[tuple[str, Bar]]:
    volume = rows.get("volume", np.full(len(rows["last"]), np.nan))
    columns = (rows["open"], rows["high"], rows["low"], rows["close"], volume)
    for place, day in enumerate(rows["last"]):
        figures = (float(column[place]) for column in columns)
        yield str(day), tuple(None if np.isnan(figure) else figure for figure in figures)


def _placed(events: Sequence[Event]) -> dict[_Key, _Told]:
    """Facts by day, moment and place among those of the same day and moment: what makes a fact the same one later."""
    placed: dict[_Key, _Told] = {}
    for event in events:
        key = (event.day.isoformat(), event.known_at.isoformat(), 0)
        while key in placed:
            key = (key[0], key[1], key[2] + 1)
        placed[key] = (event.source, json.dumps(dict(event.values), sort_keys=True))
    return placed


def _event(name: str, key: _Key, told: _Told) -> Event:
    assert told[1] is not None
    return Event(
        name, date.fromisoformat(key[0]), datetime.fromisoformat(key[1]), json.loads(told[1]), told[0]
    )
