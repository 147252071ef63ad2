"""The New York Fed's markets API as a live source: what its outright operations in Treasury securities bought and sold.

One request for all of them (api/tsy/all/results/summary/search.json; no key). Par amounts come in dollars, as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

from tapecheck.data.calendars import NEW_YORK
from tapecheck.signals.tape.live import Clock, FetchedFacts, FetchedRows
from tapecheck.signals.tape.protocol import Event, NotCovered, Unavailable
from tapecheck.signals.tape.releases import RELEASES
from tapecheck.signals.tape.web import Answer, get, json_of, unusable

_WHO, _NAME = "New York Fed", "policy_operations"
_WHAT = "results of Treasury operations"
# The results stand on the page within a minute of the close; an operation without its hours follows the table of releases.
_AFTER_THE_CLOSE = timedelta(minutes=10)
_UNKNOWN = frozenset({"", "NA", "N/A", "--"})
_TEXTS = {
    "operation_id": "operationId",
    "date": "operationDate",
    "settlement_date": "settlementDate",
    "operation_type": "operationType",
    "maturity_start": "maturityRangeStart",
    "maturity_end": "maturityRangeEnd",
    "note": "note",
}


class NewYorkFed:
    """Results of the open market desk's operations, under the names and columns of a folder tape."""

    def __init__(self, now: Clock, base: str = "https://markets.newyorkfed.org") -> None:
        self._now = now
        self._base = base

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return _WHO

    def knows(self, series: str) -> bool:
        """See `LiveSource.knows`."""
        return series == _NAME

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """See `LiveSource.daily`; this source has none."""
        return NotCovered(f"{_WHO} quotes no {symbol}")

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """See `LiveSource.facts`: `policy_operations`, amounts in billions of dollars at par."""
        if name != _NAME:
            return NotCovered(f"{_WHO} has no table of {name.replace('_', ' ')}")
        first, now = RELEASES[_NAME].complete_from, self._now()
        request = (
            f"{self._base}/api/tsy/all/results/summary/search.json"
            f"?startDate={first}&endDate={now.astimezone(NEW_YORK).date()}"
        )
        answer = get(request, _WHO, _WHAT)
        if not isinstance(answer, Answer):
            return answer
        rows = _rows(json_of(answer))
        if isinstance(rows, str):
            return unusable(_WHO, _WHAT, rows)
        return FetchedFacts(rows, first, now, _WHO, request, answer.sha256)


def _rows(body: Mapping[str, Any] | None) -> tuple[Event, ...] | str:
    """The operations with results, oldest first; else what the answer holds instead."""
    treasury = body.get("treasury") if body else None
    found = treasury.get("auctions") if isinstance(treasury, dict) else None
    if not isinstance(found, list):
        return "no list of operations"
    try:
        rows = [_event(one) for one in found if one["auctionStatus"] == "Results"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return "an operation without its date, status or amount"
    return tuple(sorted(rows, key=lambda event: event.known_at)) or "an empty table"


def _event(one: Mapping[str, Any]) -> Event:
    day = date.fromisoformat(one["operationDate"])
    submitted, accepted = _billions(one.get("totalParAmtSubmitted")), _billions(one["totalParAmtAccepted"])
    values: dict[str, float | str | None] = {
        **{column: one.get(field) or None for column, field in _TEXTS.items()},
        "submitted_busd": submitted,
        "accepted_busd": accepted,
        "accept_ratio": 100 * accepted / submitted if accepted is not None and submitted else None,
    }
    return Event(_NAME, day, _known(one, day), values, f"{_WHO}, operation {one['operationId']}")


def _billions(amount: str | float | None) -> float | None:
    """An amount of dollars in billions; None where it is not told. Raises `ValueError` for what is no amount."""
    if amount is None or str(amount).strip() in _UNKNOWN:
        return None
    value = float(str(amount).replace(",", "")) / 1e9
    if not isfinite(value) or value < 0:
        raise ValueError(amount)
    return value


def _known(one: Mapping[str, Any], day: date) -> datetime:
    """When the results were out: at the page's own time of that day, else shortly after the operation closed."""
    closed = _hour(day, one.get("closeTime"))
    updated = _moment(one.get("lastUpdated"))
    if updated is not None and updated.astimezone(NEW_YORK).date() == day and updated >= (closed or updated):
        return updated
    return closed + _AFTER_THE_CLOSE if closed else RELEASES[_NAME].moment(day)


def _hour(day: date, clock: object) -> datetime | None:
    """ "09:20" of a day in New York."""
    return _moment(f"{day} {clock}") if clock else None


def _moment(told: object) -> datetime | None:
    """ "2026-08-31 09:20:55" in New York as UTC; None for what is no time."""
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or NEW_YORK).astimezone(UTC)
