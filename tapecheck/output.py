"""Writing an answer: to standard output, or whole or not at all to a file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tapecheck.errors import BadOption


def write(text: str, path: Path | None) -> None:
    """Prints `text`, or replaces the file at `path` with it: temp file, fsync, rename. Raises `BadOption` if it cannot be."""
    if path is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        _replace(text.encode("utf-8", "backslashreplace"), path)
    except OSError as wrong:
        raise BadOption(f"--output {path}: cannot be written ({wrong.strerror})") from wrong


def _replace(data: bytes, path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
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
