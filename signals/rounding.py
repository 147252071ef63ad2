"""Rounding favours the writer: the interval that printed digits stand for, widened by hedges and vendors' differences.

"27%" is anything from 26.5 to 27.5, ties included; a truncated figure is a reading of its own. How wide each is, and why, stands in
`data/tolerances.toml`, nowhere else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tapecheck.nlp.claim import Claim
from tapecheck.signals.finding import Grade


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What vendors may differ by: `level`, `extreme` (of a high or low) and `percent` per cent, `bp` basis points."""

    level: float
    percent: float
    bp: float
    extreme: float
    reason: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """What each way of printing a figure allows, in units of its last digit; `about_share` as a share of the figure, `noise` as it is.

    Levels in the units of `passed` are passed or not: nothing is allowed to a bound on them.
    """

    rounding: float
    truncation: float
    about: float
    about_share: float
    bound: float
    passed: frozenset[str]
    noise: float


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("tapecheck.data").joinpath("tolerances.toml").read_text("utf-8"))


@cache
def allowed() -> Allowed:
    """What is allowed to every figure, whatever it is of."""
    table = _table()
    return Allowed(
        rounding=table["rounding"]["units"],
        truncation=table["truncation"]["units"],
        about=table["about"]["units"],
        about_share=table["about"]["share"],
        bound=table["bound"]["units"],
        passed=frozenset(table["bound"]["passed"]),
        noise=table["arithmetic"]["noise"],
    )


@cache
def tolerance(family: str) -> Tolerance:
    """The tolerance of a family of instruments; of an unknown one that of an index, the strictest."""
    vendors = _table()["vendors"]
    row = vendors.get(family, vendors["index"])
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
    value = float(claim.value)
    upper = value if claim.value_high is None else float(claim.value_high)
    allow, unit = allowed(), float(claim.ulp or 0)
    half, noise = allow.rounding * unit, allow.noise
    if claim.comparator in ("gt", "lt"):
        bound = noise + slack + (0.0 if claim.unit in allow.passed else allow.bound * unit)
        passed = high >= value - bound if claim.comparator == "gt" else low <= upper + bound
        return Grade.HEDGED if passed else None
    hedge = _about(claim) if claim.comparator == "approx" else 0.0
    most = noise + slack + max(half, hedge, allow.truncation * unit)
    if low > upper + most or high < value - most:
        return None
    if low == high == value:
        return Grade.EXACT
    if _meets(value - half, upper + half, low, high, noise):
        return Grade.EXACT if low != high or round(low, 12) == round(value, 12) else Grade.ROUNDED
    if hedge and _meets(value - hedge, upper + hedge, low, high, slack + noise):
        return Grade.HEDGED
    if _meets(value - half, upper + half, low, high, slack + noise):
        return Grade.ROUNDED
    return Grade.OTHER_READING if _meets(value, upper + allow.truncation * unit, low, high, noise) else None


def _about(claim: Claim) -> float:
    return max(abs(float(claim.value or 0)) * allowed().about_share, allowed().about * float(claim.ulp or 0))


def _meets(a: float, b: float, low: float, high: float, slack: float) -> bool:
    return a - slack <= high and low <= b + slack
