"""Cardinal numbers of prose, in digits with their scale or in words. A value is exact as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tapecheck.nlp.measuring.cardinal import Cardinal
from tapecheck.nlp.measuring.counted import counted
from tapecheck.nlp.measuring.nouns import is_plural
from tapecheck.nlp.measuring.number_words import in_words
from tapecheck.nlp.numbers import SCALES

_GLYPHS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
_POWERS = {"hundred": 2, "mil": 6, "mm": 6, "trn": 12, **SCALES}
_SCALE = r"trillion|billion|million|mil|thousand|hundred|tn|trn|bln|bn|mln|mn|lakhs?|crores?"
_PRINTED = re.compile(
    rf"""
    (?P<sign>(?<![\w.,)%\]])[-−](?=\.?[0-9])|\bminus[\s-](?=\.?[0-9]))?
    (?<![0-9.,/:])(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]*\.?[0-9]+)
    (?:\s?[×x]\s?10\^?(?P<exponent>[-−]?[0-9]{{1,2}})(?![0-9]))?
    (?:\s(?P<over>[123]/[234])\b|\s?(?P<glyph>[½¼¾⅓⅔]))?
    (?P<scale>(?:[\s-]?hundred\s)?(?:[\s-]?(?:{_SCALE})|(?-i:[kKmMbBtT]|MM))(?![A-Za-z0-9]))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "1/2 pound", "1/16 of a pint"; not "9/11" nor "24/7"
_FRACTION = re.compile(
    r"(?<![\d/.,])[12357][/⁄](?:[23458]|10|16|32|64|100|128)(?=\sof\s|[\s-](?:an?\s)?[a-z]{3,})"
)
# "£35m", "35m of its users", "35m users"; the others are metres
_MONEY = re.compile(r"(?:[$€£¥₹]|\b[A-Z]{2,3}|Rs\.?)\s?$")
_MAY_BE_UNITS = ("m", "b", "t")


def cardinals(text: str) -> list[Cardinal]:
    """Every number of a text, left to right, none within another."""
    found = sorted(
        (*in_words(text), *_fractions(text), *_printed(text)), key=lambda one: (one.start, -one.end)
    )
    kept: list[Cardinal] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _printed(text: str) -> Iterator[Cardinal]:
    for match in _PRINTED.finditer(text):
        power, end = _power(text, match)
        exponent = int((match["exponent"] or "0").replace("−", "-"))
        over = match["over"] or _GLYPHS.get(match["glyph"] or "", "0/1")
        value = (Decimal(match["number"].replace(",", "")) + _ratio(over)).scaleb(power + exponent)
        start = match.start("sign" if match["sign"] else "number")
        yield Cardinal(
            start, end, -value if match["sign"] else value, scaled=power > 0, digits=match["number"]
        )


def _power(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The power of ten that the scale adds, and where the number ends: the m of `100m` is a metre unless it is of money or of things."""
    scale = match["scale"] or ""
    if scale in _MAY_BE_UNITS and not _scales(text, match):
        return 0, match.start("scale")
    return sum(_POWERS[word.strip("-")] for word in scale.lower().split()), match.end()


def _scales(text: str, match: re.Match[str]) -> bool:
    at = match.end()
    noun = counted(text, at)
    if _MONEY.search(text, max(0, match.start("number") - 6), match.start("number")):
        return True
    return text[at : at + 1] in ("-", "–") or (noun is not None and is_plural(text[noun.start : noun.end]))


def _fractions(text: str) -> Iterator[Cardinal]:
    for match in _FRACTION.finditer(text):
        yield Cardinal(match.start(), match.end(), _ratio(match[0].replace("⁄", "/")))


def _ratio(over: str) -> Decimal:
    top, bottom = over.split("/")
    return Decimal(top) / Decimal(bottom)
