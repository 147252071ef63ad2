"""Scores tapecheck on labelled articles: batch over each file, then the referee on the answers.

    python bench/evaluate.py SHARED [--write docs/evaluation.md]

SHARED holds corpus/gold/dev.jsonl and planted.jsonl, market/ (a folder tape) and score/score.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ablation import table

from tapecheck.nlp.model.judge import Judge, shipped

ROOT = Path(__file__).resolve().parent.parent
_ADDED = """
## What the model adds

As `python bench/ablation.py ../shared/corpus/gold/dev.jsonl` has it: reading alone, no verdicts. The model alone has the grammar's numbers, times
and names, and none of its proposals.

"""


def main() -> None:
    """Runs and prints, or writes, the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("shared", type=Path)
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    page = _page({name: score(chosen.shared, name) for name in ("dev", "planted")})
    dev = chosen.shared / "corpus" / "gold" / "dev.jsonl"
    page += _ADDED + "\n".join(table(dev, Judge(shipped()))) + "\n"
    if chosen.write:
        chosen.write.write_text(page, "utf-8")
    print(page)


def score(shared: Path, name: str) -> dict[str, Any]:
    """The referee's figures for one file of labelled articles, and beside them the one that only `tapecheck eval` gives."""
    gold, market = shared / "corpus" / "gold" / f"{name}.jsonl", str(shared / "market")
    with tempfile.TemporaryDirectory() as folder:
        answers, own = Path(folder) / "answers.ndjson", Path(folder) / "own.json"
        _tapecheck("batch", str(gold), "--tape", market, "--output", str(answers), "--fail-on", "none")
        _tapecheck("eval", str(gold), "--tape", market, "--format", "json", "--output", str(own))
        referee = [sys.executable, str(shared / "score" / "score.py"), str(gold), str(answers), "--json"]
        figures = json.loads(subprocess.run(referee, check=True, capture_output=True, text=True).stdout)
        figures["refuted"] = {**json.loads(own.read_text("utf-8"))["refuted"], **figures["refuted"]}
    return dict(figures)


def _tapecheck(*arguments: str) -> None:
    command = [sys.executable, "-c", "from tapecheck.cli import main; main()", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


def _page(figures: dict[str, dict[str, Any]]) -> str:
    dev, planted = figures["dev"], figures["planted"]
    flags = sum(one["refuted"]["flags"] for one in figures.values())
    true = sum(
        round((one["refuted"]["precision"] or 0) * one["refuted"]["flags"]) for one in figures.values()
    )
    rows = [
        ("core typed F1 (dev)", f"{dev['core']['typed_f1']:.3f}", "0.55"),
        ("core found F1 (dev)", f"{dev['core']['found_f1']:.3f}", ""),
        (
            "core typed precision / recall (dev)",
            f"{dev['core']['typed_precision']:.3f} / {dev['core']['typed_recall']:.3f}",
            "",
        ),
        ("verdict accuracy when found (dev)", f"{dev['verdict']['accuracy_when_found']:.3f}", "0.95"),
        ("end-to-end verdict accuracy (dev)", f"{dev['verdict']['end_to_end_accuracy']:.3f}", ""),
        (
            "precision of refuted (dev and planted)",
            f"{true / flags:.3f} ({true} of {flags})" if flags else "no flags",
            "0.95",
        ),
        (
            "refuted on dev alone",
            f"{dev['refuted']['flags']} flags, precision {dev['refuted']['precision']}",
            "",
        ),
        (
            "recall of planted errors, end to end",
            f"{planted['refuted']['planted_recall']:.3f} of {planted['refuted']['planted']}",
            "",
        ),
        (
            "recall of planted errors, of those found",
            f"{planted['refuted']['planted_recall_given_extraction']:.3f} of {planted['refuted']['planted_found']}",
            "0.90",
        ),
        (
            "false alarms per 100 articles (dev)",
            f"{dev['refuted']['false_alarms_per_100_articles']:.2f}",
            "1",
        ),
        (
            "direction / unit / comparator / modality / window (dev)",
            " / ".join(
                f"{dev['fields'][k]:.3f}" for k in ("direction", "unit", "comparator", "modality", "window")
            ),
            "",
        ),
        (
            "quotes verbatim (both)",
            " + ".join(
                f"{one['quotes']['verbatim']} of {sum(one['quotes'].values())}" for one in figures.values()
            ),
            "100%",
        ),
    ]
    table = "\n".join(f"| {name} | {value} | {goal} |" for name, value, goal in rows)
    return (
        "# Evaluation\n\nWritten by `python bench/evaluate.py ../shared --write docs/evaluation.md`: labelled articles through `tapecheck batch` on the folder tape, "
        f"scored by the referee, which imports nothing of the project. {dev['articles']} articles with verdicts (dev), {planted['articles']} copies with one planted error each.\n\n"
        f"| figure | measured | goal |\n|---|---|---|\n{table}\n\n"
        "The reading patterns were deepened from errors on dev itself, so its figures flatter; what may be `refuted` was settled on other articles (`docs/alarms.md`).\n"
    )


if __name__ == "__main__":
    main()
