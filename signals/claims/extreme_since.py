"""The most since: "highest since March 2020", "biggest drop since June", "worst week in two months", "a 26-year high".

True when nothing in between was at least as extreme and, where a date is named, something then was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tapecheck.nlp.claim import Claim
from tapecheck.signals.answers import has_session, row_of, settled, too_coarse, uncovered, whole
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import (
    Field,
    Look,
    day_of,
    evidence_of,
    highest,
    last_on,
    lowest,
    point,
    rows_within,
    signed,
)
from tapecheck.signals.lookback import last_time, period_ends
from tapecheck.signals.phrases import number
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Floats, Period, Series
from tapecheck.signals.wording.extreme_since import ExtremeSinceWording

_OF_A_MOVE = re.compile(r"\b(?:biggest|largest|worst|best|steepest|sharpest)\b", re.IGNORECASE)
_MOVE_NOUN = re.compile(
    r"gain|loss|drop|decline|rise\b|rally|jump|surge|advance|increase|slide|slump|plunge|tumble|performance",
    re.IGNORECASE,
)
# What is compared is no price, or a span of its own making: "its best first ten days", "the longest slide".
_UNLIKE_A_PRICE = re.compile(
    r"moving average|\bline\b|correlation|volatility|ratio|volume|fees|balance", re.IGNORECASE
)
_STRANGE_NOUN = re.compile(
    r"longest|\b(?:first|last)\s(?!time)|\b\w+-(?:day|week|month|year)\s(?!high|low|peak|bottom)|\b(?:best|worst|strongest|weakest)\s(?:since|in)\b",
    re.IGNORECASE,
)
_STEPS = tuple(
    (step, re.compile(pattern, re.IGNORECASE))
    for step, pattern in (
        ("week", r"week(?:ly)?\b(?!s)"),
        ("month", r"month(?:ly)?\b(?!s)"),
        ("quarter", r"quarter(?:ly)?\b"),
        ("year", r"annual|yearly|year\b"),
        ("day", r"day|session"),
    )
)
_UNIT_DAYS = {
    "day": 1,
    "session": 1.4,
    "week": 7,
    "month": 30.4,
    "quarter": 91.3,
    "year": 365.25,
    "decade": 3652.5,
}
# So many ends of periods have but one move between them.
_ONE_MOVE = 2
# Records within this many sessions belong to one stretch.
_SAME_STRETCH = 20
_SAME_LEVEL = 2e-4
# A level passed again within this many sessions is the same passing; dates far back may be a little off.
_RUN = 4
# What was as extreme within these days belongs to the same episode: the writer may mean that moment.
_SAME_EPISODE = timedelta(days=7)
_SLACK = 0.03

# What a level is compared by, and with which figures of the rows before it.
_HIGHER: tuple[tuple[Field, Field], ...] = (("close", "highest_close"), ("high", "high"))
_LOWER: tuple[tuple[Field, Field], ...] = (("close", "lowest_close"), ("low", "low"))


class _Row(NamedTuple):
    """A session that may be meant; up is the way looked for once figures are multiplied by `sign`.

    `ends` are the rows that end the periods up to it, for a claim that compares the moves of `step` with each other.
    """

    series: Series
    row: int
    sign: int
    step: str = ""
    ends: NDArray[np.int64] | None = None


def _of_records(claim: Claim, _: Look) -> bool:
    return claim.reference is not None and claim.reference.kind == "record"


def _of_moves(claim: Claim, look: Look) -> bool:
    return not _of_records(claim, look) and _step(_text(claim)) is not None


def _of_levels(claim: Claim, look: Look) -> bool:
    return not _of_records(claim, look) and _step(_text(claim)) is None


def _text(claim: Claim) -> str:
    return claim.reference.text if claim.reference else ""


def _sessions(claim: Claim, look: Look, series: Series) -> Iterator[_Row | Reading]:
    """The session meant; without a time the one before it too. Last, whether the words leave open what is compared."""
    day = claim.window[1] if claim.window else look.as_of
    row = row_of(series, min(day, look.as_of))
    if row is None or row < 1 or not has_session(claim, series, row):
        yield uncovered("the day", too_coarse(series, day))
        return
    row = _most_extreme(claim, series, row)
    sign = -1 if claim.direction == "down" else 1
    rows = (row, row - 1) if claim.window_text is None and row > 1 else (row,)
    meant = [found for one in rows if (found := _compared(claim, look, _Row(series, one, sign))) is not None]
    yield from meant
    if not meant or not _definite(claim):
        yield uncovered(
            "how far it reaches back", "the wording leaves open what is compared, and over which span"
        )


def _compared(claim: Claim, look: Look, at: _Row) -> _Row | None:
    """The session with what it is compared by, None where the tape lacks that."""
    step = None if _of_records(claim, look) else _step(_text(claim))
    if step is not None:
        ends = period_ends(at.series, at.row, step)
        return at._replace(step=step, ends=ends) if ends.size > _ONE_MOVE else None
    known = (getattr(at.series, field).item(at.row) for field, _ in _fields(at.sign))
    return at if _of_records(claim, look) or not all(map(isnan, known)) else None


def _fields(sign: int) -> tuple[tuple[Field, Field], ...]:
    return _HIGHER if sign > 0 else _LOWER


def _by_level(which: int) -> Callable[..., Iterator[Reading]]:
    """The level of one of the fields that levels are compared by."""

    def find(claim: Claim, look: Look, at: _Row) -> Iterator[Reading]:
        field, wide = _fields(at.sign)[which]
        here = at.sign * getattr(at.series, field).item(at.row)
        if not isnan(here):
            yield _level(claim, at, field, wide, here)

    return find


def _level(claim: Claim, at: _Row, field: Field, wide: Field, here: float) -> Reading:
    series, row, sign = at.series, at.row, at.sign
    passed = float(claim.value) if claim.unit in ("usd", "index") and claim.value is not None else None
    bar = here if passed is None else sign * passed
    if here < bar - _SAME_LEVEL * abs(bar):
        observed = f"{series.symbol} {field} {number(sign * here)} on {day_of(series, row)}"
        return settled(f"level by {field}", None, observed, sign * here)
    last = last_time(signed(series, wide, sign)[:row], bar, skip=_RUN if passed else 1)
    return _reading(claim, at, last, f"level by {field}", sign * here, number(sign * here))


def _by_record(claim: Claim, look: Look, at: _Row) -> Iterator[Reading]:
    """The first record in so long: when the last one before this stretch of records was set."""
    series, row, sign = at.series, at.row, at.sign
    closes = sign * getattr(series, "highest_close" if sign > 0 else "lowest_close")[: row + 1]
    best = np.maximum.accumulate(np.nan_to_num(closes, nan=-np.inf))
    until = max(1, row - _SAME_STRETCH)
    earlier = np.flatnonzero(closes[1:until] > best[: until - 1]) + 1
    last = int(earlier[-1]) if earlier.size else None
    day, since = day_of(series, row), day_of(series, last) if last is not None else None
    observed = (
        f"{series.symbol} had last closed at a record before that on {since}"
        if since
        else f"{series.symbol} had no record before"
    )
    proof = [p.evidence for p in [point(series, last if last is not None else row)] if p is not None]
    yield settled(
        "the closing record before it",
        _reaches(claim, day, since),
        observed,
        None,
        "last closing record of an earlier stretch",
        proof,
    )


def _in_per_cent(claim: Claim, look: Look, at: _Row) -> Iterator[Reading]:
    assert at.ends is not None
    closes = at.series.close[at.ends]
    changes = closes[1:] / closes[:-1] - 1
    yield _move(claim, at, changes, "per cent", f"{100 * changes[-1]:+.2f}%")


def _in_points(claim: Claim, look: Look, at: _Row) -> Iterator[Reading]:
    assert at.ends is not None
    changes = np.diff(at.series.close[at.ends])
    yield _move(claim, at, changes, "points", f"{changes[-1]:+,.2f} points")


def _move(claim: Claim, at: _Row, changes: Floats, name: str, told: str) -> Reading:
    """The newest of several moves against those before it."""
    assert at.ends is not None
    last = last_time(at.sign * changes[:-1], at.sign * float(changes[-1]))
    row = None if last is None else int(at.ends[last + 1])
    return _reading(claim, at, row, f"{at.step} move in {name}", float(changes[-1]), told)


def _reading(claim: Claim, at: _Row, last: int | None, name: str, computed: float, told: str) -> Reading:
    series, row = at.series, at.row
    day = day_of(series, row)
    since = day_of(series, last) if last is not None else None

    def observed() -> str:
        rest = f"as extreme last on {since}" if since else f"never as extreme since {series.history_from}"
        return f"{series.symbol} {told} on {day}, {rest}"

    reaches = _reaches(claim, day, since)
    if reaches is None and not whole(series, max(0, (last or 0) - 1), row):
        return uncovered(name, f"{series.source} lacks a session of {series.symbol} since {since}")
    if reaches is None and since is not None and day - since <= _SAME_EPISODE:
        return uncovered(name, f"{observed()}: days before, which may be what is meant")
    rows = [one for one in (last, row) if one is not None]
    return settled(
        name,
        reaches,
        observed,
        computed,
        "last time at least as extreme",
        lambda: evidence_of(series, rows),
    )


def _most_extreme(claim: Claim, series: Series, row: int) -> int:
    """The row that a level "last month" or "this week" was reached on; a move is the whole span's."""
    text = claim.reference.text if claim.reference else ""
    if claim.window is None or claim.window[0] == claim.window[1] or _step(text) is not None:
        return row
    inside = rows_within(series, Period(*claim.window))
    found = (lowest if claim.direction == "down" else highest)(series, slice(inside.start, row + 1), "close")
    return last_on(series, found.day) if found else row


