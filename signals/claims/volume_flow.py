"""Volume and flows: "volume rose on the Nasdaq", "$16.2bn of outflows", "$394m was liquidated".

What changed hands, went into funds or was closed by force is told by exchanges and data providers, each by a count of its own; a tape's
own volume can bear a rise or fall out, and refutes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim, Direction
from tapecheck.nlp.clauses import clause_of
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.subjects import meant_by
from tapecheck.signals.answers import row_of, rows_meant, settled, uncovered
from tapecheck.signals.finding import Evidence, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import SUBJECT, Elsewhere
from tapecheck.signals.tape.protocol import Series

_FLOW = re.compile(
    r"\b(?:(?:trading\s)?volumes?|turnover|inflows?|outflows?|liquidat(?:ed|ions?)|open\sinterest|buybacks?|flows?|changed\shands)\b",
    re.IGNORECASE,
)
_VOLUME = re.compile(r"\b(?:(?:trading\s|total\s)?[Vv]olumes?|[Tt]urnover)\b(?!\s?(?:[0-9]|weighted))")
# Percentage points by which the counts of a session's volume differ between vendors.
_COUNTS_DIFFER = 4.0
_UNITS = frozenset({"usd", "percent", "count", None})
_FAR, _LARGE, _NEAR_NAME = 50, 1_000_000, 40


class VolumeFlow:
    """How it is worded."""

    name = "volume_flow"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """An amount that flowed or was traded; a volume that rose or fell."""
        told = False
        for q in sentence.quantities:
            start, end = sentence.clause(q.start)
            said = _FLOW.search(sentence.text, max(start, q.start - _FAR), min(end, q.end + _FAR))
            large = q.unit == "percent" or (q.unit in _UNITS and q.value >= _LARGE)
            if said is None or not large or sentence.modality(q.start) != "asserted":
                continue
            who = self._whose(sentence, min(said.start(), q.start), max(said.end(), q.end))
            if who is not None:
                told = True
                yield sentence.draft(
                    self.name,
                    who,
                    min(said.start(), q.start),
                    max(said.end(), q.end),
                    q,
                    direction=_way(sentence, said.start()),
                    score=0.72,
                )
        if not told:
            yield from self._without_number(sentence)

    def _without_number(self, sentence: Sentence) -> Iterator[Draft]:
        for match in _VOLUME.finditer(sentence.text):
            _, end = clause_of(sentence.text, match.start())
            verb = words.MOVE.search(sentence.text, match.end(), min(end, match.end() + _FAR))
            if verb is None or sentence.modality(match.start()) != "asserted":
                continue
            for m in sentence.mentions:
                if match.start() - _NEAR_NAME < m.start < end and Who(meant_by(m), None).priced:
                    who = Who(meant_by(m), m.start)
                    yield sentence.draft(
                        self.name,
                        who,
                        match.start(),
                        max(verb.end(), m.end),
                        direction=words.direction_of(verb),
                        score=0.65,
                    )

    def _whose(self, sentence: Sentence, start: int, end: int) -> Who | None:
        _, stop = clause_of(sentence.text, start)
        near = [m for m in sentence.mentions if m.start < min(stop, end + _NEAR_NAME)]
        if near and Who(meant_by(near[-1]), None).priced:
            return Who(meant_by(near[-1]), near[-1].start)
        return None


def _of_a_session(claim: Claim, _: Look) -> bool:
    named = claim.window is not None and claim.unit in (None, "percent")
    return named and _VOLUME.search(claim.quote) is not None


def _sessions(claim: Claim, look: Look, series: Series) -> Iterator[tuple[Series, int]]:
    assert claim.window is not None
    row = row_of(series, min(claim.window[1], look.as_of))
    if row is not None:
        yield from ((series, one) for one in rows_meant(claim, series, row) if one > 0)


def _against_the_day_before(claim: Claim, look: Look, at: tuple[Series, int]) -> Iterator[Reading]:
    """A reading that bears the claim out, or none: preliminary counts and other venues differ too much to refute."""
    series, row = at
    if series.volume is None or not series.volume[row - 1] > 0 or np.isnan(series.volume[row]):
        return
    day, before = series.last[row].item(), float(series.volume[row - 1])
    change = 100 * (float(series.volume[row]) / before - 1)
    sign = -1 if claim.direction == "down" else 1
    true = (
        agrees(claim, sign * change, slack=_COUNTS_DIFFER) if claim.value is not None else sign * change > 0
    )
    if not true:
        return
    observed = f"volume of {series.symbol} on {day}: {series.volume[row]:,.0f}, {change:+.1f}% from the session before"
    proof = (
        Evidence(series.symbol, day, "volume", float(series.volume[row]), series.source, series.fetched_at),
    )
    yield settled(f"volume of {day}", true, observed, change, "volume / volume before - 1", proof)


def _counted_elsewhere(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered(
        "the count",
        f"volume and flows of {claim.subject} are counted by its exchange or a data provider, each in its own way",
    )


def _way(sentence: Sentence, at: int) -> Direction | None:
    start, end = sentence.clause(at)
    verb = words.MOVE.search(sentence.text, start, end)
    return words.direction_of(verb) if verb else None


KIND = Kind(
    VolumeFlow(),
    rule="volume_flow/1",
    ways=(
        Way(
            "volume of the session",
            (SUBJECT,),
            "the volume of the session before",
            (),
            _against_the_day_before,
            at=_sessions,
            when=_of_a_session,
            absent=(),
        ),
        undecided("what was counted", (Elsewhere("the exchange's count"),), _counted_elsewhere),
    ),
)
