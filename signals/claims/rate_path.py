"""A rate path: "pricing in another 50 bp", "an 87% chance of a cut".

What fed funds futures imply at the close: a contract settles at 100 minus its month's average effective rate (CME).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tapecheck.nlp.claim import Claim, Direction, Modality
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import settled, uncovered
from tapecheck.signals.finding import Evidence, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import Elsewhere, facts
from tapecheck.signals.tape.protocol import Event, Events

_FED = re.compile(r"\b(?:Fed|Federal Reserve|FOMC|FedWatch|rates?|Powell|fed funds)\b")
_FOREIGN = re.compile(
    r"\b(?:ECB|European Central Bank|Bank of England|BoE|BOE|Bank of Japan|BOJ|BoJ|RBA|RBI|PBOC|Bank of Canada|SNB|Reserve Bank)\b"
)
_AHEAD = re.compile(
    r"\b(?:pric(?:e|es|ed|ing)\s(?:in|for)|(?:chance|probability|odds|likelihood|possibility)\b|expect(?:s|ed|ing|ations?)?|bets?|betting|hopes?|dot plot|forecasts?|FedWatch|"
    r"signal(?:s|ed|ing)?|anticipat\w+|see(?:s|ing)?|could|would|may|might|will|likely|to (?:begin|start|cut|lower|raise|hike|hold|keep|pause)|plans?|projected|penciled)\b",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"\b(?:(?P<down>cut(?:s|ting)?|lower(?:s|ing)?|reduc\w+|eas(?:e|ing)|dovish)|(?P<up>hik(?:e|es|ing)|rais(?:e|es|ing)|increas(?:e|es|ing)|tighten\w*|hawkish)|"
    r"(?P<flat>hold(?:s|ing)?|pause[sd]?|pausing|unchanged|steady|keep(?:ing)?|on hold|higher for longer))\b",
    re.IGNORECASE,
)
_RATES = re.compile(r"\brates?\b|basis|bps|cuts?\b|hike", re.IGNORECASE)
_OF_CHANCE = re.compile(r"\s?(?:chance|probab|odds|likelihood|possib)", re.IGNORECASE)
_CHANCE_OF = re.compile(
    r"(?:chance|probability|odds|likelihood)\s(?:\w+\s){0,6}(?:of|at|to|is|was)\s(?:\w+\s)?$", re.IGNORECASE
)
_PRICED = re.compile(r"pric|chance|probab|odds", re.IGNORECASE)
_FED_FUNDS = "FED_FUNDS"
# Half a quarter-point cut: futures move by more than that within hours.
_HALF_A_CUT = 12.5


class RatePath:
    """How it is worded."""

    name = "rate_path"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """What is priced in, expected or said to come of the Fed's rate, with its probability or size where printed."""
        fed, ahead, move = (pattern.search(sentence.text) for pattern in (_FED, _AHEAD, _MOVE))
        if not (fed and ahead and move) or sentence.has(_FOREIGN) or not sentence.has(_RATES):
            return
        numbers = [
            q
            for q in sentence.quantities
            if q.unit in ("bp", "pp") or (q.unit == "percent" and self._chance(sentence, q))
        ]
        start, end = min(m.start() for m in (fed, ahead, move)), max(m.end() for m in (ahead, move))
        direction: Direction = "down" if move["down"] else "up" if move["up"] else "flat"
        meant = self._modality(sentence, move.start())
        for q in numbers:
            yield replace(
                sentence.draft(
                    self.name,
                    Who(_FED_FUNDS, start),
                    min(start, q.start),
                    end,
                    q,
                    direction=direction,
                    score=0.8,
                ),
                modality=meant,
            )
        if not numbers:
            told = max(end, fed.end())
            yield sentence.draft(
                self.name,
                Who(_FED_FUNDS, start),
                start,
                told,
                direction=direction,
                modality=meant,
                score=0.55,
            )

    def _chance(self, sentence: Sentence, q: Quantity) -> bool:
        return (
            _OF_CHANCE.match(sentence.text, q.end) is not None
            or _CHANCE_OF.search(sentence.text, 0, q.start) is not None
        )

    def _modality(self, sentence: Sentence, at: int) -> Modality:
        """What is priced is a fact of today, whatever it says of tomorrow."""
        if sentence.has(_PRICED):
            return "asserted"
        meant = sentence.modality(at)
        return meant if meant in ("forecast", "conditional") else "asserted"


