"""Cells of text in a CSV: harmless for a spreadsheet, and read back as they were.

A cell that a spreadsheet would run as a formula gets an apostrophe in front; so does one that begins with an apostrophe, so that taking
one away always gives the text. What no CSV can hold (NUL, half a surrogate pair) is written as JSON escapes behind `'\\`, which no other
cell begins with. A text beyond `LONGEST` characters, which is what a spreadsheet takes, is cut and says so at its end; JSON and Parquet hold
it whole.
"""

from __future__ import annotations

import json
import re

LONGEST = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_ESCAPED = "'\\"


def neutralised(text: str) -> str:
    """The cell for a text."""
    if _UNWRITABLE.search(text):
        return _ESCAPED + json.dumps(text)[1:-1]
    return f"'{text}" if text.startswith(_FORMULA) else text


def restored(cell: str) -> str:
    """The text that `neutralised` was given. A cell that nobody neutralised is returned as it is, but for an apostrophe in front."""
    if cell.startswith(_ESCAPED):
        return _unescaped(cell)
    return cell.removeprefix("'")


def cell(text: str) -> str:
    """The cell for a text of any length."""
    whole = neutralised(text)
    if len(whole) <= LONGEST:
        return whole
    note = f" ... [cut, {len(text)} characters]"
    room = LONGEST // len(r"\u0000") if whole.startswith(_ESCAPED) else LONGEST
    return neutralised(text[: room - len(note) - len(_ESCAPED)] + note)


def _unescaped(cell: str) -> str:
    try:
        text = json.loads(f'"{cell.removeprefix(_ESCAPED)}"')
    except ValueError:
        return cell.removeprefix("'")
    return str(text)
