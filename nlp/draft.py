"""What passes between the grammar and the kinds of claim: a sentence that has been read, and the drafts made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tapecheck.nlp.claim import Basis, Comparator, Direction, Modality, Reference, Unit, Window


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed claim: where it stands in the text and what it would say. Something else decides whether it is one."""

    start: int
    end: int
    kind: str
    subject: str
    value: Decimal | None = None
    value_text: str | None = None
    ulp: Decimal | None = None
    value_high: Decimal | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    comparator: Comparator = "eq"
    basis: Basis = "unspecified"
    window: Window | None = None
    window_text: str | None = None
    reference: Reference | None = None
    attributed_to: str | None = None
    modality: Modality = "asserted"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as the grammar has read it; filled in by `read`."""

    text: str
    start: int
    anchor: date
    notes: tuple[str, ...] = field(default=())
