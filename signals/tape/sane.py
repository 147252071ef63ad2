"""Sanity: what a vendor sends is not always what was traded. Bars go in as they came, rows that may be believed come out.

Nothing is guessed: a row that cannot be is dropped, a figure that cannot be becomes unknown, and each repair is told. Real crashes pass:
silver fell 31% on 2026-01-30, bitcoin moves 40% a day, crude settled at -37.63 dollars on 2020-04-20.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tapecheck.data import instrument
from tapecheck.data.calendars import is_session, session_open
from tapecheck.signals.tape.known import Rows, daily_rows
from tapecheck.signals.tape.protocol import Days, Floats

PRICES = ("open", "high", "low", "close")
# Rows of one day that differ by no more than this (a share of the price) say the same.
_SAME = 0.001
# No instrument of ours has multiplied or divided its close by this within a day; units mixed up (cents for dollars) do so by 100.
_LEAP = 5.0
# Yields of a few basis points do multiply within a day; below this many per cent a leap proves nothing.
_SMALL_YIELD = 1.0
# A range that is short by less than this share is one that went through single precision.
_ROUNDING = 1e-6
# Across a longer hole in a series any move is possible.
_HOLE = np.timedelta64(31, "D")
# The tables of holidays begin and end here; Saturdays were sessions before.
_CALENDARS = (date(1953, 1, 1), date(2027, 12, 31))
# Markets that trade on days for which the calendar has no session: of these only weekends are impossible.
_LOOSE = frozenset({"COMEX", "NYMEX", "FX", "ICE"})


@dataclass(frozen=True, slots=True)
class Bars:
    """Daily bars of one instrument as sent: any order, any number a day, NaN where unknown; one length, days in the exchange's zone."""

    days: Days
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __len__(self) -> int:
        return len(self.days)

    def at(self, places: Any) -> Bars:
        """The bars at the places given (indexes or a mask), in that order; always copies."""
        index = np.arange(len(self))[places]
        return Bars(*(getattr(self, field.name)[index] for field in fields(self)))

    def without(self, prices: dict[str, NDArray[np.bool_]]) -> Bars:
        """The bars with the prices that are marked unknown."""
        return replace(
            self, **{name: np.where(bad, np.nan, getattr(self, name)) for name, bad in prices.items()}
        )


@dataclass(frozen=True, slots=True)
class Sane:
    """Rows that may be believed, and what was done to get them, a sentence a kind of repair."""

    rows: Rows
    repairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Market:
    """What is possible for an instrument: its calendar (None: not ours, so unknown), its family, and when the bars were sent (aware)."""

    calendar: str | None
    family: str | None
    asked_at: datetime

    @property
    def below_zero(self) -> bool:
        """Whether a price below zero can be true."""
        return self.family in ("future", "rate")

    def trades(self, day: date) -> bool:
        """Whether a row of that day can be."""
        if self.calendar is None or not _CALENDARS[0] <= day <= _CALENDARS[1]:
            return True
        if self.calendar in _LOOSE:
            return day.weekday() < 5
        return is_session(self.calendar, day)

    def newest(self) -> date:
        """The last day whose session had opened when the bars were sent."""
        day = (self.asked_at + timedelta(days=2)).date()
        if self.calendar is None:
            return day - timedelta(days=1)
        while session_open(self.calendar, day) > self.asked_at:
            day -= timedelta(days=1)
        return day


Step = Callable[[Bars, Market], tuple[Bars, str | None]]


def sane(symbol: str, bars: Bars, asked_at: datetime) -> Sane:
    """The bars of an instrument that may be believed, oldest first and one a day; `asked_at` (aware) is when they were sent.

    The newest may be of a session still in progress: `known.cut` sees to that.
    """
    found = instrument(symbol)
    market = Market(found.calendar if found else None, found.family if found else None, asked_at)
    repairs = []
    for step in _STEPS:
        bars, done = step(bars, market)
        if done is not None:
            repairs.append(done)
    return Sane(daily_rows(bars.days, *(getattr(bars, name) for name in (*PRICES, "volume"))), tuple(repairs))


