"""Points, per cent and level of one sentence, without any tape."""

from __future__ import annotations

from datetime import UTC, datetime

from tapecheck.ingest.article import Article, Precision
from tapecheck.pipeline import check_article
from tapecheck.signals.finding import Finding
from tapecheck.signals.tape.memory import MemoryTape


def found(text: str) -> dict[str | None, Finding]:
    at = datetime(2025, 12, 12, 23, tzinfo=UTC)
    report = check_article(Article(text=text, id="t", published=at, precision=Precision.TIME), MemoryTape({}))
    return {finding.claim.value_text: finding for finding in report.findings}


def test_what_adds_up_is_left_alone() -> None:
    told = found("The S&P 500 rose 81.21 points, or 1.8%, to 4,649.23.")
    assert not any(finding.conflicts_with for finding in told.values())


def test_what_does_not_add_up_is_linked_and_the_sum_is_shown() -> None:
    told = found("The S&P 500 rose 81.21 points, or 2.8%, to 4,649.23.")
    percent = told["2.8%"]
    assert set(percent.conflicts_with) == {told["81.21 points"].claim.id, told["4,649.23"].claim.id}
    assert percent.correction == "81.21 points on the way to 4,649.23 are 1.78%, not 2.8%."


def test_a_fall_is_counted_from_above() -> None:
    assert not any(f.conflicts_with for f in found("The Dow fell 500 points, or 1.2%, to 41,500.").values())
    assert any(f.conflicts_with for f in found("The Dow fell 500 points, or 1.3%, to 41,500.").values())
