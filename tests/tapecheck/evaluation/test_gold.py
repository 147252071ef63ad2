"""Labelled articles: what is wrong with a row is told by line and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import run

from tapecheck.errors import BadGold
from tapecheck.evaluation.gold import read_gold

CLAIM = {"quote": "rose 1%", "kind": "change", "subject": "^GSPC", "value": 1, "unit": "percent", "direction": "up", "verdict": "supported"}  # fmt: skip
ROW = {
    "id": "a",
    "text": "Gold rose 1%. The S&P 500 rose 1%.",
    "published": "2025-12-12",
    "claims": [CLAIM],
}


def gold(folder: Path, *rows: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n", "utf-8"
    )
    return path


def labelled(**changed: Any) -> dict[str, Any]:
    return {**ROW, "claims": [CLAIM, {**CLAIM, **changed}]}


def test_the_same_words_labelled_twice_stand_in_two_places(tmp_path: Path) -> None:
    (one,) = read_gold(gold(tmp_path, labelled()))
    assert [one.article.text[label.start : label.end] for label in one.labels] == ["rose 1%", "rose 1%"]
    assert [label.start for label in one.labels] == [5, 26]


def test_what_is_not_said_is_not_made_up(tmp_path: Path) -> None:
    bare = {"quote": "rose", "kind": "change", "subject": "UST_10Y"}
    (one,) = read_gold(gold(tmp_path, {**ROW, "claims": [bare]}, "", "  "))
    (label,) = one.labels
    assert (label.subject, label.value, label.window, label.verdict) == ("^TNX", None, None, None)
    assert (label.sure, label.planted, label.core) == (True, None, False)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: expected an object, found [1]"),
        ({**ROW, "id": 7}, "line 2, id: expected words, found 7"),
        (ROW, "line 2, id: a is taken by an earlier line"),
        ({**ROW, "id": "b", "text": " "}, "line 2, text: expected words"),
        ({**ROW, "id": "b", "published": None}, "line 2, published: expected a time"),
        ({**ROW, "id": "b", "published": "soon"}, "line 2, published: expected a time"),
        ({**ROW, "id": "b", "claims": None}, "line 2, claims: expected a list, found null"),
        ({**ROW, "id": "b", "claims": ["x"]}, 'line 2, claims[0]: expected an object, found "x"'),
        ({**labelled(quote="fell"), "id": "b"}, 'line 2, claims[1], quote: "fell" is not in the text'),
        ({**labelled(kind=None), "id": "b"}, "line 2, claims[1], kind: expected words, found null"),
        ({**labelled(value="1%"), "id": "b"}, "line 2, claims[1], value: expected a number"),
        ({**labelled(value=True), "id": "b"}, "line 2, claims[1], value: expected a number"),
        ({**labelled(window=["2025-12-12"]), "id": "b"}, "line 2, claims[1], window: expected [from, to]"),
        ({**labelled(window=["2025-12-12", "2025-12-01"]), "id": "b"}, "line 2, claims[1], window: 2025-12-12 is after"),
        ({**labelled(verdict="true"), "id": "b"}, "line 2, claims[1], verdict: expected one of supported"),
        ({**labelled(sure="no"), "id": "b"}, "line 2, claims[1], sure: expected true or false"),
        ({**labelled(unit=1), "id": "b"}, "line 2, claims[1], unit: expected words, found 1"),
    ],
)  # fmt: skip
def test_a_broken_row_is_named(row: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadGold) as wrong:
        read_gold(gold(tmp_path, ROW, row))
    assert words in str(wrong.value)


def test_a_file_without_articles(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="holds no article"):
        read_gold(gold(tmp_path, ""))
    with pytest.raises(BadGold, match="cannot be read"):
        read_gold(tmp_path / "gone.jsonl")


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    done = run("eval", str(gold(tmp_path, ROW, {**labelled(quote="fell"), "id": "b"})), "--offline")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.strip().endswith('line 2, claims[1], quote: "fell" is not in the text')
    assert len(done.stderr.strip().splitlines()) == 1
