"""A policy operation: "$8.2bn of bill purchases, part of $40bn".

Amounts accepted in the New York Fed's outright operations, and amounts announced in its statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp.claim import Claim, Direction
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.signals.answers import settled, trouble, uncovered
from tapecheck.signals.finding import Evidence, Reading
from tapecheck.signals.look import Look
from tapecheck.signals.rounding import agrees
from tapecheck.signals.tape.protocol import Event, Events, Unavailable

_BUYER = re.compile(r"\b(?:Fed|Federal Reserve|New York Fed|central bank)\b")
_OPERATION = re.compile(
    r"\b(?:bought|buys?|buying|purchas(?:e|es|ed|ing)|(?:bill|Treasury|asset|bond|reserve[\s-]management)\s(?:purchases?|buying)|runoff|run-off|quantitative (?:easing|tightening)|QT|QE|taper(?:ing|ed)?)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:bills?|T-bills?|Treasur(?:y|ies|ys)|securities|bonds?|mortgage-backed|MBS|asset|reserve[\s-]management)\b",
    re.IGNORECASE,
)
_SELLING = re.compile(r"runoff|run-off|tightening|QT|taper|sold|sell", re.IGNORECASE)
_BALANCE_SHEET = "FED_BALANCE_SHEET"
_RECENT_DAYS = 45


class PolicyOperation:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "policy_operation"
    rule = "policy_operation/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Amounts that the Fed bought, or will, of which paper."""
        fed, operation = _BUYER.search(sentence.text), _OPERATION.search(sentence.text)
        if fed is None or operation is None or not sentence.has(_PAPER):
            return
        who = Who(_BALANCE_SHEET, min(fed.start(), operation.start()))
        direction: Direction = "down" if _SELLING.search(operation[0]) else "up"
        for q in sentence.quantities:
            if q.unit == "usd" and q.value >= 100_000_000:
                yield sentence.draft(
                    self.name,
                    who,
                    min(q.start, operation.start()),
                    max(q.end, operation.end()),
                    q,
                    direction=direction,
                    score=0.8,
                )

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """One operation's accepted amount, a month of them, or an announced programme."""
        told = False
        for name in ("policy_announcements", "policy_operations"):
            table = look.events(name)
            if isinstance(table, Unavailable):
                yield trouble(table)
            elif isinstance(table, Events):
                recent = [e for e in table.rows if 0 <= (look.as_of - e.day).days <= _RECENT_DAYS]
                told = told or bool(recent)
                yield from (self._reading(claim, e) for e in recent)
        if not told:
            yield uncovered("the operation", "the tape holds no New York Fed operations for those days")
        yield uncovered(
            "the programme",
            "only single operations and the announcements at hand can be checked, not every total",
        )

    def _reading(self, claim: Claim, event: Event) -> Reading:
        amount = float(event.values.get("amount_usd") or 0) or 1e9 * float(
            event.values.get("accepted_busd") or 0
        )
        what = event.values.get("operation_type") or event.values.get("what") or event.name
        observed = f"{what} on {event.day}: ${amount / 1e9:,.3f}bn"
        proof = (Evidence("FED_BALANCE_SHEET", event.day, "amount_usd", amount, event.source),)
        return settled(
            f"{what} of {event.day}",
            agrees(claim, amount),
            observed,
            amount,
            "amount accepted or announced",
            proof,
        )


KIND = PolicyOperation()
