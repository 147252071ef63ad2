"""The dated facts that ship with tapecheck, as a tape answers with them."""

from __future__ import annotations

from datetime import datetime

from tapecheck.data.facts import facts
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Period


def shipped_events(name: str, period: Period | None, known_at: datetime) -> Events | NotCovered:
    """Facts called `name` from `data/`, known by `known_at`; NotCovered when no such table ships."""
    table = facts(name)
    if table is None:
        return NotCovered(f"no table of {name.replace('_', ' ')} ships with tapecheck")
    known = [
        Event(name, row.day, row.known_at, row.values, row.source)
        for row in table.rows
        if row.known_at <= known_at
    ]
    end = max([event.day for event in known], default=table.complete_from)
    inside = tuple(e for e in known if period is None or period.first <= e.day <= period.last)
    return Events(name, inside, Period(table.complete_from, max(end, table.complete_from)), "tapecheck data")
