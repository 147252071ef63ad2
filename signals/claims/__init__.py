"""The kinds of claim: one file each. A file here is registered by being here.

A kind's file opens with what the words mean to the market, then says how it is worded (`propose`: sentence to drafts) and ends with its
`KIND`: the ways in which an honest writer could have meant such a claim. It never looks anything up, prints, fetches, caches or sorts.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapecheck.signals.kind import Kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of claim, in alphabetical order of their files."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(module.KIND for module in modules)
