"""The article: what ingest hands to the reading stage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly the publication time is known."""

    TIME = "time"
    DAY = "day"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of news.

    `text` is the prose, paragraphs divided by blank lines; every offset in tapecheck indexes into it. `published` is
    aware (UTC or with the page's own zone) or None; at `Precision.DAY` its time of day means nothing. `as_of` is
    set only where the input itself names the moment its figures belong to. `flags` are short words for what went wrong
    or was uncertain on the way (`no_date`, `date_only`, `truncated`, `summary_only` ...). `tables` are the rows of its tables, cells divided
    by ` | `: no prose, and no claims of the author's, but the text may contradict them. `feed` is the address or path of the feed that it stood in.
    """

    text: str
    id: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    as_of: datetime | None = None
    flags: tuple[str, ...] = field(default=())
    tables: tuple[str, ...] = ()
    feed: str | None = None

    @property
    def sha256(self) -> str:
        """Hash of the text, hex; what a stored finding is tied to."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An input that gave no report: where it stands, and why not. It is counted, never dropped.

    `failed` says that the fault is tapecheck's own, not the input's.
    """

    location: str
    reason: str
    failed: bool = False