def _foreseen(claim: Claim, look: Look) -> bool:
    """Whether it is a forecast whose time is over."""
    forecast = claim.modality in ("forecast", "conditional") and claim.unit in ("bp", "pp")
    return forecast and claim.window is not None and claim.window[1] < look.as_of


def _of_odds(claim: Claim, look: Look) -> bool:
    return not _foreseen(claim, look) and (claim.unit == "percent" or claim.value is None)


def _of_a_price(claim: Claim, look: Look) -> bool:
    return not _foreseen(claim, look) and not _of_odds(claim, look)


def _decided(claim: Claim, look: Look, found: Events) -> Iterator[Reading]:
    """The sum of the changes announced within the time of a forecast."""
    assert claim.window is not None
    window, name = claim.window, f"the decisions of {claim.window[0]} to {claim.window[1]}"
    if found.covered.first > window[0]:
        yield uncovered(name, f"{found.source} lists decisions from {found.covered.first} on")
        return
    within = [e for e in found.rows if window[0] <= e.day <= window[1]]
    changes = [float(e.values["change_bp"] or 0) for e in within]
    total = sum(changes) * (-1 if claim.direction == "down" else 1) * (1 if claim.unit == "bp" else 0.01)
    proof = [
        Evidence("fomc_decisions", e.day, "change_bp", change, e.source)
        for e, change in zip(within, changes, strict=True)
    ]
    observed = f"from {window[0]} to {window[1]} the Fed moved its rate by {sum(changes):+.0f} bp"
    yield settled(name, agrees(claim, total), observed, sum(changes), "sum of the changes", proof)


def _odds(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered("the odds", "meeting odds need the near fed funds futures of that day (CME FedWatch)")


def _contracts(claim: Claim, look: Look, futures: Events, decisions: Events) -> Iterator[tuple[Event, Event]]:
    """Each contract of the last close before the article, with the decision in force."""
    if futures.rows and decisions.rows:
        last = futures.rows[-1].day
        yield from ((quote, decisions.rows[-1]) for quote in futures.rows if quote.day == last)


def _implied(claim: Claim, look: Look, at: tuple[Event, Event]) -> Iterator[Reading]:
    """A contract's implied rate against the middle of the range in force; never enough to call a quote false."""
    quote, decision = at
    month, rate = quote.values["contract_month"], float(quote.values["implied_rate"] or 0)
    now = (float(decision.values["lower"] or 0) + float(decision.values["upper"] or 0)) / 2
    priced, unit = 100 * (rate - now), 1 if claim.unit == "bp" else 0.01
    size = -priced if claim.direction == "down" else priced
    grade = agrees(claim, size * unit, slack=_HALF_A_CUT * unit)
    if grade:
        yield settled(
            f"the {month} contract",
            grade,
            f"the {month} contract implied {priced:+.0f} bp on {quote.day}",
            priced,
            "implied rate - middle of the target range",
            (Evidence(f"ZQ {month}", quote.day, "implied_rate", rate, quote.source),),
        )


def _strip(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered(
        "the strip", "the tape's futures do not settle what was priced in at that hour (CME FedWatch)"
    )


_DECISIONS = facts("fomc_decisions", "the Fed's decisions")
_FUTURES = facts("fed_funds_futures")


KIND = Kind(
    RatePath(),
    rule="rate_path/1",
    ways=(
        Way(
            "sum of the changes, once its time is over",
            (_DECISIONS,),
            "the range before",
            (),
            _decided,
            when=_foreseen,
        ),
        undecided("the odds of a meeting", (Elsewhere("CME FedWatch"),), _odds, when=_of_odds),
        Way(
            "rate implied by a contract",
            (_FUTURES, _DECISIONS),
            "the middle of the range in force",
            (),
            _implied,
            at=_contracts,
            when=_of_a_price,
            absent=(),
        ),
        undecided("what was priced in at that hour", (Elsewhere("CME FedWatch"),), _strip, when=_of_a_price),
    ),
)
