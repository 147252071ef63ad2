"""A moving average: "below its 200-day line", "reclaimed the 50-day moving average", "20% above its 200-day", "a golden cross", "RSI at 72".

The simple average of closes, or the exponential one of the same span; the relative strength index is Wilder's over 14 sessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from tapecheck.nlp.claim import Claim, Direction, Reference
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import (
    has_session,
    row_of,
    rows_meant,
    settled,
    too_coarse,
    uncovered,
    whole,
)
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import Look, daily, point
from tapecheck.signals.lookback import period_ends
from tapecheck.signals.moves import session_range
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Floats, Series

_AVERAGE = (
    r"(?:(?:its|the|their|a|key|rising|falling|closely\swatched|long-term|short-term|crucial|critical)\s){0,3}(?P<n>[0-9]{1,3})[\s-](?P<step>day|week|month)s?\s?"
    r"(?:(?P<kind>simple|exponential)\s)?(?:moving[\s-]averages?|(?:moving\saverage\s)?lines?|SMA|EMA|DMA|MA|averages?)\b"
)
_UP = (
    r"above|over|atop|reclaim(?:s|ed|ing)|retook|retak(?:es|ing)|regain(?:s|ed|ing)|clear(?:s|ed|ing)|topp(?:ed|ing)|recaptured|(?:found|finds|finding|got|getting)\ssupport\s(?:at|near|around)|"
    r"bounc(?:ed|es|ing)\soff(?:\sof)?|held|holding|rebounded\s(?:off|from)|crossed\sabove"
)
_DOWN = (
    r"below|under|beneath|lost|losing|undercut(?:s|ting)?|sliced\s(?:through|below)|pierc(?:ed|es|ing)|(?:broke|breaks|breaking|fell|falls|dropped|crashed|dipped|slid)\sthrough|"
    r"rejected\s(?:at|by)|resistance\sat|crossed\sbelow"
)
_RELATION = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s(?:both\s)?{_AVERAGE}", re.IGNORECASE)
_CROSS = re.compile(r"\b(?:(?P<up>golden)|(?P<down>death))\scross\b", re.IGNORECASE)
_RSI = re.compile(r"\b(?:RSI|[Rr]elative [Ss]trength [Ii]ndex)\b(?:\s\(RSI\)|\s\[RSI\])?")
_NEGATED = re.compile(r"\b(?:not|n['’]t|failed to|unable to|without|yet to|first time)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:near(?:s|ed|ing)?|toward|test(?:s|ed|ing)?|approach\w*|away from|from)\s$", re.IGNORECASE
)
# Closer than this to an average (per cent), charts disagree on which side a price is.
_TOUCHING = 0.35
# A cross is new for so many sessions.
_CROSS_DAYS = 15
_FAST, _SLOW, _RSI_SPAN = 50, 200, 14
# Chart programs smooth differently: points of the index, per cent of a distance.
_RSI_SLACK, _DISTANCE_SLACK = 3.0, 0.6


class MovingAverage:
    """How it is worded."""

    name = "moving_average"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A price on one side of an average, a crossing of two, a reading of the relative strength index."""
        for match in _RELATION.finditer(sentence.text):
            if not _AHEAD.search(sentence.before(match.start(), 16)):
                yield from self._side(sentence, match)
        for match in _CROSS.finditer(sentence.text):
            yield from self._drafts(
                sentence, match, "up" if match["up"] else "down", {"reference": Reference("other", "cross")}
            )
        for match in _RSI.finditer(sentence.text):
            yield from self._strength(sentence, match)

    def _side(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        reference = Reference("other", f"{match['n']} {match['step'].lower()}")
        far = next(
            (q for q in sentence.quantities if q.unit == "percent" and 0 < match.start() - q.end < 3), None
        )
        fields: dict[str, Any] = {
            "value": Decimal(match["n"]),
            "value_text": match["n"],
            "ulp": Decimal(1),
            "unit": "count",
        }
        if far is not None:
            fields = _measured(far)
        start = far.start if far else match.start()
        yield from self._drafts(
            sentence, match, "up" if match["up"] else "down", {"reference": reference, **fields}, start
        )

    def _strength(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        q = next(
            (
                q
                for q in sentence.quantities
                if 0 < q.start - match.end() < 40 and q.unit is None and 1 < q.value < 100
            ),
            None,
        )
        if q is not None:
            fields = {**_measured(q), "unit": "other", "reference": Reference("other", "rsi"), "until": q.end}
            yield from self._drafts(sentence, match, None, fields)

    def _drafts(
        self,
        sentence: Sentence,
        match: re.Match[str],
        way: Direction | None,
        fields: dict[str, Any],
        start: int | None = None,
    ) -> Iterator[Draft]:
        at = match.start() if start is None else start
        a, _ = sentence.clause(at)
        if sentence.modality(at) != "asserted" or _NEGATED.search(sentence.text, a, match.end()):
            return
        for who in sentence.subjects(at, match.end()):
            if who.priced:
                yield sentence.draft(self.name, who, at, match.end(), direction=way, score=0.75, **fields)


class _Session(NamedTuple):
    """A session that may be meant."""

    series: Series
    row: int


class _Averaged(NamedTuple):
    """A session that may be meant, the closes that lead up to it, and of which average it is told: over `length` steps."""

    series: Series
    row: int
    length: int
    step: str
    closes: Floats


def _of_strength(claim: Claim, _: Look) -> bool:
    return claim.reference is not None and claim.reference.text == "rsi"


def _of_a_cross(claim: Claim, _: Look) -> bool:
    return claim.reference is not None and claim.reference.text == "cross"


def _of_an_average(claim: Claim, look: Look) -> bool:
    return not _of_strength(claim, look) and not _of_a_cross(claim, look)


def _sessions(claim: Claim, look: Look, series: Series) -> Iterator[_Session | Reading]:
    day = claim.window[1] if claim.window else look.as_of
    row = row_of(series, min(day, look.as_of))
    if row is None or claim.reference is None or not has_session(claim, series, row):
        yield uncovered("the average", too_coarse(series, day))
        return
    if claim.window and claim.window[0] != claim.window[1]:
        yield uncovered("its day", "the words name a span, and the average moved over it")
    for one in rows_meant(claim, series, row):
        yield _Session(series, one - 1 if np.isnan(series.close[one]) else one)


def _averages(claim: Claim, look: Look, series: Series) -> Iterator[_Averaged | Reading]:
    for at in _sessions(claim, look, series):
        yield at if isinstance(at, Reading) else _averaged(claim, at)


def _averaged(claim: Claim, at: _Session) -> _Averaged | Reading:
    assert claim.reference is not None
    series, row = at
    number_of, step = claim.reference.text.split()
    count = int(number_of)
    ends = period_ends(series, row, step)[-5 * count :]
    name = f"{count}-{step} average"
    if ends.size < count or not daily(series, int(ends[0])):
        return uncovered(name, too_coarse(series, series.last[row].item()))
    if not whole(series, int(ends[-count]), row):
        return uncovered(name, f"{series.source} lacks a session of {series.symbol} within it")
    return _Averaged(series, row, count, step, series.close[ends])


def _simple(claim: Claim, look: Look, at: _Averaged) -> Iterator[Reading]:
    yield _against(claim, at, "simple", float(at.closes[-at.length :].mean()), usual=True)


def _smoothed(claim: Claim, look: Look, at: _Averaged) -> Iterator[Reading]:
    yield _against(claim, at, "exponential", _exponential(at.closes, at.length), usual=False)


def _against(claim: Claim, at: _Averaged, which: str, mean: float, usual: bool) -> Reading:
    series, row, name = at.series, at.row, f"{at.length}-{at.step} {which} average"
    close, day = float(series.close[row]), series.last[row].item()
    low, high = session_range(series, row)
    off = 100 * (close / mean - 1)
    sign = -1 if claim.direction == "down" else 1
    best = sign * 100 * ((high if sign > 0 else low) / mean - 1)
    observed = (
        f"{series.symbol} closed at {number(close)} on {day}, {off:+.1f}% from its {name} of {number(mean)}"
    )
    true: Any = sign * off > 0 or best > 0
    if claim.unit == "percent":
        true = agrees(claim, sign * off, slack=_DISTANCE_SLACK)
    if not true and abs(off) < _TOUCHING:
        return uncovered(name, f"{observed}: too near to tell the sides apart", usual)
    proof = [p.evidence for p in [point(series, row)] if p is not None]
    return settled(name, true, observed, off, "close / average - 1", proof, usual)


def _crossing(claim: Claim, look: Look, at: _Session) -> Iterator[Reading]:
    series, row = at
    closes, day = series.close[: row + 1], series.last[row].item()
    name = f"{_FAST}- and {_SLOW}-session averages"
    if closes.size < _SLOW + _CROSS_DAYS or not daily(series, row - _SLOW - _CROSS_DAYS + 1):
        yield uncovered(name, too_coarse(series, day))
        return
    above = [_mean(closes, _FAST, back) > _mean(closes, _SLOW, back) for back in range(_CROSS_DAYS + 1)]
    up = claim.direction != "down"
    crossed = above[0] == up and above[-1] != up
    side = "above" if above[0] else "below"
    observed = f"the {_FAST}-session average of {series.symbol} was {side} the {_SLOW}-session one on {day}"
    # Crosses are written about before and long after; only a fresh one is sure.
    yield (
        settled(name, True, observed, None, "averages of closes")
        if crossed
        else uncovered(name, f"{observed}, without a cross in {_CROSS_DAYS} sessions")
    )


def _strength(claim: Claim, look: Look, at: _Session) -> Iterator[Reading]:
    series, row = at
    closes, day = series.close[max(0, row - 20 * _RSI_SPAN) : row + 1], series.last[row].item()
    if closes.size <= 2 * _RSI_SPAN or not daily(series, max(0, row - closes.size + 1)):
        yield uncovered("RSI", too_coarse(series, day))
        return
    value = _wilder(closes)
    observed = f"the {_RSI_SPAN}-session RSI of {series.symbol} was {value:.1f} on {day}"
    true = agrees(claim, value, slack=_RSI_SLACK)
    if true:
        yield settled(f"{_RSI_SPAN}-session RSI", true, observed, value, "Wilder's relative strength index")
    else:
        yield uncovered("RSI", f"{observed}; the sentence may mean another span")


def _measured(q: Quantity) -> dict[str, Any]:
    return {"value": q.value, "value_text": q.text, "ulp": q.ulp, "unit": q.unit, "comparator": q.comparator}


def _mean(closes: Floats, span: int, back: int) -> float:
    end = closes.size - back
    return float(closes[end - span : end].mean())


def _exponential(closes: Floats, span: int) -> float:
    """The exponential average with the usual factor of 2 / (span + 1)."""
    factor = 2 / (span + 1)
    weights = factor * (1 - factor) ** np.arange(closes.size)[::-1]
    return float((closes * weights).sum() / weights.sum())


def _wilder(closes: Floats) -> float:
    moves = np.diff(closes)
    weights = (1 - 1 / _RSI_SPAN) ** np.arange(moves.size)[::-1]
    up, down = float((np.maximum(moves, 0) * weights).sum()), float((np.maximum(-moves, 0) * weights).sum())
    return 100.0 if down == 0 else 100 - 100 / (1 + up / down)


KIND = Kind(
    MovingAverage(),
    rule="moving_average/1",
    ways=(
        Way(
            "close or range of the session",
            (SUBJECT,),
            "the simple average",
            (),
            _simple,
            at=_averages,
            when=_of_an_average,
        ),
        Way(
            "close or range of the session",
            (SUBJECT,),
            "the exponential average",
            (),
            _smoothed,
            at=_averages,
            when=_of_an_average,
        ),
        Way(
            "a cross of the 50- and 200-session averages",
            (SUBJECT,),
            "the side 15 sessions before",
            (),
            _crossing,
            at=_sessions,
            when=_of_a_cross,
        ),
        Way("14-session RSI", (SUBJECT,), "—", (), _strength, at=_sessions, when=_of_strength),
    ),
)
