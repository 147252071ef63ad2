"""What a release of US statistics is quoted by: the measures of each table, and their figures in every vintage at hand.

Prices: the change on the month, seasonally adjusted, and the change on the year, unadjusted (Bureau of Labor Statistics); PCE prices are
only published adjusted. Jobs: the month's change. Output: the change on the quarter, compounded to a year (Bureau of Economic Analysis).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tapecheck.signals.vintages import Vintages

PAYROLLS, UNEMPLOYMENT, OUTPUT = "US_PAYROLLS", "US_UNEMPLOYMENT", "US_GDP"
_COLUMNS = {
    "US_CPI": "CPI", "US_CORE_CPI": "CORE_CPI", "US_PCE": "PCE", "US_CORE_PCE": "CORE_PCE",
    UNEMPLOYMENT: "unemployment_rate", PAYROLLS: "payrolls_thousands", OUTPUT: "GDP",
}  # fmt: skip
_UNADJUSTED = {"US_CPI": "CPI_NSA", "US_CORE_CPI": "CORE_CPI_NSA"}
ON_THE_MONTH, ON_THE_YEAR = "change on the month", "change on the year"
_ADJUSTED_YEAR = f"{ON_THE_YEAR}, seasonally adjusted"
_RATE, _JOBS, _QUARTER = "unemployment rate", "change in payrolls", "annualised change on the quarter"
# What each measure is measured from.
MEASURES = {
    ON_THE_MONTH: "the month before", ON_THE_YEAR: "the same month or quarter of the year before", _ADJUSTED_YEAR: "the same month of the year before",
    _RATE: "—", _JOBS: "the month before", _QUARTER: "the quarter before",
}  # fmt: skip
# The shutdown of October 2025 kept the Bureau of Labor Statistics from asking prices and households; payrolls were counted afterwards.
_SHUTDOWN = date(2025, 10, 1)
_NEVER_ASKED = frozenset({"US_CPI", "US_CORE_CPI", UNEMPLOYMENT})


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as it is quoted: made by `of` from the levels of `column`, 0 or more months `back`; not `usual` is a stretch."""

    name: str
    column: str
    back: tuple[int, ...]
    of: Callable[[Sequence[float]], float]
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Print:
    """What a measure showed of the month or quarter that begins on `day`; `told` says in which vintage."""

    measure: Measure
    day: date
    value: float
    told: str
    source: str


def columns(subject: str) -> Sequence[str]:
    """The columns of a table that its measures are made of, the adjusted one first; none for a table without measures."""
    return [by[subject] for by in (_COLUMNS, _UNADJUSTED) if subject in by]


def measures(subject: str, at_hand: Mapping[str, Vintages]) -> Sequence[Measure]:
    """What the table's figures are quoted by, with the columns that are at hand."""
    column, unadjusted = _COLUMNS[subject], _UNADJUSTED.get(subject, "")
    if subject == UNEMPLOYMENT:
        return [Measure(_RATE, column, (0,), lambda v: v[0])]
    if subject == PAYROLLS:
        return [Measure(_JOBS, column, (0, 1), lambda v: 1000 * (v[0] - v[1]))]
    if subject == OUTPUT:
        return [
            Measure(_QUARTER, column, (0, 3), _annualised),
            Measure(ON_THE_YEAR, column, (0, 12), _change),
        ]
    month = Measure(ON_THE_MONTH, column, (0, 1), _change)
    if unadjusted not in at_hand or not at_hand[unadjusted].days:
        return [month, Measure(ON_THE_YEAR, column, (0, 12), _change)]
    adjusted = Measure(_ADJUSTED_YEAR, column, (0, 12), _change, usual=False)
    return [month, Measure(ON_THE_YEAR, unadjusted, (0, 12), _change), adjusted]


def prints(measure: Measure, vintages: Vintages, day: date) -> Iterator[Print]:
    """What a measure showed of `day`: in the newest vintage, in the first print, then in those between, the newest first."""
    days = [_back(day, count) for count in measure.back]
    first = vintages.first_print(day)
    newest, *older = vintages.views(days)
    for vintage in (newest, *sorted(older, key=lambda one: one != first)):
        levels = [vintages.at(one, vintage) for one in days]
        known = [level for level in levels if level]
        if len(known) == len(days):
            yield Print(measure, day, measure.of(known), vintages.told(day, vintage), vintages.source(day))


def does_not_exist(subject: str, month: date) -> bool:
    """Whether the figure of a month, given by its first day, was never made."""
    return subject in _NEVER_ASKED and month == _SHUTDOWN


def _change(levels: Sequence[float]) -> float:
    """In per cent."""
    return 100 * (levels[0] / levels[1] - 1)


def _annualised(levels: Sequence[float]) -> float:
    """In per cent, as if the quarter's change went on for a year."""
    return 100 * ((levels[0] / levels[1]) ** 4 - 1)


def _back(month: date, count: int) -> date:
    total = month.year * 12 + month.month - 1 - count
    return date(total // 12, total % 12 + 1, 1)
