"""Splits: prices in the money of the day they are looked at from.

Vendors divide a stock's whole history by every split to this day, so a price printed before a split is nowhere in it. Seen from a
moment, a history is adjusted for the splits up to that moment and no later one; `data/splits.csv` lists them, by the first session at
the new price (the companies' own announcements).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from math import prod

from tapecheck.data.calendars import session_open
from tapecheck.signals.tape.known import FIELDS, Rows


def as_seen_at(symbol: str, rows: Rows, known_at: datetime, adjusted_to: datetime | None = None) -> Rows:
    """Rows that are adjusted for every split up to `adjusted_to` (None: all listed), with those after `known_at` taken out again."""
    factor = 1.0
    for day, ratio in _splits().get(symbol, ()):
        opened = session_open("XNYS", day)
        if opened > known_at and (adjusted_to is None or opened <= adjusted_to):
            factor *= ratio
    if factor == 1.0:
        return rows
    if "volume" in rows:
        rows = {**rows, "volume": rows["volume"] / factor}
    return {**rows, **{field: rows[field] * factor for field in FIELDS}}  # type: ignore[literal-required, typeddict-item]


def split_since(symbol: str, day: date, known_at: datetime) -> float:
    """How many shares of `known_at` (aware) one share of `day` has become; 1 without a split in between."""
    return prod(
        ratio
        for split, ratio in _splits().get(symbol, ())
        if split > day and session_open("XNYS", split) <= known_at
    )


@cache
def _splits() -> Mapping[str, Sequence[tuple[date, float]]]:
    table: dict[str, list[tuple[date, float]]] = {}
    lines = files("tapecheck.data").joinpath("splits.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(lines):
        table.setdefault(row["symbol"], []).append((date.fromisoformat(row["date"]), float(row["ratio"])))
    return table
