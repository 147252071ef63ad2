"""What may be called false: plain statements, and nothing that only looks like one."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tapecheck.ingest.article import Article
from tapecheck.nlp.read import Reader
from tapecheck.signals.check import FIRM
from tapecheck.signals.claims import kinds

ANCHOR = date(2025, 12, 12)


@cache
def _reader() -> Reader:
    return Reader(kinds())


def firm(text: str, *flags: str) -> set[float | None]:
    """The numbers of the claims that are read firmly enough to be called false."""
    claims = _reader().claims(Article(text=text, id="t", flags=flags), ANCHOR)
    return {float(c.value) if c.value is not None else None for c in claims if c.confidence >= FIRM}


@pytest.mark.parametrize(
    "text",
    [
        "The Nasdaq composite rose 1.2% on Friday.",
        "The tech-heavy Nasdaq gained 1.2%, its best day since June.",
        "On Thursday, the S&P 500 and the Nasdaq both fell 1.2%.",
        "Bitcoin (BTC) is up 1.2% to $90,000.",
        "Nvidia fell 1.2% this week as traders took profits.",
    ],
)
def test_a_plain_statement_is_firm(text: str) -> None:
    assert 1.2 in firm(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Nasdaq pared a 1.2% loss on Friday.",
        "Chip makers led the Nasdaq with a 1.2% gain.",
        "Volume on the Nasdaq rose 1.2% on Friday.",
        "Canada's 10-year Treasury yield rose by 1.2%.",
        "Nine of ten shares on the Dow fell 1.2%.",
        "The Nasdaq rose 1.2% from that day's close.",
        "The Nasdaq slid 1.2% Friday but closed higher.",
        "The Nasdaq has gained 1.2%.",
        "When the pandemic came, the Nasdaq fell 1.2%.",
        "On average over a decade, the Nasdaq rises 1.2%.",
        "The S&P 500 and the Nasdaq rose 2.1% and 1.2%, respectively, with the Dow.",
        "| Nasdaq | 3.4% | 1.2% | up 5% |",
    ],
)
def test_what_is_not_plain_is_read_but_never_called_false(text: str) -> None:
    assert 1.2 not in firm(text)


def test_a_paragraph_told_of_the_past_is_not_about_today() -> None:
    assert firm("Trouble began in March 2020. The Nasdaq fell 1.2%.") == set()
    assert 1.2 in firm("Trouble began in March 2020.\n\nThe Nasdaq fell 1.2%.")


def test_an_uncertain_date_makes_today_uncertain() -> None:
    assert firm("The Nasdaq fell 1.2%.", "date_uncertain") == set()
    assert 1.2 in firm("The Nasdaq fell 1.2% on November 20, 2025.", "date_uncertain")


@pytest.mark.parametrize(
    "text",
    [
        "The Nasdaq rose 1.2%, erasing most of Wednesday's 0.8% decline.",
        "After stalling on Wednesday, the Nasdaq rose 1.2%.",
        "The Nasdaq rose 1.2%, recovering from a dull session Wednesday.",
    ],
)
def test_a_day_that_belongs_to_something_else_is_not_the_moves(text: str) -> None:
    (claim,) = (c for c in _reader().claims(Article(text=text, id="t"), ANCHOR) if c.value_text == "1.2%")
    assert claim.window == (ANCHOR, ANCHOR)


def test_a_possessive_day_is_its_own_numbers() -> None:
    text = "The Nasdaq made up for Wednesday's 0.8% decline."
    (claim,) = _reader().claims(Article(text=text, id="t"), ANCHOR)
    assert claim.window == (date(2025, 12, 10), date(2025, 12, 10))
