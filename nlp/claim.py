"""The claim: one (subject, kind, value) that an article states, with the exact words that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Unit = Literal["percent", "bp", "pp", "points", "usd", "index", "count", "yield", "other"]
Direction = Literal["up", "down", "flat"]
Comparator = Literal["eq", "approx", "gt", "lt", "range"]
Basis = Literal["close", "intraday", "unspecified"]
Modality = Literal["asserted", "forecast", "conditional", "opinion", "question"]
ReferenceKind = Literal["record", "peak", "low", "prior_close", "period_start", "date", "level", "other"]
Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a claim measures against: a peak, a record, a date, another instrument.

    `value` is the printed level of it, if any; `window` the days it lies in; `subject` the symbol of the other
    instrument in a comparison or a co-movement; `text` the words that name it.
    """

    kind: ReferenceKind
    text: str
    value: Decimal | None = None
    ulp: Decimal | None = None
    window: Window | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement.

    `text[start:end] == quote` holds for the text of its article. `value` is the plain number (27 for 27%, 25 for 25
    basis points, 40000000000 for $40bn) and `ulp` what one unit of its last printed digit is worth (1 for 27, 0.01 for
    4,649.23, 100000000 for $8.2bn); `value_high` is the upper end of a printed range. `window` is the span of days the claim
    speaks about, both ends included, in the exchange's calendar. `window_text` is the wording that gave it, None when
    it was taken for granted; then `nearby` are the times that the sentence and those just before it name for other things. `origin` says who decided that this is a claim (`grammar`, or a model's name), `confidence`
    in 0..1 how sure it was.
    """

    id: str
    start: int
    end: int
    quote: str
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
    nearby: tuple[Window, ...] = ()
    reference: Reference | None = None
    attributed_to: str | None = None
    modality: Modality = "asserted"
    origin: str = "grammar"
    confidence: float = 1.0
