"""Co-movement: "a 30-day correlation of 0.8", "rose in tandem", "decoupled from stocks".

Correlation is Pearson's, of daily log returns on common sessions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tapecheck.nlp.claim import Claim, Reference
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import settled, uncovered
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look, last_on, point
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import SUBJECT, THE_OTHER
from tapecheck.signals.tape.protocol import Days, Floats, Series

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
    """How it is worded."""

    name = "co_movement"

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


class _Common(NamedTuple):
    """Two series and the closes of the days that both have."""

    series: tuple[Series, Series]
    days: Days
    closes: tuple[Floats, Floats]


def _names_another(claim: Claim, _: Look) -> bool:
    return claim.reference is not None and claim.reference.subject is not None


def _names_none(claim: Claim, look: Look) -> bool:
    return not _names_another(claim, look)


def _common(claim: Claim, look: Look, first: Series, second: Series) -> Iterator[_Common]:
    """The days up to the last one meant."""
    until = claim.window[1] if claim.window else look.as_of
    days, i, j = np.intersect1d(first.last, second.last, return_indices=True)
    daily = (first.first[i] == first.last[i]) & (second.first[j] == second.last[j])
    keep = daily & (days <= np.datetime64(until, "D")) & (first.close[i] > 0) & (second.close[j] > 0)
    yield _Common((first, second), days[keep], (first.close[i][keep], second.close[j][keep]))


def _over(span: int) -> Callable[..., Iterator[Reading]]:
    """Pearson's correlation over so many sessions; the sign alone when no number is printed."""

    def find(claim: Claim, look: Look, at: _Common) -> Iterator[Reading]:
        if at.days.size > span:
            yield _reading(claim, at, span)

    return find


def _reading(claim: Claim, at: _Common, span: int) -> Reading:
    first, second = at.series
    a, b = (closes[-span - 1 :] for closes in at.closes)
    last = at.days[-1].item()
    r = float(np.corrcoef(np.diff(np.log(a)), np.diff(np.log(b)))[0, 1])
    observed = f"{span}-session correlation of {first.symbol} and {second.symbol} up to {last}: {r:.2f}"
    together: Grade | bool | None = r < _WEAK if claim.direction == "down" else r > 0
    grade = agrees(claim, r, slack=_CLOSE_R) if claim.value is not None else together
    proof = [p.evidence for s in (first, second) if (p := point(s, last_on(s, last))) is not None]
    return settled(
        f"{span} sessions of log returns",
        grade,
        observed,
        r,
        "Pearson's r of log returns on common sessions",
        proof,
    )


def _span_unsaid(claim: Claim, look: Look, first: Series, second: Series) -> Iterator[Reading]:
    yield uncovered(
        "its span", "the sentence does not say over which days, of what, the correlation was taken"
    )


def _nothing(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered("the other series", "the sentence names no second instrument that the tape holds")


def _way(span: int) -> Way:
    name, base = f"correlation over {span} sessions", "the close before each"
    return Way(name, (SUBJECT, THE_OTHER), base, (), _over(span), at=_common, when=_names_another)


KIND = Kind(
    CoMovement(),
    rule="co_movement/1",
    ways=(
        *map(_way, _SPANS),
        undecided("no span named", (SUBJECT, THE_OTHER), _span_unsaid, when=_names_another),
        undecided("nobody named", (), _nothing, when=_names_none),
    ),
)
