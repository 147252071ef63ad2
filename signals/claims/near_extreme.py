"""Near an extreme: "just below its all-time high", "within 0.7% of a record". Without a number, 3% is near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.extremes import extreme_at
from tapecheck.signals.answers import row_of, settled, too_coarse, uncovered
from tapecheck.signals.extremes import Extremum, extremes
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import Look, day_of
from tapecheck.signals.moves import session_range
from tapecheck.signals.phrases import number
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Series

_NEAR = re.compile(
    r"\b(?:(?:just|slightly|a hair|barely|only|a bit|a touch|a step)\s(?:below|under|shy of|short of|off|away from|above|from)|near(?:ing|s)?|close to|"
    r"(?:within )?striking distance of|inches (?:from|away from)|not far (?:from|below|off)|approach(?:ing|es|ed)|on the (?:cusp|verge|brink|doorstep) of|flirt\w+ with|"
    r"within (?:(?:less than |about )?[0-9.]{1,9}(?:%|\s?per\s?cent)|a whisker|reach|a few points|(?:[0-9]+ )?points) (?:of|from)|came within|at or near)\s",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[,;]")
# Without a number, three per cent is near; a printed gap may be a little generous.
_NEAR_PERCENT = 3.0
_GENEROUS = 0.25


class NearExtreme:
    """How it is worded."""

    name = "near_extreme"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A subject said to be close to an extreme; a printed distance before the words makes it an off_extreme instead."""
        for match in _NEAR.finditer(sentence.text):
            extreme = extreme_at(sentence, match.end(), 32)
            if (
                extreme is None
                or _ELSEWHERE.search(sentence.text, match.end(), extreme.start)
                or self._measured(sentence, match.start())
            ):
                continue
            q = next((q for q in sentence.quantities if match.start() <= q.start < match.end()), None)
            if sentence.modality(match.start()) != "asserted":
                continue
            for who in sentence.subjects(match.start(), match.start()):
                if who.priced:
                    yield sentence.draft(
                        self.name,
                        who,
                        match.start(),
                        extreme.end,
                        q,
                        direction="down" if extreme.low else "up",
                        reference=extreme.reference,
                        score=0.7,
                    )

    def _measured(self, sentence: Sentence, at: int) -> bool:
        return any(q.unit == "percent" and 0 <= at - q.end < 2 for q in sentence.quantities)


def _prices(claim: Claim, look: Look, series: Series) -> Iterator[tuple[Series, int, Extremum] | Reading]:
    """The session meant and the one before it, beside each extreme that may be meant."""
    row = row_of(series, claim.window[1] if claim.window else look.as_of)
    if row is None or claim.reference is None:
        yield uncovered("the price now", too_coarse(series, look.as_of))
        return
    for extreme in extremes(claim.reference, series, look.as_of):
        yield from ((series, one, extreme) for one in ((row, row - 1) if row else (row,)))


def _gap(claim: Claim, look: Look, at: tuple[Series, int, Extremum]) -> Iterator[Reading]:
    series, row, extreme = at
    low, high = session_range(series, row)
    top, day = extreme.point.value, day_of(series, row)
    gap = min(abs(top - low), abs(top - high), abs(top - series.close.item(row)))
    allowed = _allowed(claim, top) * (1 + _GENEROUS)
    if gap > allowed and not extreme.complete:
        lacks = f"{series.source} does not hold all of {series.symbol} that it needs"
        yield uncovered(extreme.name, lacks, extreme.usual)
        return
    observed = f"{series.symbol} on {day} came within {100 * gap / top:.2f}% of the {extreme.name}, {number(top)} on {extreme.point.day}"
    yield settled(
        f"{day} against the {extreme.name}",
        gap <= allowed,
        observed,
        100 * gap / top,
        "gap / extreme",
        (extreme.point.evidence,),
        extreme.usual,
    )


def _allowed(claim: Claim, top: float) -> float:
    """How far off is near, in the price's own unit."""
    if claim.unit == "points":
        return float(claim.value or 0)
    return (float(claim.value) if claim.value is not None else _NEAR_PERCENT) * top / 100


KIND = Kind(
    NearExtreme(),
    rule="near_extreme/1",
    ways=(Way("range of the session", (SUBJECT,), "the extreme named", (), _gap, at=_prices),),
)
