"""Pairs: every subject that a number of a sentence could belong to, and every subject that the sentence could say something of.

A claim is one (subject, kind, value). The grammar finds the values and the names; the model is asked of each pair of them what kind of claim
it is, if any. A sentence's subjects are the names in it, those of the sentences just before, and what the article is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.model.counts import counts
from tapecheck.nlp.numbers import Quantity
from tapecheck.nlp.subjects import OTHER, Mention

Relation = Literal["before", "after", "last", "near", "article"]
# Subjects from outside a sentence: of the three before it, then of the article's two most named.
_SENTENCES_BACK, _TOPICS, _MOST_FROM_CONTEXT = 3, 2, 6
# A name after its number is as far as one this many characters further before it.
_AFTER_COSTS = 40


class Place(NamedTuple):
    """Where a name or a number stands: the sentence's index in the article, offsets within the sentence."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject and a number of one sentence (`number` None: the sentence itself), and what the grammar knows of the two.

    `named` is where the subject's name stands, `relation` how that lies to the number; `drafts` are the grammar's proposals for just
    this pair; `names` and `numbers` count what stands between the two, `distance` is in characters.
    """

    sentence: int
    symbol: str
    named: Place
    relation: Relation
    number: Quantity | None
    drafts: tuple[Draft, ...]
    meant: bool
    names: int
    numbers: int
    distance: int


Subjects = Mapping[str, tuple[Relation, Place]]


def pairs_of(read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterator[Pair]:
    """The pairs of an article's sentences, in their order; `drafts` are the grammar's for each sentence."""
    topics = _topics(read)
    for at, sentence in enumerate(read):
        if not worth_asking(sentence, drafts[at]):
            continue
        named = _named(sentence)
        around = _around(read, at, named, topics)
        for number in (*_numbers(sentence), None):
            own = [draft for draft in drafts[at] if _same_number(draft, number)]
            for symbol, mentions in named.items():
                if not _of_a_bank(sentence, number) or symbol == _BANK:
                    yield _beside(at, sentence, symbol, mentions, number, _of(symbol, own))
            for symbol, (relation, place) in around.items():
                if _of_a_bank(sentence, number) and symbol != _BANK:
                    continue
                meant = symbol == sentence.prior
                far = number.start if number else 0
                yield Pair(at, symbol, place, relation, number, _of(symbol, own), meant, len(sentence.mentions), 0, far)  # fmt: skip


def spoken(read: Sequence[Sentence], pairs: Sequence[Pair]) -> list[str]:
    """The sentences' texts, empty where no pair needs the sentence: neither its number nor its subject stands there."""
    needed = {at for pair in pairs for at in (pair.sentence, pair.named.sentence)}
    return [sentence.text if at in needed else "" for at, sentence in enumerate(read)]


# A sentence without a number, a rank or a word of movement says nothing that could be checked.
_SAYS_SOMETHING = re.compile(
    r"[0-9]|\b(?:\w+est|records?|all-time|peak\w*|high\w*|low\w*|top\w*|bottom\w*|streak|straight|consecutive|row|outperform\w*|underperform\w*|"
    r"outpac\w*|lag\w*|beat\w*|correlat\w*|tandem|bear|bull|correction|average|cross|cut\w*|hik\w+|hold|held|steady|rose|ris\w+|fell|fall\w*|gain\w*|los[est]\w*|"
    r"drop\w*|climb\w*|jump\w*|surg\w*|slid\w*|slip\w*|sank|sink\w*|tumbl\w*|plung\w*|declin\w*|advanc\w*|rall\w+|eas\w+|edg\w+|retreat\w*|rebound\w*|"
    r"flat|unchanged|up|down|soar\w*|double\w*|tripl\w*|weak\w*|strength\w*|strong\w*|recover\w*|slump\w*|crash\w*|trad\w+|clos\w+)\b",
    re.IGNORECASE,
)


def worth_asking(sentence: Sentence, drafts: Sequence[Draft]) -> bool:
    """Whether a sentence could carry a claim at all."""
    return bool(drafts) or _SAYS_SOMETHING.search(sentence.text) is not None


