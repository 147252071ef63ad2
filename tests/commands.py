"""The commands as a user runs them, for the tests of the front door."""

from __future__ import annotations

import subprocess
import sys

from shared import ROOT

SAMPLE = str(ROOT / "data/samples/small-caps-record.md")
FEED = str(ROOT / "data/samples/feed.xml")


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from tapecheck.cli import main; main()", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=stdin,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
