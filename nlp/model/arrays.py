"""Arrays: the pairs of an article as the model's graph takes them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from tapecheck.data import instrument
from tapecheck.nlp.claim import Unit
from tapecheck.nlp.draft import Sentence
from tapecheck.nlp.model.chunks import Chunks
from tapecheck.nlp.model.pairs import Pair, Place, Relation
from tapecheck.nlp.model.timing import TIMINGS, timing_of

RELATIONS: tuple[Relation, ...] = get_args(Relation)
BARE, NO_NUMBER = "bare", "none"
UNITS: tuple[str, ...] = (*get_args(Unit), BARE, NO_NUMBER)
FAMILIES = ("index", "etf", "stock", "crypto", "future", "fx", "rate", "macro", "policy", "other")
TIME = "time"
# Piece types: a unit where a number stands, a family where a name does, a time, and nothing of these (0).
TYPES: tuple[str, ...] = ("plain", *UNITS[:-1], *FAMILIES, TIME)
FACTS = 8
Arrays = Mapping[str, NDArray[Any]]


def arrays_of(
    pairs: Sequence[Pair], chunks: Chunks, read: Sequence[Sentence], kinds: Sequence[str]
) -> Arrays:
    """The arrays of an article's pairs, one row a pair.

    `subject` and `number` are spans of word pieces (row, first, last), shape (n, 3); `classes` unit, family and relation as numbers, (n, 3);
    `between` the words from the one to the other, (n, 3); `facts` what was counted of the two, (n, 8); `grammar` the score of the grammar's drafts by kind, (n, kinds);
    `timing` the facts of their time, (n, 9). A pair without a number speaks of its whole sentence.
    """
    where = [_number_place(pair, len(read[pair.sentence].text)) for pair in pairs]
    rivals = _rivals(pairs)
    return {
        "subject": np.array([chunks.span(pair.named) for pair in pairs], np.int64).reshape(-1, 3),
        "number": np.array([chunks.span(place) for place in where], np.int64).reshape(-1, 3),
        "between": np.array(
            [chunks.span(_between(pair, place)) for pair, place in zip(pairs, where, strict=True)], np.int64
        ).reshape(-1, 3),
        "classes": np.array([_classes(pair) for pair in pairs], np.int64).reshape(-1, 3),
        "facts": np.array(
            [_facts(pair, *rival) for pair, rival in zip(pairs, rivals, strict=True)], np.float32
        ).reshape(-1, FACTS),
        "grammar": np.array([_scores(pair, kinds) for pair in pairs], np.float32).reshape(-1, len(kinds)),
        "timing": np.array([timing_of(pair, read) for pair in pairs], np.float32).reshape(-1, TIMINGS),
    }


def _number_place(pair: Pair, length: int) -> Place:
    if pair.number is None:
        return Place(pair.sentence, 0, length)
    return Place(pair.sentence, pair.number.start, pair.number.end)


def _classes(pair: Pair) -> tuple[int, int, int]:
    unit = NO_NUMBER if pair.number is None else pair.number.unit or BARE
    return UNITS.index(unit), FAMILIES.index(_family(pair.symbol)), RELATIONS.index(pair.relation)


def _between(pair: Pair, number: Place) -> Place:
    """From the name to the number where both stand in one sentence, else from the sentence's start."""
    if pair.number is None:
        return number
    if pair.named.sentence != pair.sentence:
        return Place(pair.sentence, 0, number.end)
    return Place(pair.sentence, min(pair.named.start, number.start), max(pair.named.end, number.end))


def _rivals(pairs: Sequence[Pair]) -> list[tuple[int, int, float]]:
    """Of each pair: how many subjects lie nearer to its number, how many it has, and the grammar's best score for another of them."""
    same: dict[tuple[int, int], list[Pair]] = {}
    for pair in pairs:
        same.setdefault(_key(pair), []).append(pair)
    return [_rival(pair, same[_key(pair)]) for pair in pairs]


def _key(pair: Pair) -> tuple[int, int]:
    return pair.sentence, pair.number.start if pair.number else -1


def _rival(pair: Pair, same: Sequence[Pair]) -> tuple[int, int, float]:
    others = [other for other in same if other is not pair]
    nearer = sum(_far(other) < _far(pair) for other in others)
    best = max((draft.score for other in others for draft in other.drafts), default=0.0)
    return nearer, len(same), best


def _far(pair: Pair) -> tuple[int, int]:
    return pair.sentence - pair.named.sentence, pair.distance


def typed_places(read: Sequence[Sentence], pairs: Sequence[Pair]) -> Iterator[tuple[Place, int]]:
    """Where the times, names and numbers of an article stand, and the types of their pieces; later ones win."""
    for at, sentence in enumerate(read):
        for time in sentence.times:
            yield Place(at, time.start, time.end), TYPES.index(TIME)
        for mention in sentence.mentions:
            yield Place(at, mention.start, mention.end), TYPES.index(_family(mention.symbol))
    for pair in pairs:
        if pair.number is not None:
            yield (
                Place(pair.sentence, pair.number.start, pair.number.end),
                TYPES.index(pair.number.unit or BARE),
            )


def _family(symbol: str) -> str:
    found = instrument(symbol)
    return found.family if found and found.family in FAMILIES else FAMILIES[-1]


def _facts(pair: Pair, nearer: int, subjects: int, rival: float) -> tuple[float, ...]:
    signed = pair.number.signed if pair.number else 0
    return (
        float(pair.meant),
        min(pair.names, 5) / 3,
        min(pair.numbers, 5) / 3,
        math.log1p(pair.distance) / 3,
        float(signed),
        min(nearer, 5) / 3,
        min(subjects, 8) / 4,
        rival,
    )


def _scores(pair: Pair, kinds: Sequence[str]) -> list[float]:
    best = dict.fromkeys(kinds, 0.0)
    for draft in pair.drafts:
        best[draft.kind] = max(best.get(draft.kind, 0.0), draft.score)
    return [best[kind] for kind in kinds]
