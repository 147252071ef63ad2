"""A policy operation: "$8.2bn of bill purchases, part of $40bn".

Amounts accepted in the New York Fed's outright operations, and amounts announced in its statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tapecheck.nlp.claim import Claim, Direction
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.signals.answers import settled, uncovered
from tapecheck.signals.finding import Evidence, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import AtHand, facts
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
    """How it is worded."""

    name = "policy_operation"

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


def _of_these_days(claim: Claim, look: Look, table: Events) -> Iterator[Reading]:
    """One operation's accepted amount, a month of them, or an announced programme."""
    yield from (_reading(claim, event) for event in _recent(table, look))


def _recent(table: Events, look: Look) -> Sequence[Event]:
    return [e for e in table.rows if 0 <= (look.as_of - e.day).days <= _RECENT_DAYS]


def _reading(claim: Claim, event: Event) -> Reading:
    amount = float(event.values.get("amount_usd") or 0) or 1e9 * float(event.values.get("accepted_busd") or 0)
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


def _none_at_hand(claim: Claim, look: Look, tables: Sequence[Events]) -> Iterator[Reading]:
    if not any(_recent(table, look) for table in tables):
        yield uncovered("the operation", "the tape holds no New York Fed operations for those days")


def _any_total(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered(
        "the programme",
        "only single operations and the announcements at hand can be checked, not every total",
    )


_ANNOUNCED, _ACCEPTED = facts("policy_announcements"), facts("policy_operations")
_EITHER = AtHand("policy_announcements, policy_operations", lambda _: (_ANNOUNCED, _ACCEPTED))


KIND = Kind(
    PolicyOperation(),
    rule="policy_operation/1",
    ways=(
        Way("amount announced", (_ANNOUNCED,), "—", (), _of_these_days, absent=(Unavailable,)),
        Way("amount accepted", (_ACCEPTED,), "—", (), _of_these_days, absent=(Unavailable,)),
        undecided("no operation of those days", (_EITHER,), _none_at_hand),
        undecided("a total of several", (), _any_total),
    ),
)
