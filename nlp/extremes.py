"""Extremes: the wording of a record, a peak or a low that another number is measured against.

"its October peak of $126,198", "an all-time high set in November 2021", "the 52-week low": which end, of which span, at what level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tapecheck.nlp.alternatives import by_letter
from tapecheck.nlp.claim import Reference, ReferenceKind
from tapecheck.nlp.draft import Sentence
from tapecheck.nlp.numbers import Quantity

_WHICH = by_letter(
    r"all[\s-]time|record|lifetime|historic|multi-?year|yearly|annual|monthly|weekly|session|intraday|intra-day|closing|day['’]s|cycle|year-to-date|YTD|post-\w{1,20}"
)
_WHOSE = by_letter("its|their|the|a|an|his|last|this|previous|prior|recent|new|fresh|another|that|from")
_END = by_letter(r"highs?|peaks?|tops?|records?|ATHs?|lows?|bottoms?|troughs?|zenith|nadir")
EXTREME = re.compile(
    rf"(?:(?<![\w.’'-])(?:{_WHOSE}\s)?"
    r"(?:(?![0-9])[\w.’'-]{1,30}\s(?:[0-9]{1,2},?\s)?(?:[0-9]{4}\s)?){0,3}?)?"
    rf"(?P<word>(?:{_WHICH}|[0-9]{{1,4}}[\s-](?:week|month|year|day))?[\s-]?(?:intraday\s|closing\s)?(?:record[\s-])?(?P<end>{_END})\b)",
    re.IGNORECASE,
)
_LOW = re.compile(r"low|bottom|trough|nadir", re.IGNORECASE)
_RECORD = re.compile(r"all[\s-]time|record|lifetime|historic|ATH", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extreme:
    """An extreme as worded: its span in the sentence, whether it is a low, whether of all time, and the reference it makes."""

    start: int
    end: int
    low: bool
    record: bool
    reference: Reference


def extreme_at(sentence: Sentence, at: int, reach: int = 45) -> Extreme | None:
    """The extreme whose wording begins right at or shortly after a position, in the same sentence."""
    match = EXTREME.search(sentence.text, at)
    if match is None or match.start("word") - at > reach:
        return None
    return _extreme(sentence, at, match)


def extreme_holding(sentence: Sentence, q: Quantity) -> Extreme | None:
    """The extreme whose own level a number is: "its October peak of $92,578.40"."""
    for match in EXTREME.finditer(sentence.text, 0, q.start):
        found = _extreme(sentence, match.start(), match)
        if found.reference.value == q.value and found.start < q.start < found.end:
            return found
    return None


def _extreme(sentence: Sentence, at: int, match: re.Match[str]) -> Extreme:
    end = match.end()
    printed = next((q for q in sentence.quantities if q.start >= end and re.fullmatch(r"\s(?:of|at|near|around|above|just|about|close to|\s|a|over|nearly|price|point|level|value|mark)+", sentence.text[end : q.start] + " ")
                    and q.unit in ("usd", "index", "points", "percent", None)), None)  # fmt: skip
    if printed is not None:
        end = printed.end
    candidates = [
        t
        for t in sentence.times
        if at <= t.start <= end + 40 and (t.start < match.end() or _set_then(sentence.text[end : t.start]))
    ]
    # "its 2025 high of $80.04 hit Jan. 15": the day says more than the year.
    days = [t for t in candidates if t.kind == "day"]
    when = next(iter(days or candidates), None)
    if when is not None:
        end = max(end, when.end)
    low, record = bool(_LOW.search(match["end"])), bool(_RECORD.search(match["word"]))
    kind: ReferenceKind = "low" if low else "record" if record else "peak"
    reference = Reference(
        kind=kind, text=sentence.text[match.start("word") : end], value=printed.value if printed else None,
        ulp=printed.ulp if printed else None, window=when.window if when else None,
    )  # fmt: skip
    return Extreme(match.start("word"), end, low, record, reference)


def _set_then(gap: str) -> bool:
    """Whether the words between an extreme and a time tie them: "set in", "reached on", "from", "in"."""
    return re.fullmatch(r"(?:\s(?:per|an?)\s(?:ounce|barrel|coin|share|token))?,?\s?(?:(?:that was\s)?(?:set|hit|reached|recorded|posted|achieved|notched|touched|seen|it hit|it set|it reached|established|struck|from|made|registered)\s?)?(?:earlier|back|only|just|late|early)?\s?(?:on|in|of|from|this|last|during|at the (?:peak|height) of [\w\s]{0,30} in)?\s?", gap) is not None  # fmt: skip
