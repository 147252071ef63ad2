"""The pairs that the model is asked about, and the word pieces that stand for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from tapecheck.ingest.article import Article
from tapecheck.nlp.model.arrays import TYPES, UNITS, arrays_of, typed_places
from tapecheck.nlp.model.chunks import ROW, Chunks, encoder_inputs
from tapecheck.nlp.model.counts import counts
from tapecheck.nlp.model.pairs import Pair, Place, pairs_of, spoken
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds

DAY = date(2025, 12, 12)


def pairs(text: str) -> tuple[Pair, ...]:
    return tuple(pairs_of(*Reader(kinds()).proposed(Article(text=text, id="a"), DAY)))


def asked(text: str) -> set[tuple[str, Decimal | None]]:
    return {(pair.symbol, pair.number.value if pair.number else None) for pair in pairs(text)}


def tokenizer() -> Tokenizer:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Gold", "rose", "2", "%", "."]
    made = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def test_every_name_is_asked_about_every_number_and_about_the_sentence() -> None:
    found = asked("The Dow rose 0.3% and gold slipped 1.2%.")
    numbers = {Decimal("0.3"), Decimal("1.2"), None}
    assert found == {(symbol, number) for symbol in ("^DJI", "GC=F") for number in numbers}


def test_a_sentence_without_a_name_is_asked_about_those_before_it() -> None:
    found = [pair for pair in pairs("Gold rose on Friday. It closed at $4,300.10.") if pair.sentence == 1]
    assert {(pair.symbol, pair.relation) for pair in found} == {("GC=F", "last")}
    assert all(pair.named == Place(0, 0, 4) for pair in found)


def test_a_sentence_that_says_nothing_checkable_is_not_asked_about() -> None:
    assert pairs("Gold is a metal. Apple is a firm.") == ()


def test_the_grammars_drafts_stand_with_their_own_pair() -> None:
    by_number = {
        (p.symbol, p.number.text): p for p in pairs("The Dow rose 0.3% and gold slipped 1.2%.") if p.number
    }
    assert [d.kind for d in by_number["^DJI", "0.3%"].drafts] == ["change"]
    assert by_number["GC=F", "0.3%"].drafts == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a third straight weekly gain", 3),
        ("a five-month high", 5),
        ("the most in two decades", 20),
        ("six of the last sessions", 6),
        ("two Fed rate cuts", 2),
        ("a seventh positive week", 7),
        ("the second-lowest close this year", 2),
        ("its 30th record", 30),
        ("in more than a year", 1),
    ],
)
def test_counts(text: str, value: int) -> None:
    assert [(count.value, count.unit) for count in counts(text)] == [(value, "count")]


def test_a_span_is_the_whole_words_at_a_place_after_the_mark_of_the_row() -> None:
    chunks = Chunks(["Gold rose 2 % .", "Gold rose ."], tokenizer())
    assert chunks.rows == [[5, 6, 7, 8, 9, 5, 6, 9]]
    assert chunks.span(Place(0, 10, 13)) == (0, 3, 5)
    assert chunks.span(Place(1, 0, 2)) == (0, 6, 7)


def test_sentences_stay_whole_and_a_long_one_is_cut() -> None:
    chunks = Chunks(["Gold " * 100, "rose " * 100, "Gold " * 900], tokenizer())
    assert [len(row) for row in chunks.rows] == [100, 100, ROW - 2]
    assert chunks.span(Place(2, 4000, 4004)) == (2, ROW - 2, ROW - 1)


def test_rows_are_filled_up_masked_and_typed() -> None:
    made = encoder_inputs([[5, 6, 7], [5]], [[9, 0, 4], [9]], tokenizer())
    assert made["ids"].tolist() == [[2, 5, 6, 7, 3], [2, 5, 3, 0, 0]]
    assert made["mask"].tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
    assert made["types"].tolist() == [[0, 9, 0, 4, 0], [0, 9, 0, 0, 0]]


def test_pieces_carry_the_type_of_what_they_stand_in() -> None:
    text = "Gold rose 2 % ."
    read, drafts = Reader(kinds()).proposed(Article(text=text, id="a"), DAY)
    found = tuple(pairs_of(read, drafts))
    types = Chunks([text], tokenizer()).types(typed_places(read, found))
    assert [TYPES[number] for number in types[0]] == ["future", "plain", "percent", "percent", "plain"]


def test_only_sentences_that_a_pair_needs_are_read() -> None:
    read, drafts = Reader(kinds()).proposed(Article(text="Gold rose 2%. Nobody knows why.", id="a"), DAY)
    assert spoken(read, tuple(pairs_of(read, drafts))) == ["Gold rose 2%.", ""]


def test_three_indexes_without_their_names_are_three_subjects() -> None:
    assert {symbol for symbol, number in asked("All three major averages lost about 0.3%.") if number} == {
        "^DJI",
        "^GSPC",
        "^IXIC",
    }


def test_arrays_say_what_the_grammar_knows() -> None:
    text = "Gold rose 2%."
    found = pairs(text)
    names = [kind.name for kind in kinds()]
    read = tuple(Reader(kinds()).sentences(text, DAY))
    made = arrays_of(found, Chunks([text], tokenizer()), read, names)
    first = next(at for at, pair in enumerate(found) if pair.number)
    assert made["grammar"][first, names.index("change")] > 0.5
    assert UNITS[made["classes"][first, 0]] == "percent"
    assert {name: len(value) for name, value in made.items()} == dict.fromkeys(made, len(found))
