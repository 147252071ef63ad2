"""Units that are printed once for several numbers: `six or seven euros`, `six million 330ml cans`, `210 flats for sale and 90 for rent`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from tapecheck.nlp.measuring.counted import counted
from tapecheck.nlp.measuring.measure import BARE, Measure
from tapecheck.nlp.measuring.nouns import is_plural

_SHARED = re.compile(r"-?,?\s(?:or|and|to|up|down)\s|-,\s|\s?[-–—]\s?")
_ENDS = re.compile(r"[.!?:;]\s")
# A bare number after one of these is of something else: a level after its change, a date after a span.
_NEVER_LEFT_OUT = frozenset(
    ("percentage", "year of age", "year", "month", "week", "day", "hour", "minute", "second", "count")
)


def filled(text: str, found: list[Measure]) -> list[Measure]:
    """The measures with the units that their sentence leaves out."""
    return _from_before(text, _from_things(text, _from_next(text, found)))


def _from_next(text: str, found: list[Measure]) -> list[Measure]:
    """`18 to 25 mph`: the unit of the number that follows."""
    for i in range(len(found) - 2, -1, -1):
        low, high = found[i], found[i + 1]
        if low.name == BARE and high.name != BARE and _SHARED.fullmatch(text, low.end, high.start):
            found[i] = replace(low, name=high.name, unit=high.unit)
    return found


def _from_things(text: str, found: list[Measure]) -> list[Measure]:
    """`six million 330ml cans`: what stands between the number and its things measures them."""
    for i, (one, size) in enumerate(pairwise(found.copy())):
        between = one.name == BARE != size.name and size.start == one.end + 1
        noun = counted(text, size.end) if between else None
        if noun is not None and is_plural(text[noun.start : noun.end]):
            found[i] = replace(one, unit=text[noun.start : noun.end], name=noun.name)
    return found


def _from_before(text: str, found: list[Measure]) -> list[Measure]:
    """A bare number of about the size of the last thing measured in its sentence measures that too."""
    last: Measure | None = None
    for i, one in enumerate(found):
        if one.name != BARE:
            last = last if one.name in _NEVER_LEFT_OUT else one
        elif (
            last is not None and _alike(last.value, one.value) and not _ENDS.search(text, last.end, one.start)
        ):
            found[i] = replace(one, name=last.name)
    return found


def _alike(a: Decimal, b: Decimal) -> bool:
    return a != 0 and Decimal("0.1") <= b / a <= 10
