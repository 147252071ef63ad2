"""Slices: the same figures of a part of the articles, or of one kind of claim, so that a good mean hides no bad part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tapecheck.evaluation.outcome import Outcome
from tapecheck.evaluation.scores import Extraction, Figures, figures_of

KIND = "kind"
# Fewer labels than these say nothing: such a slice is shown and never called the worst.
ENOUGH = 20
# Where an article comes from is judged by whole articles, of which fewer than these say nothing.
ENOUGH_ARTICLES = 5
ORIGINS = ("outlet", "year")
# Lengths in characters.
_LENGTHS = ((1_000, "under 1,000"), (2_000, "1,000 to 1,999"), (4_000, "2,000 to 3,999"))
_LONGEST = "4,000 and more"


@dataclass(frozen=True, slots=True)
class Slice:
    """One part: `by` says how it was cut (`kind`, `outlet`, `year`, `length`), `name` which part it is."""

    by: str
    name: str
    figures: Figures

    @property
    def extraction(self) -> Extraction:
        """The counts it is ranked by: core statements, but of a kind all of them, for the kind settles what is core."""
        return self.figures.every if self.by == KIND else self.figures.core

    @property
    def rank(self) -> tuple[float, str]:
        """The typed F1, and the name where two have the same."""
        return self.extraction.as_typed.f1, self.name


def slices(outcomes: Sequence[Outcome], by: str) -> tuple[Slice, ...]:
    """The slices of one way to cut, those with most labels first. `by` is a key of `CUTS`."""
    found = [Slice(by, name, figures_of(part)) for name, part in CUTS[by](outcomes).items()]
    return tuple(sorted(found, key=lambda one: (-one.extraction.gold, one.name)))


def worst(found: Sequence[Slice]) -> Slice | None:
    """The slice with the lowest typed F1 among those with enough labels; None where there are not two of them."""
    fit = [one for one in found if one.extraction.gold >= ENOUGH]
    return min(fit, key=lambda one: one.rank) if len(fit) > 1 else None


def worst_origins(outcomes: Sequence[Outcome]) -> Mapping[str, Slice]:
    """The outlet and the year that are read worst, of those with enough articles; one that has no other beside it is not among them."""
    fit = {
        by: [one for one in slices(outcomes, by) if one.figures.articles >= ENOUGH_ARTICLES] for by in ORIGINS
    }
    return {by: min(found, key=lambda one: one.rank) for by, found in fit.items() if len(found) > 1}


def _by_kind(outcomes: Sequence[Outcome]) -> Mapping[str, Sequence[Outcome]]:
    """Each kind with what the articles that label or tell it have of it."""
    names = {s.kind for one in outcomes for s in (*one.labels, *one.matched.extra)}
    parts = {name: [one.of_kind(name) for one in outcomes] for name in sorted(names)}
    return {name: [one for one in part if one.labels or one.answers] for name, part in parts.items()}


def _by(word: Callable[[Outcome], str]) -> Callable[[Sequence[Outcome]], Mapping[str, Sequence[Outcome]]]:
    def cut(outcomes: Sequence[Outcome]) -> Mapping[str, Sequence[Outcome]]:
        parts: dict[str, list[Outcome]] = {}
        for one in outcomes:
            parts.setdefault(word(one), []).append(one)
        return parts

    return cut


def _outlet(outcome: Outcome) -> str:
    return outcome.article.outlet or "no outlet"


def _year(outcome: Outcome) -> str:
    """The year it appeared in, in the zone of its time; else the one it speaks of."""
    moment = outcome.article.published or outcome.article.as_of
    return str(moment.year) if moment else "no year"


def _length(outcome: Outcome) -> str:
    length = len(outcome.article.text)
    return next((name for bound, name in _LENGTHS if length < bound), _LONGEST)


CUTS: Mapping[str, Callable[[Sequence[Outcome]], Mapping[str, Sequence[Outcome]]]] = {
    KIND: _by_kind,
    "outlet": _by(_outlet),
    "year": _by(_year),
    "length": _by(_length),
}
