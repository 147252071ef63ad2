"""How well forecasts are told from facts: sentences of analyst reports and earnings calls, each labelled 1 (foretells a number) or 0.

    python bench/numclaim.py FOLDER [--errors arpts --seed 5768]

FOLDER holds data/test of fin-num-claim, three seeded splits of reports (arpts) and calls (ec). Nothing is learned from the labels. Prints one
JSON line a split with precision, recall and F1 of label 1, and one with their mean by sort.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import mean

import pandas as pd

from tapecheck.nlp.foreseen import foreseen

SORTS, SEEDS = ("arpts", "ec"), (5768, 78516, 944601)
Row = tuple[str, bool]


def main() -> None:
    """Prints the scores, and the errors of one split where asked."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--errors", choices=SORTS, help="print the misread sentences of this sort")
    options.add_argument("--seed", type=int, choices=SEEDS, default=SEEDS[0])
    chosen = options.parse_args()
    for sort in SORTS:
        found = [scores(rows(chosen.folder, sort, seed)) for seed in SEEDS]
        for seed, one in zip(SEEDS, found, strict=True):
            print(json.dumps({"sort": sort, "seed": seed, **one}))
        print(json.dumps({"sort": sort, "mean_f1": round(mean(one["f1"] for one in found), 4)}))
    if chosen.errors:
        for text, label in rows(chosen.folder, chosen.errors, chosen.seed):
            if foreseen(text) != label:
                print("missed" if label else "false", text, sep="\t")


def rows(folder: Path, sort: str, seed: int) -> list[Row]:
    """The sentences of a split, each with whether it foretells."""
    table = pd.read_excel(folder / "data/test" / f"gold_{sort}_numclaim-test-{seed}.xlsx")
    return [(str(text), bool(label)) for text, label in zip(table["text"], table["label"], strict=True)]


def scores(labelled: list[Row]) -> dict[str, float]:
    """Precision, recall and F1 of what foretells."""
    read = [(foreseen(text), label) for text, label in labelled]
    right = sum(ours and label for ours, label in read)
    precision = right / max(1, sum(ours for ours, _ in read))
    recall = right / max(1, sum(label for _, label in read))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


if __name__ == "__main__":
    main()
