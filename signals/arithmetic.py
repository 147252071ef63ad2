"""Arithmetic within a sentence: points, per cent and level of one move belong together, and no tape is needed to see it.

"rose 81.21 points, or 1.8%, to 4,649.23": the base is the level less the points, and the points over the base are the per cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tapecheck.nlp.claim import Claim

_POINTS, _LEVELS = frozenset({"points", "usd"}), frozenset({"index", "usd"})


@dataclass(frozen=True, slots=True)
class Move:
    """The three figures of one move as a sentence prints them."""

    points: Claim
    percent: Claim
    level: Claim

    @property
    def implied(self) -> float:
        """The per cent that points and level come to, unsigned."""
        return _implied(self, 0)

    @property
    def adds_up(self) -> bool:
        """Whether the per cent printed is the one implied, as far as the digits printed can tell."""
        least, most = _implied(self, -1), _implied(self, 1)
        half = float(self.percent.ulp or 0) / 2
        return least - half <= _value(self.percent) <= most + half


def moves(claims: Iterable[Claim]) -> Iterator[Move]:
    """Every move of which a sentence prints points, per cent and the level they lead to."""
    together: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if (
            claim.value is not None
            and claim.comparator == "eq"
            and claim.modality == "asserted"
            and claim.reference is None
        ):
            together[claim.start, claim.subject].append(claim)
    for told in together.values():
        points = _only(c for c in told if c.kind == "change" and c.unit in _POINTS)
        percent = _only(c for c in told if c.kind == "change" and c.unit == "percent")
        level = _only(c for c in told if c.kind == "level" and c.unit in _LEVELS)
        if (
            points
            and percent
            and level
            and points.direction == percent.direction
            and points.window == percent.window
        ):
            yield Move(points, percent, level)


def _implied(move: Move, way: int) -> float:
    """The implied per cent with every digit rounded the way that makes it least (-1) or most (1), or not at all (0)."""
    points = _value(move.points) + way * float(move.points.ulp or 0) / 2
    level = _value(move.level) - way * float(move.level.ulp or 0) / 2
    base = level - _sign(move.points) * points
    return 100 * points / base if base > 0 else float("nan")


def _only(claims: Iterable[Claim]) -> Claim | None:
    found: Sequence[Claim] = list(claims)
    return found[0] if len(found) == 1 else None


def _value(claim: Claim) -> float:
    return float(claim.value or 0)


def _sign(claim: Claim) -> int:
    return -1 if claim.direction == "down" else 1
