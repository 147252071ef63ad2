"""A file that is written whole or not at all: readers see the old one or the new one, never half of one.

What is written goes into a file beside it, `.<name>.<random>.part`, which takes the old one's place once all of it is on the disk; the folder
is flushed after that, so that a loss of power keeps the new file too. A run that is killed leaves its part behind; the next one that writes a
file of that name sweeps it away. A lock tells what is left over from what another run is still writing.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_SUFFIX = ".part"
# Between making a part and locking it another run must not take it for a left-over one (seconds).
_YOUNG = 60.0
# Of a long name only so much stands in the part's: names end at 255 bytes.
_NAME = 40
_MODE = 0o644


class Target(Protocol):
    """What is written to: `publish` makes it count, `discard` afterwards or instead gives up what does not."""

    def write(self, data: bytes) -> None:
        """Takes a part."""

    def publish(self) -> None:
        """All parts are there."""

    def discard(self) -> None:
        """No more parts come; harmless once published."""


def target(path: Path) -> Target:
    """The file at `path`, to be replaced; a device or a pipe is written to and never put out of its place."""
    return Stream(path) if path.exists() and not path.is_file() else Replacement(path)


class Replacement:
    """The next content of a file. Raises `OSError` where it cannot be written; the old content then stands."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        prefix = f".{self._path.name[:_NAME]}."
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=prefix, suffix=_SUFFIX)
        self._part, self._out = Path(name), os.fdopen(handle, "wb")
        with suppress(OSError):  # where there are no locks, or the folder cannot be listed, nothing is swept
            fcntl.flock(self._out, fcntl.LOCK_EX)
            _sweep(self._part, prefix)

    def write(self, data: bytes) -> None:
        """See `Target.write`."""
        self._out.write(data)

    def publish(self) -> None:
        """See `Target.publish`."""
        self._out.flush()
        os.fchmod(self._out.fileno(), _mode(self._path))
        os.fsync(self._out.fileno())
        os.replace(self._part, self._path)
        _flush_folder(self._path.parent)

    def discard(self) -> None:
        """See `Target.discard`."""
        self._part.unlink(missing_ok=True)
        try:
            self._out.close()
        except OSError:  # what it could not flush is not wanted any more
            self._out.raw.close()


class Stream:
    """A device or a pipe: what was written is gone."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("wb", buffering=0)

    def write(self, data: bytes) -> None:
        """See `Target.write`."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._out.write(rest) :]

    def publish(self) -> None:
        """See `Target.publish`."""

    def discard(self) -> None:
        """See `Target.discard`."""
        self._out.close()


def _mode(path: Path) -> int:
    """Who may read the file: as before."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else _MODE


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(mine: Path, prefix: str) -> None:
    for part in _left_over(mine, prefix):
        try:
            with part.open("rb") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()
        except OSError:  # somebody is writing it, or has swept it
            continue


def _left_over(mine: Path, prefix: str) -> Iterator[Path]:
    """Parts of before: their age is told by the file system's own clock."""
    now = mine.stat().st_mtime
    with os.scandir(mine.parent) as entries:
        for entry in entries:
            is_part = entry.name.startswith(prefix) and entry.name.endswith(_SUFFIX)
            if is_part and entry.is_file(follow_symlinks=False) and _age(entry, now) > _YOUNG:
                yield Path(entry.path)


def _age(entry: os.DirEntry[str], now: float) -> float:
    try:
        return now - entry.stat(follow_symlinks=False).st_mtime
    except FileNotFoundError:
        return 0.0
