"""Sentences with numbers that foretell one, and those that report: a past expectation is only what a figure is held against."""

from __future__ import annotations

import pytest

from tapecheck.nlp.foreseen import foreseen


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose 4% to $3.1 billion in the March quarter.",
        "Earnings of 52 cents a share beat the consensus estimate of 49 cents.",
        "Revenue of $210 million missed the company's guidance by $5 million.",
        "Payrolls grew by 130,000, less than expected.",
        "A gain of 0.3% had been forecast, and prices were expected to rise 3.1%.",
        "Margins came in at 18%, in line with our estimate.",
        "The firm will pay $700 million for the unit and launch two shops.",
        "The firm expects demand to recover.",
        "It has 12 construction projects in Spain.",
        "We grew 7% last year and we are proud of it.",
    ],
)
def test_is_silent_on_what_reports(text: str) -> None:
    assert not foreseen(text)


@pytest.mark.parametrize(
    "text",
    [
        "Management expects sales to grow 4% to 6% in 2031.",
        "Earnings are projected to reach $3 a share.",
        "The new plant will add $40 million a year to revenue.",
        "The bank forecasts a rate of 4.5% by December.",
        "Guidance for the year is $2.10 to $2.30 a share.",
        "Output is likely to fall by a fifth, or 300,000 barrels a day.",
        "The group aims to cut 1,200 jobs.",
        "The port is planning to spend $9 billion on docks until 2034.",
        "Costs should come to half of that by 2030, some $5 million.",
        "About 5% is what we are planning for.",
        "Tax, projected at 21%, stays where it is.",
        "Profit beat estimates, and the firm now sees revenue of $900 million.",
    ],
)
def test_finds_what_foretells(text: str) -> None:
    assert foreseen(text)


def test_without_a_number_nothing_is_foretold() -> None:
    assert not foreseen("We expect growth to resume in 2031.")
