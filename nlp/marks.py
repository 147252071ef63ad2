"""What is read, marked on a spaCy document: spans that stand exactly on the words, and typed values on them.

Where words end inside one of the document's tokens, that token is split, so that `span.text` is what was read; spans of other groups stay where
they were. Values are kept in `doc.user_data` as JSON text, so that `doc.to_bytes()` carries them; what reads them back registers with this module.
A span that begins or ends with a space cannot be a spaCy span: the space is left out, and only the value knows of it.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup, Token

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Sentence
from tapecheck.nlp.measuring.measure import BARE, Measure
from tapecheck.nlp.numbers import Quantity
from tapecheck.nlp.record import claim_of, record_of
from tapecheck.nlp.spelling import Piece
from tapecheck.nlp.times import TimeRef

_HOME = "tapecheck"
_CLAIM, _PUBLISHED = f"{_HOME}_claim_", f"{_HOME}_published"


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be set: character offsets into the document, its label, its id, and the JSON-ready value that it carries."""

    start: int
    end: int
    label: str
    id: str = ""
    value: Any = None


def mark(doc: Doc, group: str, marks: Sequence[Mark], name: str | None = None) -> None:
    """Sets `doc.spans[group]` to the marks, whose values are then found on their spans under `name`."""
    _split(doc, {cut for one in marks for cut in (one.start, one.end)})
    doc.spans[group] = [_span(doc, one) for one in marks if doc.text[one.start : one.end].strip()]
    if name is not None:
        _forget(doc, name)
        doc.user_data.update({_key(name, one.start, one.end): json.dumps(one.value) for one in marks})


def quantity_mark(piece: Piece, found: Quantity) -> Mark:
    """A quantity of a sentence; its unit is the label, `number` without one."""
    start, end = piece.printed(found.start, found.end)
    hedge = None if found.hedge_start is None else piece.printed(found.hedge_start, found.end)[0]
    moved = replace(found, start=start, end=end, hedge_start=hedge)
    numbers = {"value": str(moved.value), "ulp": str(moved.ulp)}
    high = {"value_high": None if moved.value_high is None else str(moved.value_high)}
    return Mark(moved.start, moved.end, found.unit or "number", value={**asdict(moved), **numbers, **high})


def measure_mark(piece: Piece, found: Measure) -> Mark:
    """A measure of a sentence; its label is the unit's own name, `number` without one."""
    label = "number" if found.name == BARE else found.name
    return replace(quantity_mark(piece, found.quantity), label=label)


def time_mark(sentence: Sentence, found: TimeRef) -> Mark:
    """A time of a sentence; how fine it is is the label."""
    start, end = sentence.printed(found.start, found.end)
    window = [day.isoformat() for day in found.window]
    value = {**asdict(replace(found, start=start, end=end)), "window": window}
    return Mark(start, end, found.kind, value=value)


def mark_claims(doc: Doc, claims: Sequence[Claim]) -> None:
    """Sets `doc.spans["claims"]` and `doc._.claims`; the label of a span is the kind, its id the claim's."""
    mark(doc, "claims", [Mark(claim.start, claim.end, claim.kind, claim.id) for claim in claims])
    _forget(doc, "claim")
    doc.user_data.update({f"{_CLAIM}{claim.id}": json.dumps(record_of(claim)) for claim in claims})


def _key(name: str, start: int, end: int) -> str:
    return f"{_HOME}_{name}_{start}_{end}"


def _forget(doc: Doc, name: str) -> None:
    """Drops what an earlier reading of the document had left."""
    for key in [key for key in doc.user_data if isinstance(key, str) and key.startswith(f"{_HOME}_{name}_")]:
        del doc.user_data[key]


def _span(doc: Doc, one: Mark) -> Span:
    words = doc.text[one.start : one.end]
    start, end = one.start + len(words) - len(words.lstrip()), one.end - len(words) + len(words.rstrip())
    span = doc.char_span(start, end, label=one.label, span_id=one.id, alignment_mode="expand")
    assert span is not None, "a mark lies outside the text"
    return span


