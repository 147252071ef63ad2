"""The shipped model: the files that its card names, and what is made of its opinions."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tapecheck.ingest.article import Article
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.model.chunks import ROW
from tapecheck.nlp.model.decide import decider
from tapecheck.nlp.model.judge import CARD, GRAPH, TOKENIZER, BrokenModel, Judge, card_of, shipped
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds

DAY = date(2025, 12, 12)
TEXT = (
    "The Dow rose 0.3% on Friday and gold slipped 1.2% to $4,300.10. Analysts at a bank see bullion at $5,000 by the end of 2026.\n\n"
    "The Nasdaq fell for a third straight week. Payrolls grew by 64,000 in November, while the unemployment rate was 4.6%."
)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(shipped())


def claims(judge: Judge, text: str) -> tuple[Claim, ...]:
    return Reader(kinds(), decider(judge)).claims(Article(text=text, id="a"), DAY)


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(shipped(), folder / "weights"))


def test_the_card_knows_every_kind() -> None:
    assert set(card_of(shipped()).kinds) == {kind.name for kind in kinds()}


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    path = copied(tmp_path) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BrokenModel, match=name):
        Judge(path.parent)


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER, CARD])
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    (folder / name).unlink()
    with pytest.raises(BrokenModel, match="install tapecheck again"):
        Judge(folder)


def test_a_card_with_other_fields_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    told = json.loads((folder / CARD).read_text("utf-8"))
    del told["decides"]["threshold"]
    (folder / CARD).write_text(json.dumps(told), "utf-8")
    with pytest.raises(BrokenModel, match="cannot be read"):
        Judge(folder)


def test_origin_says_who_found_a_claim_and_confidence_is_a_probability(judge: Judge) -> None:
    found = claims(judge, TEXT)
    assert {("change", "^DJI"), ("change", "GC=F"), ("level", "GC=F")} <= {(c.kind, c.subject) for c in found}
    assert {c.origin for c in found} <= {"grammar", "minilm", "grammar+minilm"}
    assert "grammar+minilm" in {c.origin for c in found}
    assert all(0 <= c.confidence <= 1 for c in found)


def test_numbers_are_what_is_printed(judge: Judge) -> None:
    for claim in claims(judge, TEXT):
        assert TEXT[claim.start : claim.end] == claim.quote
        assert claim.value_text is None or claim.value_text in TEXT


def test_the_same_text_is_read_the_same_twice(judge: Judge) -> None:
    assert claims(judge, TEXT) == claims(judge, TEXT)


@pytest.mark.parametrize(
    "text", ["", "Nothing is said here.", "Gold " * 3 * ROW + "rose 2%.", "\ud800 rose 2%"]
)
def test_odd_texts_are_read_without_a_fault(judge: Judge, text: str) -> None:
    assert all(text[c.start : c.end] == c.quote for c in claims(judge, text))


def test_the_tokenizer_loads_in_transformers_and_agrees() -> None:
    from tokenizers import Tokenizer
    from transformers import AutoTokenizer

    ours = Tokenizer.from_file(str(shipped() / TOKENIZER)).encode("Gold rose 2%.", add_special_tokens=False)
    theirs = AutoTokenizer.from_pretrained(str(shipped()))("Gold rose 2%.", add_special_tokens=False)
    assert theirs["input_ids"] == ours.ids
