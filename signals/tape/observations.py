"""The observations of a statistical series as dated facts: one fact for each day and vintage, a column for each series.

A vintage is the day on which a figure was published. Without it a figure is today's, and known from the earliest day it can have been out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tapecheck.data.calendars import NEW_YORK
from tapecheck.signals.tape.protocol import Event
from tapecheck.signals.tape.releases import RELEASES, STATISTICS_HOUR

# The column of an event that holds the day (2025-12-18) on which its figures were published.
VINTAGE = "vintage"


@dataclass(frozen=True, slots=True)
class Observation:
    """The figure of `day` in the series' own unit, None where there is none; `vintage` is the day it was published, None for today's."""

    day: date
    value: float | None
    vintage: date | None = None


def events_of(name: str, columns: Mapping[str, Sequence[Observation]], source: str) -> tuple[Event, ...]:
    """The facts called `name`, oldest first, from the observations of each of its columns."""
    values: dict[tuple[date, date | None], dict[str, float | str | None]] = {}
    for column, observations in columns.items():
        for one in observations:
            # A figure that a later vintage withdrew is a fact; one that today's vintage lacks is none.
            if one.value is not None or one.vintage is not None:
                values.setdefault((one.day, one.vintage), {})[column] = one.value
    rows = [
        Event(name, day, _known(name, day, vintage), _with(row, vintage), source)
        for (day, vintage), row in values.items()
    ]
    return tuple(sorted(rows, key=lambda event: (event.known_at, event.day)))


def _known(name: str, day: date, vintage: date | None) -> datetime:
    if vintage is None:
        return RELEASES[name].moment(day)
    return datetime.combine(vintage, STATISTICS_HOUR, NEW_YORK).astimezone(UTC)


def _with(row: dict[str, float | str | None], vintage: date | None) -> Mapping[str, float | str | None]:
    return row if vintage is None else {**row, VINTAGE: vintage.isoformat()}
