"""Numbers in words: `two hundred and fifty`, `two and a half`, `half a million`, fractions of something, and crowds (`tens of thousands`).

A crowd is the range that its word spans, from one of it to ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tapecheck.nlp.measuring.cardinal import Cardinal

ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_FRACTIONS = {
    "half": Decimal("0.5"), "third": Decimal(1) / 3, "quarter": Decimal("0.25"), "fourth": Decimal("0.25"), "fifth": Decimal("0.2"),
    "sixth": Decimal(1) / 6, "eighth": Decimal("0.125"), "tenth": Decimal("0.1"),
}  # fmt: skip
_CROWDS = {
    "tens": 10, "dozens": 12, "hundreds": 100, "thousands": 10**3, "millions": 10**6, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
_SIZES = {word: Decimal(value) for word, value in (ONES | TENS).items() if value}
_WORD = "|".join(sorted({*ONES, *TENS}, key=len, reverse=True))
_POWER = "|".join(POWERS)
_SIZE = rf"(?:{'|'.join(_SIZES)}|[1-9][0-9]{{0,2}})"
_SPELLED = re.compile(
    rf"\b(?:an?[\s-](?=(?:{_POWER}|dozen)\b))?"
    rf"(?P<words>(?:{_WORD}|{_POWER}|dozen)(?:(?:[\s-]|\sand\s(?=(?:{_WORD})\b))(?:{_WORD}|{_POWER}|dozen)(?![\w'’]))*)"
    r"(?:\sand\sa\s(?P<part>half|quarter|third))?(?:-?fold\b)?(?![\w'’])",
    re.IGNORECASE,
)
_HALF_A = re.compile(
    r"\b(?P<part>half|quarter)[\s-]an?[\s-](?P<power>million|billion|trillion|dozen)\b", re.IGNORECASE
)
_PART = re.compile(
    r"\b(?:(?P<of>one|two|three|four|a|an)[\s-](?P<part>half|third|quarter|fourth|fifth|sixth|eighth|tenth)s?|(?P<lone>half))\b"
    r"(?=\s(?:of|the|its|their|his|her|our|all)\b)",
    re.IGNORECASE,
)
_OF_A_GAME = re.compile(
    r"\b(?:first|second|latter|last|third|fourth|next|other|1st|2nd)[\s-]$", re.IGNORECASE
)
_ONE_IN = re.compile(
    rf"\b(?P<top>{_SIZE})\s(?:in|out\sof)(?:\severy)?\s(?P<bottom>{_SIZE})(?=\s[A-Za-z])(?!\s(?:of|in|for))",
    re.IGNORECASE,
)
_CROWD = re.compile(
    r"\b(?P<first>tens|dozens|hundreds|thousands|millions|billions|trillions)(?:\sof\s(?P<then>thousands|millions|billions|trillions))?\b",
    re.IGNORECASE,
)
_APART = re.compile(r"\sand\s|[\s-]+", re.IGNORECASE)


def in_words(text: str) -> Iterator[Cardinal]:
    """Every reading of words as a number; one may lie within another."""
    for read in (_halves, _crowds, _one_in, _parts, _spelled):
        yield from read(text)


def _spelled(text: str) -> Iterator[Cardinal]:
    for match in _SPELLED.finditer(text):
        words = _APART.split(match["words"].lower())
        value = _sum(words)
        if value is not None:
            part = _FRACTIONS[match["part"].lower()] if match["part"] else 0
            end = match.end("part" if match["part"] else "words")
            yield Cardinal(
                match.start(), end, value + part, spelled=True, scaled=not POWERS.keys().isdisjoint(words)
            )


def _sum(words: list[str]) -> Decimal | None:
    """The number of `two hundred fifty thousand`; None where the words are no one number (`one two`)."""
    total, group, room = Decimal(0), Decimal(0), 10**18
    for word in words:
        if word == "dozen":
            group, room = (group or Decimal(1)) * 12, 0
        elif word == "hundred":
            group, room = (group or Decimal(1)) * 100, 100
        elif word in POWERS:
            room = int(10 ** POWERS[word])
            total, group = total + (group or Decimal(1)) * room, Decimal(0)
        else:
            value = ONES.get(word) or TENS.get(word, 0)
            if value >= room:
                return None
            group, room = group + value, 10 if word in TENS else 0
    return total + group


def _halves(text: str) -> Iterator[Cardinal]:
    for match in _HALF_A.finditer(text):
        power = match["power"].lower()
        size = 12 if power == "dozen" else 10 ** POWERS[power]
        value = _FRACTIONS[match["part"].lower()] * size
        yield Cardinal(match.start(), match.end(), value, spelled=True, scaled=True)


def _one_in(text: str) -> Iterator[Cardinal]:
    """`one in five homes`, `3 out of 10 voters`."""
    for match in _ONE_IN.finditer(text):
        top, bottom = (_SIZES.get(match[side].lower()) or Decimal(match[side]) for side in ("top", "bottom"))
        yield Cardinal(match.start(), match.end(), top / bottom, part=True, spelled=True)


def _parts(text: str) -> Iterator[Cardinal]:
    """`a third of`, `two-thirds of`, `half the`: a fraction is a number where it is one of something, and not of a match or a year."""
    for match in _PART.finditer(text):
        if not _OF_A_GAME.search(text, max(0, match.start() - 8), match.start()):
            times = {"a": 1, "an": 1, **ONES}[(match["of"] or "a").lower()]
            part = _FRACTIONS[(match["part"] or match["lone"]).lower()]
            yield Cardinal(match.start(), match.end(), times * part, part=True, spelled=True)


def _crowds(text: str) -> Iterator[Cardinal]:
    for match in _CROWD.finditer(text):
        size = Decimal(_CROWDS[match["first"].lower()] * _CROWDS.get((match["then"] or "").lower(), 1))
        yield Cardinal(match.start(), match.end(), size, 10 * size, spelled=True, scaled=True)
