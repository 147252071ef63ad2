"""The bundled almanac as a tape: a dozen series, by month since 2017 and by day for the last quarter of 2025.

A month row is an honest bar of its sessions; what is finer than the rows is not covered at this resolution. The row before the
months sums up the history, so that a record still has something to beat.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from functools import cache
from importlib.resources import files

import numpy as np

from tapecheck.signals.tape.known import Rows, cut
from tapecheck.signals.tape.protocol import Events, Floats, NotCovered, Origin, Period, Series, Unavailable
from tapecheck.signals.tape.shipped import shipped_events


class AlmanacTape:
    """The almanac that ships with tapecheck. Works offline, always."""

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return "tapecheck almanac"

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        return Origin(("almanac",))

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        rows = _almanac().get(symbol)
        if rows is None:
            return NotCovered(f"the almanac has no series for {symbol}; use --tape yahoo or a folder")
        series = cut(symbol, rows, period, known_at, self.name)
        if not len(series):
            return NotCovered(f"the almanac has no row of {symbol} known by {known_at:%Y-%m-%d}")
        return series

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        return shipped_events(name, period, known_at)


@cache
def _almanac() -> dict[str, Rows]:
    by_symbol: dict[str, list[dict[str, str]]] = defaultdict(list)
    with files("tapecheck.data").joinpath("almanac.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            by_symbol[row["symbol"]].append(row)
    return {symbol: _rows(rows) for symbol, rows in by_symbol.items()}


def _rows(rows: list[dict[str, str]]) -> Rows:
    rows = sorted(rows, key=lambda row: row["last_session"])

    def column(name: str) -> Floats:
        return np.array([row[name] or "nan" for row in rows], dtype=float)

    return Rows(
        first=np.array([row["first_session"] for row in rows], dtype="datetime64[D]"),
        last=np.array([row["last_session"] for row in rows], dtype="datetime64[D]"),
        open=np.full(len(rows), np.nan),
        high=column("high"),
        low=column("low"),
        close=column("close"),
        highest_close=column("highest_close"),
        lowest_close=column("lowest_close"),
    )
