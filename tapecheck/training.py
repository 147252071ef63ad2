"""`tapecheck train`: label files in, the files of the model out."""

from __future__ import annotations

from pathlib import Path

import typer

from tapecheck.exits import INPUTS, USAGE, stop
from tapecheck.signals.claims import kinds


def train(gold: Path, unlabelled: Path | None, folder: Path, layers: int, seed: int, pieces: int) -> None:
    """Trains and says what came of it."""
    for path in (gold, unlabelled):
        if path is not None and not path.is_file():
            stop(f"{path} is not a file; give articles as .jsonl", INPUTS)
    try:
        from tapecheck.nlp.training.train import Plan
        from tapecheck.nlp.training.train import train as run
    except ImportError as missing:
        stop(f"training needs {missing.name}; pip install 'tapecheck[train]'", USAGE)
    run(
        gold, unlabelled, folder, kinds(), Plan(layers, seed, pieces), lambda line: typer.echo(line, err=True)
    )
