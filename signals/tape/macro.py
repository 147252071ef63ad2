"""Dated facts in a folder tape's `macro/`: rate decisions, the Fed's purchases, fed funds futures, yields."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
    """A file of facts: its date column, when in New York a row was known, since when the file is complete."""

    file: str
    day: str
    known: time
    days_later: int
    complete_from: date
    keep: Callable[[Mapping[str, str]], bool] = lambda row: True


_TABLES = {
    # Holds before 2020-01-29 are not listed in the file.
    "fomc_decisions": _Table("fomc_decisions.csv", "announced", time(14), 0, date(2020, 1, 29)),
    # Results are published right after the operation closes at 11:20; older operations are patchy.
    "policy_operations": _Table("nyfed_treasury_operations.csv", "date", time(11, 30), 0, date(2021, 1, 1)),
    "fed_funds_futures": _Table("fed_funds_futures_daily.csv", "date", time(17), 0, date(2024, 7, 31)),
    "fed_target_range": _Table("fed_target_range_daily.csv", "date", time(0), 0, date(2008, 12, 16)),
}


def events(folder: Path, name: str, period: Period | None, known_at: datetime) -> Events | NotCovered:
    """Facts called `name` that were known at `known_at`; NotCovered when the folder has no such file."""
    table = _TABLES.get(name)
    if table is None or not (folder / table.file).is_file():
        return NotCovered(f"the folder tape has no table of {name.replace('_', ' ')}")
    rows = [e for e in _events(folder / table.file, name, table) if e.known_at <= known_at]
    end = rows[-1].day if rows else table.complete_from
    inside = [e for e in rows if period is None or period.first <= e.day <= period.last]
    return Events(
        name,
        tuple(inside),
        Period(table.complete_from, max(end, table.complete_from)),
        f"folder {folder.parent.name}",
    )


def _events(path: Path, name: str, table: _Table) -> Iterator[Event]:
    for line, row in enumerate(_read(path), 2):
        try:
            day = date.fromisoformat(row[table.day])
        except (KeyError, ValueError) as wrong:
            raise TapeError(
                f"{path}, line {line}: expected a date in column {table.day}, found {row.get(table.day)!r}"
            ) from wrong
        known = datetime.combine(day + timedelta(days=table.days_later), table.known, NEW_YORK).astimezone(
            UTC
        )
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
