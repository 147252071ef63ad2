"""Dated facts in a folder tape's `macro/`: rate decisions, the Fed's purchases, fed funds futures, yields."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from tapecheck.data.calendars import NEW_YORK
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.known import Rows, daily_rows
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Period

_YIELD_COLUMNS = {"UST_3M": "y3m", "UST_2Y": "y2", "UST_10Y": "y10", "UST_30Y": "y30"}


@dataclass(frozen=True, slots=True)
class _Table:
    """A file of facts: its date column, when in New York a row was known, since when the file is complete.

    `lag` is how many days after its date a row can be known at the earliest; monthly figures are dated the first of their month.
    """

    file: str
    day: str
    known: time
    complete_from: date
    lag: int = 0


_PRICES = _Table("inflation_monthly.csv", "date", time(8, 30), date(1959, 1, 1), lag=40)
_JOBS = _Table("labor_monthly.csv", "date", time(8, 30), date(1948, 1, 1), lag=31)
_TABLES = {
    # Holds before 2020-01-29 are not listed in the file.
    "fomc_decisions": _Table("fomc_decisions.csv", "announced", time(14), date(2020, 1, 29)),
    # Results are published right after the operation closes at 11:20; older operations are patchy.
    "policy_operations": _Table("nyfed_treasury_operations.csv", "date", time(11, 30), date(2021, 1, 1)),
    "fed_funds_futures": _Table("fed_funds_futures_daily.csv", "date", time(17), date(2024, 7, 31)),
    "fed_target_range": _Table("fed_target_range_daily.csv", "date", time(0), date(2008, 12, 16)),
    # No release calendar: the Bureau of Labor Statistics publishes prices from the 10th of the next month on, jobs from the 1st, the Bureau
    # of Economic Analysis PCE from the 25th.
    "US_CPI": _PRICES,
    "US_CORE_CPI": _PRICES,
    "US_PCE": replace(_PRICES, lag=54),
    "US_CORE_PCE": replace(_PRICES, lag=54),
    "US_UNEMPLOYMENT": _JOBS,
    "US_PAYROLLS": _JOBS,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one name that a folder holds, oldest first, and since when they are complete."""

    name: str
    rows: tuple[Event, ...]
    complete_from: date
    source: str

    def known(self, period: Period | None, known_at: datetime) -> Events:
        """Those of `period` known at `known_at`; complete to then, or to where the folder ends."""
        count = bisect_right(self.rows, known_at, key=lambda event: event.known_at)
        inside = (e for e in self.rows[:count] if period is None or period.first <= e.day <= period.last)
        end = min(known_at.astimezone(NEW_YORK).date(), self.rows[-1].day)
        return Events(
            self.name,
            tuple(inside),
            Period(self.complete_from, max(end, self.complete_from)),
            self.source,
        )


def facts(folder: Path, name: str) -> Facts | NotCovered:
    """The facts called `name` of a folder tape's `macro/`. Raises `TapeError` for a row without its date."""
    table = _TABLES.get(name)
    if table is None or not (folder / table.file).is_file():
        return NotCovered(f"the folder tape has no table of {name.replace('_', ' ')}")
    rows = tuple(sorted(_events(folder / table.file, name, table), key=lambda event: event.known_at))
    if not rows:
        return NotCovered(f"{table.file} of the folder tape is empty")
    return Facts(name, rows, table.complete_from, f"folder {folder.parent.name}")


def _events(path: Path, name: str, table: _Table) -> Iterator[Event]:
    for line, row in enumerate(_read(path), 2):
        try:
            day = date.fromisoformat(row[table.day])
        except (KeyError, ValueError) as wrong:
            raise TapeError(
                f"{path}, line {line}: expected a date in column {table.day}, found {row.get(table.day)!r}"
            ) from wrong
        known = datetime.combine(day + timedelta(days=table.lag), table.known, NEW_YORK).astimezone(UTC)
        yield Event(name, day, known, {k: _value(v) for k, v in row.items()}, path.name)


def yields(folder: Path, symbol: str) -> Rows | None:
    """Daily constant-maturity Treasury yields as rows of closes, None for what the folder does not hold."""
    column, path = _YIELD_COLUMNS.get(symbol), folder / "treasury_yields_daily.csv"
    if column is None or not path.is_file():
        return None
    kept = [(row["date"], row[column]) for row in _read(path) if row.get(column)]
    if not kept:
        return None
    close = np.array([value for _, value in kept], dtype=float)
    unknown = np.full(close.shape, np.nan)
    return daily_rows(
        np.array([day for day, _ in kept], dtype="datetime64[D]"), unknown, unknown, unknown, close
    )


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _value(cell: str | None) -> float | str | None:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell
