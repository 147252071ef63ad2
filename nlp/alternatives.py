"""Long lists of words in a pattern, so written that most of them need not be tried.

Where case is ignored, Python's `re` tries every alternative at every place. Put together by their first letter, with both cases of it written
out, a place costs one look for each letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLAIN = re.compile(r"(?P<first>[A-Za-z])(?![?*{])|(?P<mark>[%~:,–-]|\\\()(?![?*{])")


def by_letter(alternatives: str) -> str:
    """The same alternatives, as a group; each must begin with a letter or a mark of its own. Raises `ValueError` for another beginning."""
    together: dict[str, list[str]] = {}
    for one in _apart(alternatives):
        opening = _PLAIN.match(one)
        if opening is None:
            raise ValueError(f"an alternative must begin with a letter: {one}")
        together.setdefault(_either_case(opening), []).append(one[opening.end() :])
    return "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in together.items()) + ")"


def _either_case(opening: re.Match[str]) -> str:
    letter = opening["first"]
    return f"(?-i:[{letter.lower()}{letter.upper()}])" if letter else opening[0]


def _apart(alternatives: str) -> Iterator[str]:
    """The alternatives of the outermost level."""
    depth, start = 0, 0
    for mark in re.finditer(r"\\.|\[(?:\\.|[^\]\\]){0,80}+\]|[()|]", alternatives):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if mark[0] == "|" and depth == 0:
            yield alternatives[start : mark.start()]
            start = mark.end()
    yield alternatives[start:]
