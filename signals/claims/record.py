"""A record: higher (or lower) than ever before. "closed at a record", "a fresh all-time high", "its 30th record this year".

Records are kept of closes and of intraday highs apart; which one was meant is named. A record needs the history from its start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

import numpy as np

from tapecheck.nlp.claim import Claim
from tapecheck.signals.answers import has_session, row_of, settled, too_coarse, uncovered, whole
from tapecheck.signals.finding import Answer, Grade, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import (
    WIDEST_SESSION,
    Field,
    Look,
    Point,
    day_of,
    first_on,
    highest,
    last_on,
    lowest,
)
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.sources import PROXIES, SUBJECT
from tapecheck.signals.tape.protocol import Series
from tapecheck.signals.wording.record import RecordWording

_IN_A_ROW = re.compile(r"\b(?:straight|consecutive)\b", re.IGNORECASE)
# Equal to the last cent is still a record told.
_SAME_LEVEL = 1e-6


class _Rows(NamedTuple):
    """The sessions in which the record was set; up is the way looked for once figures are multiplied by `sign`."""

    series: Series
    rows: slice
    sign: int


def _has_level(claim: Claim, _: Look) -> bool:
    return claim.unit in ("usd", "index")


def _was_set(claim: Claim, look: Look) -> bool:
    return not _has_level(claim, look)


def _sessions(claim: Claim, look: Look, series: Series) -> Iterator[_Rows | Reading]:
    window = claim.window or (look.as_of, look.as_of)
    last = last_on(series, window[1])
    first = min(first_on(series, window[0]), last)
    if claim.window_text is None:
        first = max(0, first - 1)
    if last < 1 or (window[1] - day_of(series, last)).days > 5:
        yield uncovered("the record", too_coarse(series, window[1]))
    elif row_of(series, min(window[1], look.as_of)) is None or not whole(series, max(0, first - 1), last):
        yield uncovered(
            "the record", f"{series.source} lacks a session of {series.symbol} around {window[1]}"
        )
    elif not has_session(claim, series, last):
        yield uncovered("the record", f"{series.source} has no session of {series.symbol} on {window[1]}")
    else:
        yield _Rows(series, slice(first, last + 1), -1 if claim.direction == "down" else 1)


def _closing(claim: Claim, look: Look, at: _Rows) -> Iterator[Reading]:
    yield _reading(claim, at, "closing record", "close")


def _intraday(claim: Claim, look: Look, at: _Rows) -> Iterator[Reading]:
    yield _reading(claim, at, "intraday record", "high" if at.sign > 0 else "low")


def _tracked(claim: Claim, look: Look, _: Series, funds: Sequence[Series]) -> Iterator[Reading]:
    """A record of a fund that tracks it may be what is meant; that the fund set none says nothing."""
    for fund in funds:
        for at in _sessions(claim, look, fund):
            if isinstance(at, _Rows):
                told = chain(_closing(claim, look, at), _intraday(claim, look, at))
                yield from (r.stretched for r in told if r.answer is Answer.TRUE)


def _reading(claim: Claim, at: _Rows, name: str, field: Field) -> Reading:
    series, rows, sign = at
    here = (highest if sign > 0 else lowest)(series, rows, field)
    best: Field = "highest_close" if sign > 0 else "lowest_close"
    wider: Field = best if field == "close" else field
    before = _best_before(series, rows.start, wider, best, sign)
    if here is None or before is None:
        return _without_range(series, rows, best, sign, name)
    grade = sign * here.value >= sign * before.value * (1 - sign * _SAME_LEVEL)
    if claim.unit == "count" and (lacking := _uncounted(series, rows, field, here)) is not None:
        return uncovered(name, lacking)
    if claim.unit == "count" and grade:
        count = _run if _IN_A_ROW.search(claim.quote) else _count
        grade = int(claim.value or 0) in {count(series, rows.stop - 1, f, sign) for f in (best, wider)}
    side = "high" if sign > 0 else "low"
    return settled(
        name,
        grade,
        lambda: (
            f"{series.symbol} {side} {number(here.value)} on {here.day}, before it {number(before.value)} on {before.day}"
            f" (since {series.history_from} in this data)"
        ),
        here.value,
        "figure against all before it",
        (before.evidence, here.evidence),
    )


def _uncounted(series: Series, rows: slice, field: Field, here: Point) -> str | None:
    """Why the records of a year cannot be counted, None where they can."""
    if np.isnan(getattr(series, field)[rows]).any():
        return "a count of records needs every session's range, which thin futures lack"
    if not whole(series, first_on(series, date(here.day.year, 1, 1)), rows.stop - 1):
        return f"{series.source} lacks a session of {series.symbol} that year"
    return None


def _without_range(series: Series, rows: slice, best: Field, sign: int, name: str) -> Reading:
    """No intraday figures: a close far inside the old record still rules one out."""
    here, before = (
        (highest if sign > 0 else lowest)(series, rows, best),
        _best_before(series, rows.start, best, best, sign),
    )
    if (
        here is None
        or before is None
        or sign * here.value > sign * before.value * (1 - sign * WIDEST_SESSION)
    ):
        return uncovered(name, f"{series.source} has no intraday figures of {series.symbol} then")
    observed = f"{series.symbol} closed at {number(here.value)} on {here.day}, far from {number(before.value)} on {before.day}"
    return settled(
        name,
        None,
        observed,
        here.value,
        "close against all closes before it",
        (before.evidence, here.evidence),
    )


def _at_level(of_closes: bool) -> Callable[..., Iterator[Reading]]:
    """A record said to stand at a level, within the window named, if one is: of closes, or of highs and lows."""

    def find(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
        until = min(claim.window[1] if claim.window else look.as_of, look.as_of)
        low = claim.direction == "down"
        fields: tuple[Field, Field] = ("low", "lowest_close") if low else ("high", "highest_close")
        field = fields[of_closes]
        top = (lowest if low else highest)(series, slice(0, last_on(series, until) + 1), field)
        if top is None:
            return
        observed = f"the record of {series.symbol} up to {until} was {number(top.value)} on {top.day}"
        name = f"record by {field.replace('_', ' ')}"
        yield settled(name, _stood(claim, look, top), observed, top.value, field, (top.evidence,))

    return find


def _stood(claim: Claim, look: Look, top: Point) -> Grade | None:
    """Whether a record stood at the level told, and was set in the time told for it."""
    slack = tolerance(look.market(claim.subject)).extreme / 100 * float(claim.value or 0)
    in_time = not claim.window or not claim.window_text or claim.window[0] <= top.day <= claim.window[1]
    return agrees(claim, top.value, slack=slack) if in_time else None


def _no_rows(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    until = min(claim.window[1] if claim.window else look.as_of, look.as_of)
    if last_on(series, until) < 0:
        yield uncovered("the record", too_coarse(series, until))


def _best_before(series: Series, start: int, field: Field, closes: Field, sign: int) -> Point | None:
    """The best figure before a row; closes stand in where the older rows have no intraday figures."""
    pick = highest if sign > 0 else lowest
    found = [p for f in dict.fromkeys((field, closes)) if (p := pick(series, slice(0, start), f)) is not None]
    return max(found, key=lambda p: sign * p.value) if found else None


def _count(series: Series, row: int, field: Field, sign: int) -> int:
    """How many closing records the year of a row has seen up to it."""
    closes = sign * getattr(series, field)
    running = np.maximum.accumulate(np.nan_to_num(closes, nan=-np.inf))
    year = day_of(series, row).year
    records = [i for i in range(1, row + 1) if day_of(series, i).year == year and closes[i] > running[i - 1]]
    return len(records)


def _run(series: Series, row: int, field: Field, sign: int) -> int:
    """How many sessions in a row up to a row closed (or traded) at a record."""
    values = sign * getattr(series, field)[: row + 1]
    before = np.maximum.accumulate(np.nan_to_num(values, nan=-np.inf))
    set_ = values[1:] > before[:-1]
    return int(np.argmin(set_[::-1])) if not set_.all() else int(set_.size)


_BEFORE = "all sessions before it"

KIND = Kind(
    RecordWording(),
    rule="record/1",
    ways=(
        Way("closing record", (SUBJECT,), _BEFORE, (), _closing, at=_sessions, when=_was_set),
        Way("intraday record", (SUBJECT,), _BEFORE, (), _intraday, at=_sessions, when=_was_set),
        Way("record of a fund that tracks it", (SUBJECT, PROXIES), _BEFORE, (), _tracked, when=_was_set),
        Way(
            "level of the record by high or low",
            (SUBJECT,),
            "—",
            ("extreme",),
            _at_level(False),
            when=_has_level,
        ),
        Way("level of the record by close", (SUBJECT,), "—", ("extreme",), _at_level(True), when=_has_level),
        undecided("no session so early", (SUBJECT,), _no_rows, when=_has_level),
    ),
)
