"""Text that is made to hurt: it costs the claims around it nothing, it is bounded, and what is not read is said."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapecheck
from tapecheck.ingest.article import Article
from tapecheck.ingest.body import read_page
from tapecheck.ingest.bounds import MAX_ELEMENTS, MAX_PAGE, MAX_TEXT, MAX_TITLE, bounded
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.read import Reader
from tapecheck.nlp.sentences import MAX_SENTENCE, sentences
from tapecheck.signals.claims import kinds
from tapecheck.signals.tape.memory import MemoryTape

ANCHOR = date(2025, 12, 12)
BEFORE = "The S&P 500 rose 1.2% on Friday to 6,901.00."
AFTER = "Gold fell 2.5% on Thursday."
UNITS = (
    "(",
    "$",
    "-",
    "%",
    "1",
    "a",
    "a-",
    "$1,",
    "1,",
    "www.a.",
    "\u200b",
    "\u00ad",
    "\u0663",
    "é\u0301",
    "&amp;",
    "'",
    '"',
    "|",
    ".",
)


@cache
def _reader() -> Reader:
    return Reader(kinds())


def read(text: str) -> tuple[Claim, ...]:
    return _reader().claims(Article(text=text, id="t"), ANCHOR)


def said(text: str) -> list[tuple[str, str, str, object]]:
    return [(c.quote, c.kind, c.subject, c.window) for c in read(text)]


@pytest.mark.parametrize("unit", UNITS)
def test_garbage_between_paragraphs_changes_no_claim(unit: str) -> None:
    garbage = unit * (5_000 // len(unit))
    assert said(f"{BEFORE}\n\n{garbage}\n\n{AFTER}") == said(f"{BEFORE}\n\n{AFTER}")


def test_a_hundred_kilobytes_of_it_change_none_either() -> None:
    assert said(f"{BEFORE}\n\n{'(' * 100_000}\n\n{AFTER}") == said(f"{BEFORE}\n\n{AFTER}")


def test_a_sentence_without_an_end_is_read_in_parts() -> None:
    text = "so it went on and on, " * 400 + "and gold fell 2.5% on Thursday"
    spans = list(sentences(text))
    assert max(end - start for start, end in spans) <= MAX_SENTENCE
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert ("change", "GC=F") in {(c.kind, c.subject) for c in read(text)}


def test_a_long_text_is_cut_between_paragraphs_and_says_so() -> None:
    article = Article(text=f"{BEFORE}\n\n" * 6_000, id="t", title="T" * 5_000)
    within = bounded(article)
    assert len(within.text) <= MAX_TEXT
    assert within.text.endswith(BEFORE)
    assert within.title == "T" * MAX_TITLE
    assert within.flags == ("truncated",)
    assert bounded(within) is within


def test_a_word_without_an_end_is_cut_too() -> None:
    assert len(bounded(Article(text="9" * 5_000_000, id="t")).text) == MAX_TEXT


def test_what_is_short_enough_stays_as_it_is() -> None:
    article = Article(text=BEFORE, id="t")
    assert bounded(article) is article


def test_a_report_says_that_not_all_was_read() -> None:
    text = f"{BEFORE}\n\n" + "Nothing else happened at all. " * 10_000
    report = tapecheck.check(text, "2025-12-12", tape=MemoryTape({}), reading="grammar")
    assert report.article.flags == ("truncated",)
    assert len(report.findings) == 2
    assert '"truncated"' in report.to_json()


PARAGRAPH = (
    f"<p>{BEFORE} Nobody knew why it had done so in such a hurry, least of all those who had bought it.</p>"
)


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body>{PARAGRAPH * 3}{'<b>x</b>' * (MAX_ELEMENTS + 10)}</body></html>",
        f"<html><body>{PARAGRAPH * 3}<!--{'x' * MAX_PAGE}--></body></html>",
    ],
)
def test_a_page_is_read_as_far_as_its_bounds_and_says_so(page: str) -> None:
    article = read_page(page.encode(), "page")
    assert "truncated" in article.flags
    assert BEFORE in article.text


WORDS = st.sampled_from(
    ("The S&P 500", "gold", "rose", "fell", "1.2%", "$1", "1,", "since", "record", "high", "of", "to", "from", "Friday", "December", "12",
     "2025", "9" * 300, "0", "-", "—", "(", ")", "the", "first time in", "years", "straight", "weeks", "respectively", "moving average",
     "\u0663", "ſix", "basis points", "per cent", "billion", "\n", ". ", "'s", "\ud800", "\u200b", "&#0;", "decades", "9999", "ago", "cut rates")
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=300))
def test_reading_never_raises_and_quotes_what_is_there(text: str) -> None:
    for claim in read(text):
        assert text[claim.start : claim.end] == claim.quote
