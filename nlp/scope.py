"""Scope: the time, the basis, the sureness and the source that belong to a piece of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tapecheck.nlp import words
from tapecheck.nlp.claim import Basis, Modality
from tapecheck.nlp.clauses import clause_of
from tapecheck.nlp.times import TimeRef

_SOURCE = re.compile(
    r"\b(?:according to|said|says|per|wrote|noted|told)\s(?:data\sfrom\s|the\s)?(?P<after>[A-Z][\w&.’'-]{0,40}(?:\s(?:of\s|and\s)?[A-Z][\w&.’'-]{0,40}){0,4})"
    r"|(?<![A-Z])(?P<before>[A-Z][\w&.’'-]{0,40}(?:\s(?:of\s)?[A-Z][\w&.’'-]{0,40}){0,3})(?:,[^,]{2,60},)?\s(?:said|says|wrote|noted|told|expects?|forecasts?|predicts?|predicted|estimates?|sees|projects?|raised|reiterated)\b"
)
_OPINION = re.compile(
    r"\b(?:I think|we think|we believe|I believe|in my view|in our view|arguably)\b", re.IGNORECASE
)
_REFERENCE_AFTER = re.compile(
    r"(?:['’]s)?\s(?:\w+\s)?(?:lows?|highs?|peaks?|records?|tops?|bottoms?|all-time|quarter|follow-through|decision|announcement|report|contract|futures|delivery|(?:WTI|Brent|crude|gold|silver)|meeting|earnings|ATH|forecast)\b",
    re.IGNORECASE,
)
_REFERENCE_BEFORE = re.compile(
    r"\b(?:\w+est|most|worst|best|first\stime|least|record|high|low|peak|bottom|streak|seen|levels?)\b[^,;]{0,40}\b(?:since|in|from|of|on)\s(?:early\s|late\s|mid-|(?:almost|exactly|nearly|about|roughly)\s){0,2}$|\b(?:from|than|versus|compared\s\w+|vs\.?|expiring|delivery)\s[^,;]{0,20}$|\b(?:crude|futures|contracts?|oil|gold|silver|WTI|Brent)\sfor\s$",
    re.IGNORECASE,
)
# "rose to 4,649.23 on Friday", "lost $6.88 or 8.83% over three weeks": the time beyond the other number is of both.
_OWN_LEVEL = re.compile(
    r"(?:\sclose)?\s(?:at|of|to|near|above|below)\s(?:about\s|around\s|nearly\s)?\$?|,?\sor\s(?:about\s|nearly\s)?"
)
# "After stalling last week, the Nasdaq ...": the time is the aside's.
_ASIDE_OF_ANOTHER_TIME = re.compile(
    r"(?:^|[.;:–—]\s|,\s)(?:(?:but|and|while|meanwhile),?\s)?(?:After|Since|Before|Until|Following|Unlike|Despite|From|Between|As of)\b[^,]{0,300}$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    r"['’]s?\s(?!session|trading|trade|close|afternoon|morning|regular|opening)", re.IGNORECASE
)
# "fell 0.8% and suffered a weekly decline of 3.7%", "pulling its year-to-date loss to 9.8%"
_ADJECTIVE = re.compile(r"weekly|monthly|year[\s-]to[\s-]date|YTD", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"\s(?:gain|loss|drop|rise|decline|advance|slide|jump|return|performance)", re.IGNORECASE
)
_OF_ANOTHER_NUMBER = re.compile(
    r",\s\w+ing\b|\b(?:news|reports?|data|figures|reading)\b|\band\s(?:has|have|had|is|was|are|were|\w+ed)\b|\b(?:\w+est|best|worst)\s(?:\w+\s){0,5}\S{0,40}$",
    re.IGNORECASE,
)
# "Wednesday's 0.8% decline"
_ITS_OWN = re.compile(r"['’]s?\s(?:about\s|nearly\s|roughly\s|almost\s)?", re.IGNORECASE)
_RANGE_BEFORE = re.compile(
    r"\b(?:between|from|since)\s[^,;]{3,60}\s(?:and|to|through|until)\s(?:the\s\w+\sof\s)?$|\b(?:as of|by|through)\s$",
    re.IGNORECASE,
)
_NOT_FORECAST = re.compile(r"\b(?:than|as|were|was|had been|been)\s(?:\w+\s)?$", re.IGNORECASE)


def time_near(
    text: str, start: int, end: int, times: Sequence[TimeRef], taken: Sequence[tuple[int, int]] = ()
) -> TimeRef | None:
    """The time that goes with the words `start..end`: right after them, before them in their clause, else the sentence's lead.

    `taken` are the spans of the numbers in the sentence: a time beyond, or right after, another of them belongs to it. A time that only
    places an extreme or a comparison ("the most since June", "from its September low") belongs to that.
    """
    a, b = clause_of(text, start)
    whose = next((t for t in times if t.end <= start and _ITS_OWN.fullmatch(text, t.end, start)), None)
    if whose is not None:
        return whose
    own = [
        t
        for t in times
        if not _places_something_else(text, end, t) and not _right_after_another(t, start, taken)
    ]
    after = next((t for t in own if t.start >= start and t.end <= b), None)
    lead_in = next((t for t in reversed(own) if a <= t.start and t.end <= start and t.kind == "day"), None)
    if after and lead_in and after.start - end > 20:
        return lead_in
    if (
        after
        and after.start - end < 64
        and not any(end <= x < after.start and not _OWN_LEVEL.fullmatch(text, end, x) for x, _ in taken)
    ):
        return after
    before = [t for t in own if a <= t.start and t.end <= start]
    if before:
        return before[-1]
    lead = [t for t in own if t.end <= start and t.kind == "day"]
    return lead[-1] if lead else None


def _right_after_another(t: TimeRef, start: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(0 <= t.start - stop <= 5 and stop < start for _, stop in taken)


def _places_something_else(text: str, end: int, t: TimeRef) -> bool:
    if _REFERENCE_AFTER.match(text, t.end) or _POSSESSIVE.match(text, t.end):
        return True
    if _RANGE_BEFORE.search(text, max(0, t.start - 90), t.start):
        return True
    if t.end <= end and "," in text[t.end : end] and _ASIDE_OF_ANOTHER_TIME.search(text[: t.end]):
        return True
    if t.start >= end and _OF_ANOTHER_NUMBER.search(text[end : t.end]):
        return True
    if _ADJECTIVE.fullmatch(t.text) and t.start - end > 3 and _NOUN_AFTER.match(text, t.end):
        return True
    between = text[max(0, min(end, t.start)) : t.start]
    return bool(_REFERENCE_BEFORE.search(between if t.start >= end else text[max(0, t.start - 40) : t.start]))


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
