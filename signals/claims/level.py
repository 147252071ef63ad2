"""A level: where a price stood. "closed at 4,649.23", "hit $69,000 in November 2021", "topped $40,000".

A close is the exchange's last regular print of the session; "trading at" is any price of the day's range; a level of the
past was reached when the range of the window came to it (Cboe and S&P index methodology; Yahoo's daily bars).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from tapecheck.data import instrument
from tapecheck.nlp.claim import Claim, Window
from tapecheck.signals.answers import (
    NO_TIME,
    beside,
    row_of,
    rows_meant,
    settled,
    too_coarse,
    uncovered,
    undated,
    whole,
)
from tapecheck.signals.extremes import ends, extremes, spans
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Allowance, Kind, Way, undecided
from tapecheck.signals.look import (
    WIDEST_SESSION,
    Field,
    Look,
    day_of,
    evidence_of,
    last_on,
    rows_within,
)
from tapecheck.signals.moves import range_within, session_range
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.known import FIELDS
from tapecheck.signals.tape.protocol import Period, Series
from tapecheck.signals.tape.splits import split_since
from tapecheck.signals.wording.level import LevelWording

_RANGE: tuple[Field, ...] = ("low", "high", "close")
# Beyond this many times a price a number is hardly about it, unless its decimal point slipped (within a few per cent).
_FAR_OFF = 1.8
_SLIP = 0.03
# An extreme without a date is a recent one.
_RECENT_DAYS = 31
# How far from the days named a level is looked for, to correct a wrong date.
_NEARBY_DAYS = 60
# A time in sight longer than this holds nearly any level.
_A_QUARTER = 92


class _Session(NamedTuple):
    """A session that may be meant, and which of its figures: its close, its range; `usual` is whether it is one that the words name."""

    series: Series
    row: int
    close: bool
    range: bool
    usual: bool = True


class _Days(NamedTuple):
    """A span of days in which the level may have been reached; `usual` is whether it is one that the words name."""

    series: Series
    window: Window
    usual: bool = True


def _of_an_extreme(claim: Claim, _: Look) -> bool:
    return claim.reference is not None and claim.reference.kind in ("peak", "low", "record")


def _of_a_time(claim: Claim, look: Look) -> bool:
    return not _of_an_extreme(claim, look)


def _meant(claim: Claim, look: Look, series: Series) -> Iterator[_Session | _Days | Reading]:
    """The sessions or days that may be meant; those of a past price also in the money of that day, before the splits since."""
    yield from _at_its_time(claim, look, series)
    shares = split_since(claim.subject, claim.window[1], look.known_at) if claim.window else 1.0
    if claim.window_text is not None and shares != 1.0:
        before = replace(series, **{field: getattr(series, field) * shares for field in FIELDS})
        for one in _at_its_time(claim, look, before):
            yield one if isinstance(one, Reading) else one._replace(usual=False)


def _at_its_time(claim: Claim, look: Look, series: Series) -> Iterator[_Session | _Days | Reading]:
    """What the words name; without a time the last week too, which a sentence may carry over from the one before, and the times in sight."""
    window = claim.window or (look.as_of, look.as_of)
    if window[0] == window[1]:
        yield from _on_a_day(claim, series, window[1])
    else:
        yield _Days(series, window)
    if claim.window_text is None:
        yield _Days(series, (look.as_of - timedelta(days=7), look.as_of), usual=False)
        if undated(claim):
            short = (span for span in claim.nearby if (span[1] - span[0]).days <= _A_QUARTER)
            yield from (_Days(series, span, usual=False) for span in short)


def _on_a_day(claim: Claim, series: Series, day: date) -> Iterator[_Session | Reading]:
    row = row_of(series, day)
    if row is None:
        yield uncovered(f"the session of {day}", too_coarse(series, day))
        return
    if claim.window_text is not None and _never_closes(claim.subject):
        yield from (_Session(series, one, False, True, usual=False) for one in beside(series, row))
    for one in rows_meant(claim, series, row):
        running = series.in_progress and one == len(series) - 1
        yield _Session(series, one, not running, running or claim.basis != "close")


def _close(claim: Claim, look: Look, at: _Session) -> Iterable[Reading]:
    return (_closed(claim, at),) if at.close else ()


def _closed(claim: Claim, at: _Session) -> Reading:
    series, row = at.series, at.row
    close: float = series.close.item(row)
    if isnan(close):
        day = day_of(series, row)
        lacks = f"{series.source} has no close of {series.symbol} on {day}"
        return uncovered(f"close of {day}", lacks, at.usual)
    return settled(
        lambda: f"close of {day_of(series, row)}",
        agrees(claim, close, slack=_slack(claim)),
        lambda: f"{series.symbol} closed at {number(close)} on {day_of(series, row)}",
        close,
        "close",
        lambda: evidence_of(series, (row,)),
        at.usual,
    )


def _range(claim: Claim, look: Look, at: _Session) -> Iterable[Reading]:
    return (_ranged(claim, at),) if at.range else ()


def _ranged(claim: Claim, at: _Session) -> Reading:
    series, row = at.series, at.row
    low, high = session_range(series, row)
    grade = agrees(claim, low, high, _slack(claim))
    if grade is None and isnan(series.high.item(row)) and _near(claim, low, high):
        day = day_of(series, row)
        lacks = f"{series.source} has no intraday range of {series.symbol} on {day}"
        return uncovered(f"range of {day}", lacks, at.usual)
    return settled(
        lambda: f"range of {day_of(series, row)}",
        grade,
        lambda: f"{series.symbol} ranged {number(low)} to {number(high)} on {day_of(series, row)}",
        None,
        "low <= value <= high",
        lambda: [e for field in _RANGE for e in evidence_of(series, (row,), field)],
        at.usual,
    )


def _within(claim: Claim, look: Look, at: _Days) -> Iterator[Reading]:
    series, window = at.series, at.window
    name = f"range of {window[0]} to {window[1]}"
    rows = rows_within(series, Period(*window))
    if (
        rows.start >= rows.stop
        or not spans(series, window)
        or not whole(series, max(0, rows.start - 1), rows.stop - 1)
    ):
        yield uncovered(name, too_coarse(series, window[0]), at.usual)
        return
    low, high = range_within(series, rows)
    grade = agrees(claim, low, high, _slack(claim))

    def observed() -> str:
        ranged = f"{series.symbol} ranged {number(low)} to {number(high)} from {window[0]} to {window[1]}"
        return ranged + (_elsewhere(claim, series, window) if grade is None else "")

    yield settled(
        name,
        grade,
        observed,
        None,
        "low <= value <= high",
        lambda: [p.evidence for p in ends(series, rows) if p is not None],
        at.usual,
    )


def _extreme(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    """The level of a peak, a low or a record against each that may be meant."""
    assert claim.reference is not None
    for one in extremes(claim.reference, series, look.as_of):
        value, day = one.point.value, one.point.day
        grade = agrees(claim, value, slack=_slack(claim)) if _then(claim, series, day) else None
        if grade is None and not one.complete:
            yield uncovered(one.name, f"{series.source} has no intraday range of {series.symbol} then")
            continue
        observed = f"the {one.name} of {series.symbol} was {number(value)} on {day}"
        yield settled(one.name, grade, observed, value, one.name, (one.point.evidence,), one.usual)


def _reached(claim: Claim, look: Look, series: Series) -> Iterator[_Days]:
    assert claim.reference is not None
    window = claim.reference.window or (look.as_of - timedelta(days=_RECENT_DAYS), look.as_of)
    yield _Days(series, window, usual=False)


def _extreme_undated(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    assert claim.reference is not None
    if claim.reference.window is None and claim.reference.kind != "record":
        yield uncovered("its date", NO_TIME)


def _undated(claim: Claim, look: Look, series: Series) -> Iterable[Reading]:
    return (uncovered("its date", NO_TIME),) if claim.window_text is None and undated(claim) else ()


def _far_off(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    if _of_something_else(claim, series, look):
        yield uncovered(
            "its subject",
            f"the number is far from any price of {series.symbol} then; it may be of something else",
        )


def _then(claim: Claim, series: Series, day: date) -> bool:
    """Whether an extreme may have been reached in the time named for it: a row may be of several days, a day another one elsewhere."""
    window = claim.reference.window if claim.reference else None
    if window is None:
        return True
    row, edge = last_on(series, day), timedelta(days=1)
    return bool(series.first[row].item() <= window[1] + edge and day_of(series, row) >= window[0] - edge)


def _slack(claim: Claim) -> float:
    """What vendors may differ by at this level."""
    found = instrument(claim.subject)
    allowed = tolerance(found.market if found else "index")
    if claim.unit == "yield":
        return allowed.bp / 100
    return (allowed.extreme if claim.reference else allowed.level) / 100 * float(claim.value or 0)


def _never_closes(symbol: str) -> bool:
    """Whether a day of it is another one in the writer's time zone."""
    found = instrument(symbol)
    return found is not None and found.calendar == "24/7"


