"""What goes beyond the referee: calibration, slices, mistakes, the picture, labels without verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tapecheck.evaluation.calibration import bins, calibration_error
from tapecheck.evaluation.gold import Labelled
from tapecheck.evaluation.matching import sentence_spans
from tapecheck.evaluation.mistakes import mistakes
from tapecheck.evaluation.outcome import Outcome, outcome_of
from tapecheck.evaluation.page import page
from tapecheck.evaluation.plot import svg
from tapecheck.evaluation.record import evaluation_of, record
from tapecheck.evaluation.scores import figures_of
from tapecheck.evaluation.slices import ENOUGH, ENOUGH_ARTICLES, slices, worst, worst_origins
from tapecheck.evaluation.statement import Answer, Label
from tapecheck.ingest.article import Article, Precision

TEXT = "The S&P 500 rose 1%. Gold fell 2%."


def label(
    value: float = 1, kind: str = "change", subject: str = "^GSPC", verdict: str | None = "supported"
) -> Label:
    return Label(
        0, 19, TEXT[:19], kind, subject, value, "percent", "up", "eq", None, "asserted", verdict, "1%"
    )


def answer(
    value: float = 1,
    kind: str = "change",
    subject: str = "^GSPC",
    verdict: str = "supported",
    confidence: float = 1.0,
) -> Answer:
    return Answer(
        0, 19, TEXT[:19], kind, subject, value, "percent", "up", "eq", None, "asserted", verdict, confidence, "because"
    )  # fmt: skip


def outcome(labels: Sequence[Label], answers: Sequence[Answer] | None, outlet: str = "One") -> Outcome:
    moment = datetime(2025, 12, 12, tzinfo=UTC)
    article = Article(TEXT, "a", outlet=outlet, published=moment, precision=Precision.DAY)
    return outcome_of(Labelled(article, tuple(labels)), answers)


def test_sentences_by_the_rule() -> None:
    text = "It rose. Then fell.  it rose.” “Up!” $5 more\n\nDone. "
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "It rose.",
        "Then fell.  it rose.”",
        "“Up!”",
        "$5 more",
        "Done. ",
    ]


def test_the_typed_pair_is_taken_before_the_found_one() -> None:
    one = outcome([label(kind="level"), label()], [answer()])
    assert [(pair.label.kind, pair.typed) for pair in one.matched.pairs] == [("change", True)]
    assert [missed.kind for missed in one.matched.missed] == ["level"]


def test_calibration_of_what_was_right() -> None:
    told = [answer(confidence=0.95), answer(5, confidence=0.95), answer(6, confidence=0.05)]
    found = bins([outcome([label()], told)])
    assert [(one.answers, one.claimed, one.observed) for one in found if one.answers] == [
        (1, 0.05, 0.0),
        (2, 0.95, 0.5),
    ]
    assert calibration_error(found) == pytest.approx((0.05 + 2 * 0.45) / 3)
    assert calibration_error(bins([outcome([], [])])) is None
    assert [one.answers for one in bins([outcome([], [answer(confidence=1.0)])])][-1] == 1


def test_the_worst_outlet_and_year_have_enough_articles() -> None:
    good = [outcome([label()], [answer()], "Good")] * ENOUGH_ARTICLES
    poor = [outcome([label()], [], "Poor")] * ENOUGH_ARTICLES
    few = [outcome([label()], [], "Few")] * (ENOUGH_ARTICLES - 1)
    measured = evaluation_of([*good, *poor, *few], ("kind",), 0)
    assert {by: one.name for by, one in measured.worst_origins.items()} == {
        "outlet": "Poor"
    }  # one year alone is no worst
    assert record(measured)["worst_origins"] == {
        "outlet": {"name": "Poor", "articles": ENOUGH_ARTICLES, "typed_f1": 0.0}
    }
    assert f"worst outlet with {ENOUGH_ARTICLES} articles or more: Poor, typed F1 0.000" in page(measured)


def test_without_slices_no_outlet_is_called_the_worst() -> None:
    articles = [outcome([label()], [], name) for name in ("One", "Two") for _ in range(ENOUGH_ARTICLES)]
    assert worst_origins(articles)
    assert "worst" not in page(evaluation_of(articles, (), 0))


def test_the_worst_slice_has_enough_labels() -> None:
    good = outcome([label(n) for n in range(ENOUGH)], [answer(n) for n in range(ENOUGH)], "Good")
    poor = outcome([label(n) for n in range(ENOUGH)], [answer(0)], "Poor")
    few = outcome([label()], [], "Few")
    found = slices([good, poor, few], "outlet")
    assert [one.name for one in found] == ["Good", "Poor", "Few"]
    least = worst(found)
    assert least is not None
    assert least.name == "Poor"
    assert worst(found[:1]) is None


def test_a_kind_has_its_labels_and_its_extra_answers() -> None:
    one = outcome([label(), label(2, "level")], [answer(2, "change"), answer(3, "record")])
    parts = {part.name: part.figures.every for part in slices([one], "kind")}
    assert {name: (p.found, p.typed, p.missed, p.extra) for name, p in parts.items()} == {
        "change": (0, 0, 1, 0),
        "level": (1, 0, 0, 0),
        "record": (0, 0, 0, 1),
    }


def test_a_label_without_a_verdict_measures_only_the_reading() -> None:
    figures = figures_of([outcome([label(verdict=None)], [answer(verdict="refuted")])])
    assert (figures.every.typed, figures.verdicts.confusion, figures.flags.false) == (1, {}, 0)


def test_an_article_that_could_not_be_checked_is_missed() -> None:
    figures = figures_of([outcome([label()], None), outcome([label()], [answer()])])
    assert (figures.articles, figures.answered, figures.every.missed) == (2, 1, 1)
    assert figures.verdicts.end_to_end == 0.5
    assert figures.verdicts.when_found == 1.0


def test_mistakes_are_told_in_words() -> None:
    one = outcome([label(), label(7)], [answer(verdict="refuted"), answer(9, subject="GC=F")])
    found = {mistake.sort: (mistake.expected, mistake.got) for mistake in mistakes([one], 5)}
    expected, got = "change ^GSPC 1 percent up, supported", "change ^GSPC 1 percent up, refuted: because"
    assert found == {
        "false alarm": (expected, got),
        "verdict": (expected, got),
        "missed": ("change ^GSPC 7 percent up, supported", "nothing"),
        "extra": ("nothing", "change GC=F 9 percent up, supported: because"),
    }
    assert {mistake.sentence for mistake in mistakes([one], 5)} == {"The S&P 500 rose 1%."}
    assert mistakes([one], 0) == ()


def test_the_picture_has_words_and_no_scripts() -> None:
    found = bins([outcome([label()], [answer(confidence=0.7), answer(3, confidence=0.2)])])
    drawn = svg(found)
    names = {element.tag.rpartition("}")[2].lower() for element in ElementTree.fromstring(drawn).iter()}
    assert "text" in names
    assert names.isdisjoint({"script", "foreignobject", "image", "animate", "set"})
    assert "javascript:" not in drawn
    assert "Expected calibration error 0.250" in drawn
    assert svg(found) == drawn


def test_nothing_measured_is_still_a_page() -> None:
    nothing = evaluation_of([outcome([], [])], ("kind", "outlet", "year", "length"), 3)
    assert "refuted: precision – (0 of 0)" in page(nothing)
    assert record(nothing)["verdict"]["end_to_end_accuracy"] is None
    assert record(nothing)["coverage"] == {"figures": 0, "typed": 0, "share": None}
