"""Co-movement: "a 30-day correlation of 0.8", "rose in tandem", "decoupled from stocks".

Correlation is Pearson's, of daily log returns on common sessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tapecheck.nlp import words
from tapecheck.nlp.claim import Reference
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity

_TOGETHER = re.compile(
    r"\b(?:correlat\w+|decoupl\w+|in tandem|lock[\s-]?step|mirror(?:ed|ing|s)\s(?:the|that|its|moves|gains|losses|Wall|those)|move[sd]? together|"
    r"inversely|inverse (?:relationship|correlation)|in unison|hand in hand|track(?:ed|ing|s)\s(?:the|gains in|losses in|moves in)\s|"
    r"alongside\s(?:the\s)?(?:broader|stocks|equities|bitcoin|Bitcoin)|followed\s(?:bitcoin|Bitcoin|BTC)|opposite directions?)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"negativ|invers|opposite|decoupl|declin|fall|low|weak|drop|\bnot\b|no longer|-0\.", re.IGNORECASE
)


class CoMovement:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "co_movement"
    rule = "co_movement/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Two series said to move together or apart, with the coefficient where one is printed."""
        match = _TOGETHER.search(sentence.text)
        if match is None or sentence.modality(match.start()) != "asserted":
            return
        named = [Who(m.symbol, m.start) for m in sentence.mentions if Who(m.symbol, m.start).priced]
        who = named[0] if named else Who(sentence.prior, None) if sentence.prior else None
        if who is None:
            return
        other = next(
            (
                m
                for m in sentence.mentions
                if m.instrument and m.symbol != who.symbol and Who(m.symbol, m.start).priced
            ),
            None,
        )
        q = self._coefficient(sentence)
        end = max(match.end(), other.end if other else 0)
        yield sentence.draft(
            self.name, who, match.start(), end, q, "other" if q else None, direction="down" if sentence.has(_APART) else "up",
            reference=Reference("other", other.text if other else match[0], subject=other.symbol if other else None), score=0.6,
        )  # fmt: skip

    def _coefficient(self, sentence: Sentence) -> Quantity | None:
        if "correl" not in sentence.text.lower():
            return None
        q = next((q for q in sentence.quantities if q.unit is None and q.value <= 1 and "." in q.text), None)
        return replace(q, value=-q.value) if q and q.signed < 0 else q


KIND = CoMovement()
