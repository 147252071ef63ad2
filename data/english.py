"""Word lists of English, for reading without a tagger."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def words(name: str) -> frozenset[str]:
    """The words of a list in `english.toml`."""
    return frozenset(_lists()[name].split())


def pairs(name: str) -> Mapping[str, str]:
    """The words of a table in `english.toml`, each with what it stands for."""
    found: Mapping[str, str] = _lists()[name]
    return found


@cache
def _lists() -> Mapping[str, Any]:
    return tomllib.loads(files("tapecheck.data").joinpath("english.toml").read_text("utf-8"))
