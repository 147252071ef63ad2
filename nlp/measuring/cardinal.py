"""A number of prose, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cardinal:
    """A number from `start` to `end`, as it is printed.

    `high` ends a crowd (`tens of thousands`), `part` says that it is a share of something, `spelled` that it is in words, `scaled` that a word
    of scale belongs to it. `digits` are those printed, with their commas.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    part: bool = False
    spelled: bool = False
    scaled: bool = False
    digits: str = ""
