"""A store as lines of JSON, one a row, and back: for a look with other tools, for a backup as text, for another machine."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tapecheck.ingest.errors import StoreError
from tapecheck.ingest.store_check import troubles
from tapecheck.ingest.store_schema import version_of

# Each after those that its rows point to, with what its rows are sorted by.
TABLES = {
    "runs": "number",
    "feeds": "location",
    "fetch_log": "number",
    "entries": "number",
    "revisions": "number",
    "findings": "number",
    "quarantine": "number",
    "items": "run, place",
}
_HEAD = "tapecheck_store"


def sizes(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {name: int(db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]) for name in TABLES}


def lines_of(db: sqlite3.Connection) -> Iterator[str]:
    """The version of the tables, then every row."""
    yield json.dumps({_HEAD: version_of(db)})
    for table, order in TABLES.items():
        rows = db.execute(f"SELECT * FROM {table} ORDER BY {order}")
        names = [column[0] for column in rows.description]
        for row in rows:
            yield json.dumps({"table": table, "row": dict(zip(names, row, strict=True))})


def take(db: sqlite3.Connection, path: Path, lines: Iterable[str]) -> int:
    """Writes the rows of an export into a store without any; how many there were. Raises `StoreError` for anything that is no whole export.

    Called while writing: what is refused leaves nothing behind.
    """
    if any(sizes(db).values()):
        raise StoreError(path, "holds rows already; an export is read into a new store")
    numbered = enumerate((line for line in lines if line.strip()), 1)
    _check_head(db, path, next(numbered, (1, ""))[1])
    taken = 0
    for number, line in numbered:
        try:
            _insert(db, json.loads(line))
        except (ValueError, TypeError, LookupError, AttributeError, sqlite3.Error) as wrong:
            raise StoreError(path, f"line {number} is no row of an export ({wrong})") from wrong
        taken += 1
    for trouble in troubles(db):
        raise StoreError(path, f"the export is not what was written: {trouble}")
    return taken


def _check_head(db: sqlite3.Connection, path: Path, line: str) -> None:
    try:
        version = json.loads(line)[_HEAD]
    except (ValueError, TypeError, LookupError) as wrong:
        raise StoreError(path, "line 1 does not say that this is an export of a store") from wrong
    if version != version_of(db):
        raise StoreError(path, f"the export is of version {version}, this tapecheck writes {version_of(db)}")


def _insert(db: sqlite3.Connection, line: dict[str, Any]) -> None:
    table, row = line["table"], line["row"]
    if table not in TABLES:
        raise LookupError(f"no table {table}")
    known = {column[1] for column in db.execute(f"PRAGMA table_info({table})")}
    if set(row) != known:
        raise LookupError(f"columns of {table}: expected {', '.join(sorted(known))}")
    names = sorted(row)
    marks = ", ".join("?" * len(names))
    db.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [row[name] for name in names])
