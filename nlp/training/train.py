"""Training: from label files to the files of the model, seeded."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

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
from tapecheck.nlp.training.rows import Row, labelled, rows_of, unlabelled

Say = Callable[[str], None]
# Of the outlets, one article in so many is held out to calibrate, whole outlets at a time; longer articles teach the grammar's reading no better.
_HELD_OUT, _MOST_ROWS = 8, 6
# A kind with fewer labelled examples is left to the grammar.
_FEW = 20
_BY_GRAMMAR, _BY_PEOPLE = Stage(1, 6, 2e-4, 2e-3, grammar=False), Stage(4, 8, 2e-4, 2e-3, grammar=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is trained. `pieces` bounds the unlabelled text, in word pieces."""

    layers: int = 3
    seed: int = 0
    pieces: int = 60_000
    by_grammar: Stage = _BY_GRAMMAR
    by_people: Stage = _BY_PEOPLE


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is made of: labelled examples, those held out, unlabelled ones, and the word pieces (`pieces` numbers them in the base)."""

    taught: list[Example]
    held: list[Example]
    weak: list[Example]
    tokenizer: Tokenizer
    pieces: list[int]

    def __str__(self) -> str:
        return (
            f"{len(self.taught)} labelled articles, {len(self.held)} held out, {len(self.weak)} unlabelled, "
            f"{len(self.pieces)} word pieces"
        )


class Log:
    """Says each line with the seconds since the start, and keeps it."""

    def __init__(self, say: Say) -> None:
        self._say, self._started = say, time.monotonic()
        self.lines: list[str] = []

    def __call__(self, text: str) -> None:
        self.lines.append(f"{time.monotonic() - self._started:6.0f} s  {text}")
        self._say(self.lines[-1])


def train(
    labels: Sequence[Path],
    articles: Path | None,
    folder: Path,
    kinds: Sequence[Proposer],
    plan: Plan,
    say: Say,
) -> Calibration:
    """Trains on labelled articles, after the grammar's reading of those that nobody labelled, and writes the model into `folder`.

    `labels` are `.jsonl` as `training.rows` has them, the first is the one that outlets are held out of; `articles` a `.jsonl` of articles.
    Returns the calibration on the held-out articles. Raises `NoText`.
    """
    log, names = Log(say), [kind.name for kind in kinds]
    made = _material(labels, articles, kinds, plan)
    log(str(made))
    torch.manual_seed(plan.seed)
    network = Network(encoder(base_folder(), plan.layers, made.pieces), len(names))
    if made.weak:
        fit(network, made.weak, plan.by_grammar, made.tokenizer, plan.seed, log)
    fit(network, made.taught, plan.by_people, made.tokenizer, plan.seed, log)
    found = _calibrated(network, made)
    log(
        f"held out: precision {found.precision:.3f}, recall {found.recall:.3f} of the labels that a pair carries, F1 {found.f1:.3f}"
    )
    data = (*labels, *([articles] if articles else []))
    card = _card(names, _unlearnt(made, names), found, plan, data, log.lines)
    export(network, made.tokenizer, max(made.taught, key=lambda e: len(e.labels.kinds)), card, folder)
    log(f"written to {folder}")
    return found


def _material(
    labels: Sequence[Path], articles: Path | None, kinds: Sequence[Proposer], plan: Plan
) -> Material:
    every = rows_of(articles) if articles else []
    known = labelled(labels, every)
    rest = list(unlabelled(every, known))
    tokenizer, pieces = trimmed(base_folder(), (row["text"] for row in (*known, *rest)))
    labeller = Labeller(Reader(kinds), [kind.name for kind in kinds], tokenizer)
    held, taught = held_out(known, len(rows_of(labels[0])), plan.seed)
    return Material(
        _examples(taught, labeller), _examples(held, labeller), _some(rest, labeller, plan), tokenizer, pieces
    )


def held_out(rows: Sequence[Row], first: int, seed: int) -> tuple[list[Row], list[Row]]:
    """Whole outlets of the first `first` rows, about an eighth of these, and all rows of other outlets."""
    outlets = sorted({str(row.get("outlet")) for row in rows[:first]})
    random.Random(seed).shuffle(outlets)
    chosen, size = set[str](), 0
    for outlet in outlets:
        own = sum(row.get("outlet") == outlet for row in rows[:first])
        if size + own <= first / _HELD_OUT:
            chosen.add(outlet)
            size += own
    held = [row for row in rows[:first] if str(row.get("outlet")) in chosen]
    return held, [row for row in rows if str(row.get("outlet")) not in chosen]


def _examples(rows: Iterable[Row], labeller: Labeller) -> list[Example]:
    return [example for row in rows if (example := labeller.example(row))]


def _some(rows: Sequence[Row], labeller: Labeller, plan: Plan) -> list[Example]:
    order, found, pieces = list(rows), list[Example](), 0
    random.Random(plan.seed).shuffle(order)
    for row in order:
        if pieces >= plan.pieces:
            break
        example = labeller.example(row)
        if example is not None and len(example.rows) <= _MOST_ROWS:
            found.append(example)
            pieces += sum(map(len, example.rows))
    return found


def _calibrated(network: Network, made: Material) -> Calibration:
    said = np.concatenate([kinds for kinds, *_ in logits(network, made.held, made.tokenizer)])
    return calibrate(said, np.concatenate([example.labels.kinds for example in made.held]))


def _unlearnt(made: Material, names: Sequence[str]) -> list[str]:
    seen = sum(example.labels.kinds.sum(0) for example in made.taught)
    return [name for name, n in zip(names, np.asarray(seen).tolist(), strict=True) if n < _FEW]


def _card(
    names: Sequence[str],
    unlearnt: Sequence[str],
    found: Calibration,
    plan: Plan,
    data: Sequence[Path],
    log: Sequence[str],
) -> Row:
    held = asdict(found)
    decides = {
        "name": "minilm", "kinds": names, "directions": DIRECTIONS, "modalities": MODALITIES, "unlearnt": unlearnt,
        **{name: held.pop(name) for name in ("scale", "shift", "threshold")},
    }  # fmt: skip
    versions = {name: version(name) for name in ("torch", "transformers", PACKAGE.replace("_", "-"))}
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data}
    return {
        "decides": decides,
        "held_out": held,
        "trained": {**asdict(plan), "data": sums, "versions": versions, "log": list(log)},
    }
