"""The decision: which drafts of an article are claims. Who decides is an argument; without a model the grammar does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tapecheck.nlp.draft import Draft, Sentence

GRAMMAR = "grammar"
HALF = 0.5
# A number may carry two claims at once: "an all-time high of $69,000" is a record and a level.
SHARES_ITS_NUMBER = frozenset({"record", "extreme_since", "turning_point"})


class Decision(NamedTuple):
    """A draft that is a claim, how sure that is (0..1), and who says so."""

    sentence: Sentence
    draft: Draft
    sure: float
    origin: str = GRAMMAR


Decider = Callable[[Sequence[Sentence], Sequence[Sequence[Draft]]], Iterable[Decision]]


def by_score(read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterator[Decision]:
    """The grammar's own decision: what scores one half or more is a claim."""
    for sentence, own in zip(read, drafts, strict=True):
        yield from (Decision(sentence, draft, draft.score) for draft in own if draft.score >= HALF)
