"""Labels: what each pair of an article is, from labelled claims or from the grammar's own decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tapecheck.ingest.article import Article
from tapecheck.nlp.claim import Window
from tapecheck.nlp.draft import Sentence
from tapecheck.nlp.model.arrays import Arrays, arrays_of, typed_places
from tapecheck.nlp.model.chunks import Chunks
from tapecheck.nlp.model.pairs import Pair, pairs_of, spoken
from tapecheck.nlp.model.timing import window_of
from tapecheck.nlp.read import Reader
from tapecheck.nlp.training.network import DIRECTIONS, MODALITIES

UNKNOWN = -100
_SAME = {"GOOGL": "GOOG", "UST_10Y": "^TNX"}
_BY_GRAMMAR = 0.5


class Labels(NamedTuple):
    """What the pairs of an article are, one row a pair.

    `kinds` is 1 where a pair is a claim of a kind, (n, kinds); `direction` and `modality` index the network's, `UNKNOWN` where nobody said;
    `timed` is 1 where the grammar took the time that was meant, 0 where it took another, `UNKNOWN` where nobody said.
    """

    kinds: NDArray[np.float32]
    direction: NDArray[np.int64]
    modality: NDArray[np.int64]
    timed: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """An article as the network is taught it: rows of word pieces and their types, the arrays of its pairs, and their labels."""

    rows: Sequence[Sequence[int]]
    types: Sequence[Sequence[int]]
    arrays: Arrays
    labels: Labels


class Labeller:
    """Makes examples of articles (rows of a labels file: `text`, `as_of` or `published`, `claims` where somebody labelled them)."""

    def __init__(self, reader: Reader, kinds: Sequence[str], tokenizer: Tokenizer) -> None:
        self._reader, self._kinds, self._tokenizer = reader, tuple(kinds), tokenizer

    def example(self, row: Mapping[str, Any]) -> Example | None:
        """The example of an article, None where it has no pair."""
        day = date.fromisoformat(str(row.get("as_of") or row["published"])[:10])
        read, drafts = self._reader.proposed(Article(text=row["text"], id="text"), day)
        pairs = tuple(pairs_of(read, drafts))
        if not pairs:
            return None
        chunks = Chunks(spoken(read, pairs), self._tokenizer)
        arrays = arrays_of(pairs, chunks, read, self._kinds)
        labels = self._labelled(row, read, pairs) if "claims" in row else self._proposed(pairs)
        return Example(chunks.rows, chunks.types(typed_places(read, pairs)), arrays, labels)

    def _empty(self, n: int) -> Labels:
        unknown = np.full(n, UNKNOWN, np.int64)
        return Labels(np.zeros((n, len(self._kinds)), np.float32), unknown, unknown.copy(), unknown.copy())

    def _proposed(self, pairs: Sequence[Pair]) -> Labels:
        found = self._empty(len(pairs))
        for at, pair in enumerate(pairs):
            for draft in pair.drafts:
                if draft.score >= _BY_GRAMMAR:
                    found.kinds[at, self._kinds.index(draft.kind)] = 1
                    found.direction[at] = DIRECTIONS.index(draft.direction)
                    found.modality[at] = _modality(draft.modality)
        return found

    def _labelled(self, row: Mapping[str, Any], read: Sequence[Sentence], pairs: Sequence[Pair]) -> Labels:
        found = self._empty(len(pairs))
        for claim in row["claims"]:
            at = _pair_of(claim, row["text"], read, pairs)
            if at is not None and claim["kind"] in self._kinds:
                found.kinds[at, self._kinds.index(claim["kind"])] = 1
                found.direction[at] = DIRECTIONS.index(claim.get("direction"))
                found.modality[at] = _modality(claim.get("modality"))
                if "window" in claim:
                    taken, _ = window_of(pairs[at], read[pairs[at].sentence])
                    found.timed[at] = _same_time(claim["window"], taken)
        return found


def _same_time(labelled: Sequence[str] | None, taken: Window | None) -> bool:
    """Whether two windows share at least half of the days of either, as the referee has it."""
    if labelled is None or taken is None:
        return labelled is None and taken is None
    first, last = (date.fromisoformat(day[:10]) for day in labelled)
    both = (min(last, taken[1]) - max(first, taken[0])).days + 1
    return 2 * both >= (max(last, taken[1]) - min(first, taken[0])).days + 1


def _modality(name: str | None) -> int:
    return MODALITIES.index(name) if name in MODALITIES else UNKNOWN


def _pair_of(
    claim: Mapping[str, Any], text: str, read: Sequence[Sentence], pairs: Sequence[Pair]
) -> int | None:
    """The pair that a labelled claim speaks of: its subject and number, in a sentence that its quote touches; the one within the quote first."""
    best: tuple[int, int] | None = None
    quotes = [(claim["start"], claim["end"])] if "start" in claim else _quoted(claim["quote"], text)
    for at, pair in enumerate(pairs):
        offset = read[pair.sentence].start
        touched = [q for q in quotes if offset < q[1] and q[0] < offset + len(read[pair.sentence].text)]
        if touched and _about(claim, pair):
            place = offset + (pair.number.start if pair.number else 0)
            inside = any(start <= place < end for start, end in touched)
            best = max(best or (-1, at), (int(inside), -at))
    return None if best is None else abs(best[1])


def _quoted(quote: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(quote), text)]


def _about(claim: Mapping[str, Any], pair: Pair) -> bool:
    value = claim.get("value")
    if _SAME.get(claim["subject"], claim["subject"]) != _SAME.get(pair.symbol, pair.symbol):
        return False
    if pair.number is None or value is None:
        return pair.number is None and value is None
    return bool(np.isclose(abs(float(pair.number.value)), abs(float(value)), rtol=1e-6, atol=1e-9))
