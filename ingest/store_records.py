"""What the store hands out; an article as the store holds it, JSON in ASCII, and back; and the key of the entry that it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from tapecheck.ingest.article import Article, Precision

_TIMES = ("published", "as_of")


@dataclass(frozen=True, slots=True)
class Run:
    """A run in the store; `resumed` says that it was begun before and stopped. `plan` is what it does, in words of whoever runs it."""

    number: int
    plan: str
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Findings as they were handed over: `report` and `summary` are JSON. Findings that are not `final` are looked for again by a later run."""

    report: str
    summary: str
    final: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found for an article."""

    article: Article
    found: Found


@dataclass(frozen=True, slots=True)
class Aside:
    """An input without findings. `input` is what the run was given, `source` the feed or file to read again for it, `failed` as in
    `Quarantined`; `plan` is that of the run."""

    input: str
    source: str
    location: str
    reason: str
    failed: bool
    at: datetime
    plan: str


def entry_key(article: Article, source: str) -> str:
    """What tells an entry from all others, poll after poll: `source` is what it was read from."""
    return storable(f"{article.feed or source}\n{article.id}")


def text_of(article: Article) -> str:
    """Everything the checking looks at; where it stood (`feed`) is not part of what it says."""
    values = {one.name: getattr(article, one.name) for one in fields(Article) if one.name != "feed"}
    times = {name: values[name].isoformat() if values[name] else None for name in _TIMES}
    return json.dumps({**values, **times}, sort_keys=True)


def article_of(text: str, feed: str | None) -> Article:
    """The article of its record. What a later tapecheck knows of articles beside is left out."""
    values: dict[str, Any] = json.loads(text)
    known = {one.name for one in fields(Article)}
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in known
    }
    times = {name: datetime.fromisoformat(values[name]) if values[name] else None for name in _TIMES}
    return Article(**{**plain, **times, "precision": Precision(values["precision"]), "feed": feed})


def storable(text: str) -> str:
    """The text without what a database cannot hold: lone surrogates of broken pages become escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")
