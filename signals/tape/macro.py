"""Dated facts in a folder tape's `macro/`: rate decisions, the Fed's purchases, fed funds futures, prices, jobs, output, yields."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tapecheck.data.calendars import NEW_YORK
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.known import Rows
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Period
from tapecheck.signals.tape.releases import RELEASES
from tapecheck.signals.tape.yields import rows_of

_YIELD_COLUMNS = {"UST_3M": "y3m", "UST_2Y": "y2", "UST_10Y": "y10", "UST_30Y": "y30"}


_PRICES, _JOBS = ("inflation_monthly.csv", "date"), ("labor_monthly.csv", "date")
# The file of each table, and the column that dates its rows.
_FILES = {
    "fomc_decisions": ("fomc_decisions.csv", "announced"),
    "policy_operations": ("nyfed_treasury_operations.csv", "date"),
    "fed_funds_futures": ("fed_funds_futures_daily.csv", "date"),
    "fed_target_range": ("fed_target_range_daily.csv", "date"),
    "fed_balance_sheet": ("fed_balance_sheet_weekly.csv", "date"),
    "US_CPI": _PRICES,
    "US_CORE_CPI": _PRICES,
    "US_PCE": _PRICES,
    "US_CORE_PCE": _PRICES,
    "US_UNEMPLOYMENT": _JOBS,
    "US_PAYROLLS": _JOBS,
    "US_GDP": ("gdp_quarterly.csv", "date"),
}
# Who has what a folder often lacks.
_ELSEWHERE = {"US_GDP": "FRED has it as GDPC1", "fed_balance_sheet": "FRED has it as WALCL"}


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
    file, day = _FILES.get(name, ("", ""))
    if not file or not (folder / file).is_file():
        elsewhere = f"; {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
        return NotCovered(f"the folder tape has no table of {name.replace('_', ' ')}{elsewhere}")
    rows = tuple(sorted(_events(folder / file, name, day), key=lambda event: event.known_at))
    if not rows:
        return NotCovered(f"{file} of the folder tape is empty")
    return Facts(name, rows, RELEASES[name].complete_from, f"folder {folder.parent.name}")


def _events(path: Path, name: str, column: str) -> Iterator[Event]:
    for line, row in enumerate(_read(path), 2):
        try:
            day = date.fromisoformat(row[column])
        except (KeyError, ValueError) as wrong:
            raise TapeError(
                f"{path}, line {line}: expected a date in column {column}, found {row.get(column)!r}"
            ) from wrong
        yield Event(name, day, RELEASES[name].moment(day), {k: _value(v) for k, v in row.items()}, path.name)


def yields(folder: Path, symbol: str) -> Rows | None:
    """Daily constant-maturity Treasury yields as rows of closes, None for what the folder does not hold."""
    column, path = _YIELD_COLUMNS.get(symbol), folder / "treasury_yields_daily.csv"
    if column is None or not path.is_file():
        return None
    kept = [(date.fromisoformat(row["date"]), float(row[column])) for row in _read(path) if row.get(column)]
    return rows_of(kept) if kept else None


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
