"""Rounding favours the writer: the interval that printed digits stand for, widened by hedges and vendors' differences.

"27%" is anything from 26.5 to 27.5, ties included; a truncated figure is a reading of its own. What vendors may differ by stands in
`data/tolerances.toml`, nowhere else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tapecheck.nlp.claim import Claim
from tapecheck.signals.finding import Grade

# About, nearly and around allow a twentieth of the number or one unit of its last digit, whichever is more.
_ABOUT = 0.05
# A level is passed or not; "more than 3%" is still true of a move that rounds to it.
_STRICT = frozenset({"usd", "index", "yield"})
_NEVER_BEYOND = 1e-9


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What vendors may differ by: `level`, `extreme` (of a high or low) and `percent` per cent, `bp` basis points."""

    level: float
    percent: float
    bp: float
    extreme: float
    reason: str


@cache
def tolerance(family: str) -> Tolerance:
    """The tolerance of a family of instruments."""
    table = tomllib.loads(files("tapecheck.data").joinpath("tolerances.toml").read_text("utf-8"))
    row = table.get(family, table["index"])
    return Tolerance(
        row["level"], row["percent"], row.get("bp", 0.0), row.get("extreme", row["level"]), row["reason"]
    )


def agrees(claim: Claim, low: float, high: float | None = None, slack: float = 0.0) -> Grade | None:
    """How a figure known to lie in `low..high` (a point when `high` is None) makes the claim's number true; None when it cannot.

    Figures are in the claim's unit, `slack` too.
    """
    if claim.value is None:
        return None
    high = low if high is None else high
    value, upper = float(claim.value), float(claim.value_high or claim.value)
    half = float(claim.ulp or 0) / 2
    bound = 0.0 if claim.unit in _STRICT else half
    if claim.comparator == "gt":
        return Grade.HEDGED if high >= value - bound - slack - _NEVER_BEYOND else None
    if claim.comparator == "lt":
        return Grade.HEDGED if low <= value + bound + slack + _NEVER_BEYOND else None
    if low <= value <= high and low == high:
        return Grade.EXACT
    if _meets(value - half, upper + half, low, high):
        return Grade.EXACT if low != high or round(low, 12) == round(value, 12) else Grade.ROUNDED
    if claim.comparator == "approx" and _meets(
        value - _about(claim), upper + _about(claim), low, high, slack
    ):
        return Grade.HEDGED
    if _meets(value - half, upper + half, low, high, slack):
        return Grade.ROUNDED
    truncated = _meets(value, upper + 2 * half, low, high)
    return Grade.OTHER_READING if truncated else None


def _about(claim: Claim) -> float:
    return max(abs(float(claim.value or 0)) * _ABOUT, float(claim.ulp or 0))


def _meets(a: float, b: float, low: float, high: float, slack: float = 0.0) -> bool:
    return a - slack - _NEVER_BEYOND <= high and low <= b + slack + _NEVER_BEYOND
