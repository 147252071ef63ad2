"""The network: a small encoder reads the article's rows; each pair is judged from the pieces of its subject, those of its number and what the
grammar knows of the two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tapecheck.nlp.claim import Direction, Modality
from tapecheck.nlp.model.arrays import FACTS, FAMILIES, RELATIONS, TYPES, UNITS
from tapecheck.nlp.model.timing import TIMINGS

DIRECTIONS: tuple[Direction | None, ...] = ("up", "down", "flat", None)
MODALITIES: tuple[Modality, ...] = ("asserted", "forecast", "conditional", "opinion")
_CLASS_WIDTH, _HIDDEN, _TIMED, _DROPOUT = 16, 256, 64, 0.2
# Few pairs are a claim of any one kind, and the grammar's proposal is a good first guess.
_RARE, _TRUST = -4.0, 3.0


def encoder(base: Path, layers: int, vocabulary: list[int]) -> Any:
    """The first layers of a BERT in `base`, with the word pieces numbered in `vocabulary` alone; its embeddings of them stay as they are."""
    from transformers import BertModel

    # Dropout of attention costs a tenth of the time and teaches nothing here.
    found = BertModel.from_pretrained(str(base), add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    found.encoder.layer = found.encoder.layer[:layers]
    words = nn.Embedding.from_pretrained(
        found.embeddings.word_embeddings.weight[vocabulary].detach(), freeze=True
    )
    found.embeddings.word_embeddings = words
    types = nn.Embedding(len(TYPES), found.config.hidden_size)
    with torch.no_grad():
        types.weight.copy_(found.embeddings.token_type_embeddings.weight[:1].expand_as(types.weight))
    found.embeddings.token_type_embeddings = types
    found.config.num_hidden_layers, found.config.vocab_size = layers, len(vocabulary)
    found.config.type_vocab_size = len(TYPES)
    return found


class Network(nn.Module):
    """Logits of every pair for every kind, direction and modality, and for its time being right; shapes (n, kinds), (n, 4), (n, 4), (n,)."""

    def __init__(self, encoder: Any, kinds: int) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.unit = nn.Embedding(len(UNITS), _CLASS_WIDTH)
        self.family = nn.Embedding(len(FAMILIES), _CLASS_WIDTH)
        self.relation = nn.Embedding(len(RELATIONS), _CLASS_WIDTH)
        self.norm = nn.LayerNorm(width)
        inputs = 4 * width + 3 * _CLASS_WIDTH + FACTS + kinds
        self.judge = nn.Sequential(
            nn.Linear(inputs, _HIDDEN), nn.GELU(), nn.Dropout(_DROPOUT), nn.Linear(_HIDDEN, _HIDDEN), nn.GELU(), nn.Dropout(_DROPOUT)
        )  # fmt: skip
        self.kind = nn.Linear(_HIDDEN, kinds)
        self.direction = nn.Linear(_HIDDEN, len(DIRECTIONS))
        self.modality = nn.Linear(_HIDDEN, len(MODALITIES))
        self.proposed = nn.Linear(kinds, kinds, bias=False)
        self.timed = nn.Sequential(nn.Linear(_HIDDEN + TIMINGS, _TIMED), nn.GELU(), nn.Linear(_TIMED, 1))
        nn.init.constant_(self.kind.bias, _RARE)
        with torch.no_grad():
            self.proposed.weight.copy_(_TRUST * torch.eye(kinds))

    def forward(
        self, ids: Tensor, mask: Tensor, types: Tensor, subject: Tensor, number: Tensor, between: Tensor,
        classes: Tensor, facts: Tensor, grammar: Tensor, timing: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:  # fmt: skip
        """See the class; the inputs are those of `nlp.model.arrays`."""
        states = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        sums = torch.cat([torch.zeros_like(states[:, :1]), states.cumsum(1)], 1)
        one, other, path = (self.norm(_mean(sums, span)) for span in (subject, number, between))
        classed = [self.unit(classes[:, 0]), self.family(classes[:, 1]), self.relation(classes[:, 2])]
        judged = self.judge(torch.cat([one, other, one * other, path, *classed, facts, grammar], 1))
        # Whether the time is right is learnt last, and teaches the encoder nothing.
        timed = self.timed(torch.cat([judged.detach(), timing], 1)).squeeze(1)
        return (
            self.kind(judged) + self.proposed(grammar),
            self.direction(judged),
            self.modality(judged),
            timed,
        )


def _mean(sums: Tensor, spans: Tensor) -> Tensor:
    row, first, last = spans[:, 0], spans[:, 1], spans[:, 2]
    return (sums[row, last] - sums[row, first]) / (last - first).unsqueeze(1).to(sums.dtype)
