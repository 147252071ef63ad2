"""A streak: so many periods in a row one way. "a third straight weekly gain", "snapped a four-day losing streak", "up in six of seven sessions".

A period counts by its close against the close of the one before; the newest week, month or year may still be running.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim, Direction, Reference
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.numbers import ORDINALS, WORDS, counted, ordinal
from tapecheck.nlp.spans import run_began
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
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look, daily, day_of, evidence_of
from tapecheck.signals.lookback import period_ends
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Series

_STEP = r"(?:day|session|week|month|quarter|year|trading\s(?:day|session))"
_NTH = rf"[0-9]{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)}"
_COUNT = rf"[0-9]{{1,2}}|{'|'.join(WORDS)}"
_RAN = (
    r"(?:gains?|advances?|rises?|wins?|winning|rally|rallies|losses|loss|declines?|drops?|falls?|losing|slides?|slumps?|selloffs?|sell-offs?|increases?|decreases?|"
    r"streaks?|skids?|runs?|routs?|climbs?|retreats?)"
)
_WORDED = (
    # "a third straight weekly gain", "for the third straight day"
    re.compile(
        rf"\b(?P<nth>{_NTH})[\s-](?:straight|consecutive|successive)\s(?:positive\s|negative\s|up\s|down\s|winning\s|losing\s)?"
        rf"(?:(?P<step>{_STEP})(?:ly)?|daily|session)?\s?(?:of\s)?(?P<noun>{_RAN})?\b",
        re.IGNORECASE,
    ),
    # "three straight days of gains", "for four consecutive weeks"
    re.compile(
        rf"\b(?P<n>{_COUNT})\s(?:straight|consecutive|successive)\s(?:(?P<step>{_STEP})(?:ly)?s?|daily)\s?(?:of\s)?(?P<noun>{_RAN})?\b",
        re.IGNORECASE,
    ),
    # "a four-day losing streak", "a six-week winning run"
    re.compile(
        rf"\b(?P<n>{_COUNT})-(?P<step>{_STEP})\s(?P<noun>(?:winning|losing)\s(?:streak|run|skid|spell)|streak\sof\s{_RAN})",
        re.IGNORECASE,
    ),
    # "up in six of the last seven sessions"
    re.compile(
        rf"\b(?:in|on)\s(?P<n>{_COUNT})\sof\s(?:the\s|its\s)?(?:last\s|past\s|previous\s)?(?P<of>{_COUNT})\s(?:trading\s)?(?P<step>{_STEP})s\b",
        re.IGNORECASE,
    ),
)
_BROKEN = re.compile(
    r"\b(?:snap(?:s|ped|ping)|halt(?:s|ed|ing)|end(?:s|ed|ing)|broke|breaks|breaking|stop(?:s|ped)|after|following|ending)\s(?:a|an|the|its|their)?\s?(?:\w+\s)?$",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:loss|losses|losing|declin|drop|fall|slid|slump|sell|skid|rout|retreat|decrease|negative|down)",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:gain|advanc|rise|win|rall|increase|climb|positive|up)",
    re.IGNORECASE,
)
# What has a streak that is not its price's.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:inflows?|outflows?|records?|trade|trading|turnover|cuts?|hikes?|meetings?|volume|profits?|earnings|revenues?|all-time|highs?|lows?|stocks\s(?:rose|fell))\b",
    re.IGNORECASE,
)
# A close this near the one before (a part in ten thousand) may be counted either way.
_FLAT = 1e-4
# How many periods are looked at before the whole history is, and how many rows each has at most; a run that reaches the oldest few goes on.
_NEAR, _EDGE = 30, 3
_ROWS = {"week": 7, "month": 31, "quarter": 92, "year": 366}


@dataclass(frozen=True, slots=True)
class _Told:
    """How many, of how many, by which step, which way, and whether it has ended."""

    count: int
    of: int
    step: str
    direction: Direction
    broken: bool


class Streak:
    """How it is worded."""

    name = "streak"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Runs of gains or losses, alive or just broken."""
        for pattern in _WORDED:
            for match in pattern.finditer(sentence.text):
                if sentence.modality(match.start()) == "asserted":
                    yield from self._drafts(sentence, match)

    def _drafts(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        told = self._told(sentence, match)
        a, b = sentence.clause(match.start())
        if told is None or _OF_SOMETHING_ELSE.search(sentence.text, a, min(b, match.end() + 12)):
            return
        for who in sentence.subjects(match.start(), match.end()):
            if not who.priced:
                continue
            window, said = sentence.window(match.start(), match.end(), who.symbol)
            yield sentence.draft(
                self.name, who, match.start(), match.end(), value=Decimal(told.count),
                value_text=match.groupdict().get("nth") or match["n"], ulp=Decimal(1), unit="count", direction=told.direction,
                reference=Reference("other", f"{'broken ' if told.broken else ''}{told.of} {told.step}"), score=0.8,
                window=(min(window[0], run_began(window[1], told.of + told.broken, told.step)), window[1]), window_text=said,
            )  # fmt: skip

    def _told(self, sentence: Sentence, match: re.Match[str]) -> _Told | None:
        found = match.groupdict()
        count = ordinal(found["nth"]) if found.get("nth") else int(counted(found["n"]) or 0)
        of = int(counted(found["of"]) or 0) if found.get("of") else count
        direction = self._direction(sentence, match)
        if count < 2 or of < count or direction is None:
            return None
        step = (found.get("step") or ("day" if "daily" in match[0] else "session")).lower().split()[-1]
        broken = _BROKEN.search(sentence.before(match.start(), 40)) is not None
        return _Told(count, of, "day" if step == "session" else step, direction, broken)

    def _direction(self, sentence: Sentence, match: re.Match[str]) -> Direction | None:
        """Which way the run went: by its own words, else by the verb before it in its clause."""
        own = match[0]
        if _DOWN.search(own):
            return "down"
        if _UP.search(own):
            return "up"
        start, end = sentence.clause(match.start())
        around = [*words.MOVE.finditer(sentence.text, start, match.start())][:1] or [
            *words.MOVE.finditer(sentence.text, match.end(), min(end, match.end() + 24))
        ][:1]
        way = words.direction_of(around[0]) if around else None
        return way if way in ("up", "down") else None


class _Run(NamedTuple):
    """A run up to a row: by which step, broken before it or not, in so many of how many periods."""

    series: Series
    row: int
    step: str
    broken: bool
    of: int


def _runs(claim: Claim, look: Look, series: Series) -> Iterator[_Run | Reading]:
    """The runs up to the session meant, that session left out while it is in progress."""
    day = claim.window[1] if claim.window else look.as_of
    row = row_of(series, min(day, look.as_of))
    if row is None or row < 2 or claim.reference is None or not has_session(claim, series, row):
        yield uncovered("the run", too_coarse(series, day))
        return
    broken, of, step = _parts(claim.reference.text)
    for one in rows_meant(claim, series, row):
        if series.in_progress and one == len(series) - 1:
            yield uncovered("the run", "the session was still in progress")
            one -= 1
        if daily(series, one) and daily(series, max(0, one - 2 * of)):
            yield _Run(series, one, step, broken, of)
        else:
            yield uncovered("the run", too_coarse(series, series.last[one].item()))


def _up_to_it(claim: Claim, look: Look, at: _Run) -> Iterator[Reading]:
    yield _reading(claim, at)


def _up_to_the_period_before(claim: Claim, look: Look, at: _Run) -> Iterator[Reading]:
    """The newest week, month or year may still be running, and not be counted."""
    if at.step != "day":
        before = period_ends(at.series, at.row, at.step)[:-1]
        if before.size > 1:
            yield _reading(claim, at._replace(row=int(before[-1]))).stretched


def _reading(claim: Claim, at: _Run) -> Reading:
    series, row, step, broken, of = at
    sign = -1 if claim.direction == "down" else 1
    ends, told = _periods(series, row, step, sign, broken, of)
    run, count = _run(told), int(claim.value or 0)
    true = count in _lengths(told, run) if of == count else int((told[-of:] > -_FLAT).sum()) >= count
    last = day_of(series, row)
    if not true and not whole(series, int(ends[max(-ends.size, -of - 3)]), row):
        return uncovered("the run", f"{series.source} lacks a session of {series.symbol} before {last}")

    def observed() -> str:
        way, ended = "down" if sign < 0 else "up", "the one before " if broken else ""
        if of == count:
            return f"{series.symbol} went {way} {run} {step}{'s' if run != 1 else ''} in a row up to {ended}{last}"
        return f"{series.symbol} went {way} in {int((told[-of:] > 0).sum())} of the {of} {step}s up to {last}"

    return settled(
        f"run by {step} up to {last}",
        true,
        observed,
        float(run),
        "signs of closes against the close before",
        lambda: evidence_of(series, ends[-count - 2 :].tolist()),
    )


def _names_a_span(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    if claim.window_text is None or claim.window is None or claim.reference is None:
        return
    broken, of, step = _parts(claim.reference.text)
    if claim.window[0] != run_began(claim.window[1], of + broken, step):
        yield uncovered("its end", "the words name a span, not the day on which the run ended")


def _periods(
    series: Series, row: int, step: str, sign: int, broken: bool, of: int
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the newest periods up to a row and the moves of them, as many as the run reaches back and some more."""
    for start in (max(0, row - (_NEAR + of) * _ROWS.get(step, 1)), 0):
        ends = period_ends(series, row, step, start)
        moves = sign * (series.close[ends[1:]] / series.close[ends[:-1]] - 1)
        told = moves[:-1] if broken else moves
        if start == 0 or (told[:_EDGE] <= -_FLAT).any():
            return ends, told
    raise AssertionError("the whole history ends the search")


def _parts(text: str) -> tuple[bool, int, str]:
    *ended, of, step = text.split()
    return bool(ended), int(of), step


def _run(moves: np.ndarray) -> int:
    """How many of the newest moves go the right way without a break."""
    wrong = np.flatnonzero(moves <= 0)
    return int(moves.size - 1 - wrong[-1]) if wrong.size else int(moves.size)


def _lengths(moves: np.ndarray, run: int) -> set[int]:
    """The run's length, a flat close counted either way."""
    if not (np.abs(moves[-run - 1 :]) < _FLAT).any():
        return {run}
    flat = np.abs(moves) < _FLAT
    return {run, _run(np.where(flat, 1.0, moves)), _run(np.where(flat, -1.0, moves))}


KIND = Kind(
    Streak(),
    rule="streak/1",
    ways=(
        Way("run up to the session", (SUBJECT,), "the close before each", (), _up_to_it, at=_runs),
        Way(
            "run up to the period before",
            (SUBJECT,),
            "the close before each",
            (),
            _up_to_the_period_before,
            at=_runs,
        ),
        undecided("no day named for its end", (SUBJECT,), _names_a_span),
    ),
)
