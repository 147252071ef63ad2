"""What every article from a stranger must be, whatever it came from; and what reading one costs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.caps import MOST_ADDRESS, MOST_TEXT, MOST_TITLE
from tapecheck.ingest.errors import IngestError
from tapecheck.ingest.feeds import entries_of

NOW = datetime(2025, 12, 15, 12, tzinfo=UTC)
_WRONG = re.compile("[\0-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def unsound(found: Article | Quarantined) -> str | None:
    """What is wrong with an article, or None. A row set aside must say why."""
    if isinstance(found, Quarantined):
        return None if found.reason and found.location else "no reason"
    fields = (found.text, found.title or "", found.outlet or "", found.url or "", found.id)
    if any(_WRONG.search(field) for field in fields):
        return "invisible characters"
    if (
        len(found.text) > MOST_TEXT
        or len(found.title or "") > MOST_TITLE
        or len(found.url or "") > MOST_ADDRESS
    ):
        return "too long"
    if found.url and not found.url.lower().startswith(("http://", "https://")):
        return "address"
    return None if any(c.isalnum() for c in found.text) else "no words"


@dataclass(frozen=True, slots=True)
class Cost:
    """What came of one input: articles, rows set aside, why it was refused, what escaped; seconds of computing; peak memory in MB."""

    found: tuple[Article | Quarantined, ...]
    refused: str | None
    escaped: str | None
    seconds: float
    megabytes: float


def costed(data: bytes, now: datetime = NOW) -> Cost:
    """One feed read in this process."""
    return cost_of(entries_of, data, "https://news.example/feed", now)


def cost_of(read: Callable[..., Any], *args: Any) -> Cost:
    """What reading costs in this process, whatever it raises."""
    began, found, refused, escaped = time.process_time(), (), None, None
    try:
        made = read(*args)
        found = tuple(made) if isinstance(made, Iterable) else (made,)
    except IngestError as wrong:
        refused = str(wrong)
    except Exception as wrong:
        escaped = f"{type(wrong).__name__}: {wrong}"
    return Cost(found, refused, escaped, time.process_time() - began, _peak())


def _peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
