"""Which answer goes with which label: one to one, the best pairs first.

The definition is the referee's (see `statement`). An answer is *found* when its subject and the size of its value agree with a label's in
the same sentence (without a number: subject and kind), and *typed* when the kind agrees too. Typed pairs are taken first, then those of the
same direction, then those whose words overlap most, then those that come first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tapecheck.evaluation.statement import Answer, Label, Statement

_GAP = re.compile(r" +|\n+")
_STOPPED = re.compile(r'[.!?…]["”’)]?\Z')
_OPENS = re.compile(r'[A-Z"“$]')
Rank = tuple[bool, bool, int, int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the answer that goes with it."""

    label: Label
    answer: Answer

    @property
    def typed(self) -> bool:
        """Whether the kind agrees too."""
        return self.label.kind == self.answer.kind


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of the labels and answers of an article."""

    pairs: tuple[Pair, ...]
    missed: tuple[Label, ...]
    extra: tuple[Answer, ...]


def matched(text: str, labels: Sequence[Label], answers: Sequence[Answer]) -> Matched:
    """Labels and answers of one text, paired off."""
    spans = sentence_spans(text)
    label_in = [_sentences(label, spans) for label in labels]
    answer_in = [_sentences(answer, spans) for answer in answers]
    ranks = sorted(
        (
            _rank(label, answer, i, j)
            for i, label in enumerate(labels)
            for j, answer in enumerate(answers)
            if label_in[i] & answer_in[j] and _agree(label, answer)
        ),
        reverse=True,
    )
    chosen = dict(_chosen(ranks))
    taken = set(chosen.values())
    return Matched(
        tuple(Pair(labels[i], answers[j]) for i, j in chosen.items()),
        tuple(label for i, label in enumerate(labels) if i not in chosen),
        tuple(answer for j, answer in enumerate(answers) if j not in taken),
    )


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans `(start, end)` of the sentences, by the referee's rule: every line ends one, and a full stop, with or without a closing quote, does
    where spaces and a capital, an opening quote or a dollar sign follow. It knows no abbreviations, so that every system is measured alike."""
    gaps = [gap.span() for gap in _GAP.finditer(text) if gap[0][0] == "\n" or _ends(text, *gap.span())]
    starts = [0, *(end for _, end in gaps)]
    return list(zip(starts, [*(start for start, _ in gaps), len(text)], strict=True))


def _ends(text: str, start: int, end: int) -> bool:
    """Whether the spaces `start..end` stand between two sentences."""
    return bool(_STOPPED.search(text[max(0, start - 2) : start]) and _OPENS.match(text, end))


def _sentences(statement: Statement, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    return frozenset(
        n for n, (start, end) in enumerate(spans) if statement.start < end and start < statement.end
    )


def _agree(label: Label, answer: Answer) -> bool:
    if label.subject != answer.subject:
        return False
    if label.value is None or answer.value is None:
        return label.value is None and answer.value is None and label.kind == answer.kind
    return math.isclose(abs(label.value), abs(answer.value), rel_tol=1e-6, abs_tol=1e-9)


def _rank(label: Label, answer: Answer, i: int, j: int) -> Rank:
    shared = min(label.end, answer.end) - max(label.start, answer.start)
    return label.kind == answer.kind, label.direction == answer.direction, max(0, shared), -i, -j


def _chosen(ranks: Sequence[Rank]) -> Iterator[tuple[int, int]]:
    """Places of label and answer, from the best pair on, each used once."""
    labels, answers = set[int](), set[int]()
    for *_, i, j in ranks:
        if -i not in labels and -j not in answers:
            labels.add(-i)
            answers.add(-j)
            yield -i, -j
