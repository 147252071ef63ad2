"""Arrays: the pairs of an article as the model's graph takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from tapecheck.data import instrument
from tapecheck.nlp.claim import Unit
from tapecheck.nlp.model.chunks import Chunks
from tapecheck.nlp.model.pairs import Pair, Place, Relation

RELATIONS: tuple[Relation, ...] = get_args(Relation)
BARE, NO_NUMBER = "bare", "none"
UNITS: tuple[str, ...] = (*get_args(Unit), BARE, NO_NUMBER)
FAMILIES = ("index", "etf", "stock", "crypto", "future", "fx", "rate", "macro", "policy", "other")
NUMBERS = 5
Arrays = Mapping[str, NDArray[Any]]


def arrays_of(pairs: Sequence[Pair], chunks: Chunks, lengths: Sequence[int], kinds: Sequence[str]) -> Arrays:
    """The arrays of an article's pairs, one row a pair.

    `subject` and `number` are spans of word pieces (row, first, last), shape (n, 3); `classes` unit, family and relation as numbers, (n, 3);
    `facts` what was counted between the two, (n, 5); `grammar` the score of the grammar's drafts by kind, (n, kinds).
    `lengths` are those of the sentences in characters: a pair without a number speaks of its whole sentence.
    """
    where = [_number_place(pair, lengths[pair.sentence]) for pair in pairs]
    return {
        "subject": np.array([chunks.span(pair.named) for pair in pairs], np.int64).reshape(-1, 3),
        "number": np.array([chunks.span(place) for place in where], np.int64).reshape(-1, 3),
        "classes": np.array([_classes(pair) for pair in pairs], np.int64).reshape(-1, 3),
        "facts": np.array([_facts(pair) for pair in pairs], np.float32).reshape(-1, NUMBERS),
        "grammar": np.array([_scores(pair, kinds) for pair in pairs], np.float32).reshape(-1, len(kinds)),
    }


def _number_place(pair: Pair, length: int) -> Place:
    if pair.number is None:
        return Place(pair.sentence, 0, length)
    return Place(pair.sentence, pair.number.start, pair.number.end)


def _classes(pair: Pair) -> tuple[int, int, int]:
    unit = NO_NUMBER if pair.number is None else pair.number.unit or BARE
    found = instrument(pair.symbol)
    family = found.family if found and found.family in FAMILIES else FAMILIES[-1]
    return UNITS.index(unit), FAMILIES.index(family), RELATIONS.index(pair.relation)


def _facts(pair: Pair) -> tuple[float, ...]:
    signed = pair.number.signed if pair.number else 0
    return (
        float(pair.meant),
        min(pair.names, 5) / 3,
        min(pair.numbers, 5) / 3,
        math.log1p(pair.distance) / 3,
        float(signed),
    )


def _scores(pair: Pair, kinds: Sequence[str]) -> list[float]:
    best = dict.fromkeys(kinds, 0.0)
    for draft in pair.drafts:
        best[draft.kind] = max(best.get(draft.kind, 0.0), draft.score)
    return [best[kind] for kind in kinds]
