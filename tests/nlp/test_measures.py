"""Measures of general prose: what is measured or counted, what is not a measure at all, ranges and units that are left out."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapecheck.data.units import units
from tapecheck.nlp.measuring.measure import BARE
from tapecheck.nlp.measuring.measures import measures
from tapecheck.nlp.measuring.nouns import plain, singular


def read(text: str) -> list[tuple[Decimal, str]]:
    return [(one.value, one.name) for one in measures(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The bill was signed on 12 March 1998 and again in 2004.",
        "Doors open at 7:30 p.m. and close at 11pm, at ten o'clock in winter.",
        "They won the second set 6-4 and drew the return 2-2.",
        "Flight 370 left Gate 21 for Pier 5.",
        "The XR650 and the iPhone 15 Pro were shown beside the COVID-19 wards.",
        "It was the 22nd time since the 1990s.",
        "No one knew which one was meant.",
        "Several hundred came, a few thousand stayed away.",
        "The first half of the match was dull.",
    ],
)
def test_is_silent_on_what_measures_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("an engine of 310 lb-ft", "310", "foot pound-force"),
        ("a 2.0-litre engine", "2.0", "litre"),
        ("it turned at 4500 rpm", "4500", "revolutions per minute"),
        ("a battery of 5,000mAh", "5000", "milliampere-hour"),
        ("a field of 12 square kilometres", "12", "square kilometre"),
        ("an office of 430 sq m", "430", "square metre"),
        ("down to minus 40 degrees Celsius", "-40", "celsius"),
        ("for A$12 a week", "12", "australian dollar per week"),
        ("at $71.20 per barrel", "71.20", "dollar per barrel"),
        ("worth RM4.5 million", "4500000", "malaysian ringgit"),
        ("some 12 million Swiss francs", "12000000", "swiss franc"),
        ("a fine of 3 million pounds", "3000000", "pound sterling"),
        ("a load of 3,000 pounds", "3000", "pound-mass"),
        ("it beats 70 times a minute", "70", "count per minute"),
        ("profit grew sevenfold", "7", "count"),
        ("fell 0.4 per cent", "0.4", "percentage"),
    ],
)
def test_reads_units(text: str, value: str, name: str) -> None:
    assert read(text) == [(Decimal(value), name)]


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("nine new oil rigs stood idle", "9", "new oil rig"),
        ("1,400 of its workers left", "1400", "worker"),
        ("two hundred and fifty thousand voters", "250000", "voter"),
        ("one quiet village by the sea", "1", "quiet village"),
        ("one of the largest deals of the year", "1", "large deal"),
        ("half a million copies", "500000", "copy"),
        ("two and a half years", "2.5", "year"),
        ("48 recently painted homes", "48", "home"),
        ("a 12 page report", "12", "page"),
        ("35m of its users", "35000000", "user"),
        ("the index closed at 5884 and rested", "5884", BARE),
    ],
)
def test_reads_what_is_counted(text: str, value: str, name: str) -> None:
    assert read(text) == [(Decimal(value), name)]


@pytest.mark.parametrize(
    "text", ["aged 41", "a 41-year-old plumber", "Ms Doe, 41, agreed.", "she is 41 now", "41 years old"]
)
def test_reads_ages(text: str) -> None:
    assert read(text) == [(41, "year of age")]


@pytest.mark.parametrize(
    ("text", "low", "high", "name"),
    [
        ("between 18 and 25 mph", 18, 25, "mile per hour"),
        ("a 4-9W lamp", 4, 9, "watt"),
        ("$1.3-4.8 million", 1_300_000, 4_800_000, "dollar"),
        ("from $300 to $5 million", 300, 5_000_000, "dollar"),
        ("two to three thousand guests", 2000, 3000, "guest"),
        ("from 190 pounds to 172", 190, 172, "pound-mass"),
        ("tens of thousands of barrels", 10_000, 100_000, "barrel"),
    ],
)
def test_reads_ranges(text: str, low: int, high: int, name: str) -> None:
    (found,) = measures(text)
    assert (found.value, found.value_high, found.name, found.comparator) == (low, high, name, "range")


def test_a_change_and_the_level_it_led_to_are_no_range() -> None:
    assert read("The index gained 0.9 percent to 8,120.35.") == [
        (Decimal("0.9"), "percentage"),
        (Decimal("8120.35"), BARE),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("six or seven euros", "euro"),
        ("210 flats for sale and 90 for rent", "flat"),
        ("the high was 61.5 cents and the low 58", "cent"),
    ],
)
def test_a_unit_left_out_is_that_of_the_other_number(text: str, name: str) -> None:
    assert [one.name for one in measures(text)] == [name, name]


def test_a_share_says_of_what() -> None:
    found = measures("One in five homes and two-thirds of the offices stood empty.")
    assert [(one.part, one.name, round(one.value, 3)) for one in found] == [
        (True, "home", Decimal("0.2")),
        (True, "office", Decimal("0.667")),
    ]


def test_hedges_are_read() -> None:
    assert [one.comparator for one in measures("about 40 boats and more than 30 crews")] == ["approx", "gt"]


def test_the_market_grammar_gets_the_same_quantity() -> None:
    (found,) = measures("It fell about 1.25% then.")
    quantity = found.quantity
    assert (quantity.value, quantity.unit, quantity.ulp, quantity.comparator) == (
        Decimal("1.25"),
        "percent",
        Decimal("0.01"),
        "approx",
    )


@pytest.mark.parametrize(
    ("word", "one"),
    [("properties", "property"), ("women", "woman"), ("boxes", "box"), ("buses", "bus"), ("gas", "gas")],
)
def test_singulars(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize(
    ("word", "form"),
    [("best", "good"), ("largest", "large"), ("happiest", "happy"), ("biggest", "big"), ("west", "west")],
)
def test_superlatives(word: str, form: str) -> None:
    assert plain(word) == form


def test_no_spelling_means_two_units() -> None:
    for kind in ("words", "signs", "tight", "before"):
        spellings = [one for ways in units().values() for one in getattr(ways, kind)]
        assert len(spellings) == len(set(spellings)), kind


@given(st.text(alphabet="ab one two million to-–,.:$€% 0123456789 mkgsthe of", max_size=60))
def test_reads_any_text_and_keeps_its_offsets(text: str) -> None:
    found = measures(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
