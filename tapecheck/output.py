"""Writing an answer: to standard output, or whole or not at all to a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tapecheck.errors import BadOption

if TYPE_CHECKING:
    from tapecheck.pipeline import Report

# Columns of a text answer that does not go to a terminal.
_PLAIN_WIDTH = 100


def save(format: str, reports: Iterable[Report], path: Path | None) -> None:
    """Writes reports in a format; beside a CSV its schema. Raises `BadOption` for a file that cannot be written."""
    from tapecheck.report import table
    from tapecheck.report.records import dumps, record

    reports = list(reports)
    match format:
        case "csv":
            write(table.write(record(report) for report in reports), path)
            if path is not None and path.is_file():
                write(table.schema(), path.with_suffix(".schema.json"))
        case "text":
            plain: dict[str, Any] = {"color_system": None} if path else {}
            write("\n".join(text(report, **plain) for report in reports), path)
        case "json" if len(reports) != 1:
            write("[" + ",\n".join(dumps(report) for report in reports) + "]", path)
        case _:
            write(
                "\n".join(dumps(report, indent=1 if format == "json" else None) for report in reports), path
            )


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
    """Prints `text`, or replaces the file at `path` with it: temp file, fsync, rename. Raises `BadOption` if it cannot be."""
    if path is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    data = text.encode("utf-8", "backslashreplace")
    try:
        if (
            path.exists() and not path.is_file()
        ):  # a device or a pipe is written to, never put out of its place
            path.write_bytes(data)
        else:
            _replace(data, path.resolve())
    except OSError as wrong:
        raise BadOption(f"{option} {path}: cannot be written ({wrong.strerror})") from wrong


def _replace(data: bytes, path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
