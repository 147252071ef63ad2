"""Verdicts, from figures held in memory: the promises, one test each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tapecheck.ingest.article import Article, Precision
from tapecheck.pipeline import Report, check_article
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.memory import Bar, MemoryTape
from tapecheck.signals.tape.open import FirstOf
from tapecheck.signals.tape.protocol import Event

MONDAY = date(2025, 12, 1)
CLOSES = (100.0, 102.0, 101.0, 103.0, 104.0, 103.0, 105.0, 106.0, 104.0, 108.0)


def bars(closes: tuple[float, ...] = CLOSES, scale: float = 50.0) -> list[Bar]:
    days = [MONDAY + timedelta(days=7 * (i // 5) + i % 5) for i in range(len(closes))]
    return [
        (d, c * scale, (c + 1) * scale, (c - 1) * scale, c * scale) for d, c in zip(days, closes, strict=True)
    ]


LATE = datetime(2025, 12, 12, 23, tzinfo=UTC)


def _article(text: str, at: datetime = LATE) -> Article:
    return Article(text=text, id="t", published=at, precision=Precision.TIME)


def checked(text: str, tape: MemoryTape, at: datetime = LATE) -> Report:
    return check_article(_article(text, at), tape, reading="grammar")


def verdicts(text: str, tape: MemoryTape | None = None) -> list[Verdict]:
    return [f.verdict for f in checked(text, tape or MemoryTape({"^GSPC": bars()})).findings]


def test_a_true_move_is_supported() -> None:
    assert verdicts("The S&P 500 rose 3.8% on Friday.") == [Verdict.SUPPORTED]


def test_a_false_move_is_refuted_and_corrected() -> None:
    (finding,) = checked("The S&P 500 rose 8.3% on Friday.", MemoryTape({"^GSPC": bars()})).findings
    assert finding.verdict is Verdict.REFUTED
    assert finding.correction is not None
    assert "+3.85%" in finding.correction
    assert finding.evidence
    assert finding.snapshot is not None


def test_without_the_series_there_is_no_verdict() -> None:
    assert verdicts("The S&P 500 rose 8.3% on Friday.", MemoryTape({})) == [Verdict.NO_DATA]


def test_a_failing_source_is_unavailable_never_refuted() -> None:
    assert verdicts("The S&P 500 rose 8.3% on Friday.", MemoryTape({}, failing=["^GSPC"])) == [
        Verdict.UNAVAILABLE
    ]


def test_a_series_that_ends_too_early_refutes_nothing() -> None:
    short = MemoryTape({"^GSPC": bars()[:2]})
    assert Verdict.REFUTED not in verdicts("The S&P 500 rose 8.3% on Friday. It closed at a record.", short)


def test_the_future_is_not_seen() -> None:
    text = "The S&P 500 fell 1.9% on Thursday. The S&P 500 closed at 5,200.00 on Thursday."
    at = datetime(2025, 12, 11, 23, tzinfo=UTC)
    poisoned = [*bars()[:9], (date(2025, 12, 12), 9e6, 9e6, 9e6, 9e6)]
    plain, noisy = (checked(text, MemoryTape({"^GSPC": rows}), at) for rows in (bars(), poisoned))
    assert plain.findings == noisy.findings
    assert [f.verdict for f in plain.findings] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_a_record_says_since_when() -> None:
    (finding,) = checked("The S&P 500 closed at a record on Friday.", MemoryTape({"^GSPC": bars()})).findings
    assert finding.verdict is Verdict.SUPPORTED
    assert "since 2025-12-01 in this data" in (finding.observed or "")


def test_no_record_is_refuted() -> None:
    assert verdicts("The S&P 500 closed at a record on Thursday.") == [Verdict.REFUTED]


def test_outlet_changes_nothing() -> None:
    article = Article(
        text="The S&P 500 rose 3.8% on Friday.",
        id="t",
        published=datetime(2025, 12, 12, 23, tzinfo=UTC),
        precision=Precision.TIME,
    )
    other = Article(
        **{f: getattr(article, f) for f in ("text", "id", "published", "precision")}, outlet="Another"
    )
    tape = MemoryTape({"^GSPC": bars()})
    assert check_article(article, tape).findings == check_article(other, tape).findings


def test_a_forecast_stays_open() -> None:
    assert verdicts("The bank expects earnings per share of S&P 500 companies to grow 9% in 2026.") == [
        Verdict.OPEN
    ]


def test_the_fed_is_checked_by_its_announcement() -> None:
    cut = Event(
        "fomc_decisions",
        date(2025, 12, 10),
        datetime(2025, 12, 10, 19, tzinfo=UTC),
        {"action": "cut", "change_bp": -25.0, "lower": 3.5, "upper": 3.75},
        "test",
    )
    tape = MemoryTape({}, {"fomc_decisions": [cut]})
    assert verdicts("The Federal Reserve cut interest rates by 25 basis points on Wednesday.", tape) == [
        Verdict.SUPPORTED
    ]
    assert verdicts("The Federal Reserve cut interest rates by 50 basis points on Wednesday.", tape) == [
        Verdict.REFUTED
    ]


def test_an_article_against_itself() -> None:
    text = "Bitcoin is 27% below its October peak of $92,578.40. In mid-October, Bitcoin stood at $126,000."
    findings = checked(text, MemoryTape({})).findings
    linked = {f.claim.value_text: f.conflicts_with for f in findings}
    assert linked["$92,578.40"]
    assert linked["$126,000"]


def test_same_input_same_answer() -> None:
    tape = MemoryTape({"^GSPC": bars()})
    text = "The S&P 500 rose 3.8% on Friday and closed at a record."
    assert checked(text, tape).to_json() == checked(text, tape).to_json()


def test_an_undated_figure_beside_a_true_one_is_of_another_moment() -> None:
    text = "The S&P 500 jumped 7.5%. The S&P 500 gained 3.8%."
    early, late = checked(text, MemoryTape({"^GSPC": bars()})).findings
    assert (early.verdict, late.verdict) == (Verdict.NOT_CHECKABLE, Verdict.SUPPORTED)
    assert "another moment" in early.explanation
    assert early.correction is None


def test_records_in_a_row_are_counted_in_a_row() -> None:
    closes = (100.0, 101.0, 100.5, 102.0, 103.0, 104.0, 103.0, 105.0, 106.0, 107.0)
    tape = MemoryTape({"^GSPC": bars(closes)})
    assert verdicts("The S&P 500 closed at its third straight record high on Friday.", tape) == [
        Verdict.SUPPORTED
    ]
    assert verdicts("The S&P 500 closed at its seventh straight record high on Friday.", tape) == [
        Verdict.REFUTED
    ]


def test_a_year_with_dividends_is_not_called_false() -> None:
    days = [date(2024, 12, 12) + timedelta(days=i) for i in range(366)]
    rows = [
        (d, 5000.0 + i, 5000.0 + i, 5000.0 + i, 5000.0 + i) for i, d in enumerate(days) if d.weekday() < 5
    ]
    tape = MemoryTape({"^GSPC": rows})
    assert verdicts("The S&P 500 gained 9% over the past year.", tape) == [Verdict.NO_DATA]
    assert verdicts("The S&P 500 gained 19% over the past year.", tape) == [Verdict.REFUTED]


def _two(first: tuple[float, ...], second: tuple[float, ...]) -> FirstOf:
    return FirstOf([MemoryTape({"^GSPC": bars(first)}), MemoryTape({"^GSPC": bars(second)})])


def test_sources_that_disagree_refute_nothing() -> None:
    others = (*CLOSES[:-1], 109.0)
    text = "The S&P 500 rose 4.8% on Friday."
    assert [f.verdict for f in check_article(_article(text), _two(CLOSES, CLOSES)).findings] == [
        Verdict.REFUTED
    ]
    (finding,) = check_article(_article(text), _two(CLOSES, others)).findings
    assert finding.verdict is Verdict.NOT_CHECKABLE
    assert "+3.85%" in finding.explanation
    assert "+4.81%" in finding.explanation
    assert finding.correction is None


def test_a_supported_claim_says_that_another_source_differs() -> None:
    others = (*CLOSES[:-1], 109.0)
    (finding,) = check_article(_article("The S&P 500 rose 3.8% on Friday."), _two(CLOSES, others)).findings
    assert finding.verdict is Verdict.SUPPORTED
    assert "The sources disagree" in finding.explanation
