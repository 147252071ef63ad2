"""The article that started it, in our own words: every fact as it must come out."""

from __future__ import annotations

import pytest
from shared import ROOT, SHARED, needs

from tapecheck.ingest.source import single
from tapecheck.pipeline import check_article
from tapecheck.signals.tape.open import open_tape

SAMPLE = str(ROOT / "data/samples/small-caps-record.md")
EXPECTED = {
    ("record", "^RUT", None): "supported",
    ("extreme_since", "^RUT", None): "refuted",
    ("off_extreme", "BTC-USD", 27): "supported",
    ("level", "BTC-USD", 92578.4): "refuted",
    ("level", "BTC-USD", 126000): "refuted",
    ("rate_decision", "FED_FUNDS", 25): "supported",
    ("policy_operation", "FED_BALANCE_SHEET", 8.2e9): "supported",
    ("policy_operation", "FED_BALANCE_SHEET", 40e9): "supported",
    ("earnings_forecast", "^RUT", 49): "open",
}


def _verdicts(tape: str) -> dict[tuple[str, str, float | None], str]:
    report = check_article(single(SAMPLE), open_tape([tape]))
    return {
        (
            f.claim.kind,
            f.claim.subject,
            float(f.claim.value) if f.claim.value is not None else None,
        ): f.verdict.value
        for f in report.findings
    }


@pytest.mark.parametrize("tape", ["almanac", pytest.param(str(SHARED / "market"), marks=needs("market"))])
def test_the_seed(tape: str) -> None:
    found = _verdicts(tape)
    assert {key: found.get(key) for key in EXPECTED} == EXPECTED


@needs("market")
def test_fifty_points_priced_in_where_futures_are_at_hand() -> None:
    assert _verdicts(str(SHARED / "market"))["rate_path", "FED_FUNDS", 50] == "supported"


def test_the_corrections_say_what_was_meant() -> None:
    report = check_article(single(SAMPLE), open_tape(["almanac"]))
    said = {f.claim.value_text: f.correction or "" for f in report.findings}
    assert "price at the time of writing" in said["$92,578.40"]
    assert "126,198.07 on 2025-10-06" in said["$92,578.40"]
    assert "reached on 2025-10-06" in said["$126,000"]
