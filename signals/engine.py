"""The engine: the ways that a kind declares in, the readings of a claim out.

It looks up what a way needs, says itself what is not at hand, and hands the rest to the way: no kind looks anything up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.subjects import OTHER
from tapecheck.signals.answers import trouble
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Absence, Kind, Way
from tapecheck.signals.look import Look
from tapecheck.signals.sources import Elsewhere, Found, Need, Source
from tapecheck.signals.tape.protocol import NotCovered, Unavailable

Find = Callable[..., Iterable[Reading]]


class _Step(NamedTuple):
    """Ways that are tried together: they look at the same, for the same claims, at the same places; `by_sort` has those of a sort of place."""

    series: tuple[Source, ...]
    at: Callable[..., Iterable[Any]] | None
    when: Callable[[Claim, Look], bool] | None
    absent: tuple[Absence, ...]
    finds: tuple[Find, ...]
    by_sort: Mapping[type[Any], tuple[Find, ...]]


def readings(claim: Claim, kind: Kind, look: Look) -> Iterator[Reading]:
    """What an honest writer could have meant, the usual reading first; empty when no data could settle it."""
    looked_at: tuple[Source, ...] | None = None
    found: list[Found] = []
    lacking: NotCovered | Unavailable | None = None
    for step in _steps(kind):
        if step.when is not None and not step.when(claim, look):
            continue
        if step.series is not looked_at:
            looked_at, found = step.series, [source.found(claim, look) for source in step.series]
            lacking = _lacking(found)
        if lacking is not None:
            if isinstance(lacking, step.absent):
                yield trouble(lacking)
        elif step.at is None:
            for find in step.finds:
                yield from find(claim, look, *found)
        else:
            by_sort, finds = step.by_sort, step.finds
            for place in step.at(claim, look, *found):
                if type(place) is Reading:
                    yield place
                    continue
                for find in by_sort.get(type(place), finds):
                    yield from find(claim, look, place)


def needs(claims: Iterable[Claim], kinds: Sequence[Kind], look: Look) -> frozenset[Need]:
    """The series and tables that claims must have at hand; what is looked at only where it is there is not among them.

    Only claims that state a fact of something that a tape may hold are checked, so the others need nothing.
    """
    by_name = {kind.name: kind for kind in kinds}
    return frozenset(
        need
        for claim in claims
        if claim.modality == "asserted" and not claim.subject.startswith(OTHER)
        for step in _steps(by_name[claim.kind])
        if step.absent and (step.when is None or step.when(claim, look))
        for source in step.series
        for need in source.needs(claim)
    )


def load(needed: Iterable[Need], look: Look) -> None:
    """Reads each series and table once; the look keeps them for every claim that asks."""
    for need in sorted(needed):
        if need.facts:
            look.events(need.name)
        else:
            look.series(need.name)


def _lacking(found: Sequence[Found]) -> NotCovered | Unavailable | None:
    """The first answer of a tape that is none."""
    for one in found:
        if isinstance(one, NotCovered | Unavailable):
            return one
    return None


@cache
def _steps(kind: Kind) -> tuple[_Step, ...]:
    """The ways of a kind, together where they belong together; those that look at the same hold the same tuple of sources."""
    same: dict[tuple[Source, ...], tuple[Source, ...]] = {}
    steps = []
    for (series, at, when, absent), grouped in groupby(kind.ways, _together):
        ways, on_tape = tuple(grouped), tuple(one for one in series if not isinstance(one, Elsewhere))
        sorts = {way.of for way in ways if way.of is not None}
        by_sort = {sort: tuple(way.find for way in ways if way.of in (sort, None)) for sort in sorts}
        finds = tuple(way.find for way in ways)
        steps.append(_Step(same.setdefault(on_tape, on_tape), at, when, absent, finds, by_sort))
    return tuple(steps)


def _together(way: Way) -> tuple[Any, ...]:
    return way.series, way.at, way.when, way.absent
