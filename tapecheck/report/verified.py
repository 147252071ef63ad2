"""Reading a CSV of verified claims back, from whoever had it in hands: as it was written, or refused with the line and the column.

Every cell is text, and stays what was written: `NA`, `TRUE`, `0700` and `1E5` are no missing value, no truth and no numbers. What was
neutralised for spreadsheets is text again. A file is refused for what no run of tapecheck writes: another header, rows with more or fewer
cells, NUL, cells beyond the caps, broken quotes, bytes that are no UTF-8, numbers that are none, JSON that is none, an unknown verdict.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tapecheck.errors import BadTable
from tapecheck.report.cells import LONGEST, restored
from tapecheck.report.table import COLUMNS, JSON, LONGEST_JSON, NUMBERS, REQUIRED
from tapecheck.signals.finding import Verdict

if TYPE_CHECKING:
    import pandas as pd

# Of one row, all cells together (characters).
_LONGEST_LINE = 40 * LONGEST_JSON
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_VERDICTS = frozenset(verdict.value for verdict in Verdict)
_SHAPES = {"array": list, "object": dict}
# Bytes that are no UTF-8, as they are let through to be told from the text.
_BAD_BYTE = re.compile("[\udc80-\udcff]")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file, one at a time. Raises `BadTable` at the first thing wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield from _rows(_Lines(file, str(path)))
    except OSError as wrong:
        raise BadTable(str(path), 1, None, f"cannot be read ({wrong.strerror})") from wrong


def frame(path: Path) -> pd.DataFrame:
    """The rows of a file as a frame of text; half a surrogate pair, which pandas cannot hold, is shown as `\\\\ud83d`."""
    import pandas as pd

    held = ({name: _encodable(text) for name, text in row.items()} for row in rows(path))
    return pd.DataFrame(held, columns=list(COLUMNS), dtype="str")


def _rows(lines: _Lines) -> Iterator[dict[str, str]]:
    reader = _cells(lines)
    _check_header(next(reader, []), lines)
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(COLUMNS):
            column = min(len(cells), len(COLUMNS)) + 1
            raise lines.bad(column, f"{len(cells)} cells in a row of {len(COLUMNS)}")
        for column, (name, cell) in enumerate(zip(COLUMNS, cells, strict=True), 1):
            if why := _wrong(name, cell):
                raise lines.bad(column, f"{name}: {why}")
        yield {
            name: cell if name in NUMBERS or name in JSON else restored(cell)
            for name, cell in zip(COLUMNS, cells, strict=True)
        }


def _cells(lines: _Lines) -> Iterator[list[str]]:
    """The records of the file; what Python's reader cannot take is refused where it stands."""
    reader = csv.reader(lines, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise lines.bad(_cell_at_end(lines.record), str(wrong)) from wrong
        yield cells
        lines.begin()


def _check_header(cells: list[str], lines: _Lines) -> None:
    for column, name in enumerate(COLUMNS, 1):
        if column > len(cells) or cells[column - 1] != name:
            found = f"found {cells[column - 1][:40]!r}" if column <= len(cells) else "the header ends"
            raise lines.bad(column, f"expected {name}, {found}; this is no CSV of this version of tapecheck")
    if len(cells) > len(COLUMNS):
        raise lines.bad(len(COLUMNS) + 1, f"a column too many, {cells[len(COLUMNS)][:40]!r}")


def _wrong(name: str, cell: str) -> str | None:
    """What is wrong with a cell, None where nothing is."""
    if "\0" in cell:
        return "NUL in it"
    if _BAD_BYTE.search(cell):
        return "not UTF-8"
    if len(cell) > (LONGEST_JSON if name in JSON else LONGEST):
        return f"{len(cell)} characters, more than any cell may have"
    if not cell:
        return "empty" if name in REQUIRED else None
    if name in NUMBERS:
        return _wrong_number(NUMBERS[name], cell)
    if name in JSON:
        return _wrong_json(JSON[name], cell)
    return f"no verdict, {cell[:40]!r}" if name == "verdict" and cell not in _VERDICTS else None


def _wrong_number(kind: str, cell: str) -> str | None:
    if kind == "integer":
        return None if _WHOLE.fullmatch(cell) else f"no whole number, {cell[:40]!r}"
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    return None if cell.isascii() and math.isfinite(number) else f"no number, {cell[:40]!r}"


def _wrong_json(kind: str, cell: str) -> str | None:
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return f"no JSON, {cell[:40]!r}"
    return None if isinstance(value, _SHAPES[kind]) else f"no JSON {kind}, {cell[:40]!r}"


class _Lines:
    """The lines of a file as Python's reader asks for them; it remembers those of the record in work, and where that begins."""

    def __init__(self, file: io.TextIOWrapper, place: str) -> None:
        self._file, self._place = file, place
        self._line, self._first, self._length = 0, 1, 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self._line += 1
        self.record.append(line)
        self._length += len(line)
        if self._length >= _LONGEST_LINE:
            raise self.bad(_cell_at_end(self.record), "the row is longer than any row may be")
        return line

    def begin(self) -> None:
        """The record is over."""
        self.record.clear()
        self._first, self._length = self._line + 1, 0

    def bad(self, column: int | None, why: str) -> BadTable:
        """The refusal of the record in work: at the line where it begins."""
        return BadTable(self._place, self._first, column, why)


def _cell_at_end(record: list[str]) -> int:
    """In which cell of an unfinished record the reader gave up: the first one too long or with a quote astray, else the last."""
    column, length, quoted, before = 1, 0, False, ","
    for sign in (sign for line in record for sign in line):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign == ",":
            column, length = column + 1, -1
        elif not quoted and before == '"' and sign not in "\r\n":
            return column
        length += 1
        if length > LONGEST_JSON:
            return column
        before = sign
    return column


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
