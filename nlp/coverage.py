"""Coverage: how many of the market figures that an article prints became part of a claim.

A market figure is a printed quantity in a market's unit (per cent, percentage or basis points, points, dollars) in one clause with a name
that has a series. It is typed when it is the number of a claim that stands over it, or the level that such a claim measures against.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Sentence
from tapecheck.nlp.numbers import Quantity

_UNITS = frozenset(("percent", "pp", "bp", "points", "usd"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Market figures printed, and those of them that were typed."""

    figures: int = 0
    typed: int = 0

    @property
    def share(self) -> float | None:
        """The typed share, 0..1; None where no market figure is printed."""
        return self.typed / self.figures if self.figures else None

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(self.figures + other.figures, self.typed + other.typed)


NONE_PRINTED = Coverage()


def coverage_of(sentences: Iterable[Sentence], claims: Sequence[Claim]) -> Coverage:
    """The coverage of an article's sentences by its claims."""
    claims = sorted(claims, key=lambda claim: claim.start)
    typed = [
        any(_typed(figure, sentence.printed(figure.start, figure.end), claim) for claim in own)
        for sentence in sentences
        for own in (_within(sentence, claims),)
        for figure in market_figures(sentence)
    ]
    return Coverage(len(typed), sum(typed))


def _within(sentence: Sentence, claims: Sequence[Claim]) -> Sequence[Claim]:
    """The claims of a sentence, out of all in the order of the text."""
    start, end = sentence.printed(0, len(sentence.text))
    first = bisect_left(claims, start, key=lambda claim: claim.start)
    return claims[first : bisect_left(claims, end, key=lambda claim: claim.start)]


def market_figures(sentence: Sentence) -> Iterator[Quantity]:
    """The market figures of a sentence; offsets are relative to it."""
    known = [mention.start for mention in sentence.mentions if mention.instrument is not None]
    for quantity in sentence.quantities:
        start, end = sentence.clause(quantity.start)
        if quantity.unit in _UNITS and any(start <= name < end for name in known):
            yield quantity


def _typed(figure: Quantity, printed: tuple[int, int], claim: Claim) -> bool:
    over = claim.start < printed[1] and printed[0] < claim.end
    return over and (claim.value_text == figure.text or abs(figure.value) in _numbers(claim))


def _numbers(claim: Claim) -> set[Decimal]:
    against = claim.reference.value if claim.reference else None
    return {abs(number) for number in (claim.value, claim.value_high, against) if number is not None}
