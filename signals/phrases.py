"""What is said of a verdict: one sentence for a reader, one for an editor."""

from __future__ import annotations

from tapecheck.signals.finding import Reading, Told, Verdict


def explanation(verdict: Verdict, reading: Reading, seen: Told) -> str:
    """One sentence that says why."""
    observed = f": {seen.observed}" if seen.observed else ""
    match verdict:
        case Verdict.SUPPORTED:
            return f"True by {seen.name}{observed}."
        case Verdict.REFUTED:
            return f"False by every sensible reading; by {seen.name}{observed}."
        case Verdict.UNAVAILABLE:
            return f"The source failed: {reading.missing}."
        case _:
            return f"Not covered: {reading.missing}."


def correction(seen: str | None) -> str | None:
    """A sentence that an editor could print, from what the usual reading of a refuted claim observed."""
    return f"Correction: {seen}." if seen else None


def number(value: float, decimals: int = 2) -> str:
    """A figure with thousands separators, as a reader prints it."""
    return f"{value:,.2f}" if decimals == 2 else f"{value:,.{decimals}f}"
