"""Sentences: market prose broken where a reader would break it.

Line breaks always end a sentence (headlines, bullets, tables); a full stop does when a capital, quote or figure follows and
the word before is no abbreviation of the market's or the calendar's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# What is longer was never a sentence: a page without line breaks, or text made to stall whoever reads it. Where one character in six is a
# digit it is a table, of which every number would be tried with every other.
MAX_SENTENCE, MAX_TABLE = 1000, 250
_DENSE = 6
_DIGIT = re.compile(r"[0-9]")
_BREAK = re.compile(r"\n+|(?<=[.!?…])[\"”’')]{0,4}\s+(?=[\"“‘'(]?[A-Z$0-9•])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“‘'])(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|Prof|Inc|Corp|Co|Ltd|vs|St|No|Gov|Sen|Rep|Gen|"
    r"approx|est|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|E\.U|D\.C|[A-Z])\.$"
)
_STARTER = re.compile(
    r"[\"“‘'(]?(?:The|But|And|In|On|It|He|She|They|We|That|This|For|At|As|Meanwhile|However|While|If|A|An|After|Stocks)\b"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans `(start, end)` of the sentences of `text`, blank ones left out."""
    start = 0
    for match in _BREAK.finditer(text):
        end = match.start()
        if "\n" not in match[0]:
            end += len(match[0]) - len(match[0].lstrip("\"”’')"))
            if _abbreviated(text, start, match):
                continue
        yield from _short(text, start, end)
        start = match.end()
    yield from _short(text, start, len(text))


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span in parts that are no longer than a sentence can be, divided where a reader would pause, between words at least."""
    while end - start > MAX_TABLE:
        digits = len(_DIGIT.findall(text, start, min(end, start + MAX_SENTENCE)))
        most = MAX_TABLE if digits * _DENSE > min(end - start, MAX_SENTENCE) else MAX_SENTENCE
        if end - start <= most:
            break
        cut = _pause(text, start, start + most)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _pause(text: str, start: int, end: int) -> int:
    """The last pause between two positions, in the second half of the way; the second of them where there is none."""
    for mark in ("; ", ", ", " "):
        at = text.rfind(mark, (start + end) // 2, end)
        if at >= 0:
            return at + len(mark)
    return end


def _abbreviated(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - 12) : match.start()]
    if not _ABBREVIATION.search(before):
        return False
    return not (
        before.endswith(("U.S.", "U.K.", "a.m.", "p.m.", "Inc.", "Corp."))
        and _STARTER.match(text, match.end())
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        yield start + left, start + len(piece.rstrip())
