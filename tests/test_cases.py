"""The cases of every kind, from `tests/cases/*.yml`: silence first, then speech."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml
from shared import ROOT

from tapecheck.ingest.article import Article
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds


@cache
def _reader() -> Reader:
    return Reader(kinds())


def _files() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, yaml.safe_load(path.read_text("utf-8")))
        for path in sorted((ROOT / "tests/cases").glob("*.yml"))
    ]


SILENT = [(kind, case["anchor"], text) for kind, case in _files() for text in case["silent"]]
SPEAKS = [
    (kind, case["anchor"], one["text"], expected)
    for kind, case in _files()
    for one in case["speaks"]
    for expected in one["claims"]
]


def _of_kind(kind: str, anchor: date, text: str) -> list[Claim]:
    return [
        c
        for c in _reader().claims(Article(text=text, id="case"), anchor)
        if c.kind == kind and not c.subject.startswith("OTHER:")
    ]


@pytest.mark.parametrize(("kind", "anchor", "text"), SILENT)
def test_silent(kind: str, anchor: date, text: str) -> None:
    assert _of_kind(kind, anchor, text) == []


@pytest.mark.parametrize(("kind", "anchor", "text", "expected"), SPEAKS)
def test_speaks(kind: str, anchor: date, text: str, expected: dict[str, Any]) -> None:
    found = [_plain(claim) for claim in _of_kind(kind, anchor, text)]
    assert any({key: one[key] for key in expected} == expected for one in found), found


def _plain(claim: Claim) -> dict[str, Any]:
    return {
        "subject": claim.subject,
        "value": float(claim.value) if claim.value is not None else None,
        "unit": claim.unit,
        "direction": claim.direction,
        "comparator": claim.comparator,
        "window": [str(day) for day in claim.window] if claim.window else None,
        "modality": claim.modality,
        "reference": claim.reference.kind if claim.reference else None,
    }
