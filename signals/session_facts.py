"""The facts of one session that an editor wants: value, change, what it is the largest of, how far from what.

Each fact is worked out from the rows at hand; where they are too coarse or too short the fact is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from tapecheck.signals.answers import row_of, too_coarse
from tapecheck.signals.look import Point, highest, last_on, lowest, rows_within
from tapecheck.signals.tape.protocol import NotCovered, Period, Series, Tape, Unavailable


@dataclass(frozen=True, slots=True)
class NoSession:
    """Why there are no facts; `unavailable` when the source failed and may answer later."""

    reason: str
    unavailable: bool = False


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Facts of one complete session, in the price's own unit and in per cent.

    `largest_since` is the last day before with a move at least as large the same way; `streak` counts sessions in a row, signed.
    """

    symbol: str
    day: date
    source: str
    open: float | None
    high: float | None
    low: float | None
    close: float
    change: float | None
    percent: float | None
    largest_since: date | None
    streak: int | None
    snapped: int | None
    record: Point | None
    year_high: Point | None
    year_low: Point | None
    to_date: tuple[tuple[str, float], ...]
    records_this_year: int | None


def facts_of(symbol: str, day: date, tape: Tape, known_at: datetime) -> SessionFacts | NoSession:
    """The facts of the session of `symbol` dated `day`, from what was known at `known_at` (aware)."""
    series = tape.bars(symbol, None, known_at)
    if isinstance(series, NotCovered | Unavailable):
        return NoSession(series.reason, isinstance(series, Unavailable))
    row = row_of(series, day)
    if row is None:
        return NoSession(too_coarse(series, day))
    if series.last[row].item() != day:
        return NoSession(f"{symbol} had no session on {day}; the one before was {series.last[row].item()}")
    if np.isnan(series.close[row]):
        return NoSession(f"{series.source} has no close of {symbol} on {day}")
    return _facts(series, row)


def _facts(series: Series, row: int) -> SessionFacts:
    day, close = series.last[row].item(), float(series.close[row])
    before = float(series.close[row - 1]) if row and not np.isnan(series.close[row - 1]) else None
    year = rows_within(series, Period(day - timedelta(days=365), day))
    streak, snapped = _streak(series, row)
    return SessionFacts(
        symbol=series.symbol, day=day, source=series.source, open=_known(series.open[row]), high=_known(series.high[row]), low=_known(series.low[row]),
        close=close, change=None if before is None else close - before, percent=None if before is None else 100 * (close / before - 1),
        largest_since=_largest_since(series, row), streak=streak, snapped=snapped, record=highest(series, slice(0, row + 1), "highest_close"),
        year_high=highest(series, year, "highest_close"), year_low=lowest(series, year, "lowest_close"), to_date=tuple(_to_date(series, row)),
        records_this_year=_records(series, row),
    )  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _moves(series: Series, row: int) -> tuple[int, np.ndarray]:
    """Per cent moves of the single sessions up to `row` without a gap, and the row of the first of them."""
    coarse = np.flatnonzero(series.first[: row + 1] != series.last[: row + 1])
    start = int(coarse[-1]) + 1 if coarse.size else 0
    closes = series.close[max(0, start - 1) : row + 1]
    return max(1, start), closes[1:] / closes[:-1] - 1


def _largest_since(series: Series, row: int) -> date | None:
    start, moves = _moves(series, row)
    if moves.size < 2 or np.isnan(moves[-1]) or moves[-1] == 0:
        return None
    sign = np.sign(moves[-1])
    larger = np.flatnonzero(sign * moves[:-1] >= abs(moves[-1]))
    return series.last[start + int(larger[-1])].item() if larger.size else None


def _streak(series: Series, row: int) -> tuple[int | None, int | None]:
    """Sessions in a row the same way, signed; and the opposite run that it ended, on its first day only."""
    _, moves = _moves(series, row)
    signs = np.sign(moves[~np.isnan(moves)])
    if not signs.size:
        return None, None
    run = _run(signs)
    ended = _run(signs[: signs.size - abs(run)]) if abs(run) == 1 and signs.size > 1 else 0
    return run, ended if ended * run < 0 and abs(ended) > 1 else None


def _run(signs: np.ndarray) -> int:
    if not signs.size or signs[-1] == 0:
        return 0
    other = np.flatnonzero(signs != signs[-1])
    return int(signs[-1]) * (signs.size - (int(other[-1]) + 1 if other.size else 0))


def _to_date(series: Series, row: int) -> Iterator[tuple[str, float]]:
    day, close = series.last[row].item(), float(series.close[row])
    quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    starts = {
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": quarter,
        "year": date(day.year, 1, 1),
    }
    for name, first in starts.items():
        base = last_on(series, first - timedelta(days=1))
        if base >= 0 and (first - series.last[base].item()).days <= 7 and not np.isnan(series.close[base]):
            yield name, 100 * (close / float(series.close[base]) - 1)


def _records(series: Series, row: int) -> int | None:
    """Closing records of the year so far, None where the year is not all in single sessions."""
    first = rows_within(
        series, Period(date(series.last[row].item().year, 1, 1), series.last[row].item())
    ).start
    if first == 0 or (series.first[first : row + 1] != series.last[first : row + 1]).any():
        return None
    best = np.maximum.accumulate(np.nan_to_num(series.highest_close[: row + 1], nan=-np.inf))
    return int((series.close[first : row + 1] > best[first - 1 : row]).sum())


def lines(facts: SessionFacts) -> Iterator[str]:
    """The facts as lines of text."""
    yield f"{facts.symbol}  {facts.day:%A %Y-%m-%d}  ({facts.source})"
    yield f"close           {facts.close:,.2f}"
    if facts.high is not None and facts.low is not None:
        opened = f"open {facts.open:,.2f}, " if facts.open is not None else ""
        yield f"range           {opened}low {facts.low:,.2f}, high {facts.high:,.2f}"
    if facts.change is not None and facts.percent is not None:
        since = (
            f", largest {'gain' if facts.percent > 0 else 'loss'} since {facts.largest_since}"
            if facts.largest_since
            else ""
        )
        yield f"change          {facts.change:+,.2f} ({facts.percent:+.2f}%){since}"
    if facts.streak:
        ended = f", ending {abs(facts.snapped)} the other way" if facts.snapped else ""
        yield f"streak          {abs(facts.streak)} {'up' if facts.streak > 0 else 'down'}{ended}"
    yield from _distances(facts)
    if facts.to_date:
        yield "to date         " + ", ".join(f"{name} {move:+.2f}%" for name, move in facts.to_date)
    if facts.records_this_year is not None:
        yield f"records         {facts.records_this_year} closing records this year"


def _distances(facts: SessionFacts) -> Iterator[str]:
    named = (
        ("record close", facts.record),
        ("52-week high", facts.year_high),
        ("52-week low", facts.year_low),
    )
    for name, top in named:
        if top is not None:
            place = (
                "is it"
                if top.day == facts.day
                else f"{100 * (facts.close / top.value - 1):+.2f}% from {top.value:,.2f} ({top.day})"
            )
            yield f"{name:<15} {place}"
