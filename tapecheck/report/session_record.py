"""The facts of a session as a record for programs: numbers as numbers, days in ISO 8601, null for what the tape does not cover.

Names follow the text (`session.py`). A span of days is `[first, last]`, a day twice where it is one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tapecheck.nlp.claim import Window
from tapecheck.report.session import side
from tapecheck.report.visible import escaped
from tapecheck.signals.session_facts import Outcome, SessionFacts, SoFar
from tapecheck.signals.session_past import Change
from tapecheck.signals.session_spans import Average, Distance

Record = dict[str, Any]

# Derived figures are cut where floating point begins to show.
_EXACT = 6


def dumps(facts: SessionFacts) -> str:
    """The facts as JSON text; what would steer a terminal is escaped."""
    return escaped(json.dumps(record(facts), ensure_ascii=False, indent=1))


def record(facts: SessionFacts) -> Record:
    """The facts as a JSON-ready object."""
    return {
        "symbol": facts.symbol, "date": facts.day.isoformat(), "unit": facts.unit, "source": facts.source,
        "history_from": facts.history_from.isoformat(), "whole_from": facts.whole_from.isoformat(),
        "as_of": facts.known_at.isoformat(), "in_progress": facts.in_progress,
        "open": facts.open, "high": facts.high, "low": facts.low, "close": facts.outcome.close if facts.outcome else None,
        **_outcome(facts.outcome), "possible": _so_far(facts.so_far), **_distances(facts),
    }  # fmt: skip


def _outcome(outcome: Outcome | None) -> Record:
    if outcome is None:
        names = ("change", "highest_close_since", "lowest_close_since", "streak", "snapped", "is_record", "records_this_year", "to_date", "averages")  # fmt: skip
        return dict.fromkeys(names)
    return {
        "change": _change(outcome.change),
        "highest_close_since": _window(outcome.highest_since),
        "lowest_close_since": _window(outcome.lowest_since),
        "streak": outcome.streak,
        "snapped": outcome.snapped,
        "is_record": outcome.is_record,
        "records_this_year": outcome.records_this_year,
        "to_date": {
            one.name: {"points": _rounded(one.points), "percent": _rounded(one.percent)}
            for one in outcome.to_date
        },
        "averages": [_average_record(one) for one in outcome.averages],
    }


def _change(change: Change | None) -> Record | None:
    if change is None:
        return None
    by_percent, by_points = (
        day.isoformat() if day else None for day in (change.by_percent, change.by_points)
    )
    return {
        "from": {"date": change.before.day.isoformat(), "close": change.before.value},
        "points": _rounded(change.points),
        "percent": _rounded(change.percent),
        "largest_since": {"by_percent": by_percent, "by_points": by_points},
        "compared_from": change.compared_from.isoformat(),
    }


def _average_record(one: Average) -> Record:
    return {
        "sessions": one.sessions,
        "value": _rounded(one.value),
        "percent": _rounded(one.percent),
        "side": side(one),
    }


def _so_far(so_far: SoFar | None) -> Record | None:
    if so_far is None:
        return None
    return {
        "close_before": so_far.before,
        "points": _both(so_far.points),
        "percent": _both(so_far.percent),
    }


def _distances(facts: SessionFacts) -> Record:
    extremes = facts.extremes
    named = {
        "record_close": extremes.record, "year_high_close": extremes.year_high, "year_low_close": extremes.year_low,
        "year_high_intraday": extremes.year_high_intraday, "year_low_intraday": extremes.year_low_intraday,
    }  # fmt: skip
    return {name: _distance(one) for name, one in named.items()}


def _distance(one: Distance | None) -> Record | None:
    if one is None:
        return None
    return {
        "days": _window(one.days),
        "value": one.value,
        "points": _rounded(one.points),
        "percent": _rounded(one.percent),
    }


def _window(window: Window | None) -> list[str] | None:
    return [day.isoformat() for day in window] if window else None


def _both(pair: Sequence[float]) -> list[float | None]:
    return [_rounded(one) for one in pair]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _EXACT)
