"""Near an extreme: "just below its all-time high", "within 0.7% of a record". Without a number, 3% is near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.extremes import extreme_at
from tapecheck.signals.answers import row_of, settled, too_coarse, trouble, uncovered
from tapecheck.signals.extremes import Extremum, extremes
from tapecheck.signals.finding import Reading
from tapecheck.signals.look import Look, day_of
from tapecheck.signals.moves import session_range
from tapecheck.signals.phrases import number
from tapecheck.signals.tape.protocol import NotCovered, Series, Unavailable

_NEAR = re.compile(
    r"\b(?:(?:just|slightly|a hair|barely|only|a bit|a touch|a step)\s(?:below|under|shy of|short of|off|away from|above|from)|near(?:ing|s)?|close to|"
    r"(?:within )?striking distance of|inches (?:from|away from)|not far (?:from|below|off)|approach(?:ing|es|ed)|on the (?:cusp|verge|brink|doorstep) of|flirt\w+ with|"
    r"within (?:(?:less than |about )?[\d.]+%|a whisker|reach|a few points|(?:\d+ )?points) (?:of|from)|came within|at or near)\s",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[,;]")
# Without a number, three per cent is near; a printed gap may be a little generous.
_NEAR_PERCENT = 3.0
_GENEROUS = 0.25


class NearExtreme:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "near_extreme"
    rule = "near_extreme/1"

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

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """The gap between the price and each extreme that may be meant."""
        series = look.series(claim.subject)
        if isinstance(series, NotCovered | Unavailable):
            yield trouble(series)
            return
        row = row_of(series, claim.window[1] if claim.window else look.as_of)
        if row is None or claim.reference is None:
            yield uncovered("the price now", too_coarse(series, look.as_of))
            return
        for extreme in extremes(claim.reference, series, look.as_of):
            yield from (
                self._reading(claim, series, one, extreme) for one in ((row, row - 1) if row else (row,))
            )

    def _reading(self, claim: Claim, series: Series, row: int, extreme: Extremum) -> Reading:
        low, high = session_range(series, row)
        top, day = extreme.point.value, day_of(series, row)
        gap = min(abs(top - low), abs(top - high), abs(top - series.close.item(row)))
        allowed = (
            float(claim.value or 0)
            if claim.unit == "points"
            else (float(claim.value) if claim.value is not None else _NEAR_PERCENT) * top / 100
        )
        if gap > allowed * (1 + _GENEROUS) and not extreme.complete:
            return uncovered(
                extreme.name,
                f"{series.source} does not hold all of {series.symbol} that it needs",
                extreme.usual,
            )
        observed = f"{series.symbol} on {day} came within {100 * gap / top:.2f}% of the {extreme.name}, {number(top)} on {extreme.point.day}"
        return settled(
            f"{day} against the {extreme.name}",
            gap <= allowed * (1 + _GENEROUS),
            observed,
            100 * gap / top,
            "gap / extreme",
            (extreme.point.evidence,),
            extreme.usual,
        )


KIND = NearExtreme()
