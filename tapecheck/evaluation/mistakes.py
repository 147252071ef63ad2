"""Mistakes, one by one: the sentence, what was expected, what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tapecheck.evaluation.matching import Pair, sentence_spans
from tapecheck.evaluation.outcome import Outcome
from tapecheck.evaluation.scores import false_alarms
from tapecheck.evaluation.statement import Answer, Label, Statement

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: `sort` is a key of `SORTS`; `expected` and `got` are in words, `sentence` is verbatim."""

    sort: str
    article: str
    sentence: str
    expected: str
    got: str


def mistakes(outcomes: Sequence[Outcome], limit: int) -> tuple[Mistake, ...]:
    """Up to `limit` mistakes of each sort, in the order of `SORTS` and of the articles."""
    return tuple(
        mistake
        for sort, find in SORTS.items()
        for mistake in islice(
            (_mistake(sort, one, label, answer) for one in outcomes for label, answer in find(one)), limit
        )
    )


def _mistake(sort: str, outcome: Outcome, label: Label | None, answer: Answer | None) -> Mistake:
    where = label or answer
    assert where is not None
    return Mistake(
        sort, outcome.article.id, _sentence(outcome.article.text, where), _told(label), _got(answer)
    )


def _sentence(text: str, statement: Statement) -> str:
    """The sentences that a statement stands in."""
    spans = [span for span in sentence_spans(text) if statement.start < span[1] and span[0] < statement.end]
    return text[spans[0][0] : spans[-1][1]] if spans else statement.quote


def _told(statement: Statement | None) -> str:
    """ "change ^GSPC 1.8 percent up, supported"."""
    if statement is None:
        return _NOTHING
    value = None if statement.value is None else f"{statement.value:,.10g}"
    words = (statement.kind, statement.subject, value, statement.unit, statement.direction)
    return ", ".join(filter(None, (" ".join(filter(None, words)), statement.verdict)))


def _got(answer: Answer | None) -> str:
    """The same, with the words of its verdict."""
    return ": ".join(filter(None, (_told(answer), answer.said if answer else None)))


Found = Iterator[tuple[Label | None, Answer | None]]


def _alarms(outcome: Outcome) -> Found:
    labels = {id(pair.answer): pair.label for pair in outcome.matched.pairs}
    yield from ((labels.get(id(answer)), answer) for answer in false_alarms(outcome))


def _pairs(wrong: Callable[[Pair], bool]) -> Callable[[Outcome], Found]:
    def find(outcome: Outcome) -> Found:
        yield from ((pair.label, pair.answer) for pair in outcome.matched.pairs if wrong(pair))

    return find


def _other_verdict(pair: Pair) -> bool:
    label = pair.label
    return label.sure and label.verdict is not None and label.verdict != pair.answer.verdict


SORTS: Mapping[str, Callable[[Outcome], Found]] = {
    "false alarm": _alarms,
    "verdict": _pairs(_other_verdict),
    "kind": _pairs(lambda pair: not pair.typed),
    "missed": lambda outcome: ((label, None) for label in outcome.matched.missed),
    "extra": lambda outcome: ((None, answer) for answer in outcome.matched.extra),
}
