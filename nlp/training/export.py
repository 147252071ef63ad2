"""The export: the network as an int8 ONNX graph, its tokenizer and its card, each with its checksum; and its encoder as transformers loads one."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from tokenizers import Tokenizer

from tapecheck.nlp.model.chunks import CLOSE, MASK, OPEN, PAD, ROW, UNKNOWN
from tapecheck.nlp.model.judge import CARD, GRAPH, TOKENIZER
from tapecheck.nlp.training.fit import INPUTS, READ, batch
from tapecheck.nlp.training.labels import Example
from tapecheck.nlp.training.network import Network

_OUTPUTS = ("kind", "direction", "modality", "timed")


def export(
    network: Network, tokenizer: Tokenizer, example: Example, card: dict[str, Any], folder: Path
) -> None:
    """Writes the files into `folder`; `example` shows the graph what it will be given."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / GRAPH
        _graph(network, batch([example], tokenizer), whole)
        _quantized(whole, folder / GRAPH)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    _for_transformers(network, folder)
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (GRAPH, TOKENIZER)}
    card = {**card, "decides": {**card["decides"], "sha256": sums}}
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def _graph(network: Network, one: dict[str, torch.Tensor], path: Path) -> None:
    names = (*READ, *INPUTS)
    dynamic = {**{name: {0: "rows", 1: "pieces"} for name in READ}, **{name: {0: "pairs"} for name in INPUTS}}
    network.eval()
    torch.onnx.export(
        network, tuple(one[name] for name in names), str(path), input_names=names, output_names=_OUTPUTS,
        dynamic_axes=dynamic, opset_version=17, dynamo=False,
    )  # fmt: skip


def _quantized(whole: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True)


def _for_transformers(network: Network, folder: Path) -> None:
    """The encoder in half precision, which is how `AutoModel` and `AutoTokenizer` find it in `folder`."""
    deepcopy(network.encoder).half().save_pretrained(str(folder), safe_serialization=True)
    marks = {
        "pad_token": PAD,
        "unk_token": UNKNOWN,
        "cls_token": OPEN,
        "sep_token": CLOSE,
        "mask_token": MASK,
    }
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": ROW, **marks}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
