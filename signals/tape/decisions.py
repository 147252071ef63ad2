"""The Fed's decisions: those that ship with tapecheck, then the changes that its target range shows after the last of them.

Trap: FRED dates a change of the range on the day it takes effect, one business day after the announcement. The cut announced on Wednesday,
10 December 2025, stands in DFEDTARU from the 11th. Taken as it stands, every decision would be a day late and none on its own day.
Meetings that changed nothing leave no trace in the range: holds after the shipped table are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from tapecheck.data.calendars import NEW_YORK, previous_session
from tapecheck.data.facts import facts
from tapecheck.signals.tape.protocol import Event
from tapecheck.signals.tape.releases import RELEASES

_NAME = "fomc_decisions"


def shipped_then(ranges: Sequence[Event]) -> tuple[Event, ...]:
    """All decisions, oldest first; `ranges` are the facts `fed_target_range`, oldest first."""
    table = facts(_NAME)
    shipped = (
        [Event(_NAME, row.day, row.known_at, row.values, row.source) for row in table.rows] if table else []
    )
    last = max((event.day for event in shipped), default=date.min)
    return (*shipped, *(event for event in changes(ranges) if event.day > last))


def changes(ranges: Sequence[Event]) -> Iterator[Event]:
    """The decisions that moved the range, dated on the business day before they took effect."""
    for before, after in pairwise(ranges):
        upper, was = (float(row.values.get("upper") or 0) for row in (after, before))
        if upper != was:
            yield _decision(after, upper - was)


def _decision(row: Event, change: float) -> Event:
    announced = previous_session("XNYS", row.day)
    values: dict[str, float | str | None] = {
        "announced": announced.isoformat(),
        "effective": row.day.isoformat(),
        "action": "hike" if change > 0 else "cut",
        "change_bp": round(100 * change, 4),
        "lower": row.values.get("lower"),
        "upper": row.values.get("upper"),
    }
    return Event(_NAME, announced, _known(announced, row.day), values, row.source)


def _known(announced: date, effective: date) -> datetime:
    """At 14:00 of the day before it took effect; across a weekend, where the Fed must have acted out of turn, not before it took effect."""
    if effective - announced > timedelta(days=1):
        return datetime.combine(effective, time(0), NEW_YORK).astimezone(UTC)
    return RELEASES[_NAME].moment(announced)
