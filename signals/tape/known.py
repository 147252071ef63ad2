"""Point in time: what of a series was known at a moment. Every source cuts its rows here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NotRequired, TypedDict

import numpy as np

from tapecheck.data import calendar_of
from tapecheck.data.calendars import session_close, session_open, session_settled
from tapecheck.signals.tape.protocol import Days, Floats, Period, Series

FIELDS = ("open", "high", "low", "close", "highest_close", "lowest_close")


class Rows(TypedDict):
    """The arrays of a series, oldest first, all of one length."""

    first: Days
    last: Days
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    highest_close: Floats
    lowest_close: Floats
    volume: NotRequired[Floats]


def daily_rows(
    days: Days, open_: Floats, high: Floats, low: Floats, close: Floats, volume: Floats | None = None
) -> Rows:
    """Rows of one session each, whose highest and lowest close are the close; no volume is an unknown one."""
    return Rows(
        first=days,
        last=days,
        open=open_,
        high=high,
        low=low,
        close=close,
        highest_close=close,
        lowest_close=close,
        volume=np.full(len(days), np.nan) if volume is None else np.where(volume > 0, volume, np.nan),
    )


def cut(symbol: str, rows: Rows, period: Period | None, known_at: datetime, source: str) -> Series:
    """The rows of a series that were known at `known_at` and touch `period`.

    A row of one session is visible from that session's opening, and in progress until its
    closing price is fixed; a row of
    several only once the last of them is complete.
    """
    calendar = calendar_of(symbol)
    count = _visible(rows, calendar, known_at)
    in_progress = count > 0 and session_settled(calendar, rows["last"][count - 1].item()) > known_at
    start, stop = 0, count
    if period is not None:
        start = int(np.searchsorted(rows["last"][:count], np.datetime64(period.first, "D")))
        stop = int(np.searchsorted(rows["first"][:count], np.datetime64(period.last, "D"), side="right"))
    part = slice(start, max(start, stop))
    if in_progress:
        rows = _without_close(rows, count - 1)
    last = rows["last"][part]
    return Series(
        symbol=symbol,
        first=last if rows["first"] is rows["last"] else rows["first"][part],
        last=last,
        open=rows["open"][part],
        high=rows["high"][part],
        low=rows["low"][part],
        close=rows["close"][part],
        highest_close=rows["highest_close"][part],
        lowest_close=rows["lowest_close"][part],
        source=source,
        history_from=rows["first"][0].item(),
        in_progress=in_progress and stop == count,
        volume=rows["volume"][part] if "volume" in rows else None,
        known_at=known_at,
    )


def _without_close(rows: Rows, row: int) -> Rows:
    """The rows with the closes of one unknown, and its volume: a session in progress has none yet."""
    later = np.arange(len(rows["last"])) >= row

    def known(closes: Floats) -> Floats:
        return np.where(later, np.nan, closes)

    volume: Rows = {**rows, "volume": known(rows["volume"])} if "volume" in rows else rows
    return {
        **volume,
        "close": known(rows["close"]),
        "highest_close": known(rows["highest_close"]),
        "lowest_close": known(rows["lowest_close"]),
    }


def _visible(rows: Rows, calendar: str, known_at: datetime) -> int:
    """How many rows were known; only the last few days need their hours looked at."""
    horizon = (known_at.astimezone(UTC) + timedelta(days=2)).date()
    count = int(np.searchsorted(rows["first"], np.datetime64(horizon, "D"), side="right"))
    while count and not _known(rows, count - 1, calendar, known_at):
        count -= 1
    return count


def _known(rows: Rows, row: int, calendar: str, known_at: datetime) -> bool:
    first, last = rows["first"][row].item(), rows["last"][row].item()
    moment = session_open(calendar, last) if first == last else session_close(calendar, last)
    return moment <= known_at
