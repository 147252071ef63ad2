"""The reading stage as components of a spaCy pipeline, each usable by itself.

They read the text of a document, whatever else its pipeline does, and mark it (`marks`). What needs a day gets a function that knows the day of
a document; the kinds of claim come as an argument too, so that this stage knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from spacy.tokens import Doc

from tapecheck.ingest.article import Article
from tapecheck.nlp.decision import Decider, by_score
from tapecheck.nlp.marks import Mark, mark, mark_claims, measure_mark, quantity_mark, time_mark
from tapecheck.nlp.measuring.measures import measures
from tapecheck.nlp.numbers import quantities
from tapecheck.nlp.read import Proposer, Reader, pieces
from tapecheck.nlp.spelling import Piece
from tapecheck.nlp.subjects import OTHER

DayOf = Callable[[Doc], date]
_NO_SERIES = "OTHER"
# Ids of claims hang on the article's; a text checked without a title is called so everywhere.
_ID = "text"


class NumbersPipe:
    """Sets `doc.spans["tapecheck_numbers"]`: every printed quantity outside live-price widgets, `span._.quantity` its value.

    A bare number (a level, a year, the 500 of an index's name) is one too, labelled `number`; the others carry their unit. With `every` the
    numbers are those that measure or count anything, in words too, labelled with the own name of what they count (`horsepower`, `oil rig`).
    """

    def __init__(self, every: bool = False) -> None:
        self._marks = _measures if every else _quantities

    def __call__(self, doc: Doc) -> Doc:
        """Marks a document."""
        found = [found for one in pieces(doc.text) for found in self._marks(one)]
        mark(doc, "tapecheck_numbers", found, "quantity")
        return doc


class TimesPipe:
    """Sets `doc.spans["tapecheck_times"]`: every time expression, `span._.when` its days as seen from the document's."""

    def __init__(self, day_of: DayOf) -> None:
        self._day_of = day_of
        self._reader = Reader(())

    def __call__(self, doc: Doc) -> Doc:
        """Marks a document."""
        read = self._reader.sentences(doc.text, self._day_of(doc))
        mark(doc, "tapecheck_times", [time_mark(s, t) for s in read for t in s.times], "when")
        return doc


class SubjectsPipe:
    """Sets `doc.spans["tapecheck_subjects"]`: every known name, `span._.symbol` what it stands for (`OTHER:...` without a series)."""

    def __init__(self) -> None:
        self._reader = Reader(())

    def __call__(self, doc: Doc) -> Doc:
        """Marks a document."""
        found = [
            Mark(*one.printed(m.start, m.end), _label(m.symbol), value=m.symbol)
            for one in pieces(doc.text)
            for m in self._reader.named(one.text)
        ]
        mark(doc, "tapecheck_subjects", found, "symbol")
        return doc


class ClaimsPipe:
    """Sets `doc.spans["claims"]` and `doc._.claims`: every claim of the given kinds, `span._.claim` the claim of a span."""

    def __init__(self, kinds: Sequence[Proposer], day_of: DayOf, decide: Decider = by_score) -> None:
        self._day_of = day_of
        self._reader = Reader(kinds, decide)

    def __call__(self, doc: Doc) -> Doc:
        """Marks a document."""
        mark_claims(doc, self._reader.claims(Article(text=doc.text, id=_ID), self._day_of(doc)))
        return doc


def _quantities(piece: Piece) -> list[Mark]:
    return [quantity_mark(piece, found) for found in quantities(piece.text)]


def _measures(piece: Piece) -> list[Mark]:
    return [measure_mark(piece, found) for found in measures(piece.text)]


def _label(symbol: str) -> str:
    return _NO_SERIES if symbol.startswith(OTHER) else symbol
