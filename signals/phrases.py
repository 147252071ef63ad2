"""What is said of a verdict: one sentence for a reader, one for an editor."""

from __future__ import annotations

from tapecheck.nlp.claim import Claim
from tapecheck.signals.finding import Reading, Verdict


def explanation(verdict: Verdict, reading: Reading) -> str:
    """One sentence that says why."""
    observed = f": {reading.observed}" if reading.observed else ""
    match verdict:
        case Verdict.SUPPORTED:
            return f"True by {reading.name}{observed}."
        case Verdict.REFUTED:
            return f"False by every sensible reading; by {reading.name}{observed}."
        case Verdict.UNAVAILABLE:
            return f"The source failed: {reading.missing}."
        case _:
            return f"Not covered: {reading.missing}."


def correction(claim: Claim, reading: Reading) -> str | None:
    """A sentence that an editor could print, from the usual reading of a refuted claim."""
    return f"Correction: {reading.observed}." if reading.observed else None


def number(value: float, decimals: int = 2) -> str:
    """A figure with thousands separators, as a reader prints it."""
    return f"{value:,.{decimals}f}"
