"""Writing an answer: to standard output, or whole or not at all to a file."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tapecheck.errors import BadOption, NotWritten
from tapecheck.whole import Target, target

if TYPE_CHECKING:
    from tapecheck.pipeline import Report

# Columns of a text answer that does not go to a terminal.
_PLAIN_WIDTH = 100
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def deliver(format: str, reports: Iterable[Report], path: Path | None) -> None:
    """Writes reports in a format, or shows them to a reader, each as it comes. Raises `NotWritten` where that cannot be."""
    if format != "text" or path is not None:
        save(format, reports, path)
        return
    for report in reports:
        show(report)


def save(format: str, reports: Iterable[Report], path: Path | None) -> None:
    """Writes reports in a format, each as it comes; beside a CSV its schema. Raises `NotWritten` for a file that cannot be written."""
    from tapecheck.report import parquet, table

    with opened(path) as put:
        if format == "parquet":
            parquet.write(reports, put)
            return
        for part in _parts(format, reports, path):
            put(_encoded(part))
    if format == "csv" and path is not None and path.is_file():
        write(table.schema(), path.with_suffix(".schema.json"))


def _parts(format: str, reports: Iterable[Report], path: Path | None) -> Iterator[str]:
    from tapecheck.report import streams

    match format:
        case "csv":
            return streams.csv(reports)
        case "ndjson":
            return streams.ndjson(reports)
        case "text":
            plain: dict[str, Any] = {"color_system": None} if path else {}
            return streams.text(reports, partial(text, **plain))
        case _:
            return _lines(streams.json(reports), path)


def _lines(parts: Iterator[str], path: Path | None) -> Iterator[str]:
    """The parts; on standard output the last line is ended."""
    yield from parts
    if path is None:
        yield "\n"


def show(report: Report) -> None:
    """Prints a report for a reader: as wide as the terminal and in its colours, or plain where it goes elsewhere."""
    if not sys.stdout.isatty():
        write(text(report), None)
        return
    from rich.console import Console

    from tapecheck.report import terminal

    terminal.show(report, Console(highlight=False))


def text(report: Report, **options: Any) -> str:
    """A report as lines of text without trailing blanks. `options` are those of `rich.console.Console`."""
    from io import StringIO

    from rich.console import Console

    from tapecheck.report import terminal

    buffer = StringIO()
    terminal.show(report, Console(file=buffer, width=_PLAIN_WIDTH, highlight=False, **options))
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().rstrip("\n").split("\n"))


def check_writable(path: Path | None, option: str = "--output") -> None:
    """Raises `BadOption` for a place where nothing can be written, before the work is done instead of after it. `option` named it."""
    if path is None:
        return
    if path.is_dir():
        raise BadOption(f"{option} {path}: this is a folder; give the name of a file in it")
    if not path.parent.is_dir():
        raise BadOption(f"{option} {path}: there is no folder {path.parent}; make it first")


def write(text: str, path: Path | None, option: str = "--output") -> None:
    """Prints `text`, or replaces the file at `path` with it. Raises `NotWritten` if it cannot be."""
    with opened(path, option) as put:
        put(_encoded(text))
        if path is None and not text.endswith("\n"):
            put(b"\n")


@contextmanager
def opened(path: Path | None, option: str = "--output") -> Iterator[Callable[[bytes], None]]:
    """Takes the parts of a file, which replace it at the end, all of them or none; without a path they are printed. Raises `NotWritten`; what
    goes wrong between the parts passes through and leaves the file as it was."""
    where = "standard output" if path is None else f"{option} {path}"
    with _worded(where):
        out: Target = _Printed() if path is None else target(path)

    def put(data: bytes) -> None:
        with _worded(where):
            out.write(data)

    try:
        yield put
        with _worded(where):
            out.publish()
    finally:
        out.discard()


class _Printed:
    """Standard output, part by part."""

    def write(self, data: bytes) -> None:
        """Prints a part at once: a reader behind a pipe waits for it."""
        try:
            sys.stdout.write(data.decode("utf-8"))
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError:
            _give_up()
            raise

    def publish(self) -> None:
        """See `Target.publish`."""

    def discard(self) -> None:
        """See `Target.discard`."""


def _give_up() -> None:
    """Nothing more is printed: what is still buffered would fail again when Python ends, and hide the sentence and the status."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@contextmanager
def _worded(where: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as wrong:
        raise NotWritten(where, wrong.strerror or str(wrong), full=wrong.errno in _FULL) from wrong


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
