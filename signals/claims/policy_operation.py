"""A policy operation: "$8.2bn of bill purchases, part of $40bn".

Amounts accepted in the New York Fed's outright operations, and amounts announced in its statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp import words
from tapecheck.nlp.claim import Direction
from tapecheck.nlp.draft import Draft, Sentence, Who

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


KIND = PolicyOperation()
