"""Whether a store holds what was written: the pages of its file, and the text of every row against its digest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from tapecheck.ingest.store_schema import APPLICATION_ID

_DIGESTED = (("revisions", "article"), ("findings", "report"))


def digest_of(text: str) -> str:
    """What a text is told by."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def trouble_in(path: Path) -> str | None:
    """What is wrong with the store in a file, as a clause; None where nothing is."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return "it is not a store of tapecheck's"
            return next(troubles(db), None)
    except (sqlite3.Error, UnicodeDecodeError) as wrong:
        return str(wrong)


def troubles(db: sqlite3.Connection) -> Iterator[str]:
    """Everything wrong with an open store. What SQLite itself cannot read it raises."""
    for (line,) in db.execute("PRAGMA quick_check"):
        if line != "ok":
            yield " ".join(line.split())
    for table, column in _DIGESTED:
        for number, text, digest in db.execute(f"SELECT number, {column}, digest FROM {table}"):
            if digest_of(text) != digest:
                yield f"{table} {number}: the text is not what was written"
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row or ''}: its row in {parent} is gone"
