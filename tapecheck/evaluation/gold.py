"""Labelled articles: a `.jsonl` file, one `{id, text, published, as_of, outlet, claims: [...]}` a line.

A claim has `quote` (its exact words), `kind` and `subject`; `value`, `unit`, `direction`, `comparator`, `window`, `modality`, `value_text` and
`verdict` where there is something to say; `sure: false` where its verdict is not to be scored; `planted` names an error put there on purpose.
Articles without verdicts measure the reading alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tapecheck.errors import BadGold
from tapecheck.evaluation.statement import Label, subject_of
from tapecheck.ingest.article import Article
from tapecheck.ingest.records import read_jsonl
from tapecheck.nlp.claim import Window
from tapecheck.signals.finding import Verdict

_VERDICTS = tuple(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and its labels, in the order of the file."""

    article: Article
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A JSON object and where it stands; its fields are taken with their types checked. `place` is "gold.jsonl, line 3, claims[2]"."""

    fields: Mapping[str, Any]
    place: str

    def wrong(self, name: str, why: str) -> BadGold:
        """The error for one of its fields."""
        return BadGold(self.place, name, why)

    def text(self, name: str) -> str:
        """A field that must be words."""
        found = self.fields.get(name)
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(name, f"expected words, found {_shown(found)}")
        return found

    def words(self, name: str) -> str | None:
        """A field that may be left out."""
        return None if self.fields.get(name) is None else self.text(name)

    def number(self, name: str) -> float | None:
        """A number, or None."""
        found = self.fields.get(name)
        if found is not None and (isinstance(found, bool) or not isinstance(found, int | float)):
            raise self.wrong(name, f"expected a number or null, found {_shown(found)}")
        return None if found is None else float(found)

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        found = self.fields.get(name, default)
        if not isinstance(found, bool):
            raise self.wrong(name, f"expected true or false, found {_shown(found)}")
        return found

    def window(self, name: str) -> Window | None:
        """Two days, the first not after the last, or None."""
        found = self.fields.get(name)
        if not found:
            return None
        try:
            first, last = (date.fromisoformat(str(day)[:10]) for day in found)
        except (TypeError, ValueError) as wrong:
            raise self.wrong(name, f"expected [from, to] as ISO days, found {_shown(found)}") from wrong
        if first > last:
            raise self.wrong(name, f"{first} is after {last}")
        return first, last


def read_gold(path: Path) -> tuple[Labelled, ...]:
    """The labelled articles of a file; blank lines are skipped. Raises `BadGold`, naming line and field, for anything that cannot be used."""
    try:
        data = path.read_bytes()
    except OSError as wrong:
        raise BadGold(str(path), None, f"cannot be read ({wrong.strerror})") from wrong
    rows = [(f"{path}, line {n}", line) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if not rows:
        raise BadGold(str(path), None, "holds no article")
    found: dict[str, Labelled] = {}
    for place, line in rows:
        one = _labelled(line, place)
        if one.article.id in found:
            raise BadGold(
                place, "id", f"{one.article.id} is taken by an earlier line; each article needs its own"
            )
        found[one.article.id] = one
    return tuple(found.values())


def _labelled(line: bytes, place: str) -> Labelled:
    row = _Row(_object(line, place), place)
    row.text("id")
    text = row.text("text")
    article = next(iter(read_jsonl(line, place)))
    if not isinstance(article, Article):
        raise row.wrong("text", article.reason)
    if article.published is None and article.as_of is None:
        raise row.wrong("published", "expected a time or a day, here or in as_of")
    claims = row.fields.get("claims")
    if not isinstance(claims, list):
        raise row.wrong("claims", f"expected a list, found {_shown(claims)}")
    return Labelled(article, tuple(_labels(claims, text, place)))


def _object(line: bytes, place: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadGold(place, None, f"not JSON ({wrong})") from wrong
    if not isinstance(found, dict):
        raise BadGold(place, None, f"expected an object, found {_shown(found)}")
    return found


def _labels(claims: Sequence[Any], text: str, place: str) -> Iterator[Label]:
    """The labels with their places: what is labelled twice with the same words stands where they next occur, as the referee has it."""
    used: Counter[tuple[object, ...]] = Counter()
    for number, fields in enumerate(claims):
        here = f"{place}, claims[{number}]"
        if not isinstance(fields, dict):
            raise BadGold(here, None, f"expected an object, found {_shown(fields)}")
        row = _Row(fields, here)
        quote, kind, subject, value = (
            row.text("quote"),
            row.text("kind"),
            row.text("subject"),
            row.number("value"),
        )
        starts = [match.start() for match in re.finditer(re.escape(quote), text)]
        if not starts:
            raise row.wrong("quote", f"{_shown(quote)} is not in the text")
        key = quote, kind, subject_of(subject), value
        start = starts[min(used[key], len(starts) - 1)]
        used[key] += 1
        yield _label(row, start, quote, kind, subject_of(subject), value)


def _label(row: _Row, start: int, quote: str, kind: str, subject: str, value: float | None) -> Label:
    verdict = row.words("verdict")
    if verdict is not None and verdict not in _VERDICTS:
        raise row.wrong("verdict", f"expected one of {', '.join(_VERDICTS)}, found {_shown(verdict)}")
    return Label(
        start=start, end=start + len(quote), quote=quote, kind=kind, subject=subject, value=value, unit=row.words("unit"),
        direction=row.words("direction"), comparator=row.words("comparator"), window=row.window("window"), modality=row.words("modality"),
        verdict=verdict, value_text=row.words("value_text"), sure=row.flag("sure", True), planted=row.words("planted"),
    )  # fmt: skip


def _shown(found: object) -> str:
    """A value as an error shows it: short."""
    shown = json.dumps(found, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:57] + "..."
