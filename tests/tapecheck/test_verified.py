"""The CSV of verified claims: harmless in a spreadsheet, the same when read back, refused with line and column where it is not ours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import tapecheck
from tapecheck.errors import BadTable
from tapecheck.report import table, verified
from tapecheck.report.cells import LONGEST, cell, neutralised, restored
from tapecheck.report.records import Record, record

LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
TEXT = [name for name in table.COLUMNS if name not in table.NUMBERS and name not in table.JSON]
# What a reviewer fills in, and what is one of a closed list.
_NOT_OURS = ("verdict", "reviewer_verdict", "reviewer_note", "reviewed_at")


def one_claim(**values: object) -> Record:
    """The record of one claim, with some fields put in."""
    text = "The Russell 2000 closed at 2,590.61 on Thursday."
    whole = record(tapecheck.check(text, "2025-12-12", tape="almanac", reading="grammar"))
    for name, value in values.items():
        home = whole["article"] if name in table.ARTICLE else whole["claims"][0]
        home["id" if name == "article_id" else name] = value
    return whole


def written(path: Path, *records: Record) -> Path:
    path.write_text(table.header() + "".join(map(table.lines, records)), "utf-8", newline="")
    return path


@pytest.mark.parametrize("lead", LEADS)
def test_no_text_cell_is_a_formula_and_each_comes_back(tmp_path: Path, lead: str) -> None:
    names = [name for name in TEXT if name not in _NOT_OURS]
    path = written(tmp_path / "a.csv", one_claim(**dict.fromkeys(names, f"{lead}1+1")))
    raw = next(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    assert not [name for name in names if raw[name].startswith(LEADS)]
    row = next(verified.rows(path))
    assert [name for name in names if row[name] != f"{lead}1+1"] == []


@pytest.mark.parametrize("text", ["NA", "null", "TRUE", "0700", "1E5", "", "'", "'=1", "'\\n", 'a"b,c;d', "\ud800x", "a\r\nb"])  # fmt: skip
def test_what_only_looks_like_something_else_survives(tmp_path: Path, text: str) -> None:
    assert restored(neutralised(text)) == text
    path = written(tmp_path / "a.csv", *[one_claim(title=text or None, reading=text)] * 2)
    assert [(row["title"], row["reading"]) for row in verified.rows(path)] == [(text, text)] * 2
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    frame = verified.frame(path)
    assert list(frame["title"]) == [shown] * 2
    assert set(map(str, frame.dtypes)) == {"str"}


def test_numbers_are_numbers_whatever_their_sign(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", one_claim(value=-3.2, value_text="-3.2%"))
    raw = next(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert (raw["value"], raw["value_text"]) == ("-3.2", "'-3.2%")


def test_no_cell_is_longer_than_what_is_read_back(tmp_path: Path) -> None:
    huge = {"title": "x" * 300_000, "quote": "\0" * 300_000, "nearby": [["2025-12-11", "2025-12-12"]] * 9000}
    row = next(verified.rows(written(tmp_path / "a.csv", one_claim(**huge))))
    assert row["title"].endswith("... [cut, 300000 characters]")
    assert all(len(cell(row[name])) <= LONGEST for name in ("title", "quote"))
    assert 0 < len(json.loads(row["nearby"])) < 9000


def test_the_schema_says_how_text_is_read_back() -> None:
    schema = json.loads(table.schema())
    assert "tapecheck.report.cells.restored" in schema["description"]
    assert [field["name"] for field in schema["fields"] if field.get("neutralised")] == TEXT


def without_column(lines: list[str]) -> list[str]:
    return [line.partition(",")[2] for line in lines]


Spoilt = Callable[[str], str | bytes]
HOSTILE: dict[str, tuple[Spoilt, int, int | None]] = {
    "nothing": (lambda text: "", 1, 1),
    "another table": (lambda text: "a,b\n1,2\n", 1, 1),
    "a column left out": (lambda text: "\n".join(without_column(text.split("\n"))), 1, 1),
    "a column too many": (lambda text: text.replace("reviewed_at", "reviewed_at,more", 1), 1, 44),
    "a million columns": (lambda text: "," * 1_000_000 + "\n" + text, 1, 1),
    "semicolons": (lambda text: text.replace(",", ";"), 1, 1),
    "a short row": (lambda text: text + "a,b\n", 3, 3),
    "a long row": (lambda text: text.rstrip("\n") + ",x\n", 2, 44),
    "NUL": (lambda text: text.replace("Russell", "Russ\0ell", 1), 2, 10),
    "10 MB": (lambda text: text.replace("Russell", "x" * 10_000_000, 1), 2, 10),
    "40 kB": (lambda text: text.replace("Russell", "x" * 40_000, 1), 2, 10),
    "an open quote": (lambda text: text + '"a', 3, 1),
    "a quote astray": (lambda text: text + 'a,"b"c', 3, 2),
    "Latin-1": (lambda text: text.replace("Russell", "Rüssell", 1).encode("latin-1"), 2, 10),
    "UTF-16": (lambda text: text.encode("utf-16"), 1, 1),
    "a verdict of its own": (lambda text: text.replace("supported", "approved", 1), 2, 27),
    "no verdict": (lambda text: text.replace(",supported,", ",,", 1), 2, 27),
    "a number that is none": (lambda text: text.replace(",2590.61,", ",many,", 1), 2, 13),
    "infinity": (lambda text: text.replace(",2590.61,", ",1e999,", 1), 2, 13),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_ours_is_refused_where_it_stands(tmp_path: Path, name: str) -> None:
    spoil, line, column = HOSTILE[name]
    path = written(tmp_path / "a.csv", one_claim())
    spoilt = spoil(path.read_text("utf-8"))
    path.write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode("utf-8"))
    with pytest.raises(BadTable) as refused:
        list(verified.rows(path))
    assert (refused.value.line, refused.value.column) == (line, column), str(refused.value)


def test_a_spreadsheet_may_have_saved_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", one_claim())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert [row["verdict"] for row in verified.rows(path)] == ["supported"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="cannot be read"):
        list(verified.rows(tmp_path / "gone.csv"))
