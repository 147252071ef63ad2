"""The reading stage inside a spaCy pipeline: each component alone, all together, and through bytes."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

import tapecheck
from tapecheck.errors import BadOption, NoDay

DAY = "2025-12-12"
TEXT = (
    "The S&P 500 rose 1.8% on Thursday to 6,901.00. Bitcoin is now 27% below its October peak of $92,578.40, and\n"
    "gold miners bought $8.2bn of debt. Then bitcoin BTC$92,441.66 was mentioned."
)
ALL = ("tapecheck_numbers", "tapecheck_times", "tapecheck_subjects", "tapecheck_claims")


@cache
def pipeline(*names: str, day: str | None = DAY) -> Language:
    nlp = spacy.blank("en")
    for name in names:
        dated = name in ("tapecheck_times", "tapecheck_claims")
        nlp.add_pipe(name, config={"day": day} if dated and day else {})
    return nlp


def texts(spans: Sequence[Span]) -> list[str]:
    return [span.text for span in spans]


def test_numbers_alone() -> None:
    doc = pipeline("tapecheck_numbers")(TEXT)
    spans = doc.spans["tapecheck_numbers"]
    assert [(span.text, span.label_) for span in spans] == [
        ("500", "number"), ("1.8%", "percent"), ("6,901.00", "number"), ("27%", "percent"), ("$92,578.40", "usd"), ("$8.2bn", "usd"),
    ]  # fmt: skip
    quantity = spans[5]._.quantity
    assert (quantity.value, quantity.ulp, quantity.unit) == (8_200_000_000, 100_000_000, "usd")
    assert (quantity.start, quantity.end) == (spans[5].start_char, spans[5].end_char)


def test_a_range_and_a_hedge_come_back_whole() -> None:
    doc = pipeline("tapecheck_numbers")("Quiet. It rose about 3%. Rates are 3.50% to 3.75%.")
    about, wide = (span._.quantity for span in doc.spans["tapecheck_numbers"])
    assert doc.text[about.hedge_start : about.start] == "about "
    assert (wide.value, wide.value_high, wide.comparator) == (Decimal("3.50"), Decimal("3.75"), "range")


def test_every_number_is_marked_with_what_it_counts() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("tapecheck_numbers", config={"every": True})
    doc = nlp("In 2024 nine crews brought 1.5 million barrels, about 3% more, to Pier 7.")
    spans = doc.spans["tapecheck_numbers"]
    assert [(span.text, span.label_, span._.quantity.unit) for span in spans] == [
        ("nine crews", "crew", "other"), ("1.5 million barrels", "barrel", "other"), ("3%", "percentage", "percent"),
    ]  # fmt: skip
    assert spans[2]._.quantity.comparator == "approx"


def test_times_alone() -> None:
    doc = pipeline("tapecheck_times")(TEXT)
    spans = doc.spans["tapecheck_times"]
    assert [(span.text, span.label_, span._.when.window) for span in spans] == [
        ("Thursday", "day", (date(2025, 12, 11), date(2025, 12, 11))),
        ("October", "month", (date(2025, 10, 1), date(2025, 10, 31))),
    ]
    assert all((s._.when.start, s._.when.end) == (s.start_char, s.end_char) for s in spans)


def test_subjects_alone() -> None:
    doc = pipeline("tapecheck_subjects")(TEXT)
    spans = doc.spans["tapecheck_subjects"]
    assert [(span.text, span.label_, span._.symbol) for span in spans][:2] == [
        ("S&P 500", "^GSPC", "^GSPC"),
        ("Bitcoin", "BTC-USD", "BTC-USD"),
    ]
    assert ("gold miners", "OTHER", "OTHER:gold miners") in [
        (span.text, span.label_, span._.symbol) for span in spans
    ]


def test_claims_alone_are_those_of_a_check() -> None:
    doc = pipeline("tapecheck_claims")(TEXT)
    report = tapecheck.check(TEXT, published=DAY, tape="almanac")
    assert doc._.claims == tuple(finding.claim for finding in report.findings)
    assert [span._.claim for span in doc.spans["claims"]] == list(doc._.claims)
    assert [(s.text, s.label_, s.id_) for s in doc.spans["claims"]] == [
        (claim.quote, claim.kind, claim.id) for claim in doc._.claims
    ]
    assert len({(s.start_char, s.end_char) for s in doc.spans["claims"]}) < len(doc._.claims)


def test_only_the_kinds_asked_for() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("tapecheck_claims", config={"day": DAY, "kinds": ["level"]})
    assert {claim.kind for claim in nlp(TEXT)._.claims} == {"level"}


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2025-12-05", date(2025, 12, 4)),
        (date(2025, 12, 5), date(2025, 12, 4)),
        (datetime(2025, 12, 6, 2, tzinfo=UTC), date(2025, 12, 4)),
        ("2025-12-11T23:30:00-05:00", date(2025, 12, 11)),
    ],
)
def test_a_documents_own_day_comes_first(published: Any, day: date) -> None:
    nlp = pipeline("tapecheck_times", "tapecheck_claims")
    doc = nlp.make_doc(TEXT)
    doc._.published = published
    doc = nlp(doc)
    assert doc.spans["tapecheck_times"][0]._.when.window == (day, day)


@pytest.mark.parametrize("name", ["tapecheck_times", "tapecheck_claims"])
def test_without_a_day_it_says_what_to_do(name: str) -> None:
    with pytest.raises(NoDay, match=rf"{name}: .*set doc\._\.published"):
        pipeline(name, day=None)(TEXT)


@pytest.mark.parametrize("config", [{"day": "soon"}, {"day": DAY, "kinds": ["mood"]}])
def test_settings_that_make_no_sense_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(BadOption, match=r"'soon' is no time|unknown mood; known are change"):
        spacy.blank("en").add_pipe("tapecheck_claims", config=config)
    doc = pipeline("tapecheck_claims", day=None).make_doc(TEXT)
    doc._.published = "soon"
    with pytest.raises(BadOption, match=r"doc\._\.published: 'soon' is no time"):
        pipeline("tapecheck_claims", day=None)(doc)


def told(doc: Doc) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: [
            (
                s.start_char,
                s.end_char,
                s.text,
                s.label_,
                s.id_,
                s._.quantity,
                s._.when,
                s._.symbol,
                s._.claim,
            )
            for s in group
        ]
        for name, group in doc.spans.items()
    }


def test_bytes_carry_everything() -> None:
    doc = pipeline(*ALL)(TEXT)
    assert set(doc.spans) == {"tapecheck_numbers", "tapecheck_times", "tapecheck_subjects", "claims"}
    doc._.published = DAY
    again = Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes())
    assert (again._.claims, again._.published, told(again)) == (doc._.claims, DAY, told(doc))


def test_a_saved_pipeline_is_the_same(tmp_path: Path) -> None:
    pipeline(*ALL).to_disk(tmp_path)
    assert told(spacy.load(tmp_path)(TEXT)) == told(pipeline(*ALL)(TEXT))


def test_documents_come_back_from_other_processes() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads of a library
        (doc,) = pipeline(*ALL).pipe([TEXT], n_process=2)
    assert told(doc) == told(pipeline(*ALL)(TEXT))


def test_splitting_a_token_moves_nothing_else() -> None:
    nlp = pipeline("tapecheck_numbers")
    doc = nlp.make_doc("Gold rose.Then 5%ish of Apple fell 3%x2.")
    doc.spans["mine"] = [doc.char_span(24, 29, label="FIRM", span_id="7")]
    doc.spans["mine"].attrs["by"] = "hand"
    doc.ents = [doc.char_span(24, 29, label="ORG")]
    before = len(doc)
    doc = nlp(doc)
    assert len(doc) > before
    assert texts(doc.spans["tapecheck_numbers"]) == ["5%", "3%", "2"]
    (mine,) = doc.spans["mine"]
    assert (mine.text, mine.label_, mine.id_, doc.spans["mine"].attrs) == (
        "Apple",
        "FIRM",
        "7",
        {"by": "hand"},
    )
    assert texts(doc.ents) == ["Apple"]
    assert doc.text == "Gold rose.Then 5%ish of Apple fell 3%x2."


def test_read_again_is_the_same() -> None:
    nlp = pipeline(*ALL)
    once = told(nlp(TEXT))
    assert told(nlp(nlp(TEXT))) == once


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["BTC", "Gold", "S&P 500", "rose", "fell", "3%", "$8.2bn", "5bp", ".", ", ", " ", "\n", "\n\n", "\u00a0", "to", "record", "high", "since May", "1e", "-", "x"]
        ),
        max_size=24,
    )
)  # fmt: skip
def test_spans_stand_exactly_on_their_words(words: list[str]) -> None:
    text = "".join(words)
    doc = pipeline(*ALL)(text)
    assert doc.text == text
    for name, value in (("tapecheck_numbers", "quantity"), ("tapecheck_times", "when")):
        for span in doc.spans[name]:
            found = getattr(span._, value)
            assert (found.text, found.start, found.end) == (span.text, span.start_char, span.end_char)
    for span in doc.spans["claims"]:
        assert span.text == span._.claim.quote.strip()
        assert span._.claim.start <= span.start_char <= span.end_char <= span._.claim.end