def _numbers(sentence: Sentence) -> tuple[Quantity, ...]:
    """The sentence's quantities and its counts; where both read the same digits, a bare quantity gives way."""
    counted = [
        count
        for count in counts(sentence.text)
        if not any(q.unit is not None and _overlap(q, count) for q in sentence.quantities)
    ]
    printed = [
        q
        for q in sentence.quantities
        if not any(_overlap(q, count) for count in counted) and not _OFTEN.match(sentence.text, q.end)
    ]
    return tuple(sorted((*printed, *counted), key=lambda q: q.start))


# "The third straight cut" is nobody's but a central bank's.
_BANK, _ITS_COUNT = (
    "FED_FUNDS",
    re.compile(
        r"[\s-](?:straight|consecutive|successive|more)?\s?(?:Fed\s|(?:interest[\s-])?rate\s|quarter[\s-]point\s)*(?:cut|hike)s?\b"
    ),
)


def _of_a_bank(sentence: Sentence, number: Quantity | None) -> bool:
    return (
        number is not None
        and number.unit == "count"
        and _ITS_COUNT.match(sentence.text, number.end) is not None
    )


# How often something was so is no size of it: "has risen 75% of the time".
_OFTEN = re.compile(r"\sof\sthe\stime\b", re.IGNORECASE)


def _overlap(one: Quantity, other: Quantity) -> bool:
    return one.start < other.end and other.start < one.end


def _known(mentions: Sequence[Mention]) -> Iterator[Mention]:
    return (mention for mention in mentions if not mention.symbol.startswith(OTHER))


def _named(sentence: Sentence) -> dict[str, list[Mention]]:
    named: dict[str, list[Mention]] = {}
    for mention in _known(sentence.mentions):
        named.setdefault(mention.symbol, []).append(mention)
    return named


def _topics(read: Sequence[Sentence]) -> dict[str, Place]:
    """What the article is about: the most named subjects, each with the place of its first name."""
    first: dict[str, Place] = {}
    times = Counter[str]()
    for at, sentence in enumerate(read):
        for mention in _known(sentence.mentions):
            first.setdefault(mention.symbol, Place(at, mention.start, mention.end))
            times[mention.symbol] += 1
    return {symbol: first[symbol] for symbol, _ in times.most_common(_TOPICS)}


def _around(
    read: Sequence[Sentence], at: int, named: Container[str], topics: Mapping[str, Place]
) -> Subjects:
    found: dict[str, tuple[Relation, Place]] = {}
    for back in range(1, min(at, _SENTENCES_BACK) + 1):
        for mention in reversed(tuple(_known(read[at - back].mentions))):
            if mention.symbol not in named:
                relation: Relation = "last" if back == 1 else "near"
                place = Place(at - back, mention.start, mention.end)
                found.setdefault(mention.symbol, (relation, place))
    for symbol, place in topics.items():
        if symbol not in named:
            found.setdefault(symbol, ("article", place))
    return dict(list(found.items())[:_MOST_FROM_CONTEXT])


def _beside(
    at: int,
    sentence: Sentence,
    symbol: str,
    mentions: Sequence[Mention],
    number: Quantity | None,
    drafts: tuple[Draft, ...],
) -> Pair:
    if number is None:
        name, relation, (low, high) = mentions[0], "before", (0, 0)
    else:
        start, end = number.start, number.end
        name = min(mentions, key=lambda m: start - m.end if m.end <= start else _AFTER_COSTS + m.start - end)
        relation = "before" if name.start <= start else "after"
        low, high = (name.end, start) if relation == "before" else (end, name.start)
    return Pair(
        at, symbol, Place(at, name.start, name.end), "before" if relation == "before" else "after", number, drafts,
        symbol == sentence.prior, sum(low <= m.start < high for m in sentence.mentions),
        sum(low <= q.start < high for q in sentence.quantities), max(0, high - low),
    )  # fmt: skip


def _of(symbol: str, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    return tuple(draft for draft in drafts if draft.subject == symbol)


def _same_number(draft: Draft, number: Quantity | None) -> bool:
    if number is None or draft.value is None:
        return number is None and draft.value is None
    return abs(draft.value) == abs(number.value)
