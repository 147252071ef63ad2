"""Files of articles: `.jsonl` and `.parquet`, one `{id, published, outlet, title, text, url}` a row.

The text is kept exactly as given, so that offsets index into it. A row that is no article is quarantined with its line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tapecheck.data.calendars import NEW_YORK
from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.dates import end_of_day, read_moment
from tapecheck.ingest.errors import RecordError


def read_jsonl(data: bytes, location: str) -> Iterator[Article | Quarantined]:
    """Articles of a JSON Lines file; blank lines are skipped."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield _line(line, f"{location}, line {number}")


def read_parquet(path: Path) -> Iterator[Article | Quarantined]:
    """Articles of a Parquet file. Raises `RecordError` when it cannot be read or has no column `text`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as wrong:
        raise RecordError(str(path), f"not a Parquet file that can be read ({wrong})") from wrong
    if "text" not in file.schema_arrow.names:
        raise RecordError(str(path), f"no column text among {', '.join(file.schema_arrow.names)}")
    number = 0
    for batch in file.iter_batches(batch_size=256):
        for row in batch.to_pylist():
            number += 1
            yield _article(row, f"{path}, row {number}")


def _line(line: bytes, location: str) -> Article | Quarantined:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        return Quarantined(location, f"not JSON ({wrong})")
    if not isinstance(row, dict):
        return Quarantined(location, f"expected an object with a text, found {type(row).__name__}")
    return _article(row, location)


def _article(row: Mapping[str, Any], location: str) -> Article | Quarantined:
    text = row.get("text")
    if not isinstance(text, str) or not any(character.isalnum() for character in text):
        return Quarantined(location, "no text")
    published, precision, flags = _moment(row.get("published"), row.get("date_precision"))
    return Article(
        text=text,
        id=str(row.get("id") or location),
        title=_text(row.get("title")),
        url=_text(row.get("url")),
        outlet=_text(row.get("outlet")),
        published=published,
        precision=precision,
        as_of=_as_of(row.get("as_of")),
        flags=flags,
    )


def _moment(value: Any, precise: Any = None) -> tuple[datetime | None, Precision, tuple[str, ...]]:
    """The time in a row; `precise` is what the row says of it: `time`, `day`, or in words why it is uncertain."""
    if isinstance(value, datetime):
        value = value.isoformat()
    found = read_moment(str(value)) if value is not None else None
    if found is None:
        return None, Precision.UNKNOWN, ("no_date",)
    said = precise.lower() if isinstance(precise, str) else "time"
    flags = found.flags if said in ("time", "day") else (*found.flags, "date_uncertain")
    return found.when, Precision.DAY if said.startswith("day") else found.precision, flags


def _as_of(value: Any) -> datetime | None:
    """A time as it is; a day as its end in New York, when all of it was known."""
    found = read_moment(str(value)) if value is not None else None
    if found is None or found.precision is Precision.TIME:
        return found.when if found else None
    return end_of_day(found.when.date(), NEW_YORK)


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
