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
_HELD_OUT, _MOST_ROWS = 8, 12
_BY_GRAMMAR, _BY_PEOPLE = Stage(1, 6, 2e-4, 2e-3, grammar=False), Stage(4, 8, 2e-4, 2e-3, grammar=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is trained. `pieces` bounds the unlabelled text, in word pieces."""

    layers: int = 3
    seed: int = 0
    pieces: int = 150_000
    by_grammar: Stage = _BY_GRAMMAR
    by_people: Stage = _BY_PEOPLE


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
    started = time.monotonic()
    tell = _timed(say, started)
    every = rows_of(articles) if articles else []
    known = labelled(labels, every)
    rest = list(unlabelled(every, known))
    tokenizer, pieces = trimmed(base_folder(), (row["text"] for row in (*known, *rest)))
    names = [kind.name for kind in kinds]
    labeller = Labeller(Reader(kinds), names, tokenizer)
    torch.manual_seed(plan.seed)
    network = Network(encoder(base_folder(), plan.layers, pieces), len(names))
    held_rows, taught_rows = held_out(known, len(rows_of(labels[0])), plan.seed)
    held, taught = (_examples(rows, labeller) for rows in (held_rows, taught_rows))
    weak = _some(rest, labeller, plan)
    tell(
        f"{len(taught)} labelled articles, {len(held)} held out, {len(weak)} unlabelled, {len(pieces)} word pieces"
    )
    if weak:
        fit(network, weak, plan.by_grammar, tokenizer, plan.seed, tell)
    fit(network, taught, plan.by_people, tokenizer, plan.seed, tell)
    found = _calibrated(network, held, tokenizer)
    tell(
        f"held out: precision {found.precision:.3f}, recall {found.recall:.3f} of the labels that a pair carries, F1 {found.f1:.3f}"
    )
    data = (*labels, *([articles] if articles else []))
    card = _card(
        names,
        found,
        plan,
        data,
        {"labelled": len(taught), "held_out": len(held), "unlabelled": len(weak)},
        time.monotonic() - started,
    )
    export(network, tokenizer, max(taught, key=lambda e: len(e.kinds)), card, folder)
    tell(f"written to {folder}")
    return found


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


def _timed(say: Say, started: float) -> Say:
    return lambda text: say(f"{time.monotonic() - started:6.0f} s  {text}")


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


def _calibrated(network: Network, held: Sequence[Example], tokenizer: Tokenizer) -> Calibration:
    said = np.concatenate([kinds for kinds, *_ in logits(network, held, tokenizer)])
    return calibrate(said, np.concatenate([example.kinds for example in held]))


def _card(
    names: Sequence[str],
    found: Calibration,
    plan: Plan,
    data: Sequence[Path],
    counts: dict[str, int],
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
            "articles": counts,
            "seconds": round(seconds),
            "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data},
            "versions": {
                name: version(name) for name in ("torch", "transformers", PACKAGE.replace("_", "-"))
            },
        },
    }
