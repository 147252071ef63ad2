"""The unit of a number: the sign before it, the word or sign after it, and what it is counted by (`$3 a barrel`, `70 times a minute`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tapecheck.data.units import units
from tapecheck.nlp.measuring.nouns import singular

# "a month", "an hour" count by it, "a year earlier" and "a day later" only say when.
_PER = re.compile(
    r"(?P<any>\s?per\s|-per-)|(?P<known>\s?/\s?|\s(?:an?|each|every)\s|[\s-]an?-)", re.IGNORECASE
)
_WHEN = re.compile(r"\s(?:earlier|ago|before|later|after|or\sso|and\sa)\b", re.IGNORECASE)
_THING = re.compile(r"[A-Za-z]+")
_TIMES = {
    "second",
    "minute",
    "hour",
    "day",
    "night",
    "week",
    "month",
    "quarter",
    "season",
    "year",
    "decade",
    "century",
}
_BY_THE = _TIMES | {
    "share",
    "dozen",
    "head",
    "person",
    "piece",
    "barrel",
    "ounce",
    "gallon",
    "litre",
    "pound-mass",
    "ton",
    "bushel",
    "game",
}
_SHAPES = re.compile(r"(?P<shape>square|sq\.?|cubic|cu\.?)[\s-]", re.IGNORECASE)
_SHAPE_NAMES = {"sq": "square", "cu": "cubic"}
POUNDS = "pound-mass"


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit as printed, from `start` to `end`, and its own name."""

    start: int
    end: int
    name: str


def before(text: str, at: int) -> UnitRead | None:
    """The sign of money that stands right before a number."""
    found = _before().search(text, max(0, at - 8), at)
    return found and UnitRead(found.start(1), at, _named()["before"][found[1]])


def after(text: str, at: int) -> UnitRead | None:
    """The unit that follows a number that ends at `at`, with what it is counted by."""
    found = _shaped(text, at)
    return found and per(text, found)


def _shaped(text: str, at: int) -> UnitRead | None:
    shape = _SHAPES.match(text, at + (text[at : at + 1] in (" ", "-")))
    found = _plain(text, at if shape is None else shape.end())
    if found is None:
        return None
    if shape is not None:
        word = shape["shape"].lower().rstrip(".")
        found = UnitRead(shape.start(), found.end, f"{_SHAPE_NAMES.get(word, word)} {found.name}")
    return found


def per(text: str, found: UnitRead) -> UnitRead:
    """The unit with what it is counted by, where that follows it."""
    link = _PER.match(text, found.end)
    by = link and _by(text, link.end())
    if not link or not by or _WHEN.match(text, by.end):
        return found
    if link["known"] and by.name not in _BY_THE and link[0] != "/":
        return found
    return UnitRead(found.start, by.end, f"{found.name} per {by.name}")


def _by(text: str, at: int) -> UnitRead | None:
    """What is counted by: a unit, after `per` also any thing."""
    unit = _shaped(text, at)
    if unit is not None:
        return unit
    word = _THING.match(text, at)
    return word and UnitRead(at, word.end(), singular(word[0].lower()))


def spelled(word: str) -> str | None:
    """The unit's own name, of a word or sign that stands alone."""
    return _named()["words"].get(word.lower()) or _named()["signs"].get(word)


def _plain(text: str, at: int) -> UnitRead | None:
    """The longest unit that is spelled at a place."""
    ways = ((_tight(), "tight"), (_signs(), "signs"), (_words(), "words"))
    found = [(match, kind) for pattern, kind in ways if (match := pattern.match(text, at))]
    if not found:
        return None
    longest, kind = max(found, key=lambda one: one[0].end())
    key = re.sub(r"\s+", " ", longest[1])
    return UnitRead(longest.start(1), longest.end(1), _named()[kind][key.lower() if kind == "words" else key])


@cache
def _named() -> Mapping[str, Mapping[str, str]]:
    """For each way of spelling, the unit's name by what is printed."""
    return {
        "words": {
            word.lower(): name
            for name, ways in units().items()
            for one in ways.words
            for word in _numbers(one)
        },
        "signs": {sign: name for name, ways in units().items() for sign in ways.signs},
        "tight": {sign: name for name, ways in units().items() for sign in ways.tight},
        "before": {sign: name for name, ways in units().items() for sign in ways.before},
    }


def _numbers(word: str) -> Iterator[str]:
    """A word and its regular plural, with spaces or hyphens between its parts."""
    for one in (word, word if word.endswith("s") else f"{word}s"):
        yield one
        yield one.replace(" ", "-")


def _either(spellings: Iterable[str]) -> str:
    return "|".join(re.escape(one).replace(r"\ ", r"\s") for one in sorted(spellings, key=len, reverse=True))


@cache
def _tight() -> re.Pattern[str]:
    return re.compile(rf"({_either(_named()['tight'])})(?![\w/])")


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(rf"[\s-]?({_either(_named()['signs'])})(?![A-Za-z0-9])")


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"[\s-]?({_either(_named()['words'])})(?![A-Za-z])", re.IGNORECASE)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])({_either(_named()['before'])})\s?$")
