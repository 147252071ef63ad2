"""The file of the store: one run at a time writes to it, what power loss or a bad disk left of it is noticed, and a copy stands in.

Beside `seen.sqlite` lie SQLite's own log (`-wal`, `-shm`), `seen.sqlite.lock`, and `seen.sqlite.copy`: the store as it stood when it was made
or when a run last ended. A store that is damaged is put aside, never deleted, and the copy takes its place; that is said.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tapecheck.ingest.errors import StoreDamaged, StoreError, StoreLocked
from tapecheck.ingest.store_check import trouble_in
from tapecheck.ingest.store_schema import bring_up_to_date, check_ours

NAME = "seen.sqlite"
# A reader of the store, such as `store check`, may have to wait for one commit of a run.
_PATIENCE_SECONDS = 30.0


class Lock:
    """Held by one process on one store until it is released or the process ends, however it ends.

    It is an open transaction on a database of its own beside the store, so readers of the store are never shut out, and no lock survives
    the process that held it. A child process does not inherit it.
    """

    def __init__(self, path: Path) -> None:
        self._db = _connect(beside(path, ".lock"), 0)
        try:
            self._db.execute(
                "PRAGMA journal_mode = MEMORY"
            )  # nothing is ever written: no journal to leave behind
            self._db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as wrong:
            self._db.close()
            if "locked" in str(wrong):
                raise StoreLocked(path, f"another run{_holder(path)} holds this store") from wrong
            raise StoreError(path, f"cannot be locked ({wrong})") from wrong

    def release(self) -> None:
        """Lets the next run in."""
        self._db.close()


def located(path: Path) -> Path:
    """The file that is meant: a folder means the store in it."""
    return path / NAME if path.is_dir() else path


def beside(path: Path, ending: str) -> Path:
    """The file beside the store with that ending."""
    return path.with_name(path.name + ending)


def opened_to_write(path: Path) -> tuple[sqlite3.Connection, str | None]:
    """The store, made where there is none, and in words what had to be done to it. Whoever calls holds the `Lock`."""
    said = _mended(path)
    db = _connect(path, _PATIENCE_SECONDS)
    try:
        check_ours(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        # Without it a power loss may take back commits; they are a row an article, so the wait is small.
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        bring_up_to_date(db, path)
    except sqlite3.DatabaseError as wrong:
        db.close()
        raise StoreDamaged(path, f"cannot be used as a store ({wrong})") from wrong
    except BaseException:
        db.close()
        raise
    if not beside(path, ".copy").exists():
        copy(db, path)
    return db, said


def opened_to_read(path: Path) -> sqlite3.Connection:
    """The store for looking only, also while a run writes to it."""
    if not path.is_file():
        raise StoreError(path, "there is no such store; tapecheck batch --store makes one")
    db = _connect(path, _PATIENCE_SECONDS)
    try:
        check_ours(db, path)
        db.execute("PRAGMA query_only = ON")
    except sqlite3.DatabaseError as wrong:
        db.close()
        raise StoreDamaged(path, f"cannot be read as a store ({wrong})") from wrong
    return db


def copy(db: sqlite3.Connection, path: Path) -> None:
    """Writes the store as it stands beside itself, whole or not at all."""
    made = beside(path, ".copy.new")
    made.unlink(missing_ok=True)
    try:
        with closing(_connect(made, 0)) as target:
            db.backup(target)
        _settle(made, beside(path, ".copy"))
    except (OSError, sqlite3.Error) as wrong:
        made.unlink(missing_ok=True)
        raise StoreError(path, f"cannot be copied ({wrong})") from wrong


def _mended(path: Path) -> str | None:
    """Puts the copy in the place of a store that is damaged or gone; says so, or None where there was nothing to do."""
    spare = beside(path, ".copy")
    if not spare.exists() and _is_new(path):
        return None
    wrong = trouble_in(path) if path.exists() else "it is gone"
    if wrong is None:
        return None
    if not spare.exists():
        raise StoreDamaged(path, f"{wrong}, and there is no copy of it; name another file, or move it away")
    if trouble_in(spare) is not None:
        raise StoreDamaged(path, f"damaged ({wrong}), and so is its copy; move both away to begin anew")
    aside = _put_aside(path)
    fresh = beside(path, ".new")
    shutil.copyfile(spare, fresh)
    _settle(fresh, path)
    where = f"; what was there lies in {aside.name}" if aside else ""
    return f"{path}: damaged ({wrong}); put back as it stood when the last run ended{where}"


def _is_new(path: Path) -> bool:
    """Whether nothing was ever written there, or a first run was stopped before it had made its tables."""
    if not path.exists():
        return True
    try:
        with closing(sqlite3.connect(path)) as db:
            return not db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error:
        return False


def _put_aside(path: Path) -> Path | None:
    """Renames a damaged store, its log first: a log that stays behind would be read into whatever takes the store's place."""
    number = 1
    while beside(path, f".damaged-{number}").exists() or beside(path, f".damaged-{number}-wal").exists():
        number += 1
    aside = beside(path, f".damaged-{number}")
    for ending in ("-wal", "-shm", ""):
        if beside(path, ending).exists():
            os.replace(beside(path, ending), beside(aside, ending))
    return aside if aside.exists() else None


def _settle(made: Path, path: Path) -> None:
    """Renames a finished file into its place, so that it is there after a power loss."""
    _sync(made)
    os.replace(made, path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _holder(path: Path) -> str:
    """Who holds the store, as far as it says so."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as db:
            found = dict(db.execute("SELECT name, value FROM holder").fetchall())
    except sqlite3.Error:
        return ""
    return (
        f" (process {found['process']}, since {found['since']})"
        if found.keys() >= {"process", "since"}
        else ""
    )


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as wrong:
        raise StoreError(path, f"cannot be opened ({wrong})") from wrong
