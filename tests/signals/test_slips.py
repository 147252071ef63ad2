"""What a false figure was probably meant to be, and what title and text say of each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tapecheck.ingest.article import Article, Precision
from tapecheck.ingest.body import read_page
from tapecheck.pipeline import check_article
from tapecheck.signals.finding import Finding, Verdict
from tapecheck.signals.tape.memory import Bar, MemoryTape
from tapecheck.signals.tape.protocol import Event

LATE = datetime(2025, 12, 12, 23, tzinfo=UTC)
CLOSES = (5000.0, 5100.0, 5050.0, 5150.0, 5200.0, 5150.0, 5250.0, 5300.0, 5200.0, 5400.0)


def bars(closes: tuple[float, ...] = CLOSES, spread: float = 50.0) -> list[Bar]:
    """Two weeks of sessions up to Friday, 12 December 2025."""
    days = [date(2025, 12, 1) + timedelta(days=7 * (i // 5) + i % 5) for i in range(len(closes))]
    return [
        (day, close, close + spread, close - spread, close) for day, close in zip(days, closes, strict=True)
    ]


def only(text: str, tape: MemoryTape | None = None) -> Finding:
    article = Article(text=text, id="t", published=LATE, precision=Precision.TIME)
    (finding,) = check_article(article, tape or MemoryTape({"^GSPC": bars()})).findings
    return finding


def _years() -> list[Bar]:
    """Two years of sessions at 100, and the second day of March 2025 at 120."""
    days = [date(2024, 1, 2) + timedelta(days=n) for n in range(710)]
    closes = {day: 120.0 if day == date(2025, 3, 5) else 100.0 for day in days if day.weekday() < 5}
    return [(day, close, close + 1, close - 1, close) for day, close in closes.items()]


def _yields() -> list[Bar]:
    return [
        (day, None, None, None, close / 1000) for day, _, _, _, close in bars((4000.0,) * 9 + (4050.0,), 1.0)
    ]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("The S&P 500 rose 38% on Friday.", "3.8% would be true (close of 2025-12-12 against the close before): it looks like a slip of the decimal point."),
        ("The S&P 500 rose 200% on Friday.", "200 points would be true (close of 2025-12-12 against the close before): it looks like a slip of the unit."),
        ("The S&P 500 closed at 5,440.00 on Friday.", "A price within the session would be true (range of 2025-12-12): it looks like a price within the session taken for its close."),
    ],
)  # fmt: skip
def test_the_slip_is_named(text: str, slip: str) -> None:
    finding = only(text)
    assert finding.verdict is Verdict.REFUTED
    assert finding.likely == slip
    assert finding.correction is not None
    assert finding.correction.endswith(slip)


def test_a_slip_of_the_year() -> None:
    finding = only("The S&P 500 closed at 120.00 on March 5, 2024.", MemoryTape({"^GSPC": _years()}))
    assert finding.verdict is Verdict.REFUTED
    assert finding.likely is not None
    assert finding.likely.startswith("The same of 2025 would be true")
    assert "slip of the year" in finding.likely


def test_a_yield_in_percentage_points() -> None:
    finding = only(
        "The 10-year Treasury yield rose 5 percentage points on Friday.", MemoryTape({"^TNX": _yields()})
    )
    assert finding.verdict is Verdict.REFUTED
    assert finding.likely is not None
    assert "slip of the unit" in finding.likely


def test_a_figure_that_no_slip_explains_gets_no_guess() -> None:
    finding = only("The S&P 500 rose 6.1% on Friday.")
    assert finding.verdict is Verdict.REFUTED
    assert finding.likely is None
    assert (
        finding.correction == "Correction: ^GSPC moved +3.85% close of 2025-12-12 against the close before."
    )


def test_the_slips_are_tried_in_order() -> None:
    """3.8% by the decimal point comes before 38 of anything else."""
    assert "decimal point" in str(only("The S&P 500 rose 0.38% on Friday.").likely)


BOUGHT = Event(
    "policy_operations", date(2025, 12, 12), datetime(2025, 12, 12, 16, 30, tzinfo=UTC),
    {"operation_type": "Outright Bill Purchase", "accepted_busd": 8.167}, "New York Fed",
)  # fmt: skip


def _titled(title: str, text: str) -> list[Finding]:
    article = Article(text=text, id="t", title=title, published=LATE, precision=Precision.TIME)
    tape = MemoryTape({"^GSPC": bars()}, {"policy_operations": [BOUGHT]})
    return list(check_article(article, tape).findings)


def test_the_title_says_otherwise() -> None:
    (finding,) = _titled(
        "Fed buys $82 billion of Treasury bills", "The Fed bought $8.2 billion of Treasury bills on Friday."
    )
    assert finding.verdict is Verdict.SUPPORTED
    assert finding.conflicts_with == ("title",)
    (up,) = _titled("S&P 500 closed 1.2% lower on Friday", "The S&P 500 closed 3.8% higher on Friday.")
    assert up.conflicts_with == ("title",)


def test_the_title_says_the_same() -> None:
    (finding,) = _titled(
        "Fed buys $8.2 billion of Treasury bills", "The Fed bought $8.2 billion of Treasury bills on Friday."
    )
    assert finding.conflicts_with == ()


def test_an_update_above_an_older_text_is_no_contradiction() -> None:
    """Two moments of one day: what it was down at noon is no claim about the close."""
    findings = _titled(
        "S&P 500 falls more than 3%",
        "The S&P 500 was down 1% at midday on Thursday. It closed 1.9% lower on Thursday.",
    )
    assert all(finding.conflicts_with == () for finding in findings)


def test_a_table_of_the_page_says_otherwise() -> None:
    page = b"""<html><head><title>Stocks</title></head><body><article>
    <p>The S&amp;P 500 closed at 540.00 on Friday, the end of a long week of trading in New York.</p>
    <p>Investors looked ahead to the new year, and few of them were in the mood for anything else.</p>
    <p>Traders said that the quiet would last until the first releases of January, and that nobody would be sorry for it.</p>
    <p>The desks in New York emptied early, as they always do in the middle of December, and the phones were silent.</p>
    <table><tr><th>Index</th><th>Close</th><th>Change</th></tr>
    <tr><td>S&amp;P 500</td><td>5,400.00</td><td>+3.85%</td></tr></table></article></body></html>"""
    article = replace(read_page(page, "page"), published=LATE, precision=Precision.TIME)
    assert article.tables == ("S&P 500 | 5,400.00 | +3.85%",)
    assert "5,400.00" not in article.text
    (finding,) = check_article(article, MemoryTape({"^GSPC": bars()})).findings
    assert finding.conflicts_with == ("table",)
    assert finding.verdict is Verdict.REFUTED
    assert "decimal point" in str(finding.likely)
