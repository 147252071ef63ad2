"""B2: files cut off by kill -9 while they are written; readers must find the old one or the new one, and of lines that are added whole ones."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from tapecheck.growing import Growing
from tapecheck.output import save
from tapecheck.pipeline import Report
from tapecheck.report.records import dumps
from trials import Trial
from trials.made_up import reports

FORMATS = ("csv", "json", "ndjson", "parquet", "growing")
_EACH = 60
_LONGEST = 0.25


def trial(small: bool) -> Trial:
    """Kills at random moments, the formats in turn; the cut counts as one that hit where it left a part behind."""
    made, chance, failed, hit = reports(_EACH), random.Random(2), 0, 0
    cuts = 20 if small else 500
    with tempfile.TemporaryDirectory() as folder:
        for number in range(cuts):
            format = FORMATS[number % len(FORMATS)]
            path = Path(folder) / f"answer.{format}"
            failed += not _survives(format, path, made, chance.uniform(0.0, _LONGEST))
            hit += _swept(Path(folder))
    figure = f"{hit} of them in the middle of a file; csv, json, ndjson, parquet, and lines added to a file"
    return Trial("B2", "files cut off by kill -9 while they are written", cuts, failed, figure)


def _survives(format: str, path: Path, made: Sequence[Report], seconds: float) -> bool:
    if format != "growing" and not path.exists():
        save(format, _of(0, made), path)
    child = os.fork()
    if not child:
        _write_for_ever(format, path, made)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return _whole_lines(path) if format == "growing" else _one_generation(format, path, len(made))


def _write_for_ever(format: str, path: Path, made: Sequence[Report]) -> None:
    """The child: it never returns."""
    try:
        if format == "growing":
            file = Growing(path)
            for generation in count():
                file.add(dumps(made[generation % len(made)], indent=None))
        for generation in count(1):
            save(format, _of(generation, made), path)
    finally:
        os._exit(70)


def _of(generation: int, made: Sequence[Report]) -> Iterator[Report]:
    return (replace(one, article=replace(one.article, outlet=f"{generation}")) for one in made)


def _one_generation(format: str, path: Path, articles: int) -> bool:
    """Whether the file is whole: of one writing, and all articles in it."""
    try:
        found = list(_READERS[format](path))
    except (OSError, ValueError, csv.Error, KeyError):
        return False
    return len({outlet for outlet, _ in found}) == 1 and len({article for _, article in found}) == articles


def _whole_lines(path: Path) -> bool:
    """Whether the next run finds whole lines alone."""
    if not path.exists():
        return True
    Growing(path).close()
    try:
        return all("claims" in json.loads(line) for line in path.read_text("utf-8").splitlines())
    except ValueError:
        return False


def _swept(folder: Path) -> int:
    """How many parts the kill left behind; they are taken away here, as the next run would a minute later."""
    left = list(folder.glob(".*.part"))
    for one in left:
        one.unlink()
    return len(left)


def _csv(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["outlet"], row["article_id"]


def _json(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text("utf-8")
    found = [json.loads(line) for line in text.splitlines()] if path.suffix == ".ndjson" else json.loads(text)
    for one in found:
        yield one["article"]["outlet"], one["article"]["id"]


def _parquet(path: Path) -> Iterator[tuple[str, str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path).read(["outlet", "article_id"], use_threads=False)
    except pa.ArrowException as wrong:
        raise ValueError("no Parquet") from wrong
    for row in table.to_pylist():
        yield row["outlet"], row["article_id"]


_READERS: dict[str, Callable[[Path], Iterator[tuple[str, str]]]] = {
    "csv": _csv, "json": _json, "ndjson": _json, "parquet": _parquet,
}  # fmt: skip
