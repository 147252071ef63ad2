"""A rate decision: "cut by 25 basis points to 3.50-3.75%", "third straight cut", "held".

The Federal Open Market Committee announces at 14:00 New York; the new range takes effect the day after (federalreserve.gov).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tapecheck.nlp import words
from tapecheck.nlp.claim import Direction
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import ORDINALS, ordinal

_FED = re.compile(
    r"\b(?:Fed|Federal Reserve|FOMC|Federal Open Market Committee|U\.?S\.? central bank|central bank|policymakers|Powell|the committee)\b"
)
_FOREIGN = re.compile(
    r"\b(?:ECB|European Central Bank|Bank of England|BoE|BOE|Bank of Japan|BOJ|BoJ|RBA|RBI|PBOC|Bank of Canada|Swiss National Bank|SNB|Reserve Bank|Riksbank|Banxico|"
    r"China['’]s|Turkey|Brazil|Japan|India|Mexico|Korea)\b"
)
_DECIDED = re.compile(
    r"\b(?:(?P<down>cut|cuts|cutting|lowered|lowering|reduced|reducing|slashed|trimmed|eased)|(?P<up>raised|raises|raising|hiked|hiking|hikes|lifted|increased)|"
    r"(?P<flat>held|holding|kept|keeping|left|leaving|maintained|paused|stood pat))\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?:rates?|borrowing costs?|target range|benchmark|basis points?|bps|percentage[\s-]points?|quarter[\s-](?:of a\s)?(?:percentage[\s-])?point|half[\s-]point)\b",
    re.IGNORECASE,
)
_NTH = re.compile(
    rf"\b(?P<nth>\d+(?:st|nd|rd|th)|{'|'.join(ORDINALS)})\s(?:straight|consecutive|successive|time|(?:rate\s|interest-rate\s)?(?:cut|hike|reduction|increase)|meeting)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:to|not|begin|start|of|for|more|future|further|when|pause|continue|stop|n.t|before|until)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_BY_THE_FED = re.compile(r"\bby the (?:Fed|Federal)")
_CHANCE = re.compile(r".{0,14}(?:chance|probab|odds)", re.IGNORECASE)
_FED_FUNDS = "FED_FUNDS"


class RateDecision:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "rate_decision"
    rule = "rate_decision/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """What the Fed did to its target range: size, range, and which one in a row it was."""
        fed = _FED.search(sentence.text)
        if fed is None or sentence.has(_FOREIGN):
            return
        for match in _DECIDED.finditer(sentence.text):
            if self._decided(sentence, fed, match):
                yield from self._drafts(sentence, fed, match)
                return

    def _decided(self, sentence: Sentence, fed: re.Match[str], match: re.Match[str]) -> bool:
        text = sentence.text
        if not _RATE.search(text, match.start(), match.end() + 70) or match.start() - fed.end() > 60:
            return False
        if fed.start() > match.start() and not _BY_THE_FED.search(text, match.end()):
            return False
        return sentence.modality(match.start()) == "asserted" and not _NOT_YET.search(
            sentence.before(match.start(), 16)
        )

    def _drafts(self, sentence: Sentence, fed: re.Match[str], match: re.Match[str]) -> Iterator[Draft]:
        direction: Direction = "down" if match["down"] else "up" if match["up"] else "flat"
        who, start = Who(_FED_FUNDS, min(fed.start(), match.start())), match.start()
        numbers = [
            q
            for q in sentence.quantities
            if 0 <= q.start - match.end() < 140
            and q.unit in ("bp", "pp", "percent")
            and not _CHANCE.match(sentence.text, q.end)
        ]
        for q in numbers[:2]:
            yield sentence.draft(self.name, who, start, q.end, q, direction=direction, score=0.8)
        nth = _NTH.search(sentence.text, start)
        count = ordinal(nth["nth"]) if nth else 1
        if nth and count > 1:
            yield sentence.draft(
                self.name,
                who,
                start,
                nth.end(),
                direction=direction,
                value=Decimal(count),
                value_text=nth["nth"],
                ulp=Decimal(1),
                unit="count",
                score=0.8,
            )
        rate = _RATE.search(sentence.text, start)
        if not numbers and count == 1 and rate:
            yield sentence.draft(self.name, who, start, rate.end(), direction=direction, score=0.8)


KIND = RateDecision()
