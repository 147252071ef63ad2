"""A row of a table as sentences, so that what it says can be held against the text: "S&P 500 | 6,827.41 | -1.07%"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PER_CENT = re.compile(r"(?P<sign>[+\-−–])?\s?(?P<figure>[0-9][0-9,]{0,20}(?:\.[0-9]{1,9})?\s?%)")
_PRICE = re.compile(r"\$?[0-9][0-9,]{0,20}(?:\.[0-9]{1,9})?")


def as_sentences(rows: Iterable[str]) -> str:
    """The rows, cells divided by ` | `, the name first, as one sentence a figure; empty where no cell is a figure."""
    return "\n\n".join(sentence for row in rows for sentence in _sentences(*row.split(" | ")))


def _sentences(name: str, *cells: str) -> Iterator[str]:
    for cell in cells:
        moved, price = _PER_CENT.fullmatch(cell.strip()), _PRICE.fullmatch(cell.strip())
        if moved:
            yield f"{name} {'fell' if moved['sign'] in ('-', '−', '–') else 'rose'} {moved['figure']}."
        elif price:
            yield f"{name} closed at {price[0]}."
