"""A turning point: "bottomed on November 21", "peaked in October", "its June 3 low".

The extreme of a stretch that is open on both sides of the day named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tapecheck.nlp.claim import Claim, Direction, Unit
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.times import TimeRef
from tapecheck.signals.answers import settled, too_coarse, uncovered, whole
from tapecheck.signals.extremes import spans
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import Field, Look, Point, highest, last_on, lowest, rows_within
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Period, Series

_TURNED = re.compile(
    r"\b(?P<down>bottomed(?:\sout)?|troughed|hit\s(?:a\s|its\s|the\s)?(?:bottom|low|rock bottom)|found\sa\sfloor)|\b(?P<up>peaked|topped\sout|crested|hit\s(?:a\s|its\s|the\s)?(?:peak|top))\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\s(?:\w+\s)?(?P<end>low|high|peak|bottom|top)\b(?!\s(?:of|at|near)\s(?:the\s)?(?:day|session))"
)
_OWNER = re.compile(r"\b(?:its|the|their|a)\s$")
_LOWS = ("low", "bottom")
# Sessions on both sides over which the turn must be the extreme; vendors' levels.
_AROUND = 5
_LEVEL_SLACK = 0.01
# "its Jan. 11 low" may be the low of that day alone, which every day has.
_ANY_DAY_HAS_ONE = 0.5


class TurningPoint:
    """How it is worded."""

    name = "turning_point"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A day, or a level, at which a subject is said to have turned; and dated extremes ("its June 3 low")."""
        for match in _TURNED.finditer(sentence.text):
            if sentence.modality(match.start()) == "asserted":
                yield from self._turned(sentence, match)
        for when in sentence.times:
            dated = (
                _DATED.match(sentence.text, when.end)
                if when.kind == "day" and any(map(str.isdigit, when.text))
                else None
            )
            if dated is not None:
                yield from self._dated(sentence, when, dated)

    def _turned(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        start, end = sentence.clause(match.start())
        near = [t for t in sentence.times if match.end() <= t.start < min(end, match.end() + 40)] or [
            t for t in sentence.times if start <= t.start < match.start()
        ]
        q = next(
            (
                q
                for q in sentence.quantities
                if 0 <= q.start - match.end() < 18 and q.unit in ("usd", None, "percent")
            ),
            None,
        )
        if not near and q is None:
            return
        for who in sentence.subjects(match.start(), match.end()):
            if who.priced:
                day = sentence.session(who.symbol)
                unit: Unit | None = (
                    ("usd" if q.unit == "usd" else "yield" if who.family == "rate" else "index")
                    if q
                    else None
                )
                yield sentence.draft(
                    self.name, who, match.start(), max(match.end(), near[0].end if near else 0), q, unit, direction="down" if match["down"] else "up",
                    window=near[0].window if near else (day, day), window_text=near[0].text if near else None, score=0.7,
                )  # fmt: skip

    def _dated(self, sentence: Sentence, when: TimeRef, match: re.Match[str]) -> Iterator[Draft]:
        owner = _OWNER.search(sentence.text, 0, when.start)
        start = owner.start() if owner else when.start
        for who in sentence.subjects(when.start, when.start):
            if who.priced:
                direction: Direction = "down" if match["end"].lower() in _LOWS else "up"
                yield Draft(
                    start,
                    match.end(),
                    self.name,
                    who.symbol,
                    direction=direction,
                    window=when.window,
                    window_text=when.text,
                    score=0.6,
                    firm=_ANY_DAY_HAS_ONE,
                )


class _Stretch(NamedTuple):
    """The days named, `inside`, and the sessions `around` them, open on both sides."""

    series: Series
    inside: slice
    around: slice


def _stretches(claim: Claim, look: Look, series: Series) -> Iterator[_Stretch | Reading]:
    window = claim.window or (look.as_of, look.as_of)
    inside = rows_within(series, Period(*window))
    if inside.start >= inside.stop or not spans(series, window):
        yield uncovered("the turn", too_coarse(series, window[0]))
        return
    if window[0] == window[1] and series.first[inside.start] != series.last[inside.start]:
        yield uncovered("the turn", too_coarse(series, window[0]))
        return
    around = slice(max(0, inside.start - _AROUND), min(len(series), inside.stop + _AROUND))
    if not whole(series, around.start, around.stop - 1):
        yield uncovered("the turn", f"{series.source} lacks a session of {series.symbol} around it")
    yield _Stretch(series, inside, around)
    if np.isnan((series.low if claim.direction == "down" else series.high)[around]).any():
        yield uncovered(
            "turn within the day", f"{series.source} has no intraday range of {series.symbol} then"
        )


def _by_close(claim: Claim, look: Look, at: _Stretch) -> Iterator[Reading]:
    yield from _turn(claim, at, "close")


def _within_the_day(claim: Claim, look: Look, at: _Stretch) -> Iterator[Reading]:
    yield from _turn(claim, at, "low" if claim.direction == "down" else "high")


def _turn(claim: Claim, at: _Stretch, field: Field) -> Iterator[Reading]:
    turn = (lowest if claim.direction == "down" else highest)(at.series, at.around, field)
    if turn is not None:
        yield _reading(claim, at, turn, field)


def _reading(claim: Claim, at: _Stretch, turn: Point, field: str) -> Reading:
    series, inside = at.series, at.inside
    row = last_on(series, turn.day)
    there = inside.start - 1 <= row <= inside.stop
    grade: Grade | bool | None = there
    if there and claim.value is not None:
        grade = agrees(claim, turn.value, slack=_LEVEL_SLACK * turn.value)
    observed = f"the {'low' if claim.direction == 'down' else 'high'} of {series.symbol} by {field} was {number(turn.value)} on {turn.day}"
    return settled(
        f"turn by {field}",
        grade,
        observed,
        turn.value,
        f"extreme {field} of {_AROUND} sessions on both sides",
        (turn.evidence,),
    )


KIND = Kind(
    TurningPoint(),
    rule="turning_point/1",
    ways=(
        Way("turn by close", (SUBJECT,), "the sessions on both sides", (), _by_close, at=_stretches),
        Way(
            "turn by high or low",
            (SUBJECT,),
            "the sessions on both sides",
            (),
            _within_the_day,
            at=_stretches,
        ),
    ),
)
