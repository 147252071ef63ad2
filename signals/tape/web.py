"""One GET as an answer: the text of a page, or why there is none. The one place where the network's failures become the tape's.

No address stands in any reason: a key may be part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tapecheck.ingest.errors import FetchError
from tapecheck.ingest.fetch import fetch
from tapecheck.signals.tape.protocol import NotCovered, Unavailable

# How many lines above the last one tell how long a whole cell is.
_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its text, and the SHA-256 of its bytes."""

    text: str
    sha256: str


def get(url: str, who: str, what: str) -> Answer | NotCovered | Unavailable:
    """The text behind an address; `who` and `what` word the reason when there is none ("FRED", "the series CPIAUCSL")."""
    try:
        data = fetch(url).data
    except FetchError as wrong:
        return _failed(wrong, who, what)
    try:
        return Answer(data.decode("utf-8-sig"), hashlib.sha256(data).hexdigest())
    except UnicodeDecodeError:
        return unusable(who, what, "not text in UTF-8")


def _failed(wrong: FetchError, who: str, what: str) -> NotCovered | Unavailable:
    if wrong.status == 404:
        return NotCovered(f"{who} has no {what} (404)")
    if wrong.status == 429:
        return Unavailable(f"{who} asks to slow down (429); try again later", "rate_limited")
    if wrong.timed_out:
        return Unavailable(f"{who} gave no answer in time for {what}; try again later", "timeout")
    if wrong.status is not None:
        return Unavailable(f"{who} answered {wrong.status} when asked for {what}", "down")
    # Only the kind of error: what a library says further may hold the address.
    return Unavailable(f"{who} could not be asked for {what} ({wrong.reason.split(':')[0]})", "down")


def unusable(who: str, what: str, found: str) -> Unavailable:
    """The answer that came and cannot be used, with what it was instead."""
    return Unavailable(f"{who} answered {what} with {found}; try again later", "partial")


def json_of(answer: Answer) -> dict[str, Any] | None:
    """The JSON object of an answer, None where it is none or breaks off."""
    try:
        found = json.loads(answer.text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def whole_lines(text: str) -> list[str]:
    """The lines of a CSV table without the last one where it breaks off: "4." of "4.69" would be a wrong number.

    Some servers end a whole table without a line's end. So a last line is kept that has every cell, the last as long as those above it.
    """
    lines = text.splitlines()
    if text.endswith("\n") or len(lines) < 2:
        return lines
    last = lines[-1].split(",")
    above = max((len(line.rsplit(",", 1)[-1]) for line in lines[1:-1][-_ALIKE:]), default=len(lines[-1]))
    whole = len(last) == len(lines[0].split(",")) and len(last[-1]) >= above
    return lines if whole else lines[:-1]


def together(shas: Iterable[str]) -> str:
    """One SHA-256 for several answers, in their order; that of a single one as it is."""
    each = tuple(shas)
    return each[0] if len(each) == 1 else hashlib.sha256("\n".join(each).encode()).hexdigest()
