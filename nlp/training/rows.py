"""Label files in, labelled articles out.

A row carries its `text`, or it says where that stands: `{id, start, end, sha256, claims}`, the characters `start..end` of the article `id` of a
file of articles, whose hash begins with `sha256`. Such labels can be given away where the articles cannot. Their claims are lists: start, end,
value, kind, subject, direction, modality.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_FIELDS = ("start", "end", "value", "kind", "subject", "direction", "modality")
# What two articles that begin alike have in common.
_OPENING = 200


class NoText(RuntimeError):
    """A labelled text is not among the articles, or is not the one that was labelled."""


def rows_of(path: Path) -> list[Row]:
    """The rows of a `.jsonl`."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def labelled(paths: Iterable[Path], articles: Sequence[Row]) -> list[Row]:
    """The labelled articles of all files, each with its text. Raises `NoText`."""
    known = {row["id"]: row for row in articles}
    return [row if "text" in row else _found(row, known) for path in paths for row in rows_of(path)]


def unlabelled(articles: Sequence[Row], taken: Sequence[Row]) -> Iterator[Row]:
    """The dated articles of which nothing is labelled, without what may pass for labels."""
    known = {row["text"][:_OPENING] for row in taken} | {row["id"] for row in taken}
    for row in articles:
        if known.isdisjoint((row["id"], row["text"][:_OPENING])) and (
            row.get("as_of") or row.get("published")
        ):
            yield {name: value for name, value in row.items() if name != "claims"}


def _found(row: Row, known: Mapping[str, Row]) -> Row:
    article = known.get(row["id"])
    text = article["text"][row["start"] : row["end"]] if article else ""
    if article is None or not hashlib.sha256(text.encode()).hexdigest().startswith(row["sha256"]):
        raise NoText(f"the text labelled as {row['id']} is not among the articles; give them with --articles")
    claims = [dict(zip(_FIELDS, claim, strict=True)) for claim in row["claims"]]
    return {**article, "text": text, "claims": claims}
