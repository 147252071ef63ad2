"""The decision with the model: which of the grammar's drafts are claims, and what the grammar did not propose but the model sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from tapecheck.data import instrument
from tapecheck.nlp.claim import Direction, Unit
from tapecheck.nlp.decision import Decider, Decision, by_score
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.model.judge import Judge, Opinion
from tapecheck.nlp.model.pairs import Pair

# A claim that the model alone sees is read too loosely to be called false, and so is one whose time the model holds for wrong.
_UNPROVEN, _OUT_OF_TIME = 0.49, 0.4
_TRAILING = " \t\n,;:.–—-"


def decider(judge: Judge) -> Decider:
    """Decides by the model's opinion; what it was not asked about the grammar decides."""
    return partial(_decided, judge)


def _decided(judge: Judge, read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterator[Decision]:
    asked: set[int] = set()
    for opinion in judge.opinions(read, drafts):
        asked.update(map(id, opinion.pair.drafts))
        for kind, sure in opinion.kinds.items():
            if sure >= judge.card.threshold:
                yield _decision(read[opinion.pair.sentence], opinion, kind, sure, judge.card.name)
    unasked = [[draft for draft in own if id(draft) not in asked] for own in drafts]
    yield from by_score(read, unasked)


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
