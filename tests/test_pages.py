"""The pages that are printed from data say what the data say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from shared import ROOT

from tapecheck.signals.claims import kinds

PAGE = ROOT / "docs" / "verdicts.md"


def tables(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "bench" / "tables.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_the_tables_are_up_to_date() -> None:
    done = tables("--check")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("printed", "altered"),
    [
        ("| index | 0.02 |", "| index | 0.2 |"),
        ("| level | close of the session |", "| level | opening of the session |"),
    ],
)
def test_a_stale_page_is_noticed_and_written_afresh(tmp_path: Path, printed: str, altered: str) -> None:
    page, text = tmp_path / "verdicts.md", PAGE.read_text("utf-8")
    stale = text.replace(printed, altered)
    assert stale != text
    page.write_text(stale, "utf-8")
    noticed = tables("--check", "--page", str(page))
    assert (noticed.returncode, "out of date" in noticed.stderr) == (1, True)
    assert page.read_text("utf-8") == stale
    assert tables("--page", str(page)).returncode == 0
    assert page.read_text("utf-8") == text


@pytest.mark.parametrize("mark", ["tolerances", "readings"])
def test_a_page_without_the_marks_is_left_alone(tmp_path: Path, mark: str) -> None:
    page, text = tmp_path / "verdicts.md", PAGE.read_text("utf-8").replace(f"<!-- {mark} -->\n", "")
    page.write_text(text, "utf-8")
    done = tables("--page", str(page))
    assert (done.returncode, f"<!-- {mark} -->" in done.stderr) == (1, True)
    assert page.read_text("utf-8") == text


def test_every_kind_has_its_readings_on_the_page() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text("utf-8").splitlines()]
    assert {kind.name for kind in kinds()} <= set(rows)
