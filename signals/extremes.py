"""The extreme that a wording may mean: of the span it names, of all time, of 52 weeks, of the year, of the stretch just past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tapecheck.nlp.claim import Reference, Window
from tapecheck.nlp.numbers import counted
from tapecheck.signals.answers import whole
from tapecheck.signals.look import (
    WIDEST_SESSION,
    Field,
    Point,
    highest,
    last_on,
    lowest,
    rows_within,
    unknown,
)
from tapecheck.signals.tape.protocol import Period, Series

_RECENT_DAYS = (92, 31, 183)
_SPAN = re.compile(r"(?P<n>[0-9]{1,4}|[a-z]{1,12})-(?P<unit>day|week|month|year)\b")
_UNIT_DAYS = {"day": 1.4, "week": 7, "month": 30.4, "year": 365.25}


@dataclass(frozen=True, slots=True)
class Extremum:
    """An extreme found on the tape and how it reads: "October 2025 high by close".

    Not `complete` where sessions without an intraday range may have gone further.
    """

    name: str
    point: Point
    usual: bool = True
    complete: bool = True


def extremes(reference: Reference, series: Series, as_of: date) -> Iterator[Extremum]:
    """Every extreme that the reference may mean, the most usual first; those the rows do not cover are left out."""
    low = reference.kind == "low"
    for name, window, usual in _spans(reference, series, as_of):
        for field in _fields(low):
            rows = _rows(series, window)
            found = (lowest if low else highest)(series, rows, field)
            if found is not None:
                closing = "closing " if "close" in field else ""
                complete = whole(series, max(0, rows.start - 1), rows.stop - 1) and (
                    bool(closing) or not _may_hide(series, rows, low, found.value)
                )
                yield Extremum(f"{name} {closing}{'low' if low else 'high'}", found, usual, complete)
            elif "close" not in field and (near := _by_close(series, rows, low)) is not None:
                yield Extremum(f"{name} {'low' if low else 'high'}", near, usual, complete=False)


def _by_close(series: Series, rows: slice, low: bool) -> Point | None:
    return lowest(series, rows, "lowest_close") if low else highest(series, rows, "highest_close")


def ends(series: Series, rows: slice) -> tuple[Point | None, Point | None]:
    """The lowest and the highest figure of rows, of closes where no range is known; None where nothing is."""
    bottom = lowest(series, rows, "low") or lowest(series, rows, "lowest_close")
    top = highest(series, rows, "high") or highest(series, rows, "highest_close")
    return bottom, top


def _may_hide(series: Series, rows: slice, low: bool, found: float) -> bool:
    """Whether a session of which only the close is known may have gone beyond the extreme found."""
    if not unknown(series, rows, "low" if low else "high"):
        return False
    sign = -1 if low else 1
    blind = np.isnan(series.low[rows] if low else series.high[rows])
    closes = sign * (series.lowest_close[rows] if low else series.highest_close[rows])[blind]
    closes = closes[~np.isnan(closes)]
    return bool(closes.size and closes.max() > sign * found * (1 - sign * WIDEST_SESSION))


def spans(series: Series, window: Window) -> bool:
    """Whether the rows reach over the whole window, a long weekend at its end forgiven."""
    return bool(
        series.first[0].item() <= window[0] + timedelta(days=5)
        and series.last[-1].item() >= window[1] - timedelta(days=5)
    )


def _fields(low: bool) -> tuple[Field, Field]:
    return ("low", "lowest_close") if low else ("high", "highest_close")


def _rows(series: Series, window: Window) -> slice:
    return rows_within(series, Period(*window))


def _spans(reference: Reference, series: Series, as_of: date) -> Iterator[tuple[str, Window, bool]]:
    start, text = series.first[0].item(), reference.text.lower()
    if reference.window is not None:
        first, last = reference.window
        named = f"{first:%B %Y}" if (last - first).days > 1 else str(first)
        if reference.kind == "record" and last_on(series, last) >= 0:
            yield "record", (start, min(last, as_of)), True
        yield (
            named,
            (
                first - timedelta(days=_edge(first, last)),
                min(last + timedelta(days=_edge(first, last)), as_of),
            ),
            True,
        )
        return
    if reference.kind == "record":
        yield "record", (start, as_of), True
        return
    if any(word in text for word in ("session", "intraday", "day's", "day’s")):
        day = series.last[max(0, last_on(series, as_of))].item()
        yield "session", (day, day), True
        return
    named_span = _SPAN.search(text)
    count = counted(named_span["n"]) if named_span else None
    if named_span and count is not None:
        back = timedelta(days=round(float(count) * _UNIT_DAYS[named_span["unit"]]))
        yield named_span[0], (as_of - back, as_of), True
        return
    year = timedelta(days=365)
    yield "52-week", (as_of - year, as_of), True
    yield "year's", (date(as_of.year, 1, 1), as_of), True
    if "52" not in text:
        yield from (("recent", (as_of - timedelta(days=days), as_of), True) for days in _RECENT_DAYS)
        yield "record", (start, as_of), True


def _edge(first: date, last: date) -> int:
    """A day named may be off by one, in UTC or New York."""
    return 1 if first == last else 0
