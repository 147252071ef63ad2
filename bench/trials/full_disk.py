"""B4: the disk is full after so many bytes; the old file must stand, whole, with nothing beside it, and the failure be said.

A small disk in memory where the system lets us mount one (`unshare -rm`), else a limit on how large a file may grow.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tapecheck.errors import NotWritten  # noqa: E402
from tapecheck.output import save  # noqa: E402
from tapecheck.pipeline import Report  # noqa: E402
from trials import Trial  # noqa: E402  (run by itself inside its own mounts, the parts lie beside this file)
from trials.made_up import reports  # noqa: E402

FORMATS = ("csv", "json", "ndjson", "text", "parquet")
_OLD = b"old\n" * 100
_PAGE = 4096
_UNSHARE = ["unshare", "-rm"]


def trial(small: bool) -> Trial:
    """The points lie evenly between no room at all and all but the last page of what is written."""
    points = 5 if small else 50
    mounted = subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False).returncode == 0
    command = [*(_UNSHARE if mounted else []), sys.executable, __file__, str(points), str(int(mounted))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3600)
    failed: list[str] = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else ["all"] * points
    how = "a tmpfs that is full" if mounted else "a limit on the size of files"
    figure = f"{how}; {', '.join(FORMATS)}" + (f"; failed: {', '.join(failed[:5])}" if failed else "")
    return Trial("B4", "disk full while a file is written", points, len(failed), figure)


def _inside(points: int, mounted: bool) -> list[str]:
    """What went wrong, a line a point."""
    made = reports(40)
    with tempfile.TemporaryDirectory() as folder:
        sizes = {format: _size(format, made, Path(folder)) for format in FORMATS}
        place = Path(folder) / "disk"
        place.mkdir()
        return [
            f"{format} after {room} bytes: {wrong}"
            for number in range(points)
            for format in [FORMATS[number % len(FORMATS)]]
            for room in [number * (sizes[format] - _PAGE) // points]
            if (wrong := (_on_disk if mounted else _limited)(format, made, place, room))
        ]


def _size(format: str, made: Sequence[Report], folder: Path) -> int:
    path = folder / f"whole.{format}"
    save(format, made, path)
    return path.stat().st_size


def _on_disk(format: str, made: Sequence[Report], place: Path, room: int) -> str | None:
    # One page for the folder, one for the old file; the rest is filled up to the room left.
    size = (room // _PAGE + 4) * _PAGE
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], check=True)
    try:
        (place / f"answer.{format}").write_bytes(_OLD)
        _fill(place, room)
        return _wrong(format, made, place)
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _fill(place: Path, room: int) -> None:
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    (place / "filler").write_bytes(b"\0" * max(0, free - room // _PAGE * _PAGE))


def _limited(format: str, made: Sequence[Report], place: Path, room: int) -> str | None:
    path = place / f"answer.{format}"
    path.write_bytes(_OLD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(1, room), before[1]))
    try:
        return _wrong(format, made, place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _wrong(format: str, made: Sequence[Report], place: Path) -> str | None:
    """None where the failure was said, the old file is whole, and nothing lies beside it."""
    path = place / f"answer.{format}"
    try:
        save(format, made, path)
        return "written although there was no room"
    except NotWritten as wrong:
        said = str(wrong)
    except Exception as wrong:  # any other way to fail is no clear sentence
        return f"{type(wrong).__name__}: {wrong}"
    if path.read_bytes() != _OLD:
        return "the old file is not what it was"
    beside = [one.name for one in place.iterdir() if one.name.startswith(".")]
    return f"left behind: {beside}" if beside else None if "cannot be written" in said else said


if __name__ == "__main__":
    print(json.dumps(_inside(int(sys.argv[1]), sys.argv[2] == "1")))
