"""Units of everyday news: what one is called and the ways it is spelled."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Spellings:
    """How one unit is spelled: `words` in any case, `signs` in this case, `tight` only where they touch the number, `before` it."""

    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    tight: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@cache
def units() -> Mapping[str, Spellings]:
    """Every unit by its own name, in the order of `units.toml`."""
    rows = tomllib.loads(files("tapecheck.data").joinpath("units.toml").read_text("utf-8"))
    return {name: Spellings(**{key: tuple(way) for key, way in row.items()}) for name, row in rows.items()}
