"""The figures: extraction, fields, verdicts, refutations, quotes, each by the referee's definition (see `statement`).

What extraction misses counts as missed in every end-to-end figure. A share of nothing is None, but precision, recall and F1 of
extraction are then 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tapecheck.evaluation.matching import Pair
from tapecheck.evaluation.outcome import Outcome
from tapecheck.evaluation.statement import Answer, Statement
from tapecheck.nlp.claim import Window
from tapecheck.nlp.coverage import NONE_PRINTED, Coverage

MISSED = "missed"
_REFUTED = "refuted"
_DECIDABLE = frozenset(("supported", _REFUTED))
_SAME_WINDOW = 0.5


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean, 0..1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """Counts of labels and answers: pairs found, those of them typed, labels missed, answers beside every label."""

    found: int
    typed: int
    missed: int
    extra: int

    @property
    def gold(self) -> int:
        """How many labels there are."""
        return self.found + self.missed

    @property
    def as_found(self) -> Rates:
        """Found whatever the kind."""
        return _rates(self.found, self.extra, self.missed)

    @property
    def as_typed(self) -> Rates:
        """Found with its kind: a pair of two kinds is both a wrong answer and a missed label."""
        other = self.found - self.typed
        return _rates(self.typed, self.extra + other, self.missed + other)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Counts of (verdict labelled, verdict given or `missed`) over sure labels."""

    confusion: Mapping[tuple[str, str], int]

    @property
    def decidable(self) -> int:
        """Labels that are supported or refuted."""
        return sum(self._decidable.values())

    @property
    def end_to_end(self) -> float | None:
        """Share of those that got their verdict."""
        return share(_agreeing(self._decidable), self.decidable)

    @property
    def when_found(self) -> float | None:
        """The same among those that were found."""
        found = sum(n for (_, given), n in self._decidable.items() if given != MISSED)
        return share(_agreeing(self._decidable), found)

    @property
    def decided(self) -> float | None:
        """Share of those that were called supported or refuted at all."""
        return share(
            sum(n for (_, given), n in self._decidable.items() if given in _DECIDABLE), self.decidable
        )

    @property
    def all_labels(self) -> float | None:
        """Share of all labels, of whatever verdict, that got theirs."""
        return share(_agreeing(self.confusion), sum(self.confusion.values()))

    @property
    def _decidable(self) -> Mapping[tuple[str, str], int]:
        return {pair: n for pair, n in self.confusion.items() if pair[0] in _DECIDABLE}


@dataclass(frozen=True, slots=True)
class Flags:
    """Refutations. An answer that goes with an unsure label, or one without a verdict, is neither true nor false.

    `gold` counts the sure labels that are refuted, `hits` those of them that were, `planted` the planted errors, `planted_found` those of
    them that extraction gave a verdict on and `planted_hits` those that were refuted.
    """

    true: int
    false: int
    gold: int
    hits: int
    planted: int
    planted_found: int
    planted_hits: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of some articles; `fields` holds for each field the share of typed pairs that agree in it."""

    articles: int
    answered: int
    core: Extraction
    plain: Extraction
    every: Extraction
    fields: Mapping[str, float]
    verdicts: Verdicts
    flags: Flags
    verbatim: int
    not_verbatim: int
    coverage: Coverage

    @property
    def alarms_per_100(self) -> float:
        """False refutations to a hundred articles."""
        return 100 * self.flags.false / max(self.articles, 1)


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of articles taken together."""
    pairs = [pair for one in outcomes for pair in one.matched.pairs]
    return Figures(
        articles=len(outcomes),
        answered=sum(one.answered for one in outcomes),
        core=_extraction(outcomes, {True}),
        plain=_extraction(outcomes, {False}),
        every=_extraction(outcomes, {True, False}),
        fields=_fields([pair for pair in pairs if pair.typed]),
        verdicts=Verdicts(_confusion(outcomes)),
        flags=_flags(outcomes),
        verbatim=sum(one.verbatim for one in outcomes),
        not_verbatim=sum(one.not_verbatim for one in outcomes),
        coverage=sum((one.coverage for one in outcomes), NONE_PRINTED),
    )


