"""Strings made to hurt a pattern: the ones that anybody would try, and the ones that follow from how the pattern is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Make = Callable[[int], str]


def repeated(unit: str, before: str = "", after: str = "") -> Make:
    """A string of any length: an opening, a unit over and over, an end."""
    return lambda n: before + (unit * (n // len(unit) + 1))[: max(0, n - len(before) - len(after))] + after


GENERAL: Mapping[str, Make] = {
    "digits": repeated("1"),
    "money and commas": repeated("$1,"),
    "thousands": repeated(",123", "1"),
    "commas": repeated(",", "1"),
    "hyphens": repeated("-"),
    "per cents": repeated("%"),
    "brackets": repeated("("),
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "spaces": repeated(" ", "a", "b"),
    "line ends": repeated("\n", "a", "b"),
    "one word": repeated("a"),
    "one capital word": repeated("A"),
    "short words": repeated("word "),
    "capitalised words": repeated("Gold "),
    "hyphenated word": repeated("a-"),
    "points": repeated("1."),
    "full stops": repeated("."),
    "quotes": repeated("'"),
    "digits and spaces": repeated("1 "),
    "money": repeated("$1 "),
    "percentages": repeated("1% "),
    "Arabic digits": repeated("\u0663"),
    "fullwidth digits": repeated("\uff11"),
    "zero-width": repeated("\u200b", "9", "1"),
    "soft hyphens": repeated("a\u00ad"),
    "combining marks": repeated("\u0301", "e"),
    "entities": repeated("&amp;"),
    "addresses": repeated("http://a."),
    "months": repeated("May 1 "),
    "prices of names": repeated("Gold rose 1% "),
    "table cells": repeated("| 1 "),
}
# So many places of a pattern, and so many of its alternatives, are tried.
_PLACES, _ALTERNATIVES = 24, 3


def from_pattern(pattern: re.Pattern[str]) -> Mapping[str, Make]:
    """Strings on which the repetitions of a pattern have most ways to go wrong."""
    made: dict[str, Make] = {}
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    places = (place for choice in range(_ALTERNATIVES) for place in _repetitions(parsed, "", choice))
    for before, unit in islice(dict.fromkeys(places), _PLACES):
        for opening, body in ((before, unit), ("", before + unit), ("", before)):
            if body:
                made[f"{opening[-20:]!r} + {body[-20:]!r} * n"] = repeated(body, opening, "!")
    return made


def _repetitions(parsed: Sequence[Any], before: str, choice: int) -> Iterator[tuple[str, str]]:
    """Each repetition: what may stand before it, by one of the alternatives that there are, and what it repeats."""
    for operation, argument in parsed:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most > 2:
                yield from ((before, unit) for unit in _samples(body) if unit)
            yield from _repetitions(body, before, choice)
        elif operation is sre.SUBPATTERN:
            yield from _repetitions(argument[3], before, choice)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                yield from _repetitions(branch, before, choice)
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repetitions(argument[1], before, choice)
        before += _sample(operation, argument, choice)


def _samples(parsed: Sequence[Any]) -> Iterator[str]:
    """Some texts that fit: by the first alternatives everywhere, and by others of the outermost choice."""
    for choice in range(_ALTERNATIVES):
        yield "".join(_sample(operation, argument, choice) for operation, argument in parsed)


def _sample(operation: Any, argument: Any, choice: int) -> str:
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if operation is sre.ANY:
        return "a"
    if operation is sre.IN:
        return _member(argument, choice)
    if operation is sre.BRANCH:
        branches: Sequence[Sequence[Any]] = argument[1]
        return _all(branches[min(choice * max(1, len(branches) // _ALTERNATIVES), len(branches) - 1)], choice)
    if operation is sre.SUBPATTERN:
        return _all(argument[3], choice)
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least: int = min(argument[0], 8)
        return _all(argument[2], choice) * max(1, least)
    return ""


def _all(parsed: Sequence[Any], choice: int) -> str:
    return "".join(_sample(operation, argument, choice) for operation, argument in parsed)


def _member(members: Sequence[Any], choice: int) -> str:
    """A character of a class."""
    if members[0][0] is sre.NEGATE:
        barred = re.compile("".join(("[", *(_written(one) for one in members[1:]), "]")))
        return next(one for one in "a 1,x.-%" if not barred.match(one))
    operation, argument = members[min(choice, len(members) - 1)]
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.RANGE:
        return chr(argument[0])
    named: Mapping[Any, str] = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}
    return named.get(argument, "!")


def _written(member: Any) -> str:
    operation, argument = member
    if operation is sre.LITERAL:
        return re.escape(chr(argument))
    if operation is sre.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    names: Mapping[Any, str] = {
        sre.CATEGORY_DIGIT: r"\d",
        sre.CATEGORY_SPACE: r"\s",
        sre.CATEGORY_WORD: r"\w",
    }
    return names.get(argument, r"\W")
