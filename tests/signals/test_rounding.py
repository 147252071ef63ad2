"""Rounding favours the writer, ties pass, hedges widen or bound."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest
from shared import ROOT

from tapecheck.data import instruments
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
    table = tomllib.loads((ROOT / "data" / "tolerances.toml").read_text("utf-8"))
    rows = [row for name, row in table.items() if name != "vendors"] + list(table["vendors"].values())
    assert all(row["reason"].endswith(".") for row in rows)


@pytest.mark.parametrize(
    "family", sorted({one.market for one in instruments().values() if one.family not in ("policy", "macro")})
)
def test_every_family_with_prices_has_a_tolerance_of_its_own(family: str) -> None:
    table = tomllib.loads((ROOT / "data" / "tolerances.toml").read_text("utf-8"))
    assert tolerance(family).reason == table["vendors"][family]["reason"]


def test_about_allows_a_twentieth_or_a_unit() -> None:
    assert agrees(claim("40", "1", "approx"), 42.0) == "hedged"
    assert agrees(claim("40", "1", "approx"), 42.1) is None
    assert agrees(claim("3", "1", "approx"), 4.0) == "hedged"
    assert agrees(claim("3", "1", "approx"), 4.1) is None


def test_a_bound_on_a_move_allows_what_rounds_to_it() -> None:
    assert agrees(claim("3", "1", "gt"), 2.5) == "hedged"
    assert agrees(claim("3", "1", "gt"), 2.49) is None
    assert agrees(claim("3", "1", "lt"), 3.5) == "hedged"
    assert agrees(claim("3", "1", "lt"), 3.51) is None


def test_truncation_gets_nothing_for_vendors() -> None:
    assert agrees(claim("27", "1"), 28.0, slack=0.1) == "other_reading"
    assert agrees(claim("27", "1"), 28.05, slack=0.1) is None