def _split(doc: Doc, cuts: Iterable[int]) -> None:
    """Splits the tokens that a cut goes through."""
    within: dict[int, list[int]] = {}
    starts = [token.idx for token in doc]
    for cut in sorted(cuts):
        place = bisect_left(starts, cut) - 1
        if place >= 0 and cut < starts[place] + len(doc[place]):
            within.setdefault(place, []).append(cut - starts[place])
    if within:
        _split_tokens(doc, within)


def _split_tokens(doc: Doc, within: Mapping[int, Sequence[int]]) -> None:
    """Splits tokens, given by their number, at characters of theirs, and puts the groups of spans back on their words."""
    groups = {name: _offsets(group) for name, group in doc.spans.items()}
    with doc.retokenize() as retokenizer:
        for place, inside in within.items():
            token = doc[place]
            parts = [token.text[a:b] for a, b in zip([0, *inside], [*inside, None], strict=True)]
            retokenizer.split(token, parts, _heads(token, len(parts)))
    for name, (offsets, attributes) in groups.items():
        spans = [doc.char_span(start, end, label, kb, span_id=id) for start, end, label, kb, id in offsets]
        kept = [span for span in spans if span is not None]
        doc.spans[name] = SpanGroup(doc, name=name, attrs=dict(attributes), spans=kept)


def _heads(token: Token, parts: int) -> list[Token | tuple[Token, int]]:
    """The first part keeps the token's place in the sentence's tree, the others hang on it."""
    own = (token, 0) if token.head == token else token.head
    return [own, *[(token, 0)] * (parts - 1)]


def _offsets(group: SpanGroup) -> tuple[list[tuple[int, int, str, str, str]], Mapping[str, Any]]:
    """The spans of a group by their characters, which splitting a token does not move, with their labels and ids; and what the group says."""
    return [(s.start_char, s.end_char, s.label_, s.kb_id_, s.id_) for s in group], group.attrs


def _value(span: Span, name: str) -> Any:
    found = span.doc.user_data.get(_key(name, span.start_char, span.end_char))
    return None if found is None else json.loads(found)


def _quantity(span: Span) -> Quantity | None:
    found = _value(span, "quantity")
    if found is None:
        return None
    numbers = {name: found[name] and Decimal(found[name]) for name in ("value", "ulp", "value_high")}
    return Quantity(**{**found, **numbers})


def _when(span: Span) -> TimeRef | None:
    found = _value(span, "when")
    if found is None:
        return None
    first, last = map(date.fromisoformat, found["window"])
    return TimeRef(**{**found, "window": (first, last)})


def _symbol(span: Span) -> str | None:
    found: str | None = _value(span, "symbol")
    return found


def _claim(span: Span) -> Claim | None:
    found = span.doc.user_data.get(f"{_CLAIM}{span.id_}")
    return None if found is None else claim_of(json.loads(found))


def _claims(doc: Doc) -> tuple[Claim, ...]:
    """Python keeps the order in which the claims were put there, and so do the document's bytes."""
    kept = [value for key, value in doc.user_data.items() if isinstance(key, str) and key.startswith(_CLAIM)]
    return tuple(claim_of(json.loads(record)) for record in kept)


def _published(doc: Doc) -> str | None:
    found: str | None = doc.user_data.get(_PUBLISHED)
    return found


def _set_published(doc: Doc, moment: str | date | datetime | None) -> None:
    doc.user_data[_PUBLISHED] = moment.isoformat() if isinstance(moment, date) else moment


Span.set_extension("quantity", getter=_quantity)
Span.set_extension("when", getter=_when)
Span.set_extension("symbol", getter=_symbol)
Span.set_extension("claim", getter=_claim)
Doc.set_extension("claims", getter=_claims)
Doc.set_extension("published", getter=_published, setter=_set_published)
