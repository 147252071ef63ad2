"""Co-movement: "a 30-day correlation of 0.8", "rose in tandem", "decoupled from stocks".

Correlation is Pearson's, of daily log returns on common sessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from tapecheck.nlp.claim import Claim, Reference
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import settled, trouble, uncovered
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.look import Look, last_on, point
from tapecheck.signals.rounding import agrees
from tapecheck.signals.tape.protocol import Days, Floats, NotCovered, Series, Unavailable

_TOGETHER = re.compile(
    r"\b(?:correlat\w+|decoupl\w+|in tandem|lock[\s-]?step|mirror(?:ed|ing|s)\s(?:the|that|its|moves|gains|losses|Wall|those)|move[sd]? together|"
    r"inversely|inverse (?:relationship|correlation)|in unison|hand in hand|track(?:ed|ing|s)\s(?:the|gains in|losses in|moves in)\s|"
    r"alongside\s(?:the\s)?(?:broader|stocks|equities|bitcoin|Bitcoin)|followed\s(?:bitcoin|Bitcoin|BTC)|opposite directions?)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"negativ|invers|opposite|decoupl|declin|fall|low|weak|drop|\bnot\b|no longer|-0\.", re.IGNORECASE
)
# Spans in common use; how close a printed coefficient must come; below this two series are not together.
_SPANS = (30, 60, 90, 20, 120, 250)
_CLOSE_R = 0.1
_WEAK = 0.5


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

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """Pearson's correlation over the windows in use; the sign alone when no number is printed."""
        other = claim.reference.subject if claim.reference else None
        if other is None:
            yield uncovered("the other series", "the sentence names no second instrument that the tape holds")
            return
        first, second = look.series(claim.subject), look.series(other)
        for found in (first, second):
            if isinstance(found, NotCovered | Unavailable):
                yield trouble(found)
                return
        assert isinstance(first, Series)
        assert isinstance(second, Series)
        days, a, b = _common(first, second, claim.window[1] if claim.window else look.as_of)
        for span in _SPANS:
            if days.size > span:
                yield self._reading(claim, first, second, days[-span - 1 :], a[-span - 1 :], b[-span - 1 :])
        yield uncovered(
            "its span", "the sentence does not say over which days, of what, the correlation was taken"
        )

    def _reading(
        self, claim: Claim, first: Series, second: Series, days: Days, a: Floats, b: Floats
    ) -> Reading:
        r = float(np.corrcoef(np.diff(np.log(a)), np.diff(np.log(b)))[0, 1])
        observed = f"{days.size - 1}-session correlation of {first.symbol} and {second.symbol} up to {days[-1].item()}: {r:.2f}"
        together: Grade | bool | None = r < _WEAK if claim.direction == "down" else r > 0
        grade = agrees(claim, r, slack=_CLOSE_R) if claim.value is not None else together
        proof = [
            p.evidence for s in (first, second) if (p := point(s, last_on(s, days[-1].item()))) is not None
        ]
        return settled(
            f"{days.size - 1} sessions of log returns",
            grade,
            observed,
            r,
            "Pearson's r of log returns on common sessions",
            proof,
        )


def _common(first: Series, second: Series, until: date) -> tuple[Days, Floats, Floats]:
    """Closes of the days that both series have, up to a day."""
    days, i, j = np.intersect1d(first.last, second.last, return_indices=True)
    daily = (first.first[i] == first.last[i]) & (second.first[j] == second.last[j])
    keep = daily & (days <= np.datetime64(until, "D")) & (first.close[i] > 0) & (second.close[j] > 0)
    return days[keep], first.close[i][keep], second.close[j][keep]


KIND = CoMovement()
