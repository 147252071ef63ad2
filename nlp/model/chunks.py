"""Chunks: an article's sentences as word pieces, packed whole into rows that the encoder reads at once, so that each is read beside its neighbours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from tapecheck.nlp.model.pairs import Place

# Word pieces of a row, its two marks included. Longer sentences are cut: what stands beyond is read by the grammar alone.
ROW = 160
# Half a sentence more than an even share, or there would often be one row more.
_SPARE = 12
PAD, OPEN, CLOSE, MASK, UNKNOWN = "[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]"


class Span(NamedTuple):
    """Word pieces `first..last` (exclusive) of a row."""

    row: int
    first: int
    last: int


class Chunks:
    """The word pieces of an article's sentences."""

    def __init__(self, texts: Sequence[str], tokenizer: Tokenizer) -> None:
        self._encoded: list[Encoding] = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        self._at: list[tuple[int, int, int]] = []
        self.rows: list[list[int]] = []
        sentences = [encoded.ids[: ROW - 2] for encoded in self._encoded]
        width = _width([len(ids) for ids in sentences])
        for ids in sentences:
            self._pack(ids, width)

    def _pack(self, ids: list[int], width: int) -> None:
        if not self.rows or len(self.rows[-1]) + len(ids) > width:
            self.rows.append([])
        self._at.append((len(self.rows) - 1, len(self.rows[-1]), len(ids)))
        self.rows[-1].extend(ids)

    def span(self, place: Place) -> Span:
        """The whole words at a place; of one beyond the cut, the sentence's last piece."""
        row, offset, length = self._at[place.sentence]
        inside = self._inside(place) or [max(0, length - 1)]
        # The row opens with a mark of its own.
        return Span(row, 1 + offset + inside[0], 2 + offset + inside[-1])

    def types(self, typed: Iterable[tuple[Place, int]]) -> list[list[int]]:
        """The type of every word piece: that of the place it stands in, 0 where it stands in none; shaped as `rows`."""
        found = [[0] * len(row) for row in self.rows]
        for place, kind in typed:
            row, offset, _ = self._at[place.sentence]
            for piece in self._inside(place):
                found[row][offset + piece] = kind
        return found

    def _inside(self, place: Place) -> list[int]:
        length = self._at[place.sentence][2]
        offsets = self._encoded[place.sentence].offsets[:length]
        return [i for i, (start, end) in enumerate(offsets) if start < place.end and end > place.start]


def _width(lengths: Sequence[int]) -> int:
    """How many pieces a row may take, so that rows come out about equally long: what is filled up is read in vain."""
    most = ROW - 2
    even = math.ceil(sum(lengths) / max(1, math.ceil(sum(lengths) / most)))
    return min(most, max(even + _SPARE, *lengths, 0))


def padded(rows: Sequence[Sequence[int]], first: int, last: int, pad: int) -> NDArray[np.int64]:
    """Rows between their two marks, filled up to the longest; shape (rows, pieces)."""
    width = max(map(len, rows), default=0) + 2
    found = np.full((len(rows), width), pad, np.int64)
    for row, pieces in zip(found, rows, strict=True):
        row[: len(pieces) + 2] = [first, *pieces, last]
    return found


def encoder_inputs(
    rows: Sequence[Sequence[int]], types: Sequence[Sequence[int]], tokenizer: Tokenizer
) -> dict[str, NDArray[np.int64]]:
    """What the encoder reads: the pieces, the mask of what is theirs, and their types; each of shape (rows, pieces)."""
    pad, first, last = (piece_id(tokenizer, mark) for mark in (PAD, OPEN, CLOSE))
    return {
        "ids": padded(rows, first, last, pad),
        "mask": padded([[1] * len(row) for row in rows], 1, 1, 0),
        "types": padded(types, 0, 0, 0),
    }


def piece_id(tokenizer: Tokenizer, piece: str) -> int:
    """The number of a piece that the tokenizer has for certain, one of its marks."""
    found = tokenizer.token_to_id(piece)
    assert found is not None
    return found
