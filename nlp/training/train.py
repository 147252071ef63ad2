"""Training: from label files to the files of the model, seeded."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from tapecheck.nlp.read import Proposer, Reader
from tapecheck.nlp.training.base import PACKAGE, base_folder, trimmed
from tapecheck.nlp.training.calibrate import Calibration, calibrate
from tapecheck.nlp.training.export import export
from tapecheck.nlp.training.fit import Stage, fit, logits
from tapecheck.nlp.training.labels import Example, Labeller
from tapecheck.nlp.training.network import DIRECTIONS, MODALITIES, Network, encoder

Say = Callable[[str], None]
Row = dict[str, Any]
# One article in this many is held out to calibrate; longer articles teach the grammar's reading no better.
_HELD_OUT, _MOST_ROWS = 5, 12
_BY_GRAMMAR, _BY_PEOPLE = Stage(1, 6, 2e-4, 2e-3, grammar=False), Stage(12, 8, 2e-4, 2e-3, grammar=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is trained. `pieces` bounds the unlabelled text, in word pieces."""

    layers: int = 3
    seed: int = 0
    pieces: int = 800_000
    by_grammar: Stage = _BY_GRAMMAR
    by_people: Stage = _BY_PEOPLE


def train(
    gold: Path, unlabelled: Path | None, folder: Path, kinds: Sequence[Proposer], plan: Plan, say: Say
) -> Calibration:
    """Trains on the labelled articles of `gold`, after the grammar's reading of `unlabelled`, and writes the model into `folder`.

    Both are `.jsonl` of articles; what is labelled is never taken for unlabelled. Returns the calibration on held-out articles.
    """
    started = time.monotonic()
    tell = _timed(say, started)
    labelled = _rows(gold)
    rest = _others(_rows(unlabelled), labelled) if unlabelled else []
    tokenizer, pieces = trimmed(base_folder(), (row["text"] for row in (*labelled, *rest)))
    names = [kind.name for kind in kinds]
    labeller = Labeller(Reader(kinds), names, tokenizer)
    torch.manual_seed(plan.seed)
    network = Network(encoder(base_folder(), plan.layers, pieces), len(names))
    examples = [example for row in labelled if (example := labeller.example(row))]
    tell(f"{len(examples)} labelled articles, {len(rest)} unlabelled ones, {len(pieces)} word pieces")
    weak = _some(rest, labeller, plan)
    if weak:
        fit(network, weak, plan.by_grammar, tokenizer, plan.seed, tell)
    found = _held_out(deepcopy(network), examples, tokenizer, plan, tell)
    fit(network, examples, plan.by_people, tokenizer, plan.seed, tell)
    card = _card(names, found, plan, (gold, unlabelled), len(examples), len(weak), time.monotonic() - started)
    export(network, tokenizer, max(examples, key=lambda e: len(e.kinds)), card, folder)
    tell(f"written to {folder}")
    return found


def _timed(say: Say, started: float) -> Say:
    return lambda text: say(f"{time.monotonic() - started:6.0f} s  {text}")


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _others(rows: Iterable[Row], labelled: Sequence[Row]) -> list[Row]:
    known = {row["text"][:200] for row in labelled}
    return [
        row for row in rows if row["text"][:200] not in known and (row.get("as_of") or row.get("published"))
    ]


def _some(rows: Sequence[Row], labeller: Labeller, plan: Plan) -> list[Example]:
    order, found, pieces = list(rows), list[Example](), 0
    random.Random(plan.seed).shuffle(order)
    for row in order:
        example = labeller.example({name: value for name, value in row.items() if name != "claims"})
        if example is not None and len(example.rows) <= _MOST_ROWS:
            found.append(example)
            pieces += sum(map(len, example.rows))
        if pieces >= plan.pieces:
            break
    return found


def _held_out(
    network: Network, examples: Sequence[Example], tokenizer: Tokenizer, plan: Plan, say: Say
) -> Calibration:
    order = list(examples)
    random.Random(plan.seed).shuffle(order)
    held, rest = order[::_HELD_OUT], [e for at, e in enumerate(order) if at % _HELD_OUT]
    fit(network, rest, plan.by_people, tokenizer, plan.seed, say)
    said = np.concatenate([kinds for kinds, *_ in logits(network, held, tokenizer)])
    found = calibrate(said, np.concatenate([example.kinds for example in held]))
    say(
        f"held out: precision {found.precision:.3f}, recall {found.recall:.3f} of the labels that a pair carries, F1 {found.f1:.3f}"
    )
    return found


def _card(
    names: Sequence[str],
    found: Calibration,
    plan: Plan,
    data: Sequence[Path | None],
    labelled: int,
    weak: int,
    seconds: float,
) -> Row:
    held = asdict(found)
    decides = {
        "name": "minilm", "kinds": names, "directions": DIRECTIONS, "modalities": MODALITIES,
        **{name: held.pop(name) for name in ("scale", "shift", "threshold")},
    }  # fmt: skip
    return {
        "decides": decides,
        "held_out": held,
        "trained": {
            **asdict(plan),
            "labelled": labelled,
            "unlabelled": weak,
            "seconds": round(seconds),
            "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data if path},
            "versions": {
                name: version(name) for name in ("torch", "transformers", PACKAGE.replace("_", "-"))
            },
        },
    }
