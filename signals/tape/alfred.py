"""ALFRED, the archive behind FRED: every vintage of a series, each figure with the day on which it was published.

One request a series to FRED's API (fred/series/observations, output_type=1: one row for each stretch of days on which a figure stood).
The API wants a key, which goes into the address and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import isfinite
from typing import Any
from urllib.parse import quote

from tapecheck.signals.tape.observations import Observation
from tapecheck.signals.tape.protocol import NotCovered, Unavailable
from tapecheck.signals.tape.web import get, json_of, unusable

_WHO = "ALFRED"
# What the API calls the first and the last day of all, and the most rows that it gives at once.
_FROM, _EVER, _MOST = "1776-07-04", date(9999, 12, 31), 100_000


@dataclass(frozen=True, slots=True)
class Archive:
    """All vintages of one series, by day and vintage; `request` is the address without its key."""

    observations: tuple[Observation, ...]
    request: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A figure of `day` and the first and last day on which it stood."""

    day: date
    start: date
    end: date
    value: float | None


def archive(api: str, series: str, key: str) -> Archive | NotCovered | Unavailable:
    """Every vintage of `series`, such as `CPIAUCSL`."""
    request = (
        f"{api}/fred/series/observations?series_id={series}&file_type=json&output_type=1"
        f"&realtime_start={_FROM}&realtime_end={_EVER}&limit={_MOST}"
    )
    what = f"vintages of {series}"
    answer = get(f"{request}&api_key={quote(key, safe='')}", _WHO, what)
    if isinstance(answer, NotCovered | Unavailable):
        return answer
    rows = _rows(json_of(answer))
    if isinstance(rows, str):
        return unusable(_WHO, what, rows)
    return Archive(tuple(_observations(rows)), request, answer.sha256)


def _rows(body: Mapping[str, Any] | None) -> list[_Stretch] | str:
    """The stretches of an answer by day and start; else what it holds instead."""
    found = body.get("observations") if body else None
    if body is None or not isinstance(found, list):
        return "no list of observations"
    if not found:
        return "an empty table"
    if isinstance(count := body.get("count"), int) and count > len(found):
        return f"{len(found)} of {count} rows"
    try:
        rows = [_stretch(row) for row in found]
    except (KeyError, TypeError, ValueError):
        return "a row that is no date, figure and vintage"
    return sorted(rows, key=lambda row: (row.day, row.start))


def _stretch(row: Mapping[str, str]) -> _Stretch:
    value = None if row["value"] == "." else float(row["value"])
    if value is not None and not isfinite(value):
        raise ValueError(row["value"])
    day, start, end = (date.fromisoformat(row[key]) for key in ("date", "realtime_start", "realtime_end"))
    return _Stretch(day, start, end, value)


def _observations(rows: Sequence[_Stretch]) -> Iterator[Observation]:
    """Each stretch's figure, and none from the day on which a figure was withdrawn without another in its place."""
    for day, group in groupby(rows, key=lambda row: row.day):
        stretches = list(group)
        for one, after in zip(stretches, [*stretches[1:], None], strict=True):
            yield Observation(day, one.value, one.start)
            if one.end != _EVER and (after is None or after.start > one.end + timedelta(days=1)):
                yield Observation(day, None, one.end + timedelta(days=1))
