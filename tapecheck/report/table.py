"""The CSV of verified claims, its Frictionless Table Schema, and the guard against spreadsheet formulas.

A text cell that a spreadsheet would run gets an apostrophe in front; a cell that begins with an apostrophe gets one too, so that
`restored` can always take exactly one away.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from tapecheck.report.records import Record

_ARTICLE = ("article_id", "url", "outlet", "title", "published", "as_of")
CLAIM = (
    "id", "start", "end", "quote", "kind", "subject", "value", "value_high", "value_text", "ulp", "unit", "direction", "comparator", "basis", "window",
    "window_text", "nearby", "reference", "attributed_to", "modality", "verdict", "grade", "reading", "observed", "computed", "formula", "explanation", "correction", "evidence", "snapshot",
    "conflicts_with", "origin", "confidence", "rule",
)  # fmt: skip
_REVIEW = ("reviewer_verdict", "reviewer_note", "reviewed_at")
COLUMNS = (*_ARTICLE, *CLAIM, *_REVIEW)
_NUMBERS = {
    "start": "integer",
    "end": "integer",
    "value": "number",
    "value_high": "number",
    "ulp": "number",
    "computed": "number",
    "confidence": "number",
}
# Cells that hold JSON.
_JSON = {
    "window": "array",
    "nearby": "array",
    "reference": "object",
    "evidence": "array",
    "conflicts_with": "array",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'")


def rows(record: Record) -> Iterator[dict[str, str]]:
    """One row of text cells a claim of a report's record."""
    article = record["article"]
    head = {"article_id": article["id"], **{key: article[key] for key in _ARTICLE[1:]}}
    for claim in record["claims"]:
        yield {column: _cell(column, {**head, **claim}.get(column)) for column in COLUMNS}


def write(records: Iterable[Record]) -> str:
    """The CSV of several reports, header first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerows(rows(record))
    return out.getvalue()


def schema() -> str:
    """Frictionless Table Schema of the CSV, as JSON."""
    fields = [{"name": name, "type": _NUMBERS.get(name) or _JSON.get(name, "string")} for name in COLUMNS]
    constraints = {"id": {"required": True}, "article_id": {"required": True}, "verdict": {"required": True}}
    described = [
        {**field, "constraints": constraints[field["name"]]} if field["name"] in constraints else field
        for field in fields
    ]
    return json.dumps(
        {"fields": described, "primaryKey": ["article_id", "id"], "missingValues": [""]}, indent=1
    )


def neutralised(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def restored(cell: str) -> str:
    """The text that `neutralised` was given."""
    return cell.removeprefix("'")


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column in _NUMBERS:
        return repr(value)
    if column in _JSON:
        return json.dumps(value, ensure_ascii=False)
    return neutralised(str(value).encode("utf-8", "backslashreplace").decode("utf-8"))
