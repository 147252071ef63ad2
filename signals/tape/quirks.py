"""Known defects of vendors' series, mended on the way in as `data/tape_quirks.toml` says and explains.

An extreme taken from a row whose range is no range would refute honest writers, so its high and low become
unknown. Nothing is guessed: a figure is either moved to the day it belongs to or dropped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from tapecheck.signals.tape.known import Rows


@dataclass(frozen=True, slots=True)
class Quirk:
    """One series' defects; `range` and `prints_at_start_from` are explained in `tape_quirks.toml`."""

    reason: str
    range: Literal["flat", "suspect"] | None = None
    prints_at_start_from: date | None = None


@cache
def quirks() -> Mapping[str, Quirk]:
    """Every known quirk by symbol."""
    table = tomllib.loads(files("tapecheck.data").joinpath("tape_quirks.toml").read_text("utf-8"))
    return {symbol: Quirk(**row) for symbol, row in table.items()}


def repaired(symbol: str, rows: Rows) -> Rows:
    """Daily rows with figures known to be wrong mended or made unknown."""
    quirk = quirks().get(symbol)
    if quirk is None or not len(rows["last"]):
        return rows
    if quirk.range is not None:
        rows = _without_false_ranges(rows, suspect=quirk.range == "suspect")
    if quirk.prints_at_start_from is not None:
        rows = _closed_by_the_next_print(rows, quirk.prints_at_start_from)
    return rows


def _without_false_ranges(rows: Rows, suspect: bool) -> Rows:
    high, low = rows["high"], rows["low"]
    broken = high <= low
    if suspect:
        for inside in (rows["open"], rows["close"]):
            broken |= (inside > high) | (inside < low)
    return {**rows, "high": np.where(broken, np.nan, high), "low": np.where(broken, np.nan, low)}


def _closed_by_the_next_print(rows: Rows, since: date) -> Rows:
    """The newest row has no next print yet, so no close: it is left out."""
    moved = rows["last"][:-1] >= np.datetime64(since, "D")
    close = np.where(moved, rows["close"][1:], rows["close"][:-1])
    return Rows(
        first=rows["first"][:-1],
        last=rows["last"][:-1],
        open=rows["open"][:-1],
        high=rows["high"][:-1],
        low=rows["low"][:-1],
        close=close,
        highest_close=close,
        lowest_close=close,
    )
