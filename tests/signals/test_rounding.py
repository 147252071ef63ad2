"""Rounding favours the writer, ties pass, hedges widen or bound."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tapecheck.nlp.claim import Claim, Comparator, Unit
from tapecheck.signals.rounding import agrees, tolerance


def claim(value: str, ulp: str, comparator: Comparator = "eq", unit: Unit = "percent") -> Claim:
    return Claim(
        "c",
        0,
        1,
        "x",
        "change",
        "^GSPC",
        Decimal(value),
        value,
        Decimal(ulp),
        unit=unit,
        comparator=comparator,
    )


@pytest.mark.parametrize("computed", [26.5, 27.0, 27.5])
def test_27_is_26_and_a_half_to_27_and_a_half(computed: float) -> None:
    assert agrees(claim("27", "1"), computed)


@pytest.mark.parametrize("computed", [26.4, 28.1])
def test_and_no_more(computed: float) -> None:
    assert agrees(claim("27", "1"), computed) is None


def test_truncation_is_another_reading() -> None:
    assert agrees(claim("27", "1"), 27.9) == "other_reading"


def test_about_widens() -> None:
    assert agrees(claim("27", "1", "approx"), 28.2) == "hedged"


def test_a_level_is_passed_or_not() -> None:
    assert agrees(claim("24000", "100", "gt", "index"), 23_958.47) is None
    assert agrees(claim("24000", "100", "gt", "index"), 24_000.5) == "hedged"


def test_a_range_of_possible_figures() -> None:
    assert agrees(claim("1.0", "0.1"), 0.3, 2.0)
    assert agrees(claim("3.0", "0.1"), 0.3, 2.0) is None


def test_every_tolerance_has_its_reason() -> None:
    assert all(
        tolerance(family).reason for family in ("index", "crypto", "future", "rate", "fx", "stock", "etf")
    )
