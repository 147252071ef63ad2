"""A price forecast: "could reach $150,000 by year-end", "sees gold at $5,000", "target of 7,500 for the S&P 500".

Nothing settles it before its day; it is kept open, with who says it and when it is due. Once its time is over, the range of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim, Direction, Modality, Unit
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.nlp.times import TimeRef
from tapecheck.signals.answers import settled, too_coarse, uncovered, whole
from tapecheck.signals.extremes import ends, spans
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import Look, rows_within
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Period, Series

_GOAL = re.compile(
    r"\b(?:to|at|of|reach(?:es|ing)?|hit(?:s|ting)?|touch(?:es|ing)?|test(?:s|ing)?|top(?:s|ping)?|surpass(?:es|ing)?|exceed(?:s|ing)?|past|above|over|below|under|"
    r"towards?|near|around|as\s(?:high|low)\sas|between|target(?:s|ing)?|break(?:s|ing)?|cross(?:es|ing)?|about)\s"
    r"(?:about\s|around\s|nearly\s|just\s|over\s|the\s|a\s|as\shigh\sas\s|as\slow\sas\s|up\sto\s|its\s|key\s){0,6}$",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\b(?:could|may|might|will|would|can|forecasts?|forecasting|predict(?:s|ed|ing|ion|ions)?|expect(?:s|ed|ing)?|sees|target(?:s|ed|ing)?|project(?:s|ed|ing)?|projection|"
    r"poised to|potential|on track|anticipat\w+|calls? for|calling for|outlook|bets?|upside|likely|set to)\b",
    re.IGNORECASE,
)
_BEFORE_NOW = re.compile(
    r"\b(?:was|were|had|did)\s(?:not\s)?(?:expected|forecast|predicted|seen)\b", re.IGNORECASE
)
_DUE = re.compile(
    r"\b(?:by|before|in|at|for|during|through|until)\s(?:the\s)?(?:end\sof\s|early\s|late\s)?$", re.IGNORECASE
)
_YEAR_END = re.compile(
    r"\b(?:by|before|at)\s(?:the\s)?(?:year[\s-]end|end\sof\s(?:the|this)\syear|year['’]s\send)\b",
    re.IGNORECASE,
)
_NEXT_YEAR = re.compile(r"\bnext\syear\b", re.IGNORECASE)
_SUPPORT = re.compile(
    r"\b(?:support|resistance|strike|stop|entry|profit|revenue|earnings|EPS|market\scap|assets?|inflows?|cost)\b",
    re.IGNORECASE,
)
_LARGE = ("million", "billion", "trillion", "bn", "tn")


class PriceForecast:
    """How it is worded."""

    name = "price_forecast"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A level that a price is said to reach some day, or would reach if something happened."""
        for q in sentence.quantities:
            start, end = sentence.clause(q.start)
            said = _FORECAST.search(sentence.text, start, q.start)
            if (
                said is None
                or not _GOAL.search(sentence.before(q.start))
                or _BEFORE_NOW.search(sentence.text, start, q.start)
            ):
                continue
            if q.signed or _SUPPORT.search(sentence.text, start, min(end, q.end + 16)):
                continue
            yield from self._drafts(sentence, q, said.start())

    def _drafts(self, sentence: Sentence, q: Quantity, start: int) -> Iterator[Draft]:
        for who in sentence.subjects(q.start, q.end)[-1:]:
            unit = _unit(q, who)
            if unit is None:
                continue
            modality: Modality = "conditional" if sentence.modality(q.start) == "conditional" else "forecast"
            due = self._due(sentence, q)
            yield sentence.draft(
                self.name, who, start, q.end, q, unit, direction=_direction(sentence, start, q), modality=modality,
                window=due[0] if due else None, window_text=due[1] if due else None, score=0.7,
            )  # fmt: skip

    def _due(self, sentence: Sentence, q: Quantity) -> tuple[tuple[date, date], str] | None:
        """The days by which it is due, where the sentence names them."""
        if (end := _YEAR_END.search(sentence.text)) is not None:
            return (sentence.anchor, date(sentence.anchor.year, 12, 31)), end[0]
        if (year := _NEXT_YEAR.search(sentence.text)) is not None:
            return (date(sentence.anchor.year + 1, 1, 1), date(sentence.anchor.year + 1, 12, 31)), year[0]
        when = next((t for t in sentence.times if self._names_its_day(sentence, t)), None)
        return (when.window, when.text) if when else None

    def _names_its_day(self, sentence: Sentence, t: TimeRef) -> bool:
        return t.window[1] > sentence.anchor and _DUE.search(sentence.text, 0, t.start) is not None


def _times(claim: Claim, look: Look, series: Series) -> Iterator[tuple[Series, slice] | Reading]:
    """The rows of the time given, once it is over."""
    if claim.window is None or claim.window[1] >= look.as_of:
        yield uncovered("the forecast", "a forecast is settled once its time is over")
        return
    rows = rows_within(series, Period(*claim.window))
    if not spans(series, claim.window) or not whole(series, max(0, rows.start - 1), rows.stop - 1):
        yield uncovered("the forecast", too_coarse(series, claim.window[1]))
        return
    yield series, rows


def _came_to(claim: Claim, look: Look, at: tuple[Series, slice]) -> Iterator[Reading]:
    """A level is come to when the range of the days holds it, or goes beyond it the way that was foreseen."""
    assert claim.window is not None
    series, rows = at
    bottom, top = ends(series, rows)
    if bottom is None or top is None:
        yield uncovered("the forecast", f"{series.source} has no prices of {series.symbol} then")
        return
    grade = agrees(claim, bottom.value, top.value, _slack(claim, look.market(claim.subject)))
    observed = f"{series.symbol} ranged {number(bottom.value)} to {number(top.value)} from {claim.window[0]} to {claim.window[1]}"
    yield settled(
        "the range of its time",
        grade,
        observed,
        None,
        "low <= value <= high",
        (bottom.evidence, top.evidence),
    )


def _slack(claim: Claim, market: str) -> float:
    """What vendors may differ by at this level."""
    allowed = tolerance(market)
    return allowed.bp / 100 if claim.unit == "yield" else allowed.level / 100 * float(claim.value or 0)


def _unit(q: Quantity, who: Who) -> Unit | None:
    """The unit of a level of this subject, None where the number cannot be one."""
    if not who.priced or (q.text.lower().endswith(_LARGE) and q.value >= 10_000_000):
        return None
    if who.family == "rate":
        return "yield" if q.unit == "percent" else None
    if who.family == "index":
        return (
            "index"
            if q.unit in (None, "points") and q.value >= 1000 and not 1900 <= q.value <= 2100
            else None
        )
    if q.unit == "usd":
        return "usd"
    bare = q.unit is None and q.value > 500 and ("," in q.text or q.text.lower().endswith("k"))
    return "usd" if bare and who.family in ("crypto", "future") else None


def _direction(sentence: Sentence, start: int, q: Quantity) -> Direction | None:
    way = words.latest_direction(sentence.text, start, q.start)
    if way is not None:
        return way
    return "down" if re.search(r"\b(?:below|under|low)\b", sentence.before(q.start, 24)) else "up"


KIND = Kind(
    PriceForecast(),
    rule="price_forecast/1",
    ways=(
        Way("range of its time, once that is over", (SUBJECT,), "—", ("level", "bp"), _came_to, at=_times),
    ),
)
