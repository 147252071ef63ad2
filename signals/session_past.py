"""A session against those before it: its move, the closes it passed, its streak, the records of its year.

Each is worked out over the rows that are whole (`unbroken.py`); where they do not reach, the answer is None, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tapecheck.nlp.claim import Window
from tapecheck.signals.look import Point, first_on, point
from tapecheck.signals.lookback import last_time
from tapecheck.signals.tape.protocol import Floats, Series
from tapecheck.signals.unbroken import Reach


@dataclass(frozen=True, slots=True)
class Change:
    """The move from the close before, in the price's own unit and in per cent.

    `by_percent` and `by_points` are the last days before with a move at least as large the same way, by either measure: where they
    differ both are right. None means that there was none since `compared_from`, the first session whose move was compared. `percent` is
    None from a base that is not above zero, which crude oil once had.
    """

    before: Point
    points: float
    percent: float | None
    by_percent: date | None
    by_points: date | None
    compared_from: date


def change(series: Series, reach: Reach) -> Change | None:
    """The move of a session; None where the close before it is not at hand."""
    before = point(series, reach.row - 1) if reach.whole < reach.row else None
    if before is None:
        return None
    start = min(reach.single, reach.row - 1)
    points, shares = _moves(series.close[start : reach.row + 1])
    days = series.last[start + 1 :]
    by_percent, by_points = (
        days[last].item() if (last := _as_large(moves)) is not None else None for moves in (shares, points)
    )
    percent = None if np.isnan(shares[-1]) else 100 * float(shares[-1])
    return Change(before, float(points[-1]), percent, by_percent, by_points, days[0].item())


def _moves(closes: Floats) -> tuple[Floats, Floats]:
    """The moves from close to close: in the price's unit, and as shares of the close before."""
    base = np.where(closes[:-1] > 0, closes[:-1], np.nan)
    return np.diff(closes), closes[1:] / base - 1


def _as_large(moves: Floats) -> int | None:
    """The place of the last move before the newest that is at least as large the same way; a standstill is no move."""
    if np.isnan(moves[-1]) or moves[-1] == 0:
        return None
    sign = np.sign(moves[-1])
    return last_time(sign * moves[:-1], sign * float(moves[-1]))


def close_since(series: Series, reach: Reach, sign: int) -> Window | None:
    """The last time before that a close was at least as high (`sign` 1) or low (-1): a day twice, or the days of the row that holds it.

    None where there was none since the series is whole.
    """
    closes = sign * (series.highest_close if sign > 0 else series.lowest_close)[: reach.row]
    last = last_time(closes, sign * float(series.close[reach.row]))
    if last is None or last < reach.whole:
        return None
    return series.first[last].item(), series.last[last].item()


def streak(series: Series, reach: Reach) -> tuple[int | None, int | None]:
    """Sessions in a row the same way, signed; and on its first day the opposite run of two or more that it ended, signed too."""
    if reach.single >= reach.row:
        return None, None
    signs = np.sign(np.diff(series.close[reach.single : reach.row + 1]))
    run = _run(signs)
    ended = _run(signs[:-1]) if abs(run) == 1 else 0
    return run, ended if ended * run < 0 and abs(ended) > 1 else None


def _run(signs: Floats) -> int:
    if not signs.size or signs[-1] == 0:
        return 0
    other = np.flatnonzero(signs != signs[-1])
    return int(signs[-1]) * (signs.size - (int(other[-1]) + 1 if other.size else 0))


def records_of_year(series: Series, reach: Reach) -> int | None:
    """Closing records of the year up to a session, None where the year is not all at hand in single sessions."""
    row, first = reach.row, first_on(series, date(series.last[reach.row].item().year, 1, 1))
    if reach.whole >= first or reach.single > first:
        return None
    best = np.maximum.accumulate(np.nan_to_num(series.highest_close[: row + 1], nan=-np.inf))
    return int((series.close[first : row + 1] > best[first - 1 : row]).sum())
