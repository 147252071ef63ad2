"""What was read and found, kept between runs in SQLite: feeds, entries and their revisions, findings, runs, and what was set aside.

A row an article is written whole or not at all, so that a run which was killed goes on where it stopped. Nothing is overwritten: a changed
article is a further revision with findings of its own. Findings are JSON that this room does not read. The moment of writing is given.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.errors import StoreDamaged, StoreError, StoreLocked
from tapecheck.ingest.store_check import digest_of, troubles
from tapecheck.ingest.store_feeds import Feeds
from tapecheck.ingest.store_file import Lock, copy, located, opened_to_read, opened_to_write
from tapecheck.ingest.store_records import (
    Aside,
    Found,
    Outcome,
    Run,
    article_of,
    entry_key,
    storable,
    text_of,
)
from tapecheck.ingest.store_transfer import lines_of, sizes, take

__all__ = ["Aside", "Found", "Outcome", "Run", "Seen", "StoreDamaged", "StoreError", "StoreLocked"]

Value = str | int | None


class Seen:
    """The store in a file, or in a folder the file `seen.sqlite`.

    Open for writing it is held by one process: a second one gets `StoreLocked`. `reading` opens it to look, which is always possible.
    Raises `StoreError` for a file that is no store. `said` tells what had to be mended on opening.
    """

    def __init__(self, path: Path, now: datetime | None = None, *, reading: bool = False) -> None:
        self.path = located(path)
        self._lock = None if reading else Lock(self.path)
        self.said: str | None = None
        try:
            self._open(now)
        except BaseException:
            self._release()
            raise
        self.feeds = Feeds(self._db, self.writing)

    def __enter__(self) -> Seen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets the next run in."""
        self._db.close()
        self._release()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written inside is there whole or not at all."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as wrong:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(wrong, sqlite3.Error):
                raise StoreError(self.path, f"cannot be written ({wrong})") from wrong
            raise

    def begin(self, plan: str, now: datetime) -> Run:
        """The run of this plan that was stopped, else a new one."""
        stopped = self._one("SELECT MAX(number) FROM runs WHERE plan = ? AND ended_at IS NULL", plan)[0]
        if stopped is not None:
            return Run(stopped, plan, resumed=True)
        with self.writing():
            number = self._insert("INSERT INTO runs (plan, started_at) VALUES (?, ?)", plan, now.isoformat())
        return Run(number, plan)

    def last(self) -> Run | None:
        """The newest run."""
        row = self._one("SELECT number, plan FROM runs ORDER BY number DESC LIMIT 1")
        return Run(*row) if row else None

    def holds(self, run: Run, article: Article, source: str) -> bool:
        """Whether this run has dealt with exactly this article."""
        revision = self._revision(entry_key(article, source), digest_of(text_of(article)))
        found = "SELECT 1 FROM items WHERE run = ? AND revision = ?"
        return revision is not None and self._one(found, run.number, revision) is not None

    def found(self, article: Article, source: str, terms: str) -> Found | None:
        """The final findings that an earlier run had for exactly this article on the same terms."""
        revision = self._revision(entry_key(article, source), digest_of(text_of(article)))
        row = self._one(
            "SELECT report, summary, digest FROM findings WHERE revision = ? AND terms = ? AND final ORDER BY number DESC LIMIT 1",
            revision, terms,
        )  # fmt: skip
        return Found(row[0], row[1]) if row and digest_of(row[0]) == row[2] else None

    def keep(self, run: Run, article: Article, source: str, terms: str, found: Found, now: datetime) -> None:
        """Writes down the findings for an article of a run; findings that an earlier run had are not written twice."""
        with self.writing():
            revision = self._written(article, source, now)
            row = self._one(
                "SELECT MAX(number) FROM findings WHERE revision = ? AND terms = ? AND digest = ? AND final",
                revision, terms, digest_of(found.report),
            )  # fmt: skip
            number = row[0] if row[0] is not None and found.final else self._insert(
                "INSERT INTO findings (revision, terms, run, report, summary, digest, final, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                revision, terms, run.number, found.report, found.summary, digest_of(found.report), found.final, now.isoformat(),
            )  # fmt: skip
            self._item(run, revision, number, None)

    def set_aside(
        self,
        run: Run,
        given: str,
        one: Quarantined,
        source: str,
        now: datetime,
        article: Article | None = None,
    ) -> bool:
        """Writes down why an input of a run has no findings; False where the run has said so before. `article` is what tapecheck failed on."""
        location, reason = storable(one.location), storable(one.reason)
        known = "SELECT 1 FROM quarantine WHERE run = ? AND location = ? AND reason = ?"
        if article is None and self._one(known, run.number, location, reason) is not None:
            return False
        with self.writing():
            revision = self._written(article, given, now) if article else None
            number = self._insert(
                "INSERT INTO quarantine (run, input, source, location, reason, failed, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                run.number, storable(given), storable(source), location, reason, one.failed, now.isoformat(),
            )  # fmt: skip
            self._item(run, revision, None, number)
            if one.location == source:
                self.feeds.failed(source, reason, now)
        return True

    def end(self, run: Run, inputs: Sequence[str], now: datetime) -> None:
        """The run has read its inputs to the end: what was set aside from them before is settled. The store is copied."""
        with self.writing():
            self._db.executemany(
                "UPDATE quarantine SET settled_in = ?1 WHERE settled_in IS NULL AND run <> ?1 AND (source = ?2 OR input = ?2)",
                [(run.number, storable(one)) for one in inputs],
            )
            self._db.execute("UPDATE runs SET ended_at = ? WHERE number = ?", (now.isoformat(), run.number))
        copy(self._db, self.path)

    def counts(self, run: Run) -> tuple[int, int, int]:
        """How many inputs of a run were checked, quarantined, failed."""
        row = self._one(
            "SELECT COUNT(items.findings), COUNT(q.number) - COALESCE(SUM(q.failed), 0), COALESCE(SUM(q.failed), 0)"
            " FROM items LEFT JOIN quarantine AS q ON q.number = items.quarantine WHERE items.run = ?",
            run.number,
        )
        return int(row[0]), int(row[1]), int(row[2])

    def outcomes(self, run: Run) -> Iterator[Outcome]:
        """The findings of a run in the order of its inputs. Raises `StoreDamaged` where one is not what was written."""
        rows = self._db.execute(
            "SELECT article, feed, report, summary, final, findings.digest, findings.number FROM items"
            " JOIN findings ON findings.number = items.findings JOIN revisions ON revisions.number = findings.revision"
            " JOIN entries ON entries.number = revisions.entry WHERE items.run = ? ORDER BY place",
            (run.number,),
        )
        for article, feed, report, summary, final, digest, number in rows:
            if digest_of(report) != digest:
                raise StoreDamaged(
                    self.path, f"findings {number} are not what was written; see tapecheck store check"
                )
            yield Outcome(article_of(article, feed), Found(report, summary, bool(final)))

    def asides(self, run: Run | None = None) -> Iterator[Aside]:
        """What a run set aside, in the order of its inputs; without a run everything that is not settled."""
        which, values = ("run = ?", (run.number,)) if run else ("settled_in IS NULL", ())
        rows = self._db.execute(
            f"SELECT input, source, location, reason, failed, at, plan FROM quarantine JOIN runs ON runs.number = run WHERE {which}"
            " ORDER BY quarantine.number",
            values,
        )
        for given, source, location, reason, failed, at, plan in rows:
            yield Aside(given, source, location, reason, bool(failed), datetime.fromisoformat(at), plan)

    def troubles(self) -> Iterator[str]:
        """Everything in the store that is not what was written."""
        try:
            yield from troubles(self._db)
        except (sqlite3.Error, UnicodeDecodeError) as wrong:
            yield str(wrong)

    def sizes(self) -> dict[str, int]:
        """How many rows each table has."""
        return sizes(self._db)

    def lines(self) -> Iterator[str]:
        """The whole store as JSON, a row a line."""
        return lines_of(self._db)

    def take(self, lines: Iterable[str]) -> int:
        """Fills a new store with the rows of an export; how many there were."""
        with self.writing():
            taken = take(self._db, self.path, lines)
        copy(self._db, self.path)
        return taken

    def vacuum(self) -> tuple[int, int]:
        """Gives back the room that is not used any more; bytes before and after."""
        sizes: list[int] = []
        try:
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                self._db.execute(statement)
                sizes.append(self.path.stat().st_size)
        except (OSError, sqlite3.Error) as wrong:
            raise StoreError(self.path, f"cannot be made smaller ({wrong})") from wrong
        return sizes[0], sizes[-1]

    def _open(self, now: datetime | None) -> None:
        if self._lock is None:
            self._db = opened_to_read(self.path)
            return
        self._db, self.said = opened_to_write(self.path)
        with self.writing():
            held = {"process": str(os.getpid()), "since": now.isoformat(timespec="seconds") if now else "?"}
            self._db.executemany("INSERT OR REPLACE INTO holder VALUES (?, ?)", held.items())

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _written(self, article: Article, source: str, now: datetime) -> int:
        """The number of the article's revision, written down where it is new."""
        key, text = entry_key(article, source), text_of(article)
        known = self._revision(key, digest_of(text))
        if article.feed:
            self.feeds.answered(storable(article.feed), known is None, now)
        if known is not None:
            return known
        feed = storable(article.feed) if article.feed else None
        self._db.execute(
            "INSERT INTO entries (key, feed, first_seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (key, feed, now.isoformat()),
        )
        entry = self._one("SELECT number FROM entries WHERE key = ?", key)[0]
        return self._insert(
            "INSERT INTO revisions (entry, digest, article, seen_at) VALUES (?, ?, ?, ?)",
            entry, digest_of(text), text, now.isoformat(),
        )  # fmt: skip

    def _revision(self, key: str, digest: str) -> int | None:
        row = self._one(
            "SELECT revisions.number FROM revisions JOIN entries ON entries.number = entry WHERE key = ? AND digest = ?",
            key, digest,
        )  # fmt: skip
        return int(row[0]) if row else None

    def _item(self, run: Run, revision: int | None, findings: int | None, quarantine: int | None) -> None:
        self._db.execute(
            "INSERT INTO items SELECT ?, COALESCE(MAX(place), 0) + 1, ?, ?, ? FROM items WHERE run = ?",
            (run.number, revision, findings, quarantine, run.number),
        )

    def _insert(self, statement: str, *values: Value) -> int:
        return int(self._db.execute(statement, values).lastrowid or 0)

    def _one(self, statement: str, *values: Value) -> Any:
        """The first row, or None."""
        return self._db.execute(statement, values).fetchone()
