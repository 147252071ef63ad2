"""What a statistical series said at each of its vintages: first prints, revisions, and today's figures where vintages are not at hand.

A figure is published, then revised. "Payrolls grew by 119,000 in September" was right on the day it was printed and stays so, whatever the
next months made of it. Figures of one vintage are only ever compared with figures that stood at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tapecheck.signals.tape.observations import VINTAGE
from tapecheck.signals.tape.protocol import Event

TODAYS = "today's vintage"


@dataclass(frozen=True, slots=True)
class Level:
    """A figure as published on `vintage` (None: today's), None where the vintage withdrew it."""

    value: float | None
    vintage: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Vintages:
    """The levels of one column by the day that they are of, each day's oldest vintage first.

    `archive_starts` is the oldest vintage of all, None without vintages: what stands in it may have been printed long before.
    """

    levels: Mapping[date, Sequence[Level]]
    archive_starts: date | None

    @property
    def days(self) -> Sequence[date]:
        """The days that have a figure in the newest vintage, oldest first."""
        return sorted(day for day in self.levels if self.at(day, None) is not None)

    def at(self, day: date, vintage: date | None) -> float | None:
        """The figure of `day` as it stood on `vintage`; in the newest vintage for None."""
        known = [
            one
            for one in self.levels.get(day, ())
            if vintage is None or one.vintage is None or one.vintage <= vintage
        ]
        return known[-1].value if known else None

    def first_print(self, day: date) -> date | None:
        """When the figure of `day` was first published; None where no vintages say so, or the archive began later than that."""
        first = next((one.vintage for one in self.levels.get(day, ()) if one.value is not None), None)
        return first if first != self.archive_starts else None

    def views(self, days: Iterable[date]) -> Sequence[date | None]:
        """The vintages in which the figures of all `days` stood, the newest first; `None` alone where vintages are not at hand."""
        each = [[one.vintage for one in self.levels.get(day, ())] for day in days]
        dated = sorted({one for vintages in each for one in vintages if one}, reverse=True)
        since = max(
            (min((one for one in vintages if one), default=date.min) for vintages in each), default=date.min
        )
        return [one for one in dated if one >= since] if dated else [None]

    def told(self, day: date, vintage: date | None) -> str:
        """Which vintage a figure of `day` is of, in words."""
        if vintage is None:
            return TODAYS
        return f"first print of {vintage}" if vintage == self.first_print(day) else f"vintage of {vintage}"

    def source(self, day: date) -> str:
        """Who gave the newest figure of `day`."""
        return self.levels[day][-1].source


def vintages_of(rows: Iterable[Event], column: str) -> Vintages:
    """The vintages of a column; `rows` are facts in the order in which they became known."""
    levels: dict[date, list[Level]] = {}
    for event in rows:
        if column in event.values:
            value, vintage = event.values[column], event.values.get(VINTAGE)
            level = Level(
                float(value) if value is not None else None,
                date.fromisoformat(vintage) if isinstance(vintage, str) else None,
                event.source,
            )
            levels.setdefault(event.day, []).append(level)
    oldest = min((one.vintage for day in levels.values() for one in day if one.vintage), default=None)
    return Vintages(levels, oldest)
