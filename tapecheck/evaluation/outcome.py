"""What came of one labelled article: its pairs, what was missed, what was told and is no label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tapecheck.evaluation.gold import Labelled
from tapecheck.evaluation.matching import Matched, matched
from tapecheck.evaluation.statement import Answer, Label
from tapecheck.ingest.article import Article
from tapecheck.nlp.coverage import NONE_PRINTED, Coverage

_QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One article measured. Only labels and answers whose subject is in scope are in it, and no labelled question.

    `verbatim` and `not_verbatim` count the quotes of all answers; `answered` is False for an article that could not be checked.
    """

    article: Article
    matched: Matched
    answered: bool = True
    verbatim: int = 0
    not_verbatim: int = 0
    coverage: Coverage = NONE_PRINTED

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels that are scored."""
        return (*(pair.label for pair in self.matched.pairs), *self.matched.missed)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers that are scored."""
        return (*(pair.answer for pair in self.matched.pairs), *self.matched.extra)

    def of_kind(self, kind: str) -> Outcome:
        """The same, of one kind only: the labels of that kind with what was found of them, and the extra answers of that kind."""
        kept = Matched(
            tuple(pair for pair in self.matched.pairs if pair.label.kind == kind),
            tuple(label for label in self.matched.missed if label.kind == kind),
            tuple(answer for answer in self.matched.extra if answer.kind == kind),
        )
        return replace(self, matched=kept, verbatim=0, not_verbatim=0, coverage=NONE_PRINTED)


def outcome_of(gold: Labelled, answers: Sequence[Answer] | None, coverage: Coverage | None = None) -> Outcome:
    """A labelled article held against the answers to it, None where it could not be checked."""
    text, answered = gold.article.text, answers is not None
    answers = answers or ()
    verbatim = sum(text[answer.start : answer.end] == answer.quote for answer in answers)
    return Outcome(
        article=gold.article,
        matched=matched(text, _scored(gold.labels), [answer for answer in answers if answer.in_scope]),
        answered=answered,
        verbatim=verbatim,
        not_verbatim=len(answers) - verbatim,
        coverage=coverage or NONE_PRINTED,
    )


def _scored(labels: Sequence[Label]) -> list[Label]:
    return [label for label in labels if label.in_scope and label.modality != _QUESTION]
