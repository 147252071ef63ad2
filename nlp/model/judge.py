"""The judge: the shipped graph, loaded by its checksum and asked about the pairs of an article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tapecheck.nlp.claim import Direction, Modality
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.model.arrays import arrays_of, typed_places
from tapecheck.nlp.model.chunks import Chunks, encoder_inputs
from tapecheck.nlp.model.pairs import Pair, pairs_of, spoken

GRAPH, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "model.json"


class BrokenModel(RuntimeError):
    """A file of the model is missing or is not the one that its card names."""


class Opinion(NamedTuple):
    """What the model thinks of a pair: how likely it is a claim of each kind (calibrated, 0..1), which way, how sure its writer is, and how
    likely the time that the grammar took for it is the one meant."""

    pair: Pair
    kinds: Mapping[str, float]
    direction: Direction | None
    modality: Modality
    timed: float


@dataclass(frozen=True, slots=True)
class Card:
    """What the graph's outputs mean: the names of its columns, and how its logits become probabilities; `threshold` is where a claim begins.

    Of the kinds in `unlearnt` too few were labelled: the grammar alone decides on them.
    """

    name: str
    kinds: tuple[str, ...]
    directions: tuple[Direction | None, ...]
    modalities: tuple[Modality, ...]
    scale: float
    shift: float
    threshold: float
    unlearnt: tuple[str, ...]
    sha256: Mapping[str, str]


def shipped() -> Path:
    """The folder of the model that comes with the package."""
    return Path(str(files("tapecheck.nlp.model").joinpath("weights")))


class Judge:
    """The model. Loading takes some hundred milliseconds; nothing is fetched, and no code comes with the files."""

    def __init__(self, folder: Path) -> None:
        """Raises `BrokenModel` where a file is missing or changed."""
        import onnxruntime

        self.card = card_of(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._graph = onnxruntime.InferenceSession(str(folder / GRAPH), options, ["CPUExecutionProvider"])

    def opinions(self, read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterator[Opinion]:
        """The model's opinion of every pair of an article, in the order of the text."""
        pairs = tuple(pairs_of(read, drafts))
        if not pairs:
            return
        chunks = Chunks(spoken(read, pairs), self._tokenizer)
        types = chunks.types(typed_places(read, pairs))
        inputs = {
            **encoder_inputs(chunks.rows, types, self._tokenizer),
            **arrays_of(pairs, chunks, read, self.card.kinds),
        }
        kinds, directions, modalities, timed = self._graph.run(None, inputs)
        sure, in_time = self._calibrated(kinds), 1 / (1 + np.exp(-timed))
        for at, pair in enumerate(pairs):
            yield Opinion(
                pair,
                dict(zip(self.card.kinds, sure[at].tolist(), strict=True)),
                self.card.directions[int(directions[at].argmax())],
                self.card.modalities[int(modalities[at].argmax())],
                float(in_time[at]),
            )

    def _calibrated(self, logits: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(1 / (1 + np.exp(-(self.card.scale * logits + self.card.shift))))


def card_of(folder: Path) -> Card:
    """The card of a model whose files are those that it names. Raises `BrokenModel`."""
    try:
        said: dict[str, Any] = json.loads((folder / CARD).read_text("utf-8"))["decides"]
        said |= {name: tuple(said[name]) for name in ("kinds", "directions", "modalities", "unlearnt")}
        card = Card(**said)
        for name, wanted in card.sha256.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != wanted:
                raise BrokenModel(
                    f"{folder / name} is not the file that {CARD} names; install tapecheck again"
                )
    except (OSError, KeyError, TypeError, ValueError) as wrong:
        raise BrokenModel(
            f"the model in {folder} cannot be read ({wrong}); install tapecheck again"
        ) from wrong
    return card
