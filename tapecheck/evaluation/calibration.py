"""Calibration: how often a reading of so much confidence was right.

An answer is right when its subject, value and kind agree with a label's. Answers are sorted into ten bins by their confidence; the expected
calibration error is the mean distance of a bin's mean confidence from its share of right answers, weighted by its answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tapecheck.evaluation.outcome import Outcome
from tapecheck.evaluation.scores import share

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a confidence in `low..high` (the last bin includes 1): their mean confidence and the share that was right."""

    low: float
    high: float
    answers: int
    claimed: float | None
    observed: float | None


def bins(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    """The ten bins, lowest first; an empty one claims and observes nothing."""
    told = [(pair.answer.confidence, pair.typed) for one in outcomes for pair in one.matched.pairs]
    told += [(answer.confidence, False) for one in outcomes for answer in one.matched.extra]
    return tuple(_bin(place, [one for one in told if _place(one[0]) == place]) for place in range(BINS))


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error, 0..1; None without answers."""
    filled = [
        (one.answers, one.claimed, one.observed)
        for one in bins
        if one.claimed is not None and one.observed is not None
    ]
    total = sum(answers for answers, *_ in filled)
    if not total:
        return None
    return sum(answers * abs(claimed - observed) for answers, claimed, observed in filled) / total


def _bin(place: int, told: Sequence[tuple[float, bool]]) -> Bin:
    claimed = sum(confidence for confidence, _ in told)
    return Bin(
        low=place / BINS,
        high=(place + 1) / BINS,
        answers=len(told),
        claimed=claimed / len(told) if told else None,
        observed=share(sum(right for _, right in told), len(told)),
    )


def _place(confidence: float) -> int:
    return max(0, min(BINS - 1, int(confidence * BINS)))
