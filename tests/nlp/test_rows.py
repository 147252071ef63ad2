"""Label files: texts that lie elsewhere are found and are the ones that were labelled."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tapecheck.nlp.training.rows import NoText, labelled, unlabelled

TEXT = "Markets at noon. Gold rose 2% on Friday."
ARTICLE: dict[str, Any] = {"id": "one", "text": TEXT, "published": "2025-12-12", "outlet": "Ours"}


def label_file(folder: Path, **changed: Any) -> Path:
    piece = TEXT[17:]
    row = {
        "id": "one", "start": 17, "end": len(TEXT), "sha256": hashlib.sha256(piece.encode()).hexdigest()[:16],
        "claims": [[10, 12, 2.0, "change", "GC=F", "up", "asserted"]],
    }  # fmt: skip
    path = folder / "labels.jsonl"
    path.write_text(json.dumps(row | changed) + "\n", "utf-8")
    return path


def test_a_label_finds_its_text(tmp_path: Path) -> None:
    (row,) = labelled([label_file(tmp_path)], [ARTICLE])
    (claim,) = row["claims"]
    assert row["text"][claim["start"] : claim["end"]] == "2%"
    assert (row["outlet"], claim["kind"], claim["subject"], claim["value"]) == ("Ours", "change", "GC=F", 2.0)


@pytest.mark.parametrize("changed", [{"id": "another"}, {"sha256": "0" * 16}, {"end": 30}])
def test_a_text_that_is_not_the_labelled_one_is_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(NoText, match="--articles"):
        labelled([label_file(tmp_path, **changed)], [ARTICLE])


def test_what_is_labelled_is_never_taken_for_unlabelled(tmp_path: Path) -> None:
    other = ARTICLE | {"id": "two", "text": "Silver fell 3%.", "claims": [1]}
    undated = ARTICLE | {"id": "three", "text": "Copper fell 3%.", "published": None}
    known = labelled([label_file(tmp_path)], [ARTICLE])
    assert [row["id"] for row in unlabelled([ARTICLE, other, undated], known)] == ["two"]
    assert "claims" not in next(unlabelled([other], known))
