"""An evaluation as one JSON-ready object: the referee's keys (see `statement`) and what goes beyond them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tapecheck.evaluation.calibration import Bin, bins, calibration_error
from tapecheck.evaluation.mistakes import Mistake, mistakes
from tapecheck.evaluation.outcome import Outcome
from tapecheck.evaluation.scores import Extraction, Figures, figures_of, share
from tapecheck.evaluation.slices import Slice, slices, worst, worst_origins
from tapecheck.report.records import json_of

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured: the figures of all articles, the slices by each way to cut and, with any of them, the worst outlet and year,
    calibration, mistakes."""

    figures: Figures
    slices: Mapping[str, tuple[Slice, ...]]
    bins: tuple[Bin, ...]
    mistakes: tuple[Mistake, ...]
    worst_origins: Mapping[str, Slice] = field(default_factory=dict)

    @property
    def calibration_error(self) -> float | None:
        """The expected calibration error."""
        return calibration_error(self.bins)


def evaluation_of(outcomes: Sequence[Outcome], by: Sequence[str], errors: int) -> Evaluation:
    """Measures articles: cut in each way of `by`, with up to `errors` mistakes of each sort."""
    cut = {way: slices(outcomes, way) for way in by}
    origins = worst_origins(outcomes) if by else {}
    return Evaluation(figures_of(outcomes), cut, bins(outcomes), mistakes(outcomes, errors), origins)


def dumps(evaluation: Evaluation) -> str:
    """The evaluation as JSON text: shares 0..1, None for a share of nothing."""
    return json_of(record(evaluation))


def record(evaluation: Evaluation) -> Record:
    """The evaluation as one object."""
    return {
        **figures_record(evaluation.figures),
        "calibration": {
            "expected_calibration_error": evaluation.calibration_error,
            "bins": [asdict(one) for one in evaluation.bins],
        },
        "slices": {by: _slices(found) for by, found in evaluation.slices.items()},
        "worst_origins": {by: _origin(one) for by, one in evaluation.worst_origins.items()},
        "mistakes": [asdict(one) for one in evaluation.mistakes],
    }


def figures_record(figures: Figures) -> Record:
    """The figures of some articles."""
    return {
        "articles": figures.articles,
        "answered": figures.answered,
        "core": _extraction(figures.core),
        "plain": _extraction(figures.plain),
        "fields": dict(figures.fields),
        "verdict": _verdict(figures),
        "refuted": _refuted(figures),
        "quotes": {"verbatim": figures.verbatim, "not_verbatim": figures.not_verbatim},
        "coverage": {**asdict(figures.coverage), "share": figures.coverage.share},
    }


def _extraction(counts: Extraction) -> Record:
    found, typed = counts.as_found, counts.as_typed
    return {
        "gold": counts.gold, "found_precision": found.precision, "found_recall": found.recall, "found_f1": found.f1,
        "typed_precision": typed.precision, "typed_recall": typed.recall, "typed_f1": typed.f1,
        "counts": asdict(counts),
    }  # fmt: skip


def _verdict(figures: Figures) -> Record:
    verdicts = figures.verdicts
    confusion: dict[str, dict[str, int]] = {}
    for (labelled, given), times in sorted(verdicts.confusion.items()):
        confusion.setdefault(labelled, {})[given] = times
    return {
        "decidable_gold": verdicts.decidable,
        "end_to_end_accuracy": verdicts.end_to_end,
        "accuracy_when_found": verdicts.when_found,
        "decided_share_of_gold": verdicts.decided,
        "all_labels_end_to_end": verdicts.all_labels,
        "confusion": confusion,
    }


def _refuted(figures: Figures) -> Record:
    flags = figures.flags
    return {
        "flags": flags.true + flags.false,
        "precision": share(flags.true, flags.true + flags.false),
        "gold": flags.gold,
        "recall": share(flags.hits, flags.gold),
        "planted": flags.planted,
        "planted_recall": share(flags.planted_hits, flags.planted),
        "planted_found": flags.planted_found,
        "planted_recall_given_extraction": share(flags.planted_hits, flags.planted_found),
        "false_alarms_per_100_articles": figures.alarms_per_100,
    }


def _origin(one: Slice) -> Record:
    return {"name": one.name, "articles": one.figures.articles, "typed_f1": one.extraction.as_typed.f1}


def _slices(found: Sequence[Slice]) -> Record:
    poorest = worst(found)
    return {
        "worst": poorest.name if poorest else None,
        "parts": {
            one.name: {"all": _extraction(one.figures.every), **figures_record(one.figures)} for one in found
        },
    }
