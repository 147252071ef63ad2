"""R7 and R8: cells that a spreadsheet would run, and files of claims that somebody spoilt."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from tapecheck.errors import BadTable
from tapecheck.report import table, verified
from tapecheck.report.records import Record, record
from trials import Trial
from trials.made_up import reports

LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
# A closed list: only its own words are written there.
_TEXT = [
    name
    for name in table.COLUMNS
    if name not in table.NUMBERS and name not in table.JSON and name != "verdict"
]
Spoilt = Callable[[str], str | bytes]


def leads() -> Trial:
    """Every lead in every text column: no cell begins with it, and reading it back gives the text."""
    made, failed = record(reports(1)[0]), 0
    with tempfile.TemporaryDirectory() as folder:
        for lead, column in product(LEADS, _TEXT):
            failed += not _harmless(made, lead, column, Path(folder) / "a.csv")
    tried = len(LEADS) * len(_TEXT)
    return Trial(
        "R7",
        "formulas in CSV: leads x text columns",
        tried,
        failed,
        f"{len(LEADS)} leads x {len(_TEXT)} columns",
    )


def hostile() -> Trial:
    """Files that no run of tapecheck wrote: each refused, at the line and the column where it is wrong."""
    good = _csv(*[record(one) for one in reports(2)])
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(good, "utf-8", newline="")
        if not list(verified.rows(path)):
            wrong.append("our own file")
        for name, spoil in _HOSTILE.items():
            spoilt = spoil(good)
            path.write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode("utf-8", "surrogatepass"))
            if (spoilt == good) or not _refused(path):
                wrong.append(name)
    figure = f"not refused: {', '.join(wrong)}" if wrong else "each with its line and column"
    return Trial("R8", "hostile CSV refused where it is wrong", len(_HOSTILE), len(wrong), figure)


def _harmless(made: Record, lead: str, column: str, path: Path) -> bool:
    """A field of the review is nobody's but the reviewer's: what is written there is put into the row as it would be."""
    text = f"{lead}HYPERLINK(1)"
    article, (claim, *_) = made["article"], made["claims"]
    whole = {
        "article": {**article, _of(column): text} if column in table.ARTICLE else article,
        "claims": [{**claim, column: text}],
    }
    path.write_text(_csv(whole), "utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        raw = next(csv.DictReader(file))[column]
    return not raw.startswith(LEADS) and next(verified.rows(path))[column] == text


def _of(column: str) -> str:
    return "id" if column == "article_id" else column


def _csv(*records: Record) -> str:
    return table.header() + "".join(map(table.lines, records))


def _refused(path: Path) -> bool:
    try:
        for _ in verified.rows(path):
            pass
    except BadTable as wrong:
        return wrong.line > 0 and wrong.column is not None
    return False


def _cell(column: str, content: str) -> Spoilt:
    """The cell of a column in the second row, put in raw."""

    def spoil(text: str) -> str:
        rows = list(csv.reader(text.splitlines(keepends=True)))
        rows[2][table.COLUMNS.index(column)] = content
        return "".join(",".join(map(_quoted, row)) + "\n" for row in rows)

    return spoil


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _header(change: Callable[[list[str]], list[str]]) -> Spoilt:
    return lambda text: ",".join(change(list(table.COLUMNS))) + "\n" + text.partition("\n")[2]


def _cases() -> Iterator[tuple[str, Spoilt]]:
    yield "empty", lambda text: ""
    yield "no header", lambda text: text.partition("\n")[2]
    yield "another header", _header(lambda names: ["a", "b"])
    yield "a column less", _header(lambda names: names[:-1])
    yield "a column more", _header(lambda names: [*names, "more"])
    yield "columns swapped", _header(lambda names: [names[1], names[0], *names[2:]])
    yield "a column twice", _header(lambda names: [names[0], *names[:-1]])
    yield "letter case", _header(lambda names: [one.title() for one in names])
    yield "a million columns", lambda text: "," * 1_000_000 + "\n" + text
    yield "a million cells", lambda text: text + "x," * 1_000_000 + "\n"
    yield "semicolons", lambda text: text.replace(",", ";")
    yield "tabs", lambda text: text.replace(",", "\t")
    yield "a short row", lambda text: text + "a,b,c\n"
    yield "a long row", lambda text: text.rstrip("\n") + ",x\n"
    yield "cut off in a row", lambda text: text[: text.rindex(",supported") if ",supported" in text else -40]
    yield "cut off in quotes", lambda text: text + '"cut'
    yield "a quote astray", lambda text: text + 'a,"b"c,d\n'
    yield "NUL in text", _cell("quote", "a\0b")
    yield "NUL in a number", _cell("value", "1\0")
    yield "NUL in JSON", _cell("evidence", '["\0"]')
    yield "NULs alone", lambda text: "\0" * 1000
    yield "10 MB in a cell", _cell("quote", "x" * 10_000_000)
    yield "10 MB of lines in a cell", _cell("quote", "x\n" * 5_000_000)
    yield "40 kB in a cell", _cell("title", "x" * 40_000)
    yield "200 kB of JSON", _cell("evidence", "[" + "1," * 100_000 + "1]")
    yield "a line of 10 MB", lambda text: text + "x" * 10_000_000 + "\n"
    yield "Latin-1", lambda text: text.replace("Made up", "Mäde up").encode("latin-1")
    yield "half a character", lambda text: text.encode("utf-8").replace(b"Made up", b"Made \xc3", 1)
    yield "a lone surrogate", lambda text: text.replace("Made up", "Made \ud83d", 1)
    yield "UTF-16", lambda text: text.encode("utf-16")
    yield "a workbook", lambda text: b"PK\x03\x04" + bytes(range(256)) * 20
    yield "HTML", lambda text: "<html><table><tr><td>" + text
    yield "another verdict", _cell("verdict", "approved")
    yield "a verdict in capitals", _cell("verdict", "SUPPORTED")
    yield "a verdict with a blank", _cell("verdict", "supported ")
    yield "no verdict", _cell("verdict", "")
    yield "no id", _cell("id", "")
    yield "an offset below nothing", _cell("start", "-1")
    yield "an offset with a point", _cell("end", "12.5")
    yield "an offset in other digits", _cell("start", "١٢")
    yield "a number that is none", _cell("value", "many")
    yield "not a number", _cell("value", "nan")
    yield "infinity", _cell("confidence", "1e999")
    yield "JSON that is none", _cell("evidence", "[1,")
    yield "JSON of another shape", _cell("evidence", "{}")
    yield "JSON without end", _cell("evidence", "[" * 50_000)


_HOSTILE = dict(_cases())