def _of_something_else(claim: Claim, series: Series, look: Look) -> bool:
    """Whether a level lies so far from the price that it is hardly about it; a decimal slip is, and stays false."""
    row = last_on(series, claim.window[1] if claim.window else look.as_of)
    price = _last_known_close(series, row)
    ratio = float(claim.value or 0) / price if price > 0 else nan
    slipped = any(abs(ratio / slip - 1) < _SLIP for slip in (0.01, 0.1, 10, 100))
    return not isnan(ratio) and not slipped and not 1 / _FAR_OFF <= ratio <= _FAR_OFF


def _last_known_close(series: Series, row: int) -> float:
    """The newest close up to a row, NaN when none is known."""
    for one in range(row, -1, -1):
        close: float = series.lowest_close.item(one)
        if not isnan(close):
            return close
    return nan


def _elsewhere(claim: Claim, series: Series, window: Window) -> str:
    """When the level was really reached, if that was near the days named."""
    around = rows_within(
        series, Period(window[0] - timedelta(days=_NEARBY_DAYS), window[1] + timedelta(days=_NEARBY_DAYS))
    )
    reached = [row for row in range(around.start, around.stop) if agrees(claim, *session_range(series, row))]
    if not reached:
        return ""
    middle = np.datetime64(window[0], "D")
    nearest = min(reached, key=lambda row: abs(int((series.last[row] - middle).astype(int))))
    return f"; {claim.value_text} was reached on {day_of(series, nearest)}"


