"""The check: a claim and a look at the tape in, a finding out.

A kind declares the ways in which an honest writer could have meant it and `engine` reads them; here is decided what they come to.
True under one of them: supported. A source that failed: unavailable. A reading that the tape does not cover: no data. Only when every
reading is false, and there is one, refuted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.subjects import OTHER
from tapecheck.signals import phrases
from tapecheck.signals.contradictions import NOTHING, link
from tapecheck.signals.engine import load, needs, readings
from tapecheck.signals.finding import Answer, Finding, Grade, Reading, Verdict, corrected, told
from tapecheck.signals.kind import Kind
from tapecheck.signals.look import Look
from tapecheck.signals.slips import likely

# A claim read with less confidence than this may be supported, never refuted: the fault may be the reader's.
FIRM = 0.5
# Any of these keeps a claim from being refuted; the first that there is decides.
_BEFORE_REFUTED = (
    (Answer.TRUE, Verdict.SUPPORTED),
    (Answer.UNAVAILABLE, Verdict.UNAVAILABLE),
    (Answer.UNCOVERED, Verdict.NO_DATA),
)


def check(claim: Claim, kind: Kind, look: Look) -> Finding:
    """The finding for one claim. Raises nothing but bugs: trouble with data is a verdict."""
    if claim.modality in ("forecast", "conditional"):
        return _not_yet(claim, kind, look)
    if claim.modality in ("opinion", "question"):
        return Finding(
            claim, Verdict.NOT_CHECKABLE, f"A {claim.modality}: no data could settle it.", rule=kind.rule
        )
    if claim.subject.startswith(OTHER):
        name = claim.subject.removeprefix(OTHER)
        return Finding(
            claim,
            Verdict.NO_DATA,
            f"No series for {name} on this tape; its exchange or index owner has one.",
            rule=kind.rule,
        )
    return decide(claim, kind, readings(claim, kind, look))


def check_all(
    claims: Iterable[Claim],
    kinds: Sequence[Kind],
    look: Look,
    second: Sequence[Look] = (),
    beside: Mapping[str, Sequence[Claim]] = NOTHING,
) -> tuple[Finding, ...]:
    """Findings for the claims of one article, in their order, with those that contradict each other or what stands `beside` them linked.

    `second` are looks at further tapes: where one of them bears out what the first does not, the sources disagree and nothing is refuted.
    """
    by_name: Mapping[str, Kind] = {kind.name: kind for kind in kinds}
    claims = tuple(claims)
    load(needs(claims, kinds, look), look)
    findings = tuple(
        _agreed(check(claim, by_name[claim.kind], look), by_name[claim.kind], second) for claim in claims
    )
    linked = link(tuple(_of_another_moment(one, findings) for one in findings), beside)
    return tuple(_with_slip(one, by_name[one.claim.kind], look) for one in linked)


def _with_slip(finding: Finding, kind: Kind, look: Look) -> Finding:
    """What a refuted claim was probably meant to say, where the article itself has not told."""
    if finding.verdict is not Verdict.REFUTED or finding.likely is not None:
        return finding
    slip = likely(finding, kind, look)
    return corrected(finding, slip) if slip is not None else finding


def _agreed(finding: Finding, kind: Kind, second: Sequence[Look]) -> Finding:
    """The finding as far as the further tapes agree with it; what another of them says otherwise is said."""
    if finding.verdict not in (Verdict.REFUTED, Verdict.SUPPORTED):
        return finding
    opposite = Verdict.SUPPORTED if finding.verdict is Verdict.REFUTED else Verdict.REFUTED
    for look in second:
        other = check(finding.claim, kind, look)
        if other.verdict is opposite:
            return _disagreement(finding, other)
    return finding


def _disagreement(finding: Finding, other: Finding) -> Finding:
    both = f"The sources disagree: {finding.observed} ({_sources(finding)}); {other.observed} ({_sources(other)})."
    evidence = (*finding.evidence, *other.evidence)
    if finding.verdict is Verdict.SUPPORTED:
        return finding._replace(
            explanation=f"{finding.explanation} {both}",
            evidence=evidence,
        )
    return finding._replace(
        verdict=Verdict.NOT_CHECKABLE,
        explanation=both,
        correction=None,
        evidence=evidence,
    )


def _sources(finding: Finding) -> str:
    return ", ".join(dict.fromkeys(e.source for e in finding.evidence)) or "no rows"


def _of_another_moment(finding: Finding, findings: Sequence[Finding]) -> Finding:
    """An undated figure beside another of the same price that the tape bears out is one of earlier in the day, not a false one."""
    claim = finding.claim
    if finding.verdict is not Verdict.REFUTED or claim.window_text is not None or claim.value is None:
        return finding
    borne_out = next(
        (f for f in findings if f.verdict is Verdict.SUPPORTED and _told_together(f.claim, claim)), None
    )
    if borne_out is None:
        return finding
    explanation = f"Another figure of the day, {borne_out.claim.value_text}, is borne out; this one may be of another moment: {finding.observed}."
    return finding._replace(verdict=Verdict.NOT_CHECKABLE, explanation=explanation, correction=None)


def _told_together(one: Claim, other: Claim) -> bool:
    same = (one.subject, one.kind, one.unit, one.window) == (
        other.subject,
        other.kind,
        other.unit,
        other.window,
    )
    return same and one.value != other.value


def decide(claim: Claim, kind: Kind, offered: Iterable[Reading]) -> Finding:
    """The verdict that follows from the readings of a claim; after the first usual one that is true none is looked at."""
    first: dict[Answer, Reading] = {}
    for reading in offered:
        if reading.answer is Answer.TRUE and reading.usual:
            return _found(claim, kind, Verdict.SUPPORTED, reading)
        first.setdefault(reading.answer, reading)
    if not first:
        return Finding(claim, Verdict.NOT_CHECKABLE, "Too vague: no data could settle it.", rule=kind.rule)
    for answer, verdict in _BEFORE_REFUTED:
        if answer in first:
            return _found(claim, kind, verdict, first[answer])
    if claim.confidence < FIRM:
        loosely = _found(claim, kind, Verdict.NOT_CHECKABLE, first[Answer.FALSE])
        return loosely._replace(explanation=f"Read too loosely to call it false; {loosely.observed}.")
    return _found(claim, kind, Verdict.REFUTED, first[Answer.FALSE])


def _not_yet(claim: Claim, kind: Kind, look: Look) -> Finding:
    due = due_of(claim, look.as_of)
    when = f"due {due}" if due else "no date given"
    who = f" by {claim.attributed_to}" if claim.attributed_to else ""
    return Finding(claim, Verdict.OPEN, f"A {claim.modality}{who}, {when}: kept open.", rule=kind.rule)


def due_of(claim: Claim, day: date) -> date | None:
    """The day on which a forecast made on `day` falls due, None when it names none."""
    return claim.window[1] if claim.window and claim.window[1] > day else None


def _found(claim: Claim, kind: Kind, verdict: Verdict, reading: Reading) -> Finding:
    grade = None
    if verdict is Verdict.SUPPORTED:
        grade = reading.grade if reading.usual else Grade.OTHER_READING
    seen = told(reading)
    return Finding(
        claim=claim,
        verdict=verdict,
        explanation=phrases.explanation(verdict, reading, seen),
        grade=grade,
        reading=seen.name,
        observed=seen.observed,
        computed=reading.computed,
        formula=reading.formula,
        correction=phrases.correction(seen.observed) if verdict is Verdict.REFUTED else None,
        evidence=seen.evidence,
        rule=kind.rule,
    )
