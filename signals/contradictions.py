"""The article against itself: claims of one article that cannot all be true, found without any tape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tapecheck.nlp.claim import Claim
from tapecheck.signals import arithmetic
from tapecheck.signals.finding import Finding, Verdict, corrected

# Levels a tenth of a per cent apart are one level told twice.
_SAME = 0.005


# What claims of the title and of the tables are called among those that a claim conflicts with.
TITLE, TABLE = "title", "table"
# A zero too many or too few; a million for a billion.
_ZEROS = (10, 100, 1000)
NOTHING: Mapping[str, Sequence[Claim]] = {}


def link(findings: Sequence[Finding], beside: Mapping[str, Sequence[Claim]] = NOTHING) -> tuple[Finding, ...]:
    """The findings with `conflicts_with` filled in both ways, and a likely-correct reading offered where one exists.

    `beside` are the claims of the article's `title` and `table`s: what the text says otherwise conflicts with those words.
    """
    conflicts: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        for place, claims in beside.items():
            if any(_says_otherwise(finding.claim, one, findings) for one in claims):
                conflicts[finding.claim.id].add(place)
    for one, other in _conflicts(findings):
        conflicts[one.claim.id].add(other.claim.id)
        conflicts[other.claim.id].add(one.claim.id)
    return tuple(_linked(f, conflicts, findings) for f in findings)


def _conflicts(findings: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    by_claim = {finding.claim.id: finding for finding in findings}
    for move in arithmetic.moves(finding.claim for finding in findings):
        if not move.adds_up:
            for part in (move.points, move.level):
                yield by_claim[move.percent.id], by_claim[part.id]
    for i, one in enumerate(findings):
        for other in findings[i + 1 :]:
            if _exclude_each_other(one.claim, other.claim):
                yield one, other


def _exclude_each_other(a: Claim, b: Claim) -> bool:
    peaks = a.subject == b.subject and (_peaks(a, b) or _peaks(b, a))
    return peaks or _two_moves(a, b) or _two_decisions(a, b)


def _says_otherwise(claim: Claim, beside: Claim, findings: Sequence[Finding]) -> bool:
    """Whether the text says otherwise than what stands beside it: what excludes each other, or one figure with zeros more or fewer."""
    if _exclude_each_other(claim, beside):
        return True
    if _key(claim) != _key(beside) or not claim.value or not beside.value:
        return False
    told = any(_key(f.claim) == _key(beside) and f.claim.value == beside.value for f in findings)
    return not told and any(claim.value in (beside.value * zeros, beside.value / zeros) for zeros in _ZEROS)


def _key(claim: Claim) -> tuple[object, ...]:
    return claim.subject, claim.kind, claim.unit, claim.direction, claim.modality


def _peaks(peak: Claim, level: Claim) -> bool:
    """A peak of a window cannot be lower than a level reached within it; a low cannot be higher."""
    top = peak.reference
    if (
        level.kind not in ("level", "record")
        or top is None
        or top.kind not in ("peak", "record", "low")
        or top.value is None
    ):
        return False
    if (
        level.value is None
        or level.unit not in ("usd", "index")
        or level.modality != "asserted"
        or level.reference is not None
    ):
        return False
    span, day = top.window, level.window
    if (
        level.window_text is None
        or day is None
        or (span is not None and not (span[0] <= day[0] and day[1] <= span[1]))
    ):
        return False
    gap = float(level.value) / float(top.value) - 1
    return gap < -_SAME if top.kind == "low" else gap > _SAME


def _two_moves(a: Claim, b: Claim) -> bool:
    """The same subject cannot have closed both up and down on one day named in both sentences."""
    if not (
        a.kind == b.kind == "change"
        and a.subject == b.subject
        and a.basis == b.basis == "close"
        and a.unit == b.unit
    ):
        return False
    named = (
        a.window is not None
        and a.window == b.window
        and a.window[0] == a.window[1]
        and a.window_text
        and b.window_text
    )
    if not named or a.value is None or b.value is None:
        return False
    return abs(_signed(a) - _signed(b)) > float((a.ulp or 0) + (b.ulp or 0))


def _signed(claim: Claim) -> float:
    return float(claim.value or 0) * (-1 if claim.direction == "down" else 1)


def _two_decisions(a: Claim, b: Claim) -> bool:
    """One meeting decides one size."""
    both = (
        a.kind == b.kind == "rate_decision"
        and a.unit == b.unit == "bp"
        and a.window == b.window
        and a.direction == b.direction
    )
    return both and a.value != b.value and a.window_text is not None and b.window_text is not None


def _linked(finding: Finding, conflicts: dict[str, set[str]], findings: Sequence[Finding]) -> Finding:
    ids = conflicts.get(finding.claim.id)
    if not ids:
        return finding
    linked = finding._replace(conflicts_with=tuple(sorted(ids)))
    likely = _price_now(finding, findings) if finding.verdict is Verdict.REFUTED else None
    for said in filter(None, (likely, _sum(finding, findings))):
        linked = corrected(linked, said)
    return linked


def _sum(finding: Finding, findings: Sequence[Finding]) -> str | None:
    """What the points and the level beside a per cent come to, where that is something else."""
    for move in arithmetic.moves(one.claim for one in findings):
        if move.percent.id == finding.claim.id and not move.adds_up:
            return f"{move.points.value_text} on the way to {move.level.value_text} are {move.implied:.2f}%, not {move.percent.value_text}."
    return None


def _price_now(finding: Finding, findings: Sequence[Finding]) -> str | None:
    """A "peak" that lies below the real one by just the distance the article states is the price at the time of writing."""
    claim = finding.claim
    if claim.value is None or claim.reference is None or finding.computed is None:
        return None
    for other in findings:
        off = other.claim
        if (
            off.kind == "off_extreme"
            and off.subject == claim.subject
            and off.unit == "percent"
            and off.value is not None
        ):
            gap = 100 * (1 - float(claim.value) / finding.computed)
            if abs(gap - float(off.value)) <= 1:
                return f"{claim.value_text} is {gap:.1f}% below that, so it looks like the price at the time of writing."
    return None
