"""Reading: an article in, its claims out.

The sentences are read by real spaCy (tokenizer and matcher) and our own grammar; every kind of claim then proposes drafts, and a
decider says which are claims. The decider is an argument: without a model the grammar decides by the drafts' scores.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

import spacy

from tapecheck.ingest.article import Article
from tapecheck.nlp.claim import Claim, Window
from tapecheck.nlp.coverage import Coverage, coverage_of
from tapecheck.nlp.decision import SHARES_ITS_NUMBER, Decider, Decision, by_score
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity, quantities
from tapecheck.nlp.sentences import sentences
from tapecheck.nlp.spelling import Piece, spelled
from tapecheck.nlp.subjects import Mention, matcher, mentions
from tapecheck.nlp.times import TimeRef, times
from tapecheck.nlp.widgets import widgets

MAX_WORD = 256


class Proposer(Protocol):
    """What reading needs of a kind of claim."""

    @property
    def name(self) -> str:
        """The kind's word in the output."""

    def propose(self, sentence: Sentence) -> Iterable[Draft]:
        """Drafts of this kind in a sentence."""


def pieces(text: str) -> Iterator[Piece]:
    """Each sentence as it is read: in the grammar's spelling, widgets blanked."""
    whole = spelled(text)
    asides = widgets(whole.text)
    for start, end in sentences(whole.text):
        yield Piece(_blanked(whole.text[start:end], start, asides), start, whole)


class Reader:
    """Reads articles with a fixed set of kinds. Building one costs some tens of milliseconds; reading is then cheap."""

    def __init__(self, kinds: Sequence[Proposer], decide: Decider = by_score) -> None:
        self._kinds = kinds
        self._names = frozenset(kind.name for kind in kinds)
        self._decide = decide
        self._nlp = spacy.blank("en")
        self._phrases = matcher(self._nlp)

    def claims(self, article: Article, anchor: date) -> tuple[Claim, ...]:
        """The claims of an article that speaks from the day `anchor`, in the order of the text."""
        return self.read(article, anchor)[0]

    def read(self, article: Article, anchor: date) -> tuple[tuple[Claim, ...], Coverage]:
        """The claims, and how much of what could have been one they cover."""
        read, drafts = self.proposed(article, anchor)
        decided = _settled(d for d in self._decide(read, drafts) if d.draft.kind in self._names)
        found = _distinct(_claim(article, *decision) for decision in decided)
        claims = tuple(sorted(found, key=lambda c: (c.start, c.end, c.kind, c.subject)))
        return claims, coverage_of(read, claims)

    def proposed(
        self, article: Article, anchor: date
    ) -> tuple[tuple[Sentence, ...], tuple[tuple[Draft, ...], ...]]:
        """The sentences of an article and every draft that the kinds propose in each."""
        read = tuple(self.sentences(article.text, anchor, uncertain=_uncertain(article)))
        return read, tuple(self._proposed(sentence) for sentence in read)

    def _proposed(self, sentence: Sentence) -> tuple[Draft, ...]:
        return tuple(draft for kind in self._kinds for draft in kind.propose(sentence))

    def sentences(self, text: str, anchor: date, *, uncertain: bool = False) -> Iterator[Sentence]:
        """The sentences of a text as the grammar reads them, context carried along; `uncertain` where the anchor may be a day off."""
        prior, last = _Prior(), 0
        elsewhen: date | None = None
        recent: tuple[tuple[TimeRef, ...], ...] = ()
        for one in pieces(text):
            piece = one.text
            elsewhen = None if "\n" in one.whole.text[last : one.start] else elsewhen
            named = self.named(piece)
            found = tuple(
                t for t in times(piece, anchor) if not any(t.start < m.end and t.end > m.start for m in named)
            )
            yield Sentence(
                piece, one.printed(0, 0)[0], anchor, _plain(piece, found, named), found, named, prior.meant(piece), elsewhen, uncertain,
                tuple(t.window for before in recent for t in before), one,
            )  # fmt: skip
            prior.note(named)
            last, elsewhen = one.start + len(piece), _elsewhen(found, anchor, elsewhen)
            recent = (*recent[1 - _STILL_IN_MIND :], found)

    def named(self, piece: str) -> tuple[Mention, ...]:
        """The names in a sentence; offsets index into it. Its words are forgotten: spaCy would keep every one it ever saw."""
        with self._nlp.memory_zone():
            return mentions(self._nlp.make_doc(_broken(piece)), self._phrases)


_LEAD = r"^\W*(?:(?:currently|today|year-to-date|now|meanwhile|overall|still|so far)\b,?\s)?(?:up|down|rose|fell|gained|lost|trading|off|settled|closed)\b"
_IT = rf"\b(?:it|its|itself|which)\b|{_LEAD}"
_STAYS = {
    family: re.compile(rf"{_IT}|\b(?:{nouns})\b", re.IGNORECASE)
    for family, nouns in {
        "index": r"(?:the|this|blue[\s-]chip|benchmark|tech-heavy|small-cap|broad(?:er)?)\s(?:index|benchmark|gauge|average|measure|composite)|indexes",
        "crypto": r"(?:the|this|flagship|leading|largest|top|digital)\s(?:crypto(?:currency)?|coin|token|asset|currency|digital\s(?:asset|currency)|market)|(?:the|its|current|spot)\sprices?|prices?",
        "future": r"(?:the|this|precious|yellow|white)\s(?:metal|commodity|contract)|prices?|futures|crude|oil|contract|settlement",
        "stock": r"the\s(?:stock|shares|company['’]s\s(?:stock|shares))|shares",
        "etf": r"the\s(?:fund|ETF|shares)|shares",
        "fx": r"the\s(?:currency|pair|single\scurrency)",
        "rate": r"(?:the|its)\s(?:yield|benchmark|rate)|yields?",
    }.items()
}


