"""The claims as Parquet: the columns of the CSV, numbers as numbers, text as it is, nested fields as JSON text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from io import RawIOBase
from itertools import islice
from typing import TYPE_CHECKING, Any

from tapecheck.report.records import record
from tapecheck.report.table import ARTICLE, COLUMNS, JSON, NUMBERS

if TYPE_CHECKING:
    from tapecheck.pipeline import Report

# Claims a row group: what is held before it is written.
_GROUP = 5000


def write(reports: Iterable[Report], put: Callable[[bytes], None]) -> None:
    """Hands the file to `put`, part by part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"integer": pa.int64(), "number": pa.float64()}
    schema = pa.schema([(name, types.get(NUMBERS.get(name, ""), pa.string())) for name in COLUMNS])
    rows = (row for report in reports for row in _rows(report))
    with pq.ParquetWriter(pa.PythonFile(_Sink(put), mode="w"), schema, compression="zstd") as out:
        while group := list(islice(rows, _GROUP)):
            out.write_table(pa.Table.from_pylist(group, schema))


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    whole = record(report)
    article = {**whole["article"], "article_id": whole["article"]["id"]}
    for claim in whole["claims"]:
        row = {**{name: article[name] for name in ARTICLE}, **claim}
        yield {name: _value(name, row.get(name)) for name in COLUMNS}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in NUMBERS:
        return int(value) if NUMBERS[name] == "integer" else float(value)
    text = json.dumps(value, ensure_ascii=False) if name in JSON else str(value)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class _Sink(RawIOBase):
    """What pyarrow takes for a file."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        super().__init__()
        self._put, self._at = put, 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """How much was written."""
        return self._at

    def write(self, data: Any) -> int:
        """Hands on a part."""
        part = bytes(data)
        self._put(part)
        self._at += len(part)
        return len(part)
