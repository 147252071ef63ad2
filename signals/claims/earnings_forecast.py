"""An earnings forecast: "EPS growth of about 49% for 2026, says a bank". Open until its period has been reported."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp.claim import Claim, Direction, Window
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.nlp.subjects import OTHER
from tapecheck.signals.answers import uncovered
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.sources import Elsewhere

_EARNINGS = re.compile(
    r"\b(?:EPS|earnings(?:[\s-]per[\s-]share)?|profits?|net income|revenue)\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:expect(?:s|ed|ing|ations?)?|forecasts?|forecasting|estimat(?:e|es|ed|ing)|project(?:s|ed|ing|ions?)?|guid(?:ance|es|ed)|sees?|seen|predict(?:s|ed|ing)?|consensus|"
    r"will|could|outlook|anticipat\w+|pencil\w*)\b",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\bprice[\s-]targets?\b[^.;]{0,60}?\b(?:to|of|at|from)\s$|\btarget(?:\sprice)?\s(?:of|to|at)\s$",
    re.IGNORECASE,
)
_GROWTH = re.compile(r"growth|grow|rise|increase|jump|climb|surge|up\b|higher|expand", re.IGNORECASE)
_SHRINK = re.compile(r"declin|fall|drop|lower|down\b|shrink|contract", re.IGNORECASE)


class EarningsForecast:
    """How it is worded."""

    name = "earnings_forecast"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Earnings that somebody expects, and price targets of shares."""
        earnings, ahead = sentence.has(_EARNINGS), sentence.has(_AHEAD)
        for q in sentence.quantities:
            target = _TARGET.search(sentence.text, 0, q.start) is not None
            if q.unit not in ("percent", "usd") or not (target or (earnings and ahead)):
                continue
            for who in self._whose(sentence, q, target):
                yield sentence.draft(
                    self.name,
                    who,
                    q.start,
                    q.end,
                    q,
                    direction=self._direction(sentence, q),
                    basis="unspecified",
                    modality="forecast",
                    window=self._period(sentence),
                    score=0.75,
                )

    def _whose(self, sentence: Sentence, q: Quantity, target: bool) -> tuple[Who, ...]:
        """Shares and the indexes that hold them earn; gold and Bitcoin do not. A target is a share's."""
        families = ("stock",) if target else ("stock", "index", "etf")
        return tuple(
            w
            for w in sentence.subjects(q.start, q.end)[-1:]
            if w.family in families or w.symbol.startswith(OTHER)
        )

    def _direction(self, sentence: Sentence, q: Quantity) -> Direction | None:
        start, end = sentence.clause(q.start)
        if _SHRINK.search(sentence.text, start, end):
            return "down"
        return "up" if _GROWTH.search(sentence.text, start, end) else None

    def _period(self, sentence: Sentence) -> Window | None:
        """The year or quarter that the earnings belong to, by which the forecast falls due."""
        return next((t.window for t in sentence.times if t.kind in ("year", "quarter")), None)


def _filed(claim: Claim, look: Look) -> Iterator[Reading]:
    """Once due, a forecast needs the companies' filings."""
    yield uncovered(
        "the filings",
        "reported earnings come from company filings or S&P Dow Jones Indices, not from this tape",
    )


KIND = Kind(
    EarningsForecast(),
    rule="earnings_forecast/1",
    ways=(undecided("what will be reported", (Elsewhere("reported earnings"),), _filed),),
)