class _Prior:
    """What an "it" would mean: the last subject with prices, kept while the text stays with it."""

    def __init__(self) -> None:
        self._last: str | None = None

    def note(self, named: Sequence[Mention]) -> None:
        priced = [m.symbol for m in named if Who(m.symbol, m.start).priced]
        if named:
            self._last = priced[0] if priced else None

    def meant(self, piece: str) -> str | None:
        """The subject that the sentence stays with, if a word of it says that it does."""
        family = Who(self._last, None).family if self._last else None
        stays = _STAYS.get(family or "")
        return self._last if stays is not None and stays.search(piece) else None


def _claim(article: Article, sentence: Sentence, draft: Draft, sure: float, origin: str) -> Claim:
    start, end = sentence.printed(draft.start, draft.end)
    quote = article.text[start:end]
    key = "|".join(map(str, (article.id, start, end, draft.kind, draft.subject, draft.value)))
    return Claim(
        id="c-" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:12],
        start=start, end=end, quote=quote, kind=draft.kind, subject=draft.subject, value=draft.value, value_text=draft.value_text,
        ulp=draft.ulp, value_high=draft.value_high, unit=draft.unit, direction=draft.direction, comparator=draft.comparator,
        basis=draft.basis, window=draft.window, window_text=draft.window_text, nearby=_nearby(sentence, draft), reference=draft.reference,
        attributed_to=draft.attributed_to or sentence.source(), modality=draft.modality, origin=origin, confidence=round(sure * draft.firm, 3),
    )  # fmt: skip


def _nearby(sentence: Sentence, draft: Draft) -> tuple[Window, ...]:
    """The past times in sight of a claim that names none of its own, each once."""
    if draft.window_text is not None:
        return ()
    seen = (*(t.window for t in sentence.times), *sentence.recent)
    return tuple(dict.fromkeys(window for window in seen if window[0] < sentence.anchor))


def _uncertain(article: Article) -> bool:
    """Whether nothing says for certain which day the article speaks from."""
    return "date_uncertain" in article.flags and article.as_of is None


def _elsewhen(found: Sequence[TimeRef], anchor: date, before: date | None) -> date | None:
    """The day that a paragraph has gone back to after a sentence with these times; one without any stays where it was."""
    if not found:
        return before
    latest = max(found, key=lambda t: t.window[1])
    recent = anchor if latest.kind in ("month", "quarter", "year") else anchor - timedelta(days=_JUST_NOW)
    return latest.window[1] if latest.window[1] < recent else None


# How many sentences back a time may still be the one meant.
_STILL_IN_MIND = 3
# A paragraph that has told of this week is still about now.
_JUST_NOW = 7


def _blanked(piece: str, start: int, asides: Sequence[tuple[int, int]]) -> str:
    """The sentence with widgets replaced by blanks of the same length."""
    for a, b in asides:
        a, b = max(0, a - start), min(len(piece), b - start)
        if a < b:
            piece = piece[:a] + " " * (b - a) + piece[b:]
    return piece


def _broken(piece: str) -> str:
    """Very long words stall the tokenizer for minutes; they are blanked, never a name of ours."""
    if len(piece) <= MAX_WORD or max(map(len, piece.split()), default=0) <= MAX_WORD:
        return piece
    return " ".join(w if len(w) <= MAX_WORD else " " * len(w) for w in piece.split(" "))


def _plain(piece: str, found: Sequence[TimeRef], named: Sequence[Mention]) -> tuple[Quantity, ...]:
    """Quantities that are part neither of a date nor of a name ("S&P 500", "10-year")."""
    dated = [(t.start, t.end) for t in found]
    own = [(m.start, m.end) for m in named]
    return tuple(
        q
        for q in quantities(piece)
        if not _touches(q, own) and (q.unit is not None or not _touches(q, dated))
    )


def _touches(q: Quantity, spans: Sequence[tuple[int, int]]) -> bool:
    return any(q.start < end and q.end > start for start, end in spans)


def _settled(decided: Iterable[Decision]) -> list[Decision]:
    """One number of one subject is one claim: the best-scored kind keeps it."""
    best: dict[tuple[object, ...], Decision] = {}
    for decision in decided:
        draft = decision.draft
        key: tuple[object, ...] = (
            decision.sentence.start,
            draft.subject,
            draft.value_text,
            draft.value,
            draft.kind if draft.value is None else draft.unit,
        )
        if draft.value is not None and draft.kind in SHARES_ITS_NUMBER:
            key = (*key, draft.kind)
        if key not in best or decision.sure > best[key].sure:
            best[key] = decision
    return list(best.values())


def _distinct(claims: Iterable[Claim]) -> Iterable[Claim]:
    return {(c.start, c.end, c.kind, c.subject, c.value): c for c in claims}.values()
