"""Quantities: what is printed, and what one unit of the last digit is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tapecheck.nlp.numbers import counted, ordinal, quantities, quantity


@pytest.mark.parametrize(
    ("text", "value", "unit", "ulp"),
    [
        ("$8.2bn", "8.2e9", "usd", "1e8"),
        ("27%", "27", "percent", "1"),
        ("25 basis points", "25", "bp", "1"),
        ("4,649.23", "4649.23", None, "0.01"),
        ("$126,000", "126000", "usd", "1000"),
        ("$1.21 trillion", "1.21e12", "usd", "1e10"),
        ("40 cents", "0.40", "usd", "0.01"),
        ("a half point", "0.5", "pp", "0.01"),
        ("one percent", "1", "percent", "1"),
        ("$98K", "98000", "usd", "1000"),
        ("15 pips", "15", "other", "1"),
        ("US$22,000", "22000", "usd", "100"),
        ("USD 3,450", "3450", "usd", "10"),
        ("1,200 USD", "1200", "usd", "10"),
        ("$2,943.25/oz", "2943.25", "usd", "0.01"),
        ("Rs 23.26 lakh", "2326000", "other", "1000"),
        ("a per cent", "1", "percent", "1"),
    ],
)
def test_reads_what_the_market_prints(text: str, value: str, unit: str | None, ulp: str) -> None:
    found = quantity(text)
    assert found is not None
    assert (found.value, found.unit, found.ulp) == (Decimal(value), unit, Decimal(ulp))


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("more than 3%", "gt"),
        ("nearly 27%", "approx"),
        ("less than 1%", "lt"),
        ("about $100", "approx"),
        ("3%", "eq"),
    ],
)
def test_reads_hedges(text: str, comparator: str) -> None:
    assert quantities(text)[0].comparator == comparator


def test_a_range_is_one_quantity() -> None:
    (found,) = quantities("a range of 3.50% to 3.75%")
    assert (found.value, found.value_high, found.comparator) == (Decimal("3.50"), Decimal("3.75"), "range")


def test_from_one_level_to_another_is_no_range() -> None:
    assert [q.value for q in quantities("fell from $90 to $85")] == [90, 85]


def test_a_move_and_a_level_are_no_range() -> None:
    assert [q.value for q in quantities("up $16 to $2876")] == [16, 2876]


@pytest.mark.parametrize("text", ["24/7", "1,23", "12/12/2025", "٩٢"])
def test_is_silent_on_what_is_no_number(text: str) -> None:
    assert [q for q in quantities(text) if q.value > 24] == []


def test_signs() -> None:
    assert [q.signed for q in quantities("+1.7% and -0.5% and 2%")] == [1, -1, 0]


def test_counts_and_ordinals() -> None:
    assert (ordinal("third"), ordinal("30th"), counted("five"), counted("several")) == (
        3,
        30,
        Decimal(5),
        None,
    )


def test_offsets_are_those_of_the_text() -> None:
    text = "Gold rose 1.2% to $2,876, or about $16."
    assert all(text[q.start : q.end] == q.text for q in quantities(text))
