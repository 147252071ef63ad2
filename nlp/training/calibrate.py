"""Calibration: logits into probabilities that mean what they say, on articles that were not trained on, and where a claim begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

_ROUNDS = 200
_THRESHOLDS = np.arange(0.2, 0.71, 0.02)


@dataclass(frozen=True, slots=True)
class Calibration:
    """p = sigmoid(scale * logit + shift); a claim from `threshold` on. `precision`, `recall` and `f1` are those of held-out labels there."""

    scale: float
    shift: float
    threshold: float
    precision: float
    recall: float
    f1: float


def calibrate(logits: NDArray[Any], labels: NDArray[Any]) -> Calibration:
    """Platt's scaling of `logits` to the 0/1 `labels` (same shape), and the threshold of the best F1."""
    x, y = (torch.from_numpy(np.ravel(one).astype(np.float64)) for one in (logits, labels))
    line = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([line], max_iter=_ROUNDS)

    def loss() -> float:
        optimizer.zero_grad()
        found = F.binary_cross_entropy_with_logits(line[0] * x + line[1], y)
        found.backward()
        return float(found.detach())

    optimizer.step(loss)
    scale, shift = line.detach().tolist()
    sure = (1 / (1 + np.exp(-(scale * np.ravel(logits) + shift)))), np.ravel(labels) > 0
    best = max((_scores(*sure, threshold), threshold) for threshold in _THRESHOLDS.round(2).tolist())
    (f1, precision, recall), threshold = best
    return Calibration(scale, shift, threshold, precision, recall, f1)


def _scores(sure: NDArray[Any], true: NDArray[Any], threshold: float) -> tuple[float, float, float]:
    said = sure >= threshold
    right = float((said & true).sum())
    precision, recall = right / max(1, int(said.sum())), right / max(1, int(true.sum()))
    return 2 * precision * recall / max(1e-9, precision + recall), precision, recall