def false_alarms(outcome: Outcome) -> list[Answer]:
    """The refuted answers of an article that no label excuses."""
    lone = [answer for answer in outcome.matched.extra if answer.verdict == _REFUTED]
    return [*(pair.answer for pair in outcome.matched.pairs if _falsely_refuted(pair)), *lone]


def share(part: int, whole: int) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def _rates(hits: int, wrong: int, lost: int) -> Rates:
    precision = share(hits, hits + wrong) or 0.0
    recall = share(hits, hits + lost) or 0.0
    both = precision + recall
    return Rates(precision, recall, 2 * precision * recall / both if both else 0.0)


def _extraction(outcomes: Sequence[Outcome], cores: set[bool]) -> Extraction:
    """Counts over statements whose `core` is one of `cores`: a pair is its label's, an extra answer its own."""
    pairs = [pair for one in outcomes for pair in one.matched.pairs if pair.label.core in cores]
    missed = [label for one in outcomes for label in one.matched.missed]
    extra = [answer for one in outcomes for answer in one.matched.extra]
    return Extraction(
        len(pairs), sum(pair.typed for pair in pairs), _counted(missed, cores), _counted(extra, cores)
    )


def _counted(statements: Iterable[Statement], cores: set[bool]) -> int:
    return sum(one.core in cores for one in statements)


def _fields(typed: Sequence[Pair]) -> Mapping[str, float]:
    """Agreement by field; empty without a pair."""
    agreeing: Counter[str] = Counter()
    for pair in typed:
        agreeing.update(_agreements(pair))
    return {name: agreeing[name] / len(typed) for name in agreeing}


def _agreements(pair: Pair) -> Mapping[str, int]:
    label, answer = pair.label, pair.answer
    return {
        "direction": label.direction == answer.direction,
        "comparator": label.comparator == answer.comparator,
        "modality": label.modality == answer.modality,
        "unit": label.unit == answer.unit,
        "window": _same_window(label.window, answer.window),
        "span_has_value": (label.value_text or "") in answer.quote,
    }


def _same_window(one: Window | None, other: Window | None) -> bool:
    """Whether two spans of days share at least half of the days that either covers or lies between them; no span agrees with no span."""
    if one is None or other is None:
        return one is other
    shared = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    whole = (max(one[1], other[1]) - min(one[0], other[0])).days + 1
    return shared / whole >= _SAME_WINDOW


def _confusion(outcomes: Sequence[Outcome]) -> Mapping[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    for one in outcomes:
        found = ((pair.label, pair.answer.verdict or MISSED) for pair in one.matched.pairs)
        for label, given in (*found, *((label, MISSED) for label in one.matched.missed)):
            if label.sure and label.verdict is not None:
                counts[label.verdict, given] += 1
    return counts


def _agreeing(confusion: Mapping[tuple[str, str], int]) -> int:
    return sum(n for (labelled, given), n in confusion.items() if labelled == given)


def _flags(outcomes: Sequence[Outcome]) -> Flags:
    pairs = [pair for one in outcomes for pair in one.matched.pairs]
    labels = [label for one in outcomes for label in one.labels]
    flagged = [pair.label for pair in pairs if pair.answer.verdict == _REFUTED]
    return Flags(
        true=sum(label.verdict == _REFUTED for label in flagged),
        false=sum(len(false_alarms(one)) for one in outcomes),
        gold=sum(label.verdict == _REFUTED and label.sure for label in labels),
        hits=sum(label.verdict == _REFUTED and label.sure for label in flagged),
        planted=sum(bool(label.planted) for label in labels),
        planted_found=sum(bool(pair.label.planted) for pair in pairs),
        planted_hits=sum(bool(label.planted) for label in flagged),
    )


def _falsely_refuted(pair: Pair) -> bool:
    label = pair.label
    excused = label.verdict in (None, _REFUTED) or not label.sure
    return pair.answer.verdict == _REFUTED and not excused
