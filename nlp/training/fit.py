"""The fit: first what the grammar reads in unlabelled articles, then what people labelled."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from tapecheck.nlp.model.chunks import MASK, encoder_inputs, piece_id
from tapecheck.nlp.training.labels import UNKNOWN, Example, Labels
from tapecheck.nlp.training.network import Network

READ = ("ids", "mask", "types")
INPUTS = ("subject", "number", "between", "classes", "facts", "grammar", "timing")
_GRAMMAR = INPUTS.index("grammar")
_WARM_UP, _LEAST, _CLIP, _DECAY = 0.06, 0.02, 1.0, 0.01
# How often a piece is hidden, and how often a pair does without the grammar's proposals.
_HIDDEN_PIECES, _WITHOUT_GRAMMAR = 0.05, 0.15
_WEIGHT_OF_FIELDS = 0.3


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass over examples: how often, how many articles at once, how fast the encoder and the head learn, whether the grammar is seen."""

    epochs: int
    articles: int
    encoder_rate: float
    head_rate: float
    grammar: bool


def fit(
    network: Network,
    examples: Sequence[Example],
    stage: Stage,
    tokenizer: Tokenizer,
    seed: int,
    say: Callable[[str], None],
) -> None:
    """Trains in place, the same for the same seed, data, library and machine."""
    order, rng = list(examples), random.Random(seed)
    torch.manual_seed(seed)
    optimizer, steps, step = (
        _optimizer(network, stage),
        stage.epochs * math.ceil(len(examples) / stage.articles),
        0,
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    network.train()
    for epoch in range(stage.epochs):
        rng.shuffle(order)
        total = 0.0
        for first in range(0, len(order), stage.articles):
            pace = min(1.0, step / (_WARM_UP * steps + 1)) * max(_LEAST, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            total += _step(
                network, optimizer, batch(order[first : first + stage.articles], tokenizer), tokenizer, stage
            )
            step += 1
        say(f"epoch {epoch + 1} of {stage.epochs}: loss {total * stage.articles / len(order):.4f}")


def _optimizer(network: Network, stage: Stage) -> torch.optim.Optimizer:
    inner = [p for p in network.encoder.parameters() if p.requires_grad]
    outer = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": inner, "lr": stage.encoder_rate}, {"params": outer, "lr": stage.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=_DECAY)


def _step(
    network: Network,
    optimizer: torch.optim.Optimizer,
    one: dict[str, Tensor],
    tokenizer: Tokenizer,
    stage: Stage,
) -> float:
    ids, grammar = one["ids"], one["grammar"]
    hidden = (torch.rand(ids.shape) < _HIDDEN_PIECES) & (one["mask"] == 1)
    ids = ids.masked_fill(hidden, piece_id(tokenizer, MASK))
    seen = torch.rand(len(grammar), 1) > (_WITHOUT_GRAMMAR if stage.grammar else 1.0)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_quick_in_half()):
        inputs = [one[name] for name in INPUTS]
        inputs[_GRAMMAR] = grammar * seen
        answers = network(ids, one["mask"], one["types"], *inputs)
    kind, direction, modality, timed = (answer.float() for answer in answers)
    loss = F.binary_cross_entropy_with_logits(kind, one["kinds"], reduction="none").sum(1).mean()
    for answer, wanted in ((direction, one["direction"]), (modality, one["modality"])):
        if (wanted != UNKNOWN).any():
            loss = loss + _WEIGHT_OF_FIELDS * F.cross_entropy(answer, wanted, ignore_index=UNKNOWN)
    known = one["timed"] != UNKNOWN
    if known.any():
        loss = loss + F.binary_cross_entropy_with_logits(timed[known], one["timed"][known].float())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
    optimizer.step()
    return float(loss.detach())


def _quick_in_half() -> bool:
    """Half precision pays only on a processor that has it; on others it is many times slower."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def batch(examples: Sequence[Example], tokenizer: Tokenizer) -> dict[str, Tensor]:
    """Several articles as one: their rows below each other, spans moved accordingly."""
    rows, types = (
        list(chain.from_iterable(side)) for side in zip(*((e.rows, e.types) for e in examples), strict=True)
    )
    offsets = np.cumsum([0, *(len(example.rows) for example in examples)])
    joined = {name: np.concatenate([example.arrays[name] for example in examples]) for name in INPUTS}
    shift = np.repeat(offsets[:-1], [len(example.labels.kinds) for example in examples])
    for name in ("subject", "number", "between"):
        joined[name] = joined[name] + shift[:, None] * np.array([1, 0, 0])
    labels = {name: np.concatenate([getattr(e.labels, name) for e in examples]) for name in Labels._fields}
    return {
        name: torch.from_numpy(value)
        for name, value in {**encoder_inputs(rows, types, tokenizer), **joined, **labels}.items()
    }


@torch.no_grad()
def logits(
    network: Network, examples: Sequence[Example], tokenizer: Tokenizer
) -> Iterator[tuple[np.ndarray, ...]]:
    """The network's answers for each article."""
    network.eval()
    for example in examples:
        one = batch([example], tokenizer)
        yield tuple(a.numpy() for a in network(*(one[name] for name in (*READ, *INPUTS))))
