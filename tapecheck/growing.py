"""A file of lines that grows, such as the findings of a watch: every line is whole, whenever the run is killed or the disk is full."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tapecheck.errors import NotWritten

_BLOCK = 65_536


class Growing:
    """Lines at the end of a file. What a killed run left of a last line is cut off. Raises `NotWritten`."""

    def __init__(self, path: Path, option: str = "--output") -> None:
        self._where = f"{option} {path}"
        try:
            self._out = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._out, self._whole())
        except BlockingIOError as wrong:
            raise NotWritten(self._where, "another run is writing it") from wrong
        except OSError as wrong:
            raise NotWritten(self._where, wrong.strerror or str(wrong)) from wrong

    def add(self, line: str) -> None:
        """Adds a line, and has it on the disk before it returns."""
        data = memoryview(f"{line}\n".encode("utf-8", "backslashreplace"))
        before = os.fstat(self._out).st_size
        try:
            while data:
                data = data[os.write(self._out, data) :]
            os.fsync(self._out)
        except OSError as wrong:
            os.ftruncate(self._out, before)
            raise NotWritten(self._where, wrong.strerror or str(wrong)) from wrong

    def close(self) -> None:
        """No more lines come."""
        os.close(self._out)

    def _whole(self) -> int:
        """Where the last whole line ends."""
        end = os.fstat(self._out).st_size
        while end:
            start = max(0, end - _BLOCK)
            found = os.pread(self._out, end - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0