def _near(claim: Claim, low: float, high: float) -> bool:
    """Within what a session may have spanned beyond the prices known."""
    value = float(claim.value or 0)
    return low * (1 - WIDEST_SESSION) <= value <= high * (1 + WIDEST_SESSION)


_LEVEL: tuple[Allowance, ...] = ("level", "bp")
_EXTREME: tuple[Allowance, ...] = ("extreme", "bp")

KIND = Kind(
    LevelWording(),
    rule="level/3",
    ways=(
        Way("close of the session", (SUBJECT,), "—", _LEVEL, _close, _meant, _Session, _of_a_time),
        Way("range of the session", (SUBJECT,), "—", _LEVEL, _range, _meant, _Session, _of_a_time),
        Way("range of the days named", (SUBJECT,), "—", _LEVEL, _within, _meant, _Days, _of_a_time),
        undecided("no time named", (SUBJECT,), _undated, _of_a_time),
        undecided("far from any price of the subject", (SUBJECT,), _far_off, _of_a_time),
        Way("the extreme named", (SUBJECT,), "—", _EXTREME, _extreme, when=_of_an_extreme),
        Way("range of its days", (SUBJECT,), "—", _EXTREME, _within, _reached, when=_of_an_extreme),
        undecided("an extreme of no time named", (SUBJECT,), _extreme_undated, _of_an_extreme),
    ),
)
