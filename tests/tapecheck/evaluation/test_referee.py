"""The figures are the referee's, to the last digit: on real articles, on our own, and on answers made up at random."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import run
from shared import ROOT, SHARED, needs

from tapecheck.evaluation.gold import read_gold
from tapecheck.evaluation.outcome import outcome_of
from tapecheck.evaluation.record import figures_record
from tapecheck.evaluation.scores import figures_of
from tapecheck.evaluation.slices import slices
from tapecheck.evaluation.statement import Answer, subject_of

SAMPLE = ROOT / "data/samples/labelled.jsonl"
KINDS = ("change", "level", "record", "streak", "rate_path")
SUBJECTS = ("GOOG", "GOOGL", "GOOG", "OTHER:a stranger")
VERDICTS = ("supported", "refuted", "open", "no_data", "not_checkable", "unavailable")
PIECES = ("Stocks rose 3%", "gold fell 5", "he said.", "“Really?”", "(No!)", "$5", "The Dow", "e.g. it", "…", "\n", "\n\n", "  ", ".", '"Up."', "?")  # fmt: skip


def referee(gold: Path, answers: Path) -> dict[str, Any]:
    command = [sys.executable, str(SHARED / "score/score.py"), str(gold), str(answers), "--json"]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def differing(expected: Mapping[str, Any], got: Mapping[str, Any]) -> dict[str, Any]:
    """What the referee says and we do not."""
    return {
        f"{name}.{key}": (value, got[name][key])
        for name, part in expected.items()
        for key, value in (part.items() if isinstance(part, dict) else [])
        if got[name][key] != value
    } | {n: (v, got[n]) for n, v in expected.items() if not isinstance(v, dict) and got[n] != v}


@needs("score", "score.py")
@pytest.mark.parametrize("name", ["dev", "sample"])
def test_on_labelled_articles(name: str, tmp_path: Path) -> None:
    gold = SAMPLE if name == "sample" else SHARED / f"corpus/gold/{name}.jsonl"
    tape = "almanac" if name == "sample" else str(SHARED / "market")
    if not gold.exists():
        pytest.skip(f"{gold.name} is not here")
    answers = tmp_path / "answers.ndjson"
    run("batch", str(gold), "--tape", tape, "--output", str(answers), "--fail-on", "none")
    measured = json.loads(run("eval", str(gold), "--tape", tape, "--format", "json").stdout)
    assert differing(referee(gold, answers), measured) == {}


@needs("score", "score.py")
@pytest.mark.parametrize("seed", range(3))
def test_on_answers_made_up_at_random(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    texts = {f"a{n}": _text(draw) for n in range(120)}
    labels = {name: [_label(draw, text) for _ in range(draw.randrange(9))] for name, text in texts.items()}
    answers = {name: [_answer(draw, text) for _ in range(draw.randrange(9))] for name, text in texts.items()}
    gold, told = tmp_path / "gold.jsonl", tmp_path / "told.ndjson"
    rows = [
        {"id": name, "text": text, "published": "2025-12-12", "claims": labels[name]}
        for name, text in texts.items()
    ]
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    told.write_text(
        "".join(json.dumps({"article": {"id": n}, "claims": c}) + "\n" for n, c in answers.items()), "utf-8"
    )
    outcomes = [outcome_of(one, [_ours(a) for a in answers[one.article.id]]) for one in read_gold(gold)]
    figures = figures_of(outcomes)
    assert figures.every.typed > 20
    assert differing(referee(gold, told), figures_record(figures)) == {}
    assert sum(one.figures.every.typed for one in slices(outcomes, "kind")) == figures.every.typed


def _text(draw: random.Random) -> str:
    return "A " + " ".join(draw.choices(PIECES, k=12)) + " end."


def _statement(draw: random.Random, text: str) -> dict[str, Any]:
    start = draw.randrange(len(text) - 1)
    end = draw.randrange(start + 1, min(len(text), start + 30) + 1)
    return {
        "start": start, "end": end, "quote": text[start:end], "kind": draw.choice(KINDS), "subject": draw.choice(SUBJECTS),
        "value": draw.choice((None, 3, -3, 3.0000001, 5)), "unit": draw.choice(("percent", None)), "direction": draw.choice(("up", "down", None)),
        "comparator": draw.choice(("eq", "gt")), "modality": draw.choice(("asserted", "asserted", "question", "forecast")),
        "window": draw.choice((None, ["2025-12-01", "2025-12-12"], ["2025-12-12", "2025-12-12"], ["2025-12-07", "2025-12-12"])),
        "verdict": draw.choice(VERDICTS),
    }  # fmt: skip


def _label(draw: random.Random, text: str) -> dict[str, Any]:
    label = _statement(draw, text)
    while not label["quote"].strip():
        label = _statement(draw, text)
    more = {"sure": draw.random() < 0.8, "value_text": draw.choice((None, "3%", "5"))}
    return {**label, **more, **({"planted": "digits"} if draw.random() < 0.2 else {})}


def _answer(draw: random.Random, text: str) -> dict[str, Any]:
    answer = _statement(draw, text)
    return {**answer, "quote": answer["quote"] + ("!" if draw.random() < 0.1 else "")}


def _ours(answer: dict[str, Any]) -> Answer:
    days = [date.fromisoformat(day) for day in answer["window"] or ()]
    value = answer["value"]
    return Answer(
        **{**answer, "subject": subject_of(answer["subject"]), "value": None if value is None else float(value), "window": (days[0], days[1]) if days else None}
    )  # fmt: skip
