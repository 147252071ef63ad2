"""The facts of one session that an editor wants: value, change, what it is the largest of, how far from what.

Each fact is worked out from the rows at hand; where they are too coarse or too short the fact is None, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from tapecheck.data import calendar_of, instrument
from tapecheck.data.calendars import NEW_YORK, is_session, session_open
from tapecheck.nlp.claim import Window
from tapecheck.signals.answers import row_of, too_coarse
from tapecheck.signals.look import last_on
from tapecheck.signals.session_past import Change, change, close_since, records_of_year, streak
from tapecheck.signals.session_spans import (
    Average,
    Distance,
    SpanMove,
    averages,
    from_record,
    from_year,
    to_date,
)
from tapecheck.signals.tape.protocol import NotCovered, Series, Tape, Unavailable
from tapecheck.signals.unbroken import Reach, reach_of


@dataclass(frozen=True, slots=True)
class NoSession:
    """Why there are no facts; `unavailable` when the source failed and may answer later."""

    reason: str
    unavailable: bool = False


@dataclass(frozen=True, slots=True)
class Extremes:
    """The extremes up to a session: of all closes, of 52 weeks by closes, of 52 weeks by highs and lows."""

    record: Distance | None
    year_high: Distance | None
    year_low: Distance | None
    year_high_intraday: Distance | None
    year_low_intraday: Distance | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands once a session is over, its closing value first.

    `highest_since` and `lowest_since` are the last time before that a close was as high or as low, None where there was none since the
    series is whole. `streak` counts sessions in a row, signed, and `snapped` is the opposite run it ended. `is_record` is of closes in
    this data, `records_this_year` counts them up to the session.
    """

    close: float
    change: Change | None
    highest_since: Window | None
    lowest_since: Window | None
    streak: int | None
    snapped: int | None
    is_record: bool
    records_this_year: int | None
    to_date: tuple[SpanMove, ...]
    averages: tuple[Average, ...]


@dataclass(frozen=True, slots=True)
class SoFar:
    """A session in progress: the move from the close before that its range is known to make possible, each `(least, most)`."""

    before: float
    points: tuple[float, float]
    percent: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Facts of one session as known at `known_at` (aware). Prices are in `unit`: "index" points, "usd", "yield" in per cent a year, "other" for
    a pair of currencies.

    Of a session still in progress there is no `outcome`; open, high and low are the range known to be possible, and `so_far` the move
    within it where both are known. `history_from` is the first session of the series, `whole_from` the first from which none is missing.
    """

    symbol: str
    day: date
    source: str
    unit: str
    known_at: datetime
    history_from: date
    whole_from: date
    open: float | None
    high: float | None
    low: float | None
    extremes: Extremes
    in_progress: bool
    outcome: Outcome | None
    so_far: SoFar | None


def facts_of(symbol: str, day: date, tape: Tape, known_at: datetime) -> SessionFacts | NoSession:
    """The facts of the session of `symbol` dated `day`, from what was known at `known_at` (aware)."""
    series = tape.bars(symbol, None, known_at)
    if isinstance(series, NotCovered | Unavailable):
        return NoSession(series.reason, isinstance(series, Unavailable))
    row = row_of(series, day)
    if row is None or series.last[row].item() != day:
        return NoSession(_why_not(series, row, day, known_at))
    in_progress = series.in_progress and row == len(series) - 1
    if np.isnan(series.close[row]) and not in_progress:
        return NoSession(f"{series.source} has no close of {symbol} on {day}")
    return _facts(series, reach_of(series, row), known_at, in_progress)


def _why_not(series: Series, row: int | None, day: date, known_at: datetime) -> str:
    """Why there is no session of that day: not yet begun, none at all, or not on this tape."""
    calendar, before = calendar_of(series.symbol), last_on(series, day)
    told = f"; the one before was {series.last[before].item()}" if before >= 0 else ""
    if not is_session(calendar, day):
        return (
            f"{series.symbol} had no session on {day}{told}" if row is not None else too_coarse(series, day)
        )
    if session_open(calendar, day) > known_at:
        return f"the session of {series.symbol} on {day} had not begun at {known_at.astimezone(NEW_YORK):%Y-%m-%d %H:%M %Z}"
    if 0 <= before < len(series) - 1 and series.first[before + 1].item() > day:
        return f"{series.source} lacks the session of {series.symbol} on {day}{told}"
    return too_coarse(series, day)


def _facts(series: Series, reach: Reach, known_at: datetime, in_progress: bool) -> SessionFacts:
    row, found = reach.row, instrument(series.symbol)
    extremes = _extremes(series, reach)
    return SessionFacts(
        symbol=series.symbol, day=series.last[row].item(), source=series.source, unit=found.unit if found else "usd",
        known_at=known_at, history_from=series.history_from, whole_from=series.first[reach.whole].item(),
        open=_known(series.open[row]), high=_known(series.high[row]), low=_known(series.low[row]),
        extremes=extremes, in_progress=in_progress, outcome=None if in_progress else _outcome(series, reach, extremes),
        so_far=_so_far(series, reach) if in_progress else None,
    )  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _extremes(series: Series, reach: Reach) -> Extremes:
    return Extremes(
        from_record(series, reach),
        from_year(series, reach, "highest_close"),
        from_year(series, reach, "lowest_close"),
        from_year(series, reach, "high"),
        from_year(series, reach, "low"),
    )


def _outcome(series: Series, reach: Reach, extremes: Extremes) -> Outcome:
    run, snapped = streak(series, reach)
    top = extremes.record
    return Outcome(
        close=float(series.close[reach.row]), change=change(series, reach),
        highest_since=close_since(series, reach, 1), lowest_since=close_since(series, reach, -1),
        streak=run, snapped=snapped, is_record=top is not None and top.days[1] == series.last[reach.row].item(),
        records_this_year=records_of_year(series, reach),
        to_date=tuple(to_date(series, reach)), averages=tuple(averages(series, reach)),
    )  # fmt: skip


def _so_far(series: Series, reach: Reach) -> SoFar | None:
    low, high = _known(series.low[reach.row]), _known(series.high[reach.row])
    before = _known(series.close[reach.row - 1]) if reach.whole < reach.row else None
    if low is None or high is None or before is None or before <= 0:
        return None
    percent = 100 * (low / before - 1), 100 * (high / before - 1)
    return SoFar(before, (low - before, high - before), percent)
