"""A folder of CSV files as a tape: `daily/symbols.csv` names one file a series, `macro/*.csv` hold dated facts.

A daily file has the header `date,open,high,low,close,volume`; an empty cell is unknown. Files are read once, on first use.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np

from tapecheck.signals.tape import macro
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.known import Rows, cut, daily_rows
from tapecheck.signals.tape.protocol import Events, NotCovered, Period, Series, Unavailable
from tapecheck.signals.tape.quirks import repaired

HEADER = ["date", "open", "high", "low", "close"]


class FolderTape:
    """The tape of a folder. Raises `TapeError` when the folder or one of its files is not of the layout above."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = dict(_symbols(folder / "daily" / "symbols.csv"))
        self._rows: dict[str, Rows | None] = {}

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return f"folder {self._folder.name}"

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        rows = self._load(symbol)
        if rows is None:
            return NotCovered(f"{self.name} has no series for {symbol}")
        series = cut(symbol, rows, period, known_at, self.name)
        if not len(series):
            return NotCovered(
                f"{self.name} has no {symbol} known by {known_at:%Y-%m-%d} (it starts {series.history_from})"
            )
        return series

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        return macro.events(self._folder / "macro", name, period, known_at)

    def _load(self, symbol: str) -> Rows | None:
        if symbol not in self._rows:
            self._rows[symbol] = self._read(symbol)
        return self._rows[symbol]

    def _read(self, symbol: str) -> Rows | None:
        if symbol in self._files:
            return repaired(symbol, _daily(self._folder / "daily" / self._files[symbol]))
        return macro.yields(self._folder / "macro", symbol)


def _symbols(path: Path) -> Iterator[tuple[str, str]]:
    if not path.is_file():
        raise TapeError(
            f"{path} is missing: a folder tape lists its series there, with the columns file and yahoo_symbol"
        )
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not {"file", "yahoo_symbol"} <= set(reader.fieldnames or ()):
            raise TapeError(
                f"{path}, line 1: expected the columns file and yahoo_symbol, found {reader.fieldnames}"
            )
        for row in reader:
            yield row["yahoo_symbol"], row["file"]


def _daily(path: Path) -> Rows:
    if not path.is_file():
        raise TapeError(f"{path} is missing though symbols.csv names it")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        if header[:5] != HEADER:
            raise TapeError(f"{path}, line 1: expected {','.join(HEADER)}, found {','.join(header)}")
        rows = list(reader)
    try:
        days = np.array([row[0] for row in rows], dtype="datetime64[D]")
        prices = [
            np.array([cell or "nan" for cell in column], dtype=float)
            for column in list(zip(*rows, strict=True))[1:5]
        ]
    except (ValueError, IndexError) as wrong:
        raise TapeError(
            f"{path}, line {_bad_line(rows)}: {wrong}; every row needs a date and four prices or empty cells"
        ) from wrong
    if days.size and (np.diff(days) <= np.timedelta64(0, "D")).any():
        raise TapeError(f"{path}: dates must rise from row to row")
    return daily_rows(days, *prices)


def _bad_line(rows: list[list[str]]) -> int:
    for line, row in enumerate(rows, 2):
        try:
            date.fromisoformat(row[0])
            _ = [float(cell or "nan") for cell in row[1:5]]
        except (ValueError, IndexError):
            return line
        if len(row) < 5:
            return line
    return len(rows) + 1
