"""A folder of CSV files as a tape: `daily/symbols.csv` lists a file a series, `macro/*.csv` hold dated facts.

A daily file has the header `date,open,high,low,close,volume`; an empty cell is unknown. Files are read once,
on first use.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from tapecheck.signals.tape import macro
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.known import Rows, cut, daily_rows
from tapecheck.signals.tape.protocol import Events, NotCovered, Origin, Period, Series, Unavailable
from tapecheck.signals.tape.quirks import repaired
from tapecheck.signals.tape.shipped import shipped_events
from tapecheck.signals.tape.splits import as_seen_at

Read = TypeVar("Read")
HEADER = ["date", "open", "high", "low", "close"]


class FolderTape:
    """The tape of a folder. Raises `TapeError` when one of its files is not of the layout above."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = dict(_symbols(folder / "daily" / "symbols.csv"))
        self._rows: dict[str, Rows | TapeError | None] = {}
        self._facts: dict[str, macro.Facts | NotCovered | TapeError] = {}

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return f"folder {self._folder.name}"

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        return Origin((self._folder.as_posix(),))

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        rows = _read_once(self._rows, symbol, lambda: self._read(symbol))
        if rows is None:
            return NotCovered(f"{self.name} has no series for {symbol}")
        series = cut(symbol, as_seen_at(symbol, rows, known_at), period, known_at, self.name)
        if not len(series):
            return NotCovered(
                f"{self.name} has no {symbol} known by {known_at:%Y-%m-%d} (it starts {series.history_from})"
            )
        return series

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        found = _read_once(self._facts, name, lambda: macro.facts(self._folder / "macro", name))
        if isinstance(found, NotCovered):
            shipped = shipped_events(name, period, known_at)
            return found if isinstance(shipped, NotCovered) else shipped
        return found.known(period, known_at)

    def _read(self, symbol: str) -> Rows | None:
        if symbol in self._files:
            return repaired(symbol, _daily(self._folder / "daily" / self._files[symbol]))
        return macro.yields(self._folder / "macro", symbol)


def _read_once(kept: dict[str, Read | TapeError], name: str, read: Callable[[], Read]) -> Read:
    """What reading gives, read on first use; a file that is broken is broken for the whole run, and is not read again."""
    if name not in kept:
        try:
            kept[name] = read()
        except TapeError as wrong:
            kept[name] = wrong
    found = kept[name]
    if isinstance(found, TapeError):
        raise found
    return found


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
    table = _table(path)
    try:
        days = np.array([row[0] for row in table], dtype="datetime64[D]")
        open_, high, low, close = (
            np.array([row[column] or "nan" for row in table], dtype=float) for column in range(1, 5)
        )
        volume = np.array([(row[5] if len(row) > 5 else "") or "nan" for row in table], dtype=float)
    except (ValueError, IndexError) as wrong:
        raise _bad_row(path, table) from wrong
    if np.isnat(days).any():
        raise _bad_row(path, table)
    falls = np.flatnonzero(np.diff(days) <= np.timedelta64(0, "D"))
    if falls.size:
        raise TapeError(
            f"{path}, line {falls[0] + 3}: dates must rise from row to row, found {days[falls[0] + 1]}"
        )
    return daily_rows(days, open_, high, low, close, volume)


def _table(path: Path) -> list[list[str]]:
    """The rows below the header, at least one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines)
    except (ValueError, csv.Error) as wrong:
        raise TapeError(f"{path}: expected a CSV file in UTF-8 with the header {','.join(HEADER)}") from wrong
    if header[:5] != HEADER:
        raise TapeError(f"{path}, line 1: expected {','.join(HEADER)}, found {','.join(header)}")
    if not rows:
        raise TapeError(f"{path} has no rows below its header")
    return rows


def _bad_row(path: Path, table: list[list[str]]) -> TapeError:
    """The error that names the first row that is no date and four prices."""
    line = next((line for line, row in enumerate(table, 2) if not _sound(row)), 2)
    return TapeError(
        f"{path}, line {line}: expected a date (2025-12-31) and four prices or empty cells, "
        f"found {','.join(table[line - 2])}"
    )


def _sound(row: list[str]) -> bool:
    try:
        date.fromisoformat(row[0])
        return len([float(cell or "nan") for cell in row[1:5]]) == 4
    except (ValueError, IndexError):
        return False
