"""Files are whole or as they were: killed, full, swept."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from commands import FEED, SAMPLE, run
from shared import ROOT

import tapecheck
from tapecheck import output
from tapecheck.errors import NotWritten
from tapecheck.growing import Growing
from tapecheck.pipeline import Report


@pytest.fixture(autouse=True)
def _by_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPECHECK_READING", "grammar")


def parts(folder: Path) -> list[Path]:
    return list(folder.glob(".*.part"))


def report() -> Report:
    text = "The Russell 2000 closed at 2,590.61 on Thursday."
    return tapecheck.check(text, "2025-12-12", tape="almanac", reading="grammar")


def test_a_fault_halfway_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "answer.ndjson"
    path.write_text("old", "utf-8")

    def reports() -> Iterator[Report]:
        yield report()
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        output.save("ndjson", reports(), path)
    assert (path.read_text("utf-8"), parts(tmp_path)) == ("old", [])


def test_the_mode_and_the_link_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "answer.txt", tmp_path / "link.txt"
    path.write_text("old", "utf-8")
    path.chmod(0o600)
    link.symlink_to(path)
    output.write("new\n", link)
    assert (path.read_text("utf-8"), path.stat().st_mode & 0o777, link.is_symlink()) == ("new\n", 0o600, True)


def test_left_over_parts_are_swept_those_in_work_are_not(tmp_path: Path) -> None:
    left, worked_on, young, other = (tmp_path / name for name in (".a.csv.1.part", ".a.csv.2.part", ".a.csv.3.part", ".b.csv.1.part"))  # fmt: skip
    for one in (left, worked_on, young, other):
        one.write_bytes(b"half")
    for one in (left, worked_on, other):
        os.utime(one, (1, 1))
    with worked_on.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        output.write("new\n", tmp_path / "a.csv")
    assert set(parts(tmp_path)) == {worked_on, young, other}


@pytest.mark.parametrize("format", ["csv", "json", "ndjson", "text", "parquet"])
def test_a_full_disk_is_one_sentence_and_the_old_file(tmp_path: Path, format: str) -> None:
    path = tmp_path / "answer"
    path.write_text("old", "utf-8")
    arguments = ["batch", FEED, "--offline", "--fail-on", "none", "-q", "-f", format, "-o", str(path)]
    code = f"import resource, signal\nresource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\nfrom tapecheck.cli import main\nimport sys\nsys.argv[1:] = {arguments!r}\nmain()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)  # fmt: skip
    *before, last = done.stderr.splitlines()
    assert (done.returncode, f"--output {path}: cannot be written (File too large)" in last) == (2, True)
    assert all("ledger" in line for line in before)  # it has no room either, and says so
    assert (path.read_text("utf-8"), parts(tmp_path)) == ("old", [])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output() -> None:
    code = "from tapecheck.cli import main; main()"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "check", SAMPLE, "--offline"],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("tapecheck: standard output: cannot be written (No space left on device)")
    assert len(done.stderr.splitlines()) == 1


def test_a_kill_between_parts_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("old", "utf-8")
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom tapecheck.output import opened\n"
        "with opened(Path(sys.argv[1])) as put:\n    put(b'x' * 100_000)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, timeout=60, check=False)
    assert (done.returncode, path.read_text("utf-8"), len(parts(tmp_path))) == (-signal.SIGKILL, "old", 1)


@pytest.mark.parametrize("format", ["csv", "json", "ndjson", "text"])
def test_no_more_than_one_report_is_held(tmp_path: Path, format: str) -> None:
    alive: list[weakref.ref[Held]] = []
    most = 0

    def reports() -> Iterator[Report]:
        nonlocal most
        for _ in range(6):
            one = Held.of(report())
            alive.append(weakref.ref(one))
            yield one
            del one
            most = max(most, sum(ref() is not None for ref in alive))

    output.save(format, reports(), tmp_path / "answer")
    assert most <= 2


class Held(Report):
    """A report that can be referred to weakly."""

    __slots__ = ("__weakref__",)

    @classmethod
    def of(cls, one: Report) -> Held:
        return cls(one.article, one.moment, one.tape, one.origin, one.findings, one.coverage)


def test_parquet_keeps_text_and_types(tmp_path: Path) -> None:
    output.save("parquet", [report()], tmp_path / "answer.parquet")
    table = pq.read_table(tmp_path / "answer.parquet")
    assert str(table.schema.field("value").type) == "double"
    assert table.column("verdict").to_pylist() == ["supported"]
    assert run("check", SAMPLE, "--offline", "--format", "parquet").returncode == 2


def test_a_growing_file_has_whole_lines_only(tmp_path: Path) -> None:
    path = tmp_path / "findings.ndjson"
    path.write_text("one\ntwo\ntor", "utf-8")
    file = Growing(path)
    file.add("three")
    with pytest.raises(NotWritten, match="another run"):
        Growing(path)
    file.close()
    assert path.read_text("utf-8") == "one\ntwo\nthree\n"


def test_a_growing_file_on_a_full_disk(tmp_path: Path) -> None:
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom tapecheck.errors import NotWritten\nfrom tapecheck.growing import Growing\n"
        "file = Growing(Path(sys.argv[1]))\nresource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\nfile.add('x' * 60)\n"
        "try:\n    file.add('y' * 60)\nexcept NotWritten:\n    sys.exit(5)\n"
    )
    path = tmp_path / "findings.ndjson"
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, timeout=60, check=False)
    assert (done.returncode, path.read_text("utf-8")) == (5, "x" * 60 + "\n")
