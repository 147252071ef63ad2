"""Numbers that say when: years, days of a month, times of the clock. They measure nothing."""

from __future__ import annotations

import re

from tapecheck.nlp.measuring.cardinal import Cardinal
from tapecheck.nlp.measuring.counted import counted

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|"
    r"Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_MONTH_BEFORE = re.compile(
    rf"\b{_MONTH}\s?(?:\d{{1,2}}(?:st|nd|rd|th)?(?:,|\s?[-–]|\sto|\sand)\s?)?$", re.IGNORECASE
)
_MONTH_AFTER = re.compile(rf"\s(?:of\s)?{_MONTH}(?!\w)", re.IGNORECASE)
_CLOCK = re.compile(
    r"\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b|\d{4}\s?(?:GMT|UTC|EDT|EST|hours|hrs)\b|\d+:\d|\S+\so['’]?clock",
    re.IGNORECASE,
)
_WITHIN_CLOCK = re.compile(r"\d[:.]$")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|between|late|early|mid|during|before|after|through|for|and|to|the|years?|season|FY|"
    r"fiscal|calendar|than|spring|summer|autumn|fall|winter|christmas|circa|around|versus|vs\.?|its|their|his|her|our|a|back|into|at)|"
    r"['’]s|,)[\s-]$",
    re.IGNORECASE,
)
# What may be a year far from ours.
_YEAR_SURELY = re.compile(r"\b(?:A\.?D\.?|year|[Ii]n|since|between)\s$|\bA\.D\.\s\d{1,4}\s(?:and|to)\s$")
_PAIRED_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d[-–/]$")
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|some|least|over|than|roughly|approximately|(?:average|total|distance)\sof)\s$",
    re.IGNORECASE,
)


def says_when(text: str, one: Cardinal) -> bool:
    """Whether the digits are a time or a part of one."""
    before, after = text[max(0, one.start - 40) : one.start], text[one.end : one.end + 30]
    if is_clock(text, one):
        return True
    if one.scaled or not one.digits.isdigit():
        return False
    if len(one.digits) == 4:
        return _is_year(one, before, after)
    if len(one.digits) == 2 and (_PAIRED_YEARS.search(before) or before.endswith(("'", "’"))):
        return True
    return one.value <= 31 and bool(_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after))


def is_clock(text: str, one: Cardinal) -> bool:
    """Whether the number is a time of the clock or a part of one: `5am`, `12:01`, `ten o'clock`."""
    before = text[max(0, one.start - 3) : one.start]
    return bool(_CLOCK.match(text, one.start) or _WITHIN_CLOCK.search(before))


def _is_year(one: Cardinal, before: str, after: str) -> bool:
    if not 1000 <= one.value <= 2200:
        return False
    if re.match(r"[-–/]\d\d", after) or re.search(r"\d{4}[-–/]$", before) or _MONTH_BEFORE.search(before):
        return True
    round_and_counted = one.value % 100 == 0 and counted(after, 0) is not None
    if _ABOUT.search(before) or round_and_counted:
        return False
    if _YEAR_BEFORE.search(before) and (one.value >= 1500 or _YEAR_SURELY.search(before)):
        return True
    return 1900 <= one.value <= 2040 or (before.endswith("(") and after.startswith(")"))
