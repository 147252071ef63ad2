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
    r"|(?P<before>[A-Z][\w&.’'-]*(?:\s(?:of\s)?[A-Z][\w&.’'-]*){0,3})(?:,[^,]{2,60},)?\s(?:said|says|wrote|noted|told|expects?|forecasts?|predicts?|predicted|estimates?|sees|projects?|raised|reiterated)\b"
)
_OPINION = re.compile(
    r"\b(?:I think|we think|we believe|I believe|in my view|in our view|arguably)\b", re.IGNORECASE
)
_REFERENCE_AFTER = re.compile(
    r"(?:['’]s)?\s(?:\w+\s)?(?:lows?|highs?|peaks?|records?|tops?|bottoms?|all-time|quarter|follow-through|decision|announcement|report|contract|futures|delivery|(?:WTI|Brent|crude|gold|silver)|meeting|earnings|ATH|forecast)\b",
    re.IGNORECASE,
)
_REFERENCE_BEFORE = re.compile(
    r"\b(?:\w+est|most|worst|best|first\stime|least|record|high|low|peak|bottom|streak|seen|levels?)\b[^,;]{0,40}\b(?:since|in|from|of|on)\s(?:early\s|late\s|mid-)?$|\b(?:from|than|versus|compared\s\w+|vs\.?|expiring|delivery)\s[^,;]{0,20}$|\b(?:crude|futures|contracts?|oil|gold|silver|WTI|Brent)\sfor\s$",
    re.IGNORECASE,
)
_OWN_LEVEL = re.compile(r"(?:\sclose)?\s(?:at|of|to|near|above|below)\s(?:about\s|around\s|nearly\s)?\$?")
# What a whole sentence may be about instead of a price.
_ANOTHER_TOPIC = re.compile(
    r"\b(?:revenues?|business activity|PMIs?|inflation|year[\s-]o(?:n|ver)[\s-]year|refiners?|refining|cargo(?:es)?|grades?|physical|earnings|sales|sold [\d,]+ vehicles|net income|profits?|dividend|price target|market cap\w*|trading range|excluding|cost of insuring|credit default|junk bonds|buy point|"
    r"share price|peers|constituents|members|components|fund flows|open interest|(?:BTC|ETH)/(?:BTC|ETH))\b|\bIts \d",
    re.IGNORECASE,
)
# What makes a number belong to another time, another price or another thing than the one named.
_SOMETHING_ELSE = re.compile(
    r"\b(?:after[\s-]hours|after the bell|pre-?market|before the bell|futures:|extended trading|aftermarket|back then|at (?:that|the) time(?! of)|anniversary|"
    r"(?:days?|weeks?|months?|years?) (?:back|ago|earlier|before)|at one point|earnings|revenues?|sales|market value|market cap\w*|premium|trading range|(?<!Industrial )(?<!industrial )average|price target|compared (?:with|to)|versus|"
    r"difficult\w*|struggl\w*|fail\w*|unable|attempt\w*|reject\w*|since\s(?:[a-z]+ing|the|its|that)|estimates?|analysts?|consensus|annuali[sz]ed|expiring|delivery|contract|stock market|shares of|per cent of|sector|companies|"
    r"network|whales?|holders?|options|dominance|volume|when|had|from \$[\d,.]+|earlier|previous(?:ly)?|prior|then|used to|last time|since then|once|recall|remember|cumulative|total|combined|including dividends|"
    r"outperform\w*|lag(?:s|ged|ging)?|ahead of|than the|unlike|calling for|closing in on|on (?:its|the) way|way to|toward|reaching|index futures|equal[\s-]weight\w*|growth (?:index|stocks)|value (?:index|stocks))\b",
    re.IGNORECASE,
)
_TICKER = re.compile(r"\((?:NYSE:|NASDAQ:|Nasdaq:)?\s?[A-Z]{1,5}\)")
_FROM_CONTEXT, _NAME_BETWEEN, _DOUBTFUL, _OTHER_CLAUSE = 0.6, 0.7, 0.6, 0.85
_NOT_FORECAST = re.compile(r"\b(?:than|as|were|was|had been|been)\s(?:\w+\s)?$", re.IGNORECASE)


def time_near(
    text: str, start: int, end: int, times: Sequence[TimeRef], taken: Sequence[tuple[int, int]] = ()
) -> TimeRef | None:
    """The time that goes with the words `start..end`: right after them, before them in their clause, else the sentence's lead.

    `taken` are the spans of the numbers in the sentence: a time beyond, or right after, another of them belongs to it. A time that only
    places an extreme or a comparison ("the most since June", "from its September low") belongs to that.
    """
    a, b = clause_of(text, start)
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
    if _REFERENCE_AFTER.match(text, t.end):
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


def firmness(text: str, opening: int, start: int, end: int, named: bool, names: Sequence[int]) -> float:
    """How safely a number at `start..end` belongs to a subject named at `opening` at the time taken for it, in 0..1."""
    a, b = clause_of(text, start)
    sure = 1.0 if named else _FROM_CONTEXT
    if any(opening < other < start for other in names) or _TICKER.search(text, opening + 1, start):
        sure *= _NAME_BETWEEN
    if _SOMETHING_ELSE.search(text, min(a, opening), max(b, end)):
        sure *= _DOUBTFUL
    if _ANOTHER_TOPIC.search(text):
        sure *= _DOUBTFUL
    if opening < a:
        sure *= _OTHER_CLAUSE
    return sure


def source_of(text: str) -> str | None:
    """Who is said to say it, as printed."""
    match = _SOURCE.search(text)
    return (match["after"] or match["before"]) if match else None
