"""SQLite as the store and the ledger use it: a file that several processes may read and write at once, or memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tapecheck.signals.tape.errors import TapeError

# How long one process waits for another that is writing.
_PATIENCE_SECONDS = 30.0


def database(path: Path | None, schema: str, what: str) -> sqlite3.Connection:
    """The database in a file (in memory when `path` is None), with its tables made. Raises `TapeError`, which calls it `what`."""
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(
            path or ":memory:", timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
        )
        opened.execute("PRAGMA journal_mode = WAL")
        opened.executescript(schema)
    except (OSError, sqlite3.Error) as wrong:
        raise TapeError(f"{path}: cannot be used as {what} ({wrong})") from wrong
    return opened
