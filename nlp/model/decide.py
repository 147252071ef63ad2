"""The decision with the model: which of the grammar's drafts are claims, and what the grammar did not propose but the model sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from tapecheck.data import instrument
from tapecheck.nlp.claim import Direction, Unit
from tapecheck.nlp.decision import GRAMMAR, HALF, SHARES_ITS_NUMBER, Decider, Decision, by_score
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.model.judge import Judge, Opinion
from tapecheck.nlp.model.pairs import Pair

# A claim that the model alone sees is read too loosely to be called false, and so is one whose time the model holds for wrong.
_UNPROVEN, _OUT_OF_TIME = 0.49, 0.4
# Chosen on the outlets that were held out of the training.
_ALONE, _SECONDED = 0.1, 0.1
_TRAILING = " \t\n,;:.–—-"


def decider(judge: Judge) -> Decider:
    """Decides by the model's opinion; what it was not asked about the grammar decides."""

    def decide(read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterator[Decision]:
        return _told_once(list(_decided(judge, read, drafts)))

    return decide


def _told_once(decided: Sequence[Decision]) -> Iterator[Decision]:
    """Without what the model alone sees where the same is said already: "Volume rose 10%" is not also "volume rose", and a number that the grammar
    has given to one kind is not also another's, nor is "the first in five years" twice a first."""
    counted = {_what(one) for one in decided if one.draft.value is not None}
    taken = {_number(one) for one in decided if GRAMMAR in one.origin}
    said = {_what(one) for one in decided if GRAMMAR in one.origin}
    for one in decided:
        if one.draft.value is None:
            again = _what(one) in counted
        elif one.draft.unit == "count":
            again = _what(one) in said
        else:
            again = _number(one) in taken and one.draft.kind not in SHARES_ITS_NUMBER
        if GRAMMAR in one.origin or not again:
            yield one


def _what(one: Decision) -> tuple[int, str, str]:
    return one.sentence.start, one.draft.subject, one.draft.kind


def _number(one: Decision) -> tuple[int, str, str | None]:
    return one.sentence.start, one.draft.subject, one.draft.value_text


def _decided(judge: Judge, read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterator[Decision]:
    asked: set[int] = set()
    for opinion in judge.opinions(read, drafts):
        asked.update(id(draft) for draft in opinion.pair.drafts if draft.kind not in judge.card.unlearnt)
        for kind, sure in opinion.kinds.items():
            if kind not in judge.card.unlearnt and sure >= _needed(opinion, kind, judge.card.threshold):
                yield _decision(read[opinion.pair.sentence], opinion, kind, sure, judge.card.name)
    unasked = [[draft for draft in own if id(draft) not in asked] for own in drafts]
    yield from by_score(read, unasked)


def _needed(opinion: Opinion, kind: str, threshold: float) -> float:
    """How sure the model must be: hardly, of what the grammar would have said by itself; more than usual, of what it did not propose."""
    score = max((draft.score for draft in opinion.pair.drafts if draft.kind == kind), default=None)
    if score is None:
        return threshold + _ALONE
    return _SECONDED if score >= HALF else threshold


def _decision(sentence: Sentence, opinion: Opinion, kind: str, sure: float, name: str) -> Decision:
    proposed = [draft for draft in opinion.pair.drafts if draft.kind == kind]
    if proposed:
        draft = max(proposed, key=lambda draft: draft.score)
        if opinion.timed < _OUT_OF_TIME:
            draft = replace(draft, firm=min(draft.firm, _UNPROVEN))
        return Decision(sentence, draft, sure, f"grammar+{name}")
    return Decision(sentence, _made(sentence, opinion, kind), sure, name)


def _made(sentence: Sentence, opinion: Opinion, kind: str) -> Draft:
    """A draft of what the grammar did not propose: number, time and basis are still the grammar's."""
    pair = opinion.pair
    here = pair.named.sentence == pair.sentence
    who = Who(pair.symbol, pair.named.start if here else None)
    start, end = _words(sentence, pair, here)
    unit = _unit(kind, pair, who)
    direction: Direction | None = opinion.direction
    return sentence.draft(
        kind, who, start, end, pair.number, unit, direction=direction, modality=opinion.modality, firm=_UNPROVEN
    )  # fmt: skip


def _words(sentence: Sentence, pair: Pair, here: bool) -> tuple[int, int]:
    if pair.number is not None:
        return pair.number.start, max(pair.number.end, pair.named.end if here else 0)
    start, end = sentence.clause(pair.named.start) if here else (0, len(sentence.text))
    inside = sentence.text[start:end]
    start += len(inside) - len(inside.lstrip(_TRAILING))
    return start, max(start + 1, start + len(inside.strip(_TRAILING)))


def _unit(kind: str, pair: Pair, who: Who) -> Unit | None:
    """What a bare number is counted in: points where an index moves, else what a level of the subject is printed in."""
    if pair.number is None:
        return None
    level = kind == "level" and pair.number.unit in ("percent", "points")
    if pair.number.unit is not None and not level:
        return pair.number.unit
    if kind == "change" and who.family == "index":
        return "points"
    found = instrument(who.symbol)
    return cast(Unit, found.unit) if found else None
