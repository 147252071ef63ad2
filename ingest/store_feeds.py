"""How feeds behave: when each was first asked, last answered, last had something new, and every fetch with what came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tapecheck.ingest.store_records import storable

SILENT_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request: `status` and `size` (bytes) of the answer, or the `reason` why there was none; the validators for the next one."""

    url: str
    at: datetime
    status: int | None = None
    size: int | None = None
    etag: str | None = None
    modified: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """A feed that gives nothing new: since when, how many times in a row it failed, and why the last time."""

    location: str
    since: datetime
    failures: int
    reason: str | None


class Feeds:
    """The part of the store that is about feeds."""

    def __init__(self, db: sqlite3.Connection, writing: Callable[[], AbstractContextManager[None]]) -> None:
        self._db = db
        self._writing = writing

    def log(self, fetch: Fetch) -> None:
        """Writes a fetch down."""
        with self._writing():
            self._db.execute(
                "INSERT INTO fetch_log (url, at, status, size, etag, modified, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    storable(fetch.url), fetch.at.isoformat(), fetch.status, fetch.size,
                    *(storable(text) if text else None for text in (fetch.etag, fetch.modified, fetch.reason)),
                ),
            )  # fmt: skip

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last whole answer, for a conditional request."""
        row = self._db.execute(
            "SELECT etag, modified FROM fetch_log WHERE url = ? AND status = 200 ORDER BY number DESC LIMIT 1",
            (storable(url),),
        ).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def answered(self, location: str, new: bool, now: datetime) -> None:
        """A feed gave an entry, `new` or known. Called while writing."""
        self._seen(location, now)
        self._db.execute(
            "UPDATE feeds SET last_answer_at = ?, failures = 0, reason = NULL, last_new_at = CASE WHEN ? THEN ? ELSE last_new_at END"
            " WHERE location = ?",
            (now.isoformat(), new, now.isoformat(), location),
        )

    def failed(self, location: str, reason: str, now: datetime) -> None:
        """A feed, or an address that was read as one, gave nothing at all. Called while writing."""
        self._seen(storable(location), now)
        self._db.execute(
            "UPDATE feeds SET failures = failures + 1, reason = ? WHERE location = ?",
            (reason, storable(location)),
        )

    def silent(self, now: datetime, after: timedelta = SILENT_AFTER) -> Iterator[Silent]:
        """The feeds without anything new for that long, the longest first."""
        rows = self._db.execute(
            "SELECT location, COALESCE(last_new_at, first_read_at) AS since, failures, reason FROM feeds"
        ).fetchall()
        found = (Silent(row[0], datetime.fromisoformat(row[1]), row[2], row[3]) for row in rows)
        yield from sorted((one for one in found if now - one.since > after), key=lambda one: one.since)

    def _seen(self, location: str, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO feeds (location, first_read_at, failures) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
            (location, now.isoformat()),
        )
