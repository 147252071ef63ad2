"""Earnings as reported: "EPS of $5.23", "revenue rose 12% to $24.3bn", "beat expectations".

Companies report under GAAP and adjusted; what was expected is an average of a provider's own. Filings hold the first, nobody's tape the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.subjects import OTHER, meant_by
from tapecheck.signals.answers import uncovered
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.sources import Elsewhere

_FIGURE = re.compile(
    r"\b(?:revenues?|sales|earnings(?:\sper\sshare)?|EPS|(?:net|operating)\s(?:income|profit|margin)|profits?|free\scash\sflow|dividends?)\b",
    re.IGNORECASE,
)
_BEAT = re.compile(
    r"\b(?P<up>beat(?:s|ing)?|topped|exceeded|surpassed|better-than-expected|above\s(?:expectations|estimates))\b|\b(?P<down>miss(?:es|ed|ing)?|fell\sshort|weaker-than-expected|below\s(?:expectations|estimates))\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"\b(?:earnings|revenues?|sales|results|estimates|expectations|views|profits?|EPS)\b", re.IGNORECASE
)
_SHARES = re.compile(
    r"\b(?:shares|stock)\s(?:of\s[\w.]+\s)?(?:rose|fell|jumped|gained|lost|dropped|slid|soared|sank|popped|surged|climbed|tumbled)\b",
    re.IGNORECASE,
)
_UNITS = frozenset({"usd", "percent"})
_FAR = 60


class Earnings:
    """How it is worded."""

    name = "earnings"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A company's reported figure, or that it beat or missed what was expected."""
        for q in sentence.quantities:
            start, end = sentence.clause(q.start)
            said = _FIGURE.search(sentence.text, max(start, q.start - _FAR), min(end, q.end + 24))
            if (
                q.unit not in _UNITS
                or said is None
                or _SHARES.search(sentence.text, start, q.start)
                or sentence.modality(q.start) != "asserted"
            ):
                continue
            who = self._company(sentence, q.start)
            if who is not None:
                yield sentence.draft(
                    self.name,
                    who,
                    min(said.start(), q.start),
                    max(said.end(), q.end),
                    q,
                    direction=words.latest_direction(sentence.text, start, q.start),
                    score=0.72,
                )
        yield from self._against_expectations(sentence)

    def _against_expectations(self, sentence: Sentence) -> Iterator[Draft]:
        match = _BEAT.search(sentence.text)
        if match is None or sentence.modality(match.start()) != "asserted":
            return
        start, end = sentence.clause(match.start())
        who = self._company(sentence, match.start())
        if who is not None and _RESULTS.search(sentence.text, start, min(end, match.end() + _FAR)):
            yield sentence.draft(
                self.name,
                who,
                match.start(),
                match.end(),
                direction="up" if match["up"] else "down",
                score=0.65,
            )

    def _company(self, sentence: Sentence, at: int) -> Who | None:
        before = [m for m in sentence.mentions if m.start < at]
        if not before:
            return (
                Who(sentence.prior, None)
                if sentence.prior and Who(sentence.prior, None).family == "stock"
                else None
            )
        symbol = meant_by(before[-1])
        company = symbol.startswith(OTHER) or Who(symbol, None).family == "stock"
        return Who(symbol, before[-1].start) if company else None


def _filed(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered(
        "the filing",
        f"what {claim.subject.removeprefix(OTHER)} reported stands in its filings (SEC EDGAR), not on this tape",
    )


KIND = Kind(
    Earnings(),
    rule="earnings/1",
    ways=(undecided("what was reported", (Elsewhere("reported earnings"),), _filed),),
)
