"""The CSV of verified claims and its Frictionless Table Schema. What keeps spreadsheets from running its cells is in `cells`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tapecheck.report.cells import cell
from tapecheck.report.records import Record

ARTICLE = ("article_id", "url", "outlet", "title", "published", "as_of")
CLAIM = (
    "id", "start", "end", "quote", "kind", "subject", "value", "value_high", "value_text", "ulp", "unit", "direction", "comparator", "basis", "window",
    "window_text", "nearby", "reference", "attributed_to", "modality", "verdict", "grade", "reading", "observed", "computed", "formula", "explanation", "correction", "evidence", "snapshot",
    "conflicts_with", "origin", "confidence", "rule",
)  # fmt: skip
_REVIEW = ("reviewer_verdict", "reviewer_note", "reviewed_at")
COLUMNS = (*ARTICLE, *CLAIM, *_REVIEW)
NUMBERS = {
    "start": "integer",
    "end": "integer",
    "value": "number",
    "value_high": "number",
    "ulp": "number",
    "computed": "number",
    "confidence": "number",
}
# Cells that hold JSON.
JSON = {
    "window": "array",
    "nearby": "array",
    "reference": "object",
    "evidence": "array",
    "conflicts_with": "array",
}
_TO_QUOTE = re.compile('[",;\t\r\n]')
# What Python's reader takes of one cell (characters).
LONGEST_JSON = 131_072
REQUIRED = ("article_id", "id", "verdict")
_READ_BACK = (
    "Verified claims, one a row. In fields with neutralised = true an apostrophe in front is not part of the text: it keeps spreadsheets from "
    "running the cell as a formula, and exactly one is to be taken away. Behind '\\ the text is written with JSON escapes. "
    "tapecheck.report.cells.restored does both; tapecheck.report.verified reads the file. Every cell is text to begin with: "
    "no NA, TRUE, 0700 or 1E5 is anything else."
)


def rows(record: Record) -> Iterator[dict[str, str]]:
    """One row of text cells a claim of a report's record."""
    article = record["article"]
    head = {"article_id": article["id"], **{key: article[key] for key in ARTICLE[1:]}}
    for claim in record["claims"]:
        yield {column: _cell(column, {**head, **claim}.get(column)) for column in COLUMNS}


def header() -> str:
    """The first line."""
    return _line(COLUMNS)


def lines(record: Record) -> str:
    """The lines of a report's record, one a claim."""
    return "".join(_line(row.values()) for row in rows(record))


def schema() -> str:
    """Frictionless Table Schema of the CSV, as JSON; it tells how neutralised text is read back."""
    fields = [_field(name) for name in COLUMNS]
    described = {"description": _READ_BACK, "fields": fields, "primaryKey": ["article_id", "id"], "missingValues": [""]}  # fmt: skip
    return json.dumps(described, indent=1)


def _field(name: str) -> Record:
    field: Record = {"name": name, "type": NUMBERS.get(name) or JSON.get(name, "string")}
    if field["type"] == "string":
        field["neutralised"] = True
    if name in REQUIRED:
        field["constraints"] = {"required": True}
    return field


def _line(cells: Iterable[str]) -> str:
    """One line, ended as on Unix; Python's own writer would then leave a carriage return unquoted and break the row there."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _TO_QUOTE.search(text) else text


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column in NUMBERS:
        return repr(value)
    if column in JSON:
        return _json(value)
    return cell(str(value))


def _json(value: Any) -> str:
    """JSON text; of a list that no reader of CSV would take as a cell, the first half, and so on until it fits."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) <= LONGEST_JSON:
        return text
    return _json(value[: len(value) // 2]) if isinstance(value, list) else ""