def _definite(claim: Claim) -> bool:
    """Whether the words say plainly what is compared with when."""
    reference = claim.reference
    return (
        reference is not None
        and not _UNLIKE_A_PRICE.search(claim.quote)
        and not _STRANGE_NOUN.search(reference.text)
        and reference.kind in ("date", "record")
        and (reference.window is not None or reference.value is not None)
    )


def _step(text: str) -> str | None:
    """The period whose move is compared, None when it is the level."""
    if not _OF_A_MOVE.search(text) and not _MOVE_NOUN.search(text):
        return None
    return next((step for step, pattern in _STEPS if pattern.search(text)), "day")


def _reaches(claim: Claim, day: date, since: date | None) -> Grade | None:
    """Whether the last time agrees with the date or the span that the claim names."""
    reference = claim.reference
    if reference is not None and reference.window is not None:
        last = reference.window[1]
        slack = timedelta(days=max(4, round(_SLACK * (day - last).days)))
        return Grade.EXACT if since is None or since <= last + slack else None
    unit = next(
        (days for word, days in _UNIT_DAYS.items() if reference and word in reference.text.lower()), None
    )
    if reference is None or reference.value is None or unit is None:
        return Grade.EXACT if since is None or (day - since).days > 300 else None
    least = float(reference.value) * unit * (0.8 if claim.comparator != "gt" else 0.95)
    return Grade.ROUNDED if since is None or (day - since).days >= least - 3 else None


_SINCE = "all sessions since the last one at least as extreme"

KIND = Kind(
    ExtremeSinceWording(),
    rule="extreme_since/1",
    ways=(
        Way("level by close", (SUBJECT,), _SINCE, (), _by_level(0), at=_sessions, when=_of_levels),
        Way("level by high or low", (SUBJECT,), _SINCE, (), _by_level(1), at=_sessions, when=_of_levels),
        Way(
            "move of the period in per cent",
            (SUBJECT,),
            _SINCE,
            (),
            _in_per_cent,
            at=_sessions,
            when=_of_moves,
        ),
        Way("move of the period in points", (SUBJECT,), _SINCE, (), _in_points, at=_sessions, when=_of_moves),
        Way(
            "the closing record before it",
            (SUBJECT,),
            "the records before this stretch of them",
            (),
            _by_record,
            at=_sessions,
            when=_of_records,
        ),
    ),
)
