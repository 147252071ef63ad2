"""A market value: "a market cap of $2 trillion", "the second-largest cryptocurrency", "$500bn was wiped off its value".

Price times the shares or coins that exist; how many exist on a day is the company's or the chain's to say, and no tape of prices knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import ORDINALS, ordinal
from tapecheck.nlp.subjects import Mention, meant_by
from tapecheck.signals.answers import uncovered
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.sources import Elsewhere

_VALUE = re.compile(
    r"\b(?:market[\s-](?:cap(?:itali[sz]ation)?s?|values?)|valuations?|valued\sat|(?:in|of)\svalue|wip(?:ed|ing)\s(?:out|off)|erased|fully\sdiluted)\b",
    re.IGNORECASE,
)
_RANK = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(ORDINALS)}|[0-9]{{1,2}}(?:st|nd|rd|th))[\s-])?(?:largest|biggest|most\svaluable|number[\s-]one|leading|top)\s(?:and\s\w+\s)?(?:crypto(?:currency|currencies)?|token|coin|digital\s(?:asset|currency|token)|company|stock)\b"
    r"(?:\sby\smarket\s\w+)?",
    re.IGNORECASE,
)
_FAR = 60
_LARGE = 100_000_000


class MarketValue:
    """How it is worded."""

    name = "market_value"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A value of all of it, or its rank by that."""
        for q in sentence.quantities:
            start, end = sentence.clause(q.start)
            said = _VALUE.search(sentence.text, max(start, q.start - _FAR), min(end, q.end + _FAR))
            if (
                q.unit != "usd"
                or q.value < _LARGE
                or said is None
                or sentence.modality(q.start) != "asserted"
            ):
                continue
            who = self._owner(sentence, min(said.start(), q.start))
            if who is not None:
                yield sentence.draft(
                    self.name,
                    who,
                    min(said.start(), q.start),
                    max(said.end(), q.end),
                    q,
                    direction=words.latest_direction(sentence.text, start, q.start),
                    score=0.75,
                )
        for match in _RANK.finditer(sentence.text):
            yield from self._ranked(sentence, match)

    def _ranked(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        beside = [m for m in sentence.mentions if m.start < match.end() + 24 and m.end > match.start() - 40]
        near = min(beside, key=lambda m: max(m.start - match.end(), match.start() - m.end, 0), default=None)
        if near is not None and Who(meant_by(near), None).priced:
            rank = ordinal(match["nth"]) if match["nth"] else 1
            who = Who(meant_by(near), near.start)
            yield sentence.draft(
                self.name, who, match.start(), match.end(), value=Decimal(rank), value_text=match["nth"] or match[0].split()[0],
                ulp=Decimal(1), unit="count", score=0.6,
            )  # fmt: skip

    def _owner(self, sentence: Sentence, at: int) -> Who | None:
        before: list[Mention] = [m for m in sentence.mentions if m.start <= at]
        if before and Who(meant_by(before[-1]), None).priced:
            return Who(meant_by(before[-1]), before[-1].start)
        return Who(sentence.prior, None) if sentence.prior and not before else None


def _outstanding(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered(
        "the number outstanding",
        f"how many of {claim.subject} there were that day; its issuer or a data vendor has that",
    )


KIND = Kind(
    MarketValue(),
    rule="market_value/1",
    ways=(undecided("how many there are", (Elsewhere("the issuer's count"),), _outstanding),),
)
