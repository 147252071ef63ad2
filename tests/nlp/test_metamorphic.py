"""Typography says nothing: the same article in other quotes, dashes, spaces and dates gives the same claims, quoted as they are printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest
from shared import ROOT

from tapecheck.ingest.article import Article
from tapecheck.ingest.source import articles
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds

ANCHOR = date(2025, 12, 12)
OWN = (
    "The S&P 500 rose 1.2% on Friday to 6,901.00 — its best day in weeks — while the Dow's gain was 0.4%.",
    "Gold fell 2.5% to $4,087.70 on December 9, 2025, the lowest since October 28, 2025. “It's over,” a trader said.",
    "Bitcoin is 27% below its October peak of $126,198. On Monday, December 8, bitcoin’s price was $92,441.",
    "Rates: the 10-year Treasury yield climbed 5 basis points to 4.18% – no one's surprise. The Nasdaq Composite: -0.7%.",
    "The Federal Reserve cut rates by 25 basis points on Wednesday. The Russell 2000 closed at a record on Thursday.",
)
_AMERICAN = re.compile(r"\b(October|December) ([0-9]{1,2})(?:, (2025))?")


def _british(found: re.Match[str]) -> str:
    return " ".join(part for part in (found[2], found[1], found[3]) if part)


WAYS: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda text: text.translate(str.maketrans("‘’“”", "''\"\"")),
    "curly quotes": lambda text: text.replace("'", "’"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
    "doubled spaces": lambda text: text.replace(" ", "  "),
    "hyphens for dashes": lambda text: re.sub(" [—–] ", " - ", text),
    "em dashes without spaces": lambda text: re.sub(" [—–] ", "—", text),
    "double hyphens": lambda text: re.sub(" [—–] ", " -- ", text),
    "minus signs": lambda text: text.replace("-", "\u2212"),
    "no-break hyphens": lambda text: text.replace("-", "\u2011"),
    "British dates": lambda text: _AMERICAN.sub(_british, text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "soft hyphens": lambda text: re.sub(r"\b([A-Za-z]{4})(?=[a-z]{3})", "\\1\u00ad", text),
    "zero-width": lambda text: re.sub(r"(?<=[a-z0-9])(?=[ ,.%])", "\u200b", text),
    "byte order mark": lambda text: "\ufeff" + text,
    "entities": lambda text: text.replace("&", "&amp;").replace("’", "&rsquo;").replace(" ", "&nbsp;"),
    "per cent": lambda text: re.sub(r"(?<=[0-9])%(?! to)", " per cent", text.replace("3.50% to", "3.50 to")),
    "percent": lambda text: re.sub(r"(?<=[0-9])%(?! to)", " percent", text.replace("3.50% to", "3.50 to")),
}


@cache
def _texts() -> dict[str, str]:
    samples = {
        one.id: one.text
        for name in ("gold-falls.txt", "october-slide.md", "small-caps-record.md")
        for one in articles(str(ROOT / "data/samples" / name))
        if isinstance(one, Article)
    }
    return {**samples, "own": "\n\n".join(OWN)}


@cache
def _reader() -> Reader:
    return Reader(kinds())


def read(text: str) -> tuple[Claim, ...]:
    return _reader().claims(Article(text=text, id="t"), ANCHOR)


def meaning(claim: Claim) -> tuple[Any, ...]:
    against = claim.reference
    return (
        claim.kind, claim.subject, claim.value, claim.value_high, claim.ulp, claim.unit, claim.direction, claim.comparator, claim.basis,
        claim.window, claim.modality, claim.confidence, against and (against.kind, against.value, against.window, against.subject),
    )  # fmt: skip


def said(text: str) -> Counter[tuple[Any, ...]]:
    return Counter(map(meaning, read(text)))


@pytest.mark.parametrize("way", WAYS)
def test_the_same_claims(way: str) -> None:
    for name, text in _texts().items():
        assert said(WAYS[way](text)) == said(text), name


@pytest.mark.parametrize("way", WAYS)
def test_quotes_are_what_is_printed(way: str) -> None:
    for text in map(WAYS[way], _texts().values()):
        for claim in read(text):
            assert text[claim.start : claim.end] == claim.quote
            assert claim.quote == claim.quote.strip("\u200b\u00ad")


def test_there_is_something_to_compare() -> None:
    assert len(read(_texts()["own"])) >= 10


def test_paragraphs_that_stand_alone_may_stand_anywhere() -> None:
    assert said("\n\n".join(reversed(OWN))) == said("\n\n".join(OWN)) == said("\n".join(OWN))


def test_other_digits_are_no_digits() -> None:
    assert not any(
        claim.value for claim in read("Gold fell ٢% on Friday. The S&P 500 rose １.２％ to ６,９０１.")
    )