def _in_order(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    steps = np.diff(bars.days).astype(int)
    if (steps >= 0).all():
        return bars, None
    if (steps <= 0).all():
        return bars.at(slice(None, None, -1)), "rows came newest first: turned round"
    return bars.at(np.argsort(bars.days, kind="stable")), "rows came out of order: sorted"


def _already_open(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    return _only(bars, bars.days <= np.datetime64(market.newest(), "D"), "of the future: dropped")


def _in_session(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    days: list[date] = bars.days.tolist()
    trades = np.array([market.trades(day) for day in days], dtype=bool)
    return _only(bars, trades, "on a day without a session: dropped")


def _above_zero(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    """A zero is a vendor's word for nothing, also where prices below zero are possible."""
    bad = {
        name: (getattr(bars, name) == 0) | (~np.array(market.below_zero) & (getattr(bars, name) < 0))
        for name in PRICES
    }
    return bars.without(bad), _told(bars, _any(bad), "with a price of zero or less: that price is unknown")


def _one_a_day(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    _, first, counts = np.unique(bars.days, return_index=True, return_counts=True)
    if (counts == 1).all():
        return bars, None
    single = bars.at(first[counts == 1])
    one = bars.at(first + counts - 1)
    doubled = np.flatnonzero(counts > 1)
    for row in doubled:
        same_day = bars.at(slice(first[row], first[row] + counts[row]))
        _agree(one, int(row), _plausible(same_day, single))
    return one, _told(
        one,
        counts > 1,
        "sent more than once: what cannot be is dropped, what the others do not agree on is unknown",
    )


def _plausible(same_day: Bars, others: Bars) -> Bars:
    """Those bars of one day within a factor of two of the nearest other close; all of them where none is."""
    known = others.at(~np.isnan(others.close))
    if not len(known):
        return same_day
    nearest = known.close[int(np.abs(known.days - same_day.days[0]).argmin())]
    near = (same_day.close / nearest > 0.5) & (same_day.close / nearest < 2)
    return same_day.at(near) if near.any() else same_day


def _agree(into: Bars, row: int, same_day: Bars) -> None:
    """Writes what the bars of one day agree on into a row."""
    into.volume[row] = same_day.volume[-1]
    for name in PRICES:
        values = getattr(same_day, name)
        known = values[~np.isnan(values)]
        agreed = len(known) and np.ptp(known) <= _SAME * abs(known[-1])
        getattr(into, name)[row] = known[-1] if agreed else np.nan


def _one_scale(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    """Rows whose closes leap away from those of most others are unknown: one bar or a stretch of them, anywhere.

    Levels count the leaps, so that a row is back where it was once it has leapt back. Where no level has most rows, none is believed.
    """
    places = np.flatnonzero(~np.isnan(bars.close))
    close, days = bars.close[places], bars.days[places]
    leaps = _leap(close[:-1], close[1:], market) & (np.diff(days) <= _HOLE)
    if not leaps.any():
        return bars, None
    ratio = np.divide(close[1:], close[:-1], out=np.ones(len(leaps)), where=leaps)
    levels = np.round(np.concatenate([[0.0], np.cumsum(np.log(ratio))]) / np.log(_LEAP))
    _, which, counts = np.unique(levels, return_inverse=True, return_counts=True)
    bad = np.zeros(len(bars), dtype=bool)
    bad[places] = 2 * counts[which] <= len(places)
    return bars.without(dict.fromkeys(PRICES, bad)), _told(
        bars, bad, "of another scale than the others, as if in cents: unknown"
    )


def _of_its_close(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    bad = {name: _leap(bars.close, getattr(bars, name), market) for name in PRICES[:3]}
    return bars.without(bad), _told(bars, _any(bad), "with a price of another scale than its close: unknown")


def _true_range(bars: Bars, market: Market) -> tuple[Bars, str | None]:
    inner_high, inner_low = np.fmax(bars.open, bars.close), np.fmin(bars.open, bars.close)
    slack = _ROUNDING * np.abs(bars.close)
    bad = (bars.high < inner_high - slack) | (bars.low > inner_low + slack) | (bars.high < bars.low - slack)
    told = _told(bars, bad, "with an open or close outside the range: the range is unknown")
    return bars.without({"high": bad, "low": bad}), told


def _leap(one: Floats, other: Floats, market: Market) -> NDArray[np.bool_]:
    """Where two prices above zero are too far apart for one day; unknown ones never are."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    apart = (low > 0) & (high > _LEAP * low)
    return apart & (high > _SMALL_YIELD) if market.family == "rate" else apart


def _any(bad: dict[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
    either: NDArray[np.bool_] = np.any(list(bad.values()), axis=0)
    return either


def _only(bars: Bars, good: NDArray[np.bool_], what: str) -> tuple[Bars, str | None]:
    return (bars, None) if good.all() else (bars.at(good), _told(bars, ~good, what))


def _told(bars: Bars, bad: NDArray[np.bool_], what: str) -> str | None:
    """The sentence about the rows repaired, None when there are none."""
    days = bars.days[bad]
    if not len(days):
        return None
    when = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return f"{len(days)} row{'s' if len(days) > 1 else ''} {what} ({when})"


_STEPS: tuple[Step, ...] = (
    _in_order,
    _already_open,
    _in_session,
    _above_zero,
    _one_a_day,
    _one_scale,
    _of_its_close,
    _true_range,
)
