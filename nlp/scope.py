"""Scope: the time, the basis, the sureness and the source that belong to a piece of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tapecheck.nlp import words
from tapecheck.nlp.claim import Basis, Modality
from tapecheck.nlp.clauses import clause_of
from tapecheck.nlp.times import TimeRef

_SOURCE = re.compile(
    r"\b(?:according to|said|says|per|wrote|noted|told)\s(?:data\sfrom\s|the\s)?(?P<after>[A-Z][\w&.’'-]*(?:\s(?:of\s|and\s)?[A-Z][\w&.’'-]*){0,4})"
    r"|(?P<before>[A-Z][\w&.’'-]*(?:\s[A-Z][\w&.’'-]*){0,3})(?:,[^,]{2,60},)?\s(?:said|says|wrote|noted|told|expects?|forecasts?|predicts?|predicted|estimates?|sees|projects?|raised|reiterated)\b"
)
_OPINION = re.compile(r"\b(?:I think|we think|we believe|I believe|in my view|in our view|arguably)\b", re.IGNORECASE)
_NOT_FORECAST = re.compile(r"\b(?:than|as|were|was|had been|been)\s(?:\w+\s)?$", re.IGNORECASE)


def time_near(text: str, start: int, end: int, times: Sequence[TimeRef]) -> TimeRef | None:
    """The time that goes with the words `start..end`: after them in their clause, before them in it, else the sentence's lead."""
    a, b = clause_of(text, start)
    inside = [t for t in times if t.start >= a and t.end <= b]
    after = [t for t in inside if t.start >= start]
    if after and after[0].start - end < 60:
        return after[0]
    before = [t for t in inside if t.end <= start]
    if before:
        return before[-1]
    lead = [t for t in times if t.end <= start and t.kind in ("day", "week", "year", "span")]
    return lead[-1] if lead else None


def basis_of(clause: str) -> Basis:
    """`close`, `intraday`, or `unspecified` by the verbs of a clause."""
    if words.CLOSE.search(clause):
        return "close"
    return "intraday" if words.INTRADAY.search(clause) else "unspecified"


def modality_of(text: str, at: int, clause: tuple[int, int]) -> Modality:
    """How the words at `at` are meant, from the auxiliaries of their clause."""
    before = text[clause[0] : at]
    if words.CONDITIONAL.search(before):
        return "conditional"
    for match in words.FORECAST.finditer(before):
        if not _NOT_FORECAST.search(before[: match.start()]):
            return "forecast"
    if text.rstrip().endswith("?"):
        return "question"
    return "opinion" if _OPINION.search(before) else "asserted"


def source_of(text: str) -> str | None:
    """Who is said to say it, as printed."""
    match = _SOURCE.search(text)
    return (match["after"] or match["before"]) if match else None
