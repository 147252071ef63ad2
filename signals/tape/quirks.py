"""Known defects of vendors' series, mended on the way in as `data/tape_quirks.toml` says and explains.

An extreme taken from a row whose range is no range would refute honest writers, so its high and low become
unknown. Nothing is guessed: a figure is either moved to the day it belongs to or dropped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from tapecheck.signals.tape.known import Rows

# Vendors print closes to the cent; a live one may carry the noise of a float.
_A_CENT = 0.005


@dataclass(frozen=True, slots=True)
class Misprint:
    """A close that a vendor prints wrongly, in the price's own unit."""

    day: date
    close: float
    vendor: str


@dataclass(frozen=True, slots=True)
class Quirk:
    """One series' defects; `range`, `prints_at_start_from` and `misprints` are explained in `tape_quirks.toml`."""

    reason: str
    range: Literal["flat", "suspect"] | None = None
    prints_at_start_from: date | None = None
    misprints: tuple[Misprint, ...] = ()


@cache
def quirks() -> Mapping[str, Quirk]:
    """Every known quirk by symbol."""
    table = tomllib.loads(files("tapecheck.data").joinpath("tape_quirks.toml").read_text("utf-8"))
    return {symbol: Quirk(**{**row, "misprints": tuple(_misprints(row))}) for symbol, row in table.items()}


def _misprints(row: Mapping[str, Any]) -> Iterator[Misprint]:
    yield from (Misprint(**one) for one in row.get("misprints", ()))


def repaired(symbol: str, rows: Rows) -> Rows:
    """Daily rows with figures known to be wrong mended or made unknown."""
    quirk = quirks().get(symbol)
    if quirk is None or not len(rows["last"]):
        return rows
    if quirk.range is not None:
        rows = _without_false_ranges(rows, suspect=quirk.range == "suspect")
    if quirk.prints_at_start_from is not None:
        rows = _closed_by_the_next_print(rows, quirk.prints_at_start_from)
    for misprint in quirk.misprints:
        rows = _without_misprint(rows, misprint)
    return rows


def _without_misprint(rows: Rows, misprint: Misprint) -> Rows:
    wrong = (rows["last"] == np.datetime64(misprint.day, "D")) & (
        np.abs(rows["close"] - misprint.close) < _A_CENT
    )
    if not wrong.any():
        return rows
    close = np.where(wrong, np.nan, rows["close"])
    return {**rows, "close": close, "highest_close": close, "lowest_close": close}


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
