"""How old somebody or something is: `35 years old`, `the 15-year-old`, `aged 41`, `Ms Doe, 35, said`, `she is 35`."""

from __future__ import annotations

import re

from tapecheck.nlp.measuring import unit_words
from tapecheck.nlp.measuring.cardinal import Cardinal
from tapecheck.nlp.measuring.counted import counted
from tapecheck.nlp.measuring.measure import Measure

_OLD = re.compile(r"[\s-]+(?P<unit>year|month|week|day)s?[\s-]+(?:of[\s-]age|olds?)\b", re.IGNORECASE)
_AGED = re.compile(r"(?:\baged?(?:\sof|\sbetween)?|\bages)(?:\s\d{1,3}\s(?:to|and|or))?\s$", re.IGNORECASE)
_IS = re.compile(r"\b(?:[Hh]e|[Ss]he|who|I)(?:\s(?:is|was|will\sbe|turns|turned|is\snow)|['’]s)\s$")
_APPOSED = re.compile(r"[A-Z][\w’'.-]*,\s$|\b[A-Z][\w’'-]+\s[A-Z][\w’'-]+\s\($")
_APPOSED_AFTER = re.compile(r",|\)|\.$|\sand\s[A-Z]")
# "John Doe 41 has", as prose without commas has it
_NAME = re.compile(r"\b[A-Z][a-z’'-]+\s[A-Z][a-z’'-]+\s$")
_NAME_AFTER = re.compile(r"\s(?:has|had|is|was|who|of|said|says)\s")
_YEARS, _OLDEST = "year of age", 120


def age(text: str, one: Cardinal) -> Measure | None:
    """The age that a number is, or None."""
    old = _OLD.match(text, one.end)
    if old:
        return _of(one, old.end(), old[0].strip(" -"), f"{old['unit'].lower()} of age")
    if one.scaled or not 0 < one.value < _OLDEST or one.value != one.value.to_integral_value():
        return None
    before = text[max(0, one.start - 40) : one.start]
    unit = unit_words.after(text, one.end)
    if unit is not None:
        years = unit.name == "year" and _AGED.search(before)
        return _of(one, unit.end, text[unit.start : unit.end], _YEARS) if years else None
    return _of(one, one.end, "", _YEARS) if _AGED.search(before) or _is_told(text, one, before) else None


def _of(one: Cardinal, end: int, unit: str, name: str) -> Measure:
    return Measure(one.start, end, one.value, unit, name, (one.start, one.end), digits=one.digits)


def _is_told(text: str, one: Cardinal, before: str) -> bool:
    """Whether the bare number stands where an age is told of somebody."""
    if one.spelled or one.value < 5:
        return False
    if _IS.search(before):
        return counted(text, one.end) is None
    if one.value > 14 and _NAME.search(before) and _NAME_AFTER.match(text, one.end):
        return True
    return bool(_APPOSED.search(before) and _APPOSED_AFTER.match(text, one.end))
