"""The tables of the store, as steps from each version to the next: a file of any version is brought up to date when it is opened.

A step that was ever released is never edited; what changes is a further step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tapecheck.ingest.errors import StoreDamaged, StoreError

# "tape" in ASCII: what tells a store from other SQLite files.
APPLICATION_ID = 0x74617065

Step = Sequence[str]
_FIRST: Step = (
    # Who holds the store, for the sentence that the second run gets.
    "CREATE TABLE holder (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE runs (number INTEGER PRIMARY KEY, plan TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT)",
    "CREATE TABLE feeds (location TEXT PRIMARY KEY, first_read_at TEXT NOT NULL, last_answer_at TEXT, last_new_at TEXT,"
    " failures INTEGER NOT NULL, reason TEXT) WITHOUT ROWID",
    "CREATE TABLE fetch_log (number INTEGER PRIMARY KEY, url TEXT NOT NULL, at TEXT NOT NULL, status INTEGER, size INTEGER, etag TEXT,"
    " modified TEXT, reason TEXT)",
    "CREATE INDEX fetches_by_url ON fetch_log (url)",
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, feed TEXT, first_seen_at TEXT NOT NULL)",
    # `digest` is the SHA-256 of `article`: another text of the same entry is another revision, and damage shows.
    "CREATE TABLE revisions (number INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entries, digest TEXT NOT NULL,"
    " article TEXT NOT NULL, seen_at TEXT NOT NULL, UNIQUE (entry, digest))",
    # `terms` are the settings that the verdicts depend on; findings that are not `final` rest on a source that was down.
    "CREATE TABLE findings (number INTEGER PRIMARY KEY, revision INTEGER NOT NULL REFERENCES revisions, terms TEXT NOT NULL,"
    " run INTEGER NOT NULL REFERENCES runs, report TEXT NOT NULL, summary TEXT NOT NULL, digest TEXT NOT NULL, final INTEGER NOT NULL,"
    " found_at TEXT NOT NULL)",
    "CREATE INDEX findings_by_revision ON findings (revision, terms)",
    # `settled_in` is the later run that read the source again, whatever came of it.
    "CREATE TABLE quarantine (number INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, input TEXT NOT NULL, source TEXT NOT NULL,"
    " location TEXT NOT NULL, reason TEXT NOT NULL, failed INTEGER NOT NULL, at TEXT NOT NULL, settled_in INTEGER REFERENCES runs)",
    "CREATE INDEX quarantine_by_run ON quarantine (run, location)",
    # What a run read, in order, and what became of it: findings or quarantine, never both, never neither.
    "CREATE TABLE items (run INTEGER NOT NULL REFERENCES runs, place INTEGER NOT NULL, revision INTEGER REFERENCES revisions,"
    " findings INTEGER REFERENCES findings, quarantine INTEGER REFERENCES quarantine,"
    " PRIMARY KEY (run, place), UNIQUE (run, revision), CHECK ((findings IS NULL) <> (quarantine IS NULL))) WITHOUT ROWID",
)
STEPS: tuple[Step, ...] = (_FIRST,)


def bring_up_to_date(db: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Takes the steps that the file has not taken, each whole or not at all. Raises `StoreError` for the file of a later tapecheck."""
    if version_of(db) > len(steps):
        raise StoreError(
            path,
            f"made by a later tapecheck (version {version_of(db)}, known is {len(steps)}); update tapecheck",
        )
    for number, step in enumerate(steps[version_of(db) :], version_of(db) + 1):
        db.execute("BEGIN IMMEDIATE")
        for statement in step:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")


def version_of(db: sqlite3.Connection) -> int:
    """How many steps the file has taken; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check_ours(db: sqlite3.Connection, path: Path) -> None:
    """Raises `StoreDamaged` for a database that holds something else."""
    ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not ours and db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
        raise StoreDamaged(path, "a database, but not a store of tapecheck's; name another file")
