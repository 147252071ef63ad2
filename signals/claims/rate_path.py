"""A rate path: "pricing in another 50 bp", "an 87% chance of a cut".

What fed funds futures imply at the close: a contract settles at 100 minus its month's average effective rate (CME).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tapecheck.nlp.claim import Claim, Direction, Modality, Window
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import settled, trouble, uncovered
from tapecheck.signals.finding import Evidence, Reading
from tapecheck.signals.look import Look
from tapecheck.signals.rounding import agrees
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Unavailable

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
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "rate_path"
    rule = "rate_path/1"
    settled_by = "the Fed's decisions"

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

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """What futures implied at the last close before the article, for the contracts at hand; never enough to call a quote false. Of a
        forecast whose time is over, what the Fed decided in it."""
        foreseen = claim.modality in ("forecast", "conditional") and claim.unit in ("bp", "pp")
        if foreseen and claim.window is not None and claim.window[1] < look.as_of:
            yield self._decided(claim, claim.window, look)
            return
        if claim.unit == "percent" or claim.value is None:
            yield uncovered(
                "the odds", "meeting odds need the near fed funds futures of that day (CME FedWatch)"
            )
            return
        futures, decisions = look.events("fed_funds_futures"), look.events("fomc_decisions")
        if isinstance(futures, Events) and isinstance(decisions, Events) and futures.rows and decisions.rows:
            yield from self._implied(claim, futures, decisions.rows[-1])
        yield uncovered(
            "the strip", "the tape's futures do not settle what was priced in at that hour (CME FedWatch)"
        )

    def _decided(self, claim: Claim, window: Window, look: Look) -> Reading:
        """The sum of the changes announced within a window."""
        found = look.events("fomc_decisions")
        if isinstance(found, NotCovered | Unavailable):
            return trouble(found)
        name = f"the decisions of {window[0]} to {window[1]}"
        if found.covered.first > window[0]:
            return uncovered(name, f"{found.source} lists decisions from {found.covered.first} on")
        within = [e for e in found.rows if window[0] <= e.day <= window[1]]
        changes = [float(e.values["change_bp"] or 0) for e in within]
        total = sum(changes) * (-1 if claim.direction == "down" else 1) * (1 if claim.unit == "bp" else 0.01)
        proof = [
            Evidence("fomc_decisions", e.day, "change_bp", change, e.source)
            for e, change in zip(within, changes, strict=True)
        ]
        observed = f"from {window[0]} to {window[1]} the Fed moved its rate by {sum(changes):+.0f} bp"
        return settled(name, agrees(claim, total), observed, sum(changes), "sum of the changes", proof)

    def _implied(self, claim: Claim, futures: Events, decision: Event) -> Iterator[Reading]:
        """Each contract's implied rate against the middle of the range in force."""
        now = (float(decision.values["lower"] or 0) + float(decision.values["upper"] or 0)) / 2
        last = futures.rows[-1].day
        for quote in (e for e in futures.rows if e.day == last):
            priced = 100 * (float(quote.values["implied_rate"] or 0) - now)
            size = -priced if claim.direction == "down" else priced
            observed = f"the {quote.values['contract_month']} contract implied {priced:+.0f} bp on {last}"
            proof = (
                Evidence(
                    f"ZQ {quote.values['contract_month']}",
                    last,
                    "implied_rate",
                    float(quote.values["implied_rate"] or 0),
                    quote.source,
                ),
            )
            grade = agrees(
                claim,
                size * (1 if claim.unit == "bp" else 0.01),
                slack=_HALF_A_CUT * (1 if claim.unit == "bp" else 0.01),
            )
            if grade:
                yield settled(
                    f"the {quote.values['contract_month']} contract",
                    grade,
                    observed,
                    priced,
                    "implied rate - middle of the target range",
                    proof,
                )


KIND = RatePath()
