"""Numbers that are part of a name: `Section 12`, `XC40`, `the Nasdaq 100`, `iPhone 15 Pro`. They measure nothing."""

from __future__ import annotations

import re

from tapecheck.data.english import words
from tapecheck.nlp.measuring.cardinal import Cardinal
from tapecheck.nlp.measuring.counted import counted
from tapecheck.nlp.measuring.nouns import is_plural

# What is numbered, not counted; in lower case too, as careless prose has it.
_NUMBERED = re.compile(
    r"\b(?:no|nos|number|section|row|game|channel|chapter|group|phase|stage|level|tier|route|highway|interstate|flight|lap|gate|room|"
    r"version|windows|article|volume|act|season|episode|type|category|grade|round|lane|division|figure|table|item|rule|law|step|class|"
    r"generation|formula|mach|area|district|house|street|avenue|pier|platform|bus|line|series|mark|model|page|pages|part|week|day|"
    r"year|war|title|schedule|matchday|quarter|zone|unit|block|building|floor|seed|pick|rank|ranked|appendix|annex|form|code|bay|suite|exit|"
    r"under|iphone|ipad|galaxy|pixel|note|playstation|xbox|android|ios|boeing|airbus|falcon|apollo|planet|python|core|"
    r"sp|s\s?p|s&p|nasdaq|russell|ftse|nikkei|fortune|big|pac|stoxx|dax|cac|asx|topix|csi|sensex|nifty)[\s.-]{1,2}$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?:^|[^.!?:;\s]\s|[A-Z]\.\s)(?P<word>[A-Z][\w&.’']*(?:[-/]\w+)?)\s$")
_NO_NAME = words("no_names")
_GLUED_BEFORE = re.compile(r"[A-Za-z_@#/\\&]$|[A-Za-z]{1,20}[-–][A-Za-z0-9]{0,3}$|\d[.,:/]$|[A-Za-z]\.$")
_HYPHENED_BY = re.compile(
    r"(?:^|[^A-Za-z])(?:sub|mid|ultra|a|an|per|the|of|to|and|or|non|pre)[-–]$|(?:\d[A-Za-z%]{0,3}|\b(?:one|two|three|four|five|six|"
    r"seven|eight|nine|ten))[-–]$",
    re.IGNORECASE,
)
_GLUED_AFTER = re.compile(r"[A-Za-z]|['’]s?\b|/\d|-[A-Z]\d|_")


def is_glued(text: str, one: Cardinal, has_unit: bool) -> bool:
    """Whether the digits are only a piece of a word: `XC40`, `TA-35`, `22nd`, `1990s`, `5/6`."""
    if not has_unit and _GLUED_AFTER.match(text, one.end):
        return True
    before = text[max(0, one.start - 40) : one.start]
    return bool(_GLUED_BEFORE.search(before)) and not _HYPHENED_BY.search(before)


def in_a_name(text: str, one: Cardinal) -> bool:
    """Whether the digits, which have no unit, belong to the name before or after them."""
    before, after = text[max(0, one.start - 40) : one.start], text[one.end : one.end + 30]
    if one.scaled or "," in one.digits or ("." in one.digits and one.value > 20) or len(one.digits) > 4:
        return _is_zip_code(text, one)
    if before.endswith("#") or _NUMBERED.search(before) or _before_a_name(text, one):
        return True
    if before.endswith("(") and after.startswith(")") and len(one.digits) < 3:
        return True
    return after_a_name(before) and not re.match(r"\s(?:of\sthe|[a-z]+s\b)", after)


def after_a_name(before: str) -> bool:
    """Whether a capitalised word that is no ordinary one stands right before."""
    found = _CAPITAL.search(before)
    return found is not None and found["word"] not in _NO_NAME


def is_numbered(before: str) -> bool:
    """Whether what stands right before is numbered, not counted: `Formula`, `Group`, `Channel`."""
    return _NUMBERED.search(before) is not None


def _is_zip_code(text: str, one: Cardinal) -> bool:
    return one.digits.isdigit() and not one.scaled and _before_a_name(text, one)


def _before_a_name(text: str, one: Cardinal) -> bool:
    """`990 Meteor`, `18 Elm Road`; not `40 Leeds fans`."""
    noun = counted(text, one.end)
    several = noun is not None and is_plural(text[noun.start : noun.end])
    return re.match(r"\s[A-Z]", text[one.end :]) is not None and not several
