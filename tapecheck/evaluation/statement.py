"""What is compared: statements of an article as a person labelled them, and as tapecheck told them.

What counts as the same subject, as a subject at all and as core is the referee's definition, the script `score.py` that stands beside the
labelled articles which this project is measured on; it imports nothing of the project, and nothing here is imported from it.
A test holds the figures of both against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from tapecheck.nlp.claim import Window
from tapecheck.nlp.record import plain
from tapecheck.signals.finding import Finding

_SAME = {"GOOGL": "GOOG", "UST_10Y": "^TNX"}
_INDICES = ("^GSPC", "^DJI", "^IXIC", "^NDX", "^RUT", "^VIX", "DX-Y.NYB")
_FUNDS = ("SPY", "QQQ", "DIA", "IWM", "GLD", "SLV")
_STOCKS = ("AAPL", "AMZN", "GOOG", "META", "MSFT", "NVDA", "TSLA")
_COINS = ("BTC-USD", "ETH-USD", "SOL-USD")
_OTHER_PRICES = ("CL=F", "GC=F", "SI=F", "EURUSD=X")
_RATES = (
    "FED_FUNDS", "UST_3M", "UST_1Y", "UST_2Y", "UST_3Y", "UST_5Y", "UST_7Y", "^TNX", "UST_20Y", "UST_30Y",
)  # fmt: skip
_MACRO = (
    "US_CPI", "US_CORE_CPI", "US_PCE", "US_CORE_PCE", "US_UNEMPLOYMENT", "US_PAYROLLS", "US_GDP", "FED_BALANCE_SHEET",
)  # fmt: skip
IN_SCOPE = frozenset((*_INDICES, *_FUNDS, *_STOCKS, *_COINS, *_OTHER_PRICES, *_RATES, *_MACRO))

# Of these kinds a statement without a number is worth as much as one with.
_CORE_WITHOUT_NUMBER = frozenset(
    (
        "co_movement",
        "comparison",
        "extreme_since",
        "moving_average",
        "near_extreme",
        "off_extreme",
        "rate_decision",
        "record",
        "regime",
        "streak",
        "turning_point",
    )
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; offsets index into the article's text, `subject` is already the one of its namesakes that counts.

    `value` is the plain number (27 for 27%), None where nothing is counted; `window` includes both of its days; `verdict` is None
    where nobody gave one.
    """

    start: int
    end: int
    quote: str
    kind: str
    subject: str
    value: float | None
    unit: str | None
    direction: str | None
    comparator: str | None
    window: Window | None
    modality: str | None
    verdict: str | None

    @property
    def in_scope(self) -> bool:
        """Whether its subject is one that is scored."""
        return self.subject in IN_SCOPE

    @property
    def core(self) -> bool:
        """Whether it states a number, or is of a kind that needs none; all else is plain."""
        return self.value is not None or self.kind in _CORE_WITHOUT_NUMBER


@dataclass(frozen=True, slots=True)
class Label(Statement):
    """A statement as a person labelled it. `value_text` is the number as printed; an unsure label is not scored for its verdict;
    `planted` names the error that was put there on purpose."""

    value_text: str | None = None
    sure: bool = True
    planted: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Statement):
    """A statement as tapecheck told it: with how sure the reading was, 0..1, and the words of its verdict."""

    confidence: float = 1.0
    said: str = ""


def subject_of(symbol: str) -> str:
    """The symbol that a subject counts under: two share classes are one company, two names one yield."""
    return _SAME.get(symbol, symbol)


def answer_of(finding: Finding) -> Answer:
    """A finding as a statement."""
    claim = finding.claim
    value = plain(claim.value)
    return Answer(
        start=claim.start, end=claim.end, quote=claim.quote, kind=claim.kind, subject=subject_of(claim.subject),
        value=None if value is None else float(value), unit=claim.unit, direction=claim.direction, comparator=claim.comparator,
        window=claim.window, modality=claim.modality, verdict=finding.verdict.value, confidence=claim.confidence,
        said=finding.observed or finding.explanation,
    )  # fmt: skip
