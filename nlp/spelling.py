"""One spelling for what typography writes in several ways, so that no pattern of the grammar has to know them all.

Quotes are straight, hyphens and minus signs are "-", every space is one space, line ends are newlines, an em dash is "—" however it was
set; soft hyphens, zero-width and other invisible characters are gone, and an entity that somebody forgot to decode is its character.
The grammar reads this; what it finds is put back on the printed text, from which every quote is taken. Digits that are not ASCII stay
as they are and are digits to nobody.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# Each of these is one character, and so is what it becomes: offsets do not move.
_SAME_LENGTH = {
    "'": "‘’‛ʼ′´`",
    '"': "“”„‟″«»",
    "-": "‐‑‒–−﹣－",
    "—": "―",
    # Patterns that ignore case would take these for an s, an i and a K, which no table of words does.
    "s": "ſ",
    "i": "ıİ",
    "K": "\u212a",
    "\n": "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029",
}
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"
# Not before a figure, where it may be its sign.
_SPACED_HYPHEN = re.compile(r"(?<= )-(?= (?![$£€¥₹0-9]))")
# What formats and prints nothing (Unicode's Cf), and what only chooses the look of the character before it.
_GONE = (
    "[\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3"
    "\\U0001d173-\\U0001d17a\\U000e0001\\U000e0020-\\U000e007f]"
)
# What is read as another number of characters than it is printed with.
_UNEVEN = re.compile(
    rf"(?P<spaces> (?: |{_GONE})+)|(?P<gone>{_GONE}+)|(?P<dash>(?<=[^\n-])--(?![-0-9]))|(?P<entity>{_ENTITY})"
)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters `start..end` of the spelling, which are `first..last` in print; as many of them, or one for several."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text in the grammar's spelling; `stretches` say where it stands in print, none where every character is in its place."""

    text: str
    stretches: tuple[_Stretch, ...] = ()

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start..end` stand in the printed text."""
        if not self.stretches:
            return start, end
        here = self._holding(start)
        first = min(here.first + start - here.start, here.last)
        if end <= start:
            return first, first
        there = self._holding(end - 1)
        return first, max(there.last - (there.end - end), there.first)

    def _holding(self, at: int) -> _Stretch:
        return self.stretches[max(0, bisect_right(self.stretches, at, key=lambda one: one.start) - 1)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a spelled text, as it is read; `start` is where it begins in the spelling of the `whole`."""

    text: str
    start: int
    whole: Spelled

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Where its characters `start..end` stand in the printed text."""
        return self.whole.printed(self.start + start, self.start + end)


def spelled(text: str) -> Spelled:
    """A text as the grammar reads it."""
    even = _SPACED_HYPHEN.sub("—", text.translate(_translation()))
    parts = list(_parts(even))
    if len(parts) == 1:
        return Spelled(even)
    return Spelled("".join(words for words, _ in parts), tuple(_stretches(parts)))


def _parts(even: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """What is read, and the place in print of it; together they are all of the text but what is left out."""
    at = 0
    for match in _UNEVEN.finditer(even):
        words = _instead(match)
        if words == match[0]:
            continue
        yield even[at : match.start()], (at, match.start())
        yield words, match.span()
        at = match.end()
    yield even[at:], (at, len(even))


def _stretches(parts: list[tuple[str, tuple[int, int]]]) -> Iterator[_Stretch]:
    at = 0
    for words, (first, last) in parts:
        if words:
            yield _Stretch(at, at + len(words), first, last)
        at += len(words)


def _instead(match: re.Match[str]) -> str:
    if match["spaces"]:
        return " "
    if match["dash"]:
        return "—"
    if match["gone"]:
        return ""
    character = html.unescape(match[0]).translate(_translation())
    return character if len(character) == 1 else match[0]


@cache
def _translation() -> dict[int, str]:
    table = {ord(one): canonical for canonical, many in _SAME_LENGTH.items() for one in many}
    spaces = (n for n in range(0x80, 0x3001) if unicodedata.category(chr(n)) == "Zs")
    controls = (*range(0x09), *range(0x0E, 0x1C), 0x1F, *range(0x7F, 0x85), *range(0x86, 0xA0))
    surrogates = range(0xD800, 0xE000)
    return (
        table
        | dict.fromkeys(spaces, " ")
        | dict.fromkeys(controls, " ")
        | dict.fromkeys(surrogates, "\ufffd")
    )
