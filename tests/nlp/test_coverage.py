"""Coverage: which printed numbers are market figures, and which of them were typed."""

from __future__ import annotations

from datetime import date

import pytest

from tapecheck.ingest.article import Article
from tapecheck.nlp.coverage import NONE_PRINTED, Coverage, market_figures
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds

ANCHOR = date(2025, 12, 12)


def figures(text: str) -> list[str]:
    return [
        figure.text for sentence in Reader(()).sentences(text, ANCHOR) for figure in market_figures(sentence)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The S&P 500 rose 81.21 points, or 1.8%, to 4,649.23 on Dec. 11.", ["81.21 points", "1.8%"]),
        ("Gold fell 2%, while Brent crude lost 4%.", ["2%"]),
        ("He sold 5% of the house for $300,000.", []),
        ("The 10-year yield rose 4 basis points.", ["4 basis points"]),
        ("Three analysts follow Apple.", []),
    ],
)
def test_a_market_figure_stands_with_a_known_name(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_typed_is_the_number_of_a_claim_or_what_it_measures_against() -> None:
    text = "Bitcoin is now 27% below its October peak of $92,578.40. Gold and 3% and $7 were mentioned."
    claims, coverage = Reader(kinds()).read(Article(text=text, id="t"), ANCHOR)
    assert {float(claim.value) for claim in claims if claim.value} >= {27, 92578.4}
    assert coverage == Coverage(figures=4, typed=2)
    assert coverage.share == 0.5


def test_nothing_printed_is_no_share() -> None:
    assert NONE_PRINTED.share is None
    assert Coverage(3, 2) + Coverage(1, 0) == Coverage(4, 2)
