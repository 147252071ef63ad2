"""Dated facts that ship with tapecheck: rate decisions, the Fed's bill purchases and what it announced of them.

A fact has two dates and a source: when it happened, when it was known, who said so. The files stand beside this one; their
figures are US public statistics of the Federal Reserve and the New York Fed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from tapecheck.data.calendars import NEW_YORK

_NEW_YORK_TIME = " New York"
_FILES = {
    "fomc_decisions": ("fomc_decisions.csv", "announced", date(2020, 1, 29)),
    "policy_operations": ("policy_operations.csv", "date", date(2025, 12, 12)),
    "policy_announcements": ("policy_announcements.csv", "date", date(2025, 12, 10)),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact; `known_at` is aware (UTC), `values` the other columns of its row, numbers as numbers."""

    day: date
    known_at: datetime
    values: Mapping[str, float | str | None]
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of facts, oldest first, and the day from which it is complete."""

    name: str
    rows: tuple[Fact, ...]
    complete_from: date


@cache
def facts(name: str) -> Facts | None:
    """The table called `name` (`fomc_decisions`, `policy_operations`, `policy_announcements`), None for any other."""
    if name not in _FILES:
        return None
    file, day, complete_from = _FILES[name]
    return Facts(name, tuple(_read(file, day)), complete_from)


def _read(file: str, day: str) -> Iterator[Fact]:
    with files("tapecheck.data").joinpath(file).open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            values = {key: _value(cell) for key, cell in row.items() if key not in ("known_at", "source")}
            yield Fact(date.fromisoformat(row[day]), _moment(row["known_at"]), values, row["source"])


def _moment(printed: str) -> datetime:
    local = datetime.fromisoformat(printed.removesuffix(_NEW_YORK_TIME))
    return local.replace(tzinfo=NEW_YORK).astimezone(UTC)


def _value(cell: str) -> float | str | None:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell
