"""How long one sample takes cold, as a whole process, in multiples of `python -c "import spacy, numpy"`; and warm, per article.

python bench/cold_start.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tapecheck.ingest.source import single
from tapecheck.pipeline import check_article
from tapecheck.signals.tape.open import open_tape

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = str(ROOT / "data/samples/small-caps-record.md")
CHECK = [
    sys.executable,
    "-c",
    "from tapecheck.cli import main; main()",
    "check",
    SAMPLE,
    "--offline",
    "--fail-on",
    "none",
]
BASE = [sys.executable, "-c", "import spacy, numpy"]


def seconds(command: list[str]) -> float:
    """Wall time of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    """Five turns each after one to warm the disk; medians."""
    for command in (BASE, CHECK):
        seconds(command)
    base, cold = (statistics.median(seconds(command) for _ in range(5)) for command in (BASE, CHECK))
    article, tape = single(SAMPLE), open_tape(["almanac"])
    check_article(article, tape)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        check_article(article, tape)
        times.append(time.perf_counter() - start)
    print(f"import spacy, numpy: {base:.2f} s; cold check: {cold:.2f} s = {cold / base:.2f} times")
    print(f"warm check of {len(article.text)} characters: {1000 * statistics.median(times):.1f} ms")


if __name__ == "__main__":
    main()
