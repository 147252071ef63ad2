"""A distance from an extreme: "27% below its October peak", "rebounded 74% from its April low".

Drawdown is 1 - price / peak, rebound price / low - 1, from closes or from intraday extremes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.extremes import extreme_at
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import row_of, settled, too_coarse, uncovered
from tapecheck.signals.extremes import Extremum, extremes
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import Look, day_of, evidence_of
from tapecheck.signals.moves import session_range
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Series

_RELATION = re.compile(
    r"\s?(?:(?:lower|higher|down|up|decline|drop|rally|gain|rise|rebound|pullback|correction|fall|slide|discount|plunge|recovery|bounce)\s)?"
    r"(?P<rel>below|off|from|under|down from|lower than|short of|away from|above|since|up from|beneath|shy of)\s",
    re.IGNORECASE,
)
_DISTANCE = re.compile(r"below|off|under|shy|short|above|away", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[,;.]\s")
_BARE = re.compile(
    r"\b(?:well|far|still|sharply|some way|way|down|retreat(?:ed|ing)?|pulled back|back(?:ed|ing)?|rebound(?:ed|ing)?|bounc(?:ed|ing)|recover(?:ed|ing)?|ended|closed|finished)"
    r"\s(?:well\s|far\s|sharply\s|slightly\s)?(?P<rel>off|below|from|above)\s(?=(?:its|their|the|session|record|all-time|recent|intraday|highs?|lows?|\w+['’]s)\b)",
    re.IGNORECASE,
)
_UNITS = frozenset({"percent", "points", "usd"})


_DOUBTFUL = 0.5


class OffExtreme:
    """How it is worded."""

    name = "off_extreme"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A distance from a peak or up from a low, with or without its number."""
        for q in sentence.quantities:
            relation = _RELATION.match(sentence.text, q.end) if q.unit in _UNITS else None
            if relation is not None and (q.unit != "usd" or _DISTANCE.search(relation["rel"])):
                yield from self._measured(sentence, relation.end(), q.start, q)
        for bare in _BARE.finditer(sentence.text):
            if not any(0 <= bare.start() - q.end < 30 for q in sentence.quantities):
                yield from self._measured(sentence, bare.end(), bare.start(), None)

    def _measured(self, sentence: Sentence, at: int, start: int, q: Quantity | None) -> Iterator[Draft]:
        extreme = extreme_at(sentence, at, 50 if q else 24)
        if (
            extreme is None
            or _ELSEWHERE.search(sentence.text, at, extreme.start)
            or _number_between(sentence, at, extreme.start)
        ):
            return
        if sentence.modality(start) in ("forecast", "conditional"):
            return
        for who in sentence.subjects(start, start):
            if who.priced:
                day = sentence.session(who.symbol)
                draft = sentence.draft(
                    self.name, who, start, extreme.end, q, direction="up" if extreme.low else "down", window=(day, day), window_text=None,
                    reference=extreme.reference, score=0.9,
                )  # fmt: skip
                # "as much as 13% off its high" was so at some moment since, not now.
                passing = sentence.before(start).endswith("as much as ")
                yield replace(draft, firm=_DOUBTFUL) if passing else draft


class _Price(NamedTuple):
    """A session's price, or its least and most, beside an extreme that may be meant."""

    series: Series
    row: int
    extreme: Extremum


def _prices(claim: Claim, look: Look, series: Series) -> Iterator[_Price | Reading]:
    row = row_of(series, claim.window[1] if claim.window else look.as_of)
    if row is None or claim.reference is None:
        yield uncovered("the price now", too_coarse(series, look.as_of))
        return
    for extreme in extremes(claim.reference, series, look.as_of):
        yield from (_Price(series, one, extreme) for one in ((row, row - 1) if row else (row,)))


def _by_close(claim: Claim, at: _Price) -> bool:
    return claim.basis == "close" and not at.series.in_progress


def _close(claim: Claim, look: Look, at: _Price) -> Iterator[Reading]:
    if _by_close(claim, at):
        close = float(at.series.close[at.row])
        yield _reading(claim, at, (close, close), look.market(claim.subject))


def _range(claim: Claim, look: Look, at: _Price) -> Iterator[Reading]:
    if not _by_close(claim, at):
        yield _reading(claim, at, session_range(at.series, at.row), look.market(claim.subject))


def _reading(claim: Claim, at: _Price, price: tuple[float, float], family: str) -> Reading:
    series, row, extreme = at
    top, day = extreme.point.value, day_of(series, row)
    allowed = tolerance(family)
    near, far = (abs(price[1] - top), abs(price[0] - top))
    low, high, slack = (
        (near, far, allowed.level / 100 * top)
        if claim.unit in ("points", "usd")
        else (100 * near / top, 100 * far / top, allowed.percent)
    )
    grade = (
        agrees(claim, min(low, high), max(low, high), slack)
        if claim.value is not None
        else Grade.EXACT
        if max(near, far) > 0
        else None
    )
    if grade is None and not extreme.complete:
        return uncovered(extreme.name, f"{series.source} has no intraday range of {series.symbol} then")
    mid = 100 * ((price[0] + price[1]) / 2 / top - 1)
    return settled(
        lambda: f"{day} against the {extreme.name}",
        grade,
        lambda: (
            f"{series.symbol} on {day} stood {mid:+.1f}% from the {extreme.name}, {number(top)} on {extreme.point.day}"
        ),
        mid,
        "price / extreme - 1",
        lambda: (extreme.point.evidence, *evidence_of(series, (row,))),
        extreme.usual,
    )


def _number_between(sentence: Sentence, start: int, end: int) -> bool:
    return any(start <= q.start < end for q in sentence.quantities)


KIND = Kind(
    OffExtreme(),
    rule="off_extreme/1",
    ways=(
        Way(
            "close of the session", (SUBJECT,), "the extreme named", ("percent", "level"), _close, at=_prices
        ),
        Way(
            "range of the session", (SUBJECT,), "the extreme named", ("percent", "level"), _range, at=_prices
        ),
    ),
)
