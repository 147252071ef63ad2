"""Numbers of prose that measure nothing: times, names, scores, and the words `one` and `hundred` where they are no number."""

from __future__ import annotations

import re

from tapecheck.nlp.measuring import unit_words
from tapecheck.nlp.measuring.cardinal import Cardinal
from tapecheck.nlp.measuring.counted import counted
from tapecheck.nlp.measuring.dated import is_clock, says_when
from tapecheck.nlp.measuring.named import after_a_name, in_a_name, is_glued, is_numbered

_SCORE = re.compile(r"[-–](?P<other>\d{1,3})(?:[-–]\d{1,2})?(?![\d%]|[.,]\d)")
_SCORE_BEFORE = re.compile(r"(?<![\d.,$€£])\d{1,3}[-–]$")
_OF_A_MATCH = re.compile(
    r"[-–]\d{1,3}\s(?:down|up|win|victory|loss|defeat|draw|lead|record|vote|tie|triumph|rout|thrashing|mark|start|season|aggregate)\b"
)
_LONE_POWER = frozenset(("hundred", "thousand", "million", "dozen"))
# "several hundred", "a printer's dozen": no number that could be told
_SEVERAL = re.compile(r"\b(?:several|few|many|couple|of|half|per|\w+['’]s)\s$", re.IGNORECASE)
_PRONOUN_BEFORE = re.compile(
    r"\b(?:no|this|that|which|the|any|each|every|another|some|other|bottom|same|big|good|great|only|as|new|last|next|first|than)\s$",
    re.IGNORECASE,
)
_PRONOUN_AFTER = re.compile(
    r"(?!\s(?:to|or)\s(?:two|three|four|2|3))(?:\s(?:\d|another|by|to|day(?!s)|thing|way|last|can|could|would|should|might|may|will|is|was|"
    r"has|had|does|did|must|and|at\sa\stime|step|on|in|that|who|or|but|for|with|as|up|side|else|never|ever|always|whose|which|we|i|you|he|"
    r"she|it|they|after|if|when|reason|knows?|wants?|needs?|gets?|of\sa\skind)|[.,;:!?)’'\-]|$)",
    re.IGNORECASE,
)


def uncounted(text: str, one: Cardinal, has_unit: bool) -> bool:
    """Whether a number measures nothing. `has_unit` says that a sign or word of measure stands at it, which a name seldom has."""
    if one.spelled:
        return _is_no_number(text, one, has_unit)
    if is_glued(text, one, has_unit) or (not has_unit and in_a_name(text, one)):
        return True
    if has_unit:
        return is_clock(text, one)
    return says_when(text, one) or _is_score(text, one)


def _is_no_number(text: str, one: Cardinal, has_unit: bool) -> bool:
    before, word = text[max(0, one.start - 40) : one.start], text[one.start : one.end].lower()
    if re.search(r"[A-Za-z]-$", before) or re.match(r"['’]s?\b", text[one.end :]) or is_clock(text, one):
        return True
    if has_unit:
        return False
    if word in _LONE_POWER and _SEVERAL.search(before):
        return True
    if word == "one":
        return bool(_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(text, one.end))
    named = text[one.start].isupper() and after_a_name(before)
    return one.value == 0 or named or (one.value < 13 and not one.scaled and is_numbered(before))


def _is_score(text: str, one: Cardinal) -> bool:
    """`a 3-1 win`, `2-2`; not `4-9W` and not `200-300 people`."""
    found = _SCORE.match(text, one.end)
    if found and not _OF_A_MATCH.match(text, one.end):
        end = found.end("other")
        return unit_words.after(text, end) is None and counted(text, end) is None
    return bool(found or _SCORE_BEFORE.search(text, max(0, one.start - 6), one.start))
