"""The finding: a claim, its verdict, and the rows that prove it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from tapecheck.nlp.claim import Claim


class Verdict(StrEnum):
    """The six answers; `design` of each is in docs/verdicts.md."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    OPEN = "open"
    NOT_CHECKABLE = "not_checkable"
    NO_DATA = "no_data"
    UNAVAILABLE = "unavailable"


class Grade(StrEnum):
    """How a supported claim is true."""

    EXACT = "exact"
    ROUNDED = "rounded"
    HEDGED = "hedged"
    OTHER_READING = "other_reading"


class Evidence(NamedTuple):
    """One figure that a verdict rests on.

    `series` is a symbol or the name of a fact table; `day` the session (the last one of a row that covers several);
    `field` the column (`close`, `high`, `lower` ...); `value` its figure as given; `source` where it came from;
    `fetched_at` (UTC) when a live source gave it.
    """

    series: str
    day: date
    field: str
    value: float
    source: str
    fetched_at: datetime | None = None


class Answer(StrEnum):
    """What one reading of a claim comes to."""

    TRUE = "true"
    FALSE = "false"
    UNCOVERED = "uncovered"
    UNAVAILABLE = "unavailable"


class Reading(NamedTuple):
    """One thing that an honest writer could have meant, and what the tape says of it.

    `name` words the reading ("close of 2025-12-11"); `observed` what the data say, with date and basis; `computed`
    the figure held against the claim; `formula` how it came about, in words; `missing` what an uncovered reading would need.
    A reading with `usual=False` is a stretch: true through it is graded `other_reading`. `name`, `observed` and `evidence` may be
    given as functions: of many readings one is chosen, and only that one is `told`.
    """

    name: str | Callable[[], str]
    answer: Answer
    observed: str | Callable[[], str] | None = None
    computed: float | None = None
    formula: str | None = None
    evidence: Sequence[Evidence] | Callable[[], Sequence[Evidence]] = ()
    missing: str | None = None
    grade: Grade = Grade.EXACT
    usual: bool = True

    @property
    def stretched(self) -> Reading:
        """The same as a stretch."""
        return self._replace(usual=False)


class Told(NamedTuple):
    """What a reading is called, what it saw, and the rows that it rests on."""

    name: str
    observed: str | None
    evidence: tuple[Evidence, ...]


def told(reading: Reading) -> Told:
    """The reading in words."""
    name = reading.name() if callable(reading.name) else reading.name
    observed = reading.observed() if callable(reading.observed) else reading.observed
    evidence = reading.evidence() if callable(reading.evidence) else reading.evidence
    return Told(name, observed, tuple(evidence))


class Finding(NamedTuple):
    """A claim and what came of checking it.

    `explanation` is one sentence for a reader; `correction` one for an editor, given only with `refuted` (and as the
    likely-correct reading of a claim in conflict). `rule` names the kind and version of the rule that decided. `conflicts_with` holds ids of claims of the same article
    that cannot also be true, and `title` or `table` where those say otherwise. `likely` is what the claim was probably meant to say; it is part of
    the correction.
    """

    claim: Claim
    verdict: Verdict
    explanation: str
    grade: Grade | None = None
    reading: str | None = None
    observed: str | None = None
    computed: float | None = None
    formula: str | None = None
    correction: str | None = None
    evidence: tuple[Evidence, ...] = ()
    rule: str = ""
    conflicts_with: tuple[str, ...] = ()
    likely: str | None = None

    @property
    def snapshot(self) -> str | None:
        """SHA-256 of the rows the verdict rests on, a line each of its fields: equal rows, equal hash; None without rows."""
        if not self.evidence:
            return None
        rows = "\n".join(f"{e.series}\t{e.day}\t{e.field}\t{e.value!r}\t{e.source}" for e in self.evidence)
        return sha256(rows.encode()).hexdigest()


def corrected(finding: Finding, likely: str) -> Finding:
    """The finding with what was probably meant at the end of its correction."""
    return finding._replace(likely=likely, correction=" ".join(filter(None, (finding.correction, likely))))
