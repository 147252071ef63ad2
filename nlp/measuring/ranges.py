"""Two measures that are one range: `between 18 and 25 mph`, `$1.3-4.8 million`, `from 190 pounds to 172`, `0-to-60 mph`.

After a word of movement the second number is where it led, not an end: `gained 64 points to 8,120` are two measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tapecheck.nlp.measuring.measure import BARE, Measure

_TO = re.compile(r"\s?(?:-|–|—|-to-|(?:\bup\s)?\bto\b)\s?")
_DASH = re.compile(r"\s?[-–—]\s?")
_AND = re.compile(r"\s(?:and|to)\s(?:about\s)?|\s?[-–]\s?")
# "from $90 in June to $85", with decimal points in between
_TO_FAR = re.compile(r"\s(?:[^.;,]|(?<=\d)[.,](?=\d)){3,40}\sto\s")
_BETWEEN = re.compile(r"\bbetween\s(?:about\s|around\s|US\s?)?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:between\s|about\s|around\s|up\sto\s)?$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:by|rose|fell|gained|lost|up|down|added|climbed|dropped|slipped|jumped)\s(?:about\s|around\s)?$",
    re.IGNORECASE,
)


def joined(text: str, found: list[Measure]) -> Iterator[Measure]:
    """The measures, with the two ends of a range as one."""
    following: list[Measure | None] = [*found[1:], None]
    rest = iter(zip(found, following, strict=False))
    for low, high in rest:
        if high is None or not _is_range(text, low, high):
            yield low
            continue
        next(rest)
        name = high.name if low.name == BARE else max(low.name, high.name, key=len)
        low = _scaled(text, low, high)
        yield replace(low, end=high.end, value_high=high.value, name=name, unit=high.unit or low.unit)


def _is_range(text: str, low: Measure, high: Measure) -> bool:
    if not _same_unit(low, high) or low.value_high is not None or high.value_high is not None:
        return False
    gap, before = text[low.end : high.start], text[max(0, low.start - 24) : low.start]
    if _BETWEEN.search(before):
        return _AND.fullmatch(gap) is not None
    if _FROM.search(before):
        far = low.name == high.name != BARE and _TO_FAR.fullmatch(gap)
        return bool(_TO.fullmatch(gap) or far)
    return low.value < high.value and bool(_DASH.fullmatch(gap) or _plainly_to(low, high, gap, before))


def _plainly_to(low: Measure, high: Measure, gap: str, before: str) -> bool:
    moved = low.has_own_unit and _MOVED.search(before)
    return high.name != BARE and not moved and _TO.fullmatch(gap) is not None


def _same_unit(low: Measure, high: Measure) -> bool:
    return BARE in (low.name, high.name) or high.name.startswith(low.name) or low.name.startswith(high.name)


def _scaled(text: str, low: Measure, high: Measure) -> Measure:
    """`$1.3-4.8 million`, `two to three thousand`: the scale printed once belongs to both ends."""
    exponent = high.value.normalize().adjusted() // 3 * 3
    worded = re.search(r"[A-Za-z]", text[slice(*high.number)])
    if worded and low.value < 1000 <= high.value and low.value < high.value.scaleb(-exponent):
        return replace(low, value=low.value.scaleb(exponent))
    return low
