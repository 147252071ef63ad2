"""`tapecheck train`: label files in, the files of the model out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from tapecheck.exits import INPUTS, USAGE, stop
from tapecheck.signals.claims import kinds


def train(
    labels: Sequence[Path], articles: Path | None, folder: Path, layers: int, seed: int, pieces: int
) -> None:
    """Trains and says what came of it."""
    for path in (*labels, *([articles] if articles else [])):
        if not path.is_file():
            stop(f"{path} is not a file; give articles as .jsonl", INPUTS)
    try:
        from tapecheck.nlp.training.rows import NoText
        from tapecheck.nlp.training.train import Plan
        from tapecheck.nlp.training.train import train as run
    except ImportError as missing:
        stop(f"training needs {missing.name}; pip install 'tapecheck[train]'", USAGE)
    try:
        run(
            labels,
            articles,
            folder,
            kinds(),
            Plan(layers, seed, pieces),
            lambda line: typer.echo(line, err=True),
        )
    except NoText as missing:
        stop(str(missing), INPUTS)
