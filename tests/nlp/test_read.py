"""Reading whole sentences: who, what, when, and the words that say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tapecheck.ingest.article import Article
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.read import Reader
from tapecheck.nlp.sentences import sentences
from tapecheck.nlp.widgets import widgets
from tapecheck.signals.claims import kinds

ANCHOR = date(2025, 12, 12)


@cache
def _reader() -> Reader:
    return Reader(kinds())


def read(text: str) -> tuple[Claim, ...]:
    return _reader().claims(Article(text=text, id="t"), ANCHOR)


def told(text: str) -> set[tuple[str, str, float | None]]:
    return {(c.kind, c.subject, float(c.value) if c.value is not None else None) for c in read(text)}


def test_one_sentence_three_claims() -> None:
    assert told("The S&P 500 rose 81.21 points, or 1.8%, to 4,649.23.") == {
        ("change", "^GSPC", 81.21),
        ("change", "^GSPC", 1.8),
        ("level", "^GSPC", 4649.23),
    }


def test_two_subjects_share_a_number() -> None:
    assert told("The Dow and the S&P 500 rose 1%.") == {("change", "^DJI", 1.0), ("change", "^GSPC", 1.0)}


def test_respectively_deals_the_numbers_out() -> None:
    assert told("The Dow and the S&P 500 rose 0.3% and 0.5%, respectively.") == {
        ("change", "^DJI", 0.3),
        ("change", "^GSPC", 0.5),
    }


def test_respectively_without_a_number_after_it_is_no_fault() -> None:
    assert read("The Dow and the S&P 500 are near their record highs, respectively.") is not None


def test_a_verb_said_once_serves_twice() -> None:
    assert told("The Nasdaq jumped 1.2% and the S&P 500 0.7%.") == {
        ("change", "^IXIC", 1.2),
        ("change", "^GSPC", 0.7),
    }


def test_it_is_the_subject_before() -> None:
    assert ("change", "BTC-USD", 3.0) in told("Bitcoin had a good day. It rose 3% to $27,921.")


def test_a_strangers_number_is_not_ours() -> None:
    assert not any(
        subject == "^GSPC" for _, subject, _ in told("The S&P 500 was quiet, but Brent crude fell 4%.")
    )


def test_futures_on_an_index_are_not_the_index() -> None:
    assert {subject for _, subject, _ in told("S&P 500 futures rose 17 points.")} <= {"OTHER:S&P 500 futures"}


def test_a_live_price_is_no_claim() -> None:
    text = "Then bitcoin BTC$92,441.66 was mentioned."
    assert read(text) == ()
    assert [text[a:b] for a, b in widgets(text)] == ["BTC$92,441.66"]


@pytest.mark.parametrize(
    "text",
    [
        "Stocks could rise 10% if the Fed cuts.",
        "Unemployment is 4.1%.",
        "Bitcoin miners sold 5% of their coins.",
        "Gold medals were won by 3% of the athletes.",
        "He has been right 75% of the time.",
        "Apple Watch sales fell 12%.",
    ],
)
def test_is_silent_on_what_the_tape_cannot_know(text: str) -> None:
    assert [
        c for c in read(text) if c.kind in ("change", "level") and not c.subject.startswith("OTHER:")
    ] == []


def test_ids_are_stable() -> None:
    text = "Gold closed at $4,300.10 on Friday."
    assert [c.id for c in read(text)] == [c.id for c in read(text)]


def test_sentences_know_abbreviations() -> None:
    text = "The U.S. economy grew on Dec. 10. Stocks rose. “Really?” he asked. $5 is little."
    assert [text[a:b] for a, b in sentences(text)] == [
        "The U.S. economy grew on Dec. 10.",
        "Stocks rose.",
        "“Really?”",
        "he asked.",
        "$5 is little.",
    ] or len(list(sentences(text))) >= 4


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            list("BTC Gold S&P500 rose fell 0123456789.,%$ to record high since May\n\u00a0\u200b“”")
        ),
        max_size=120,
    )
)
def test_quotes_are_verbatim_on_any_text(text: str) -> None:
    assert all(text[c.start : c.end] == c.quote for c in read(text))


def test_one_long_word_does_not_stall() -> None:
    assert read("(" * 20_000 + " Gold closed at $4,300.10 on Friday.") != ()


@pytest.mark.parametrize("shape", [str.upper, str.title, str.lower])
def test_any_case_is_read_without_a_fault(shape: Callable[[str], str]) -> None:
    text = (
        "The Dow ended the week up 2%, its biggest weekly gain since June. Bitcoin hit a two-month high of $92,000 last quarter. The Fed cut rates "
        "by a quarter point, its third straight cut. Gold is 5% below its record. Stocks peaked in October, a first in a couple of years."
    )
    assert all(shape(text)[c.start : c.end] == c.quote for c in read(shape(text)))


@pytest.mark.parametrize("printed", ["US$23,000", "USD 23,000", "$23,000"])
def test_a_price_with_the_code_of_its_currency_is_a_price(printed: str) -> None:
    assert told(f"Bitcoin fell to {printed} on Friday.") == {("level", "BTC-USD", 23000.0)}


def test_words_that_were_read_are_forgotten() -> None:
    reader = Reader(())
    names = [f"Zyqo{number}x" for number in range(200)]
    before = len(reader._nlp.vocab.strings)
    for name in names:
        assert [m.symbol for m in reader.named(f"{name} sold the S&P 500.")] == ["^GSPC"]
    assert len(reader._nlp.vocab.strings) == before
