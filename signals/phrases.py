"""What is said of a verdict: one sentence for a reader, one for an editor."""

from __future__ import annotations

from tapecheck.signals.finding import Reading, Verdict


def explanation(verdict: Verdict, reading: Reading, seen: str | None) -> str:
    """One sentence that says why; `seen` is what the reading observed."""
    observed = f": {seen}" if seen else ""
    match verdict:
        case Verdict.SUPPORTED:
            return f"True by {reading.name}{observed}."
        case Verdict.REFUTED:
            return f"False by every sensible reading; by {reading.name}{observed}."
        case Verdict.UNAVAILABLE:
            return f"The source failed: {reading.missing}."
        case _:
            return f"Not covered: {reading.missing}."


def correction(seen: str | None) -> str | None:
    """A sentence that an editor could print, from what the usual reading of a refuted claim observed."""
    return f"Correction: {seen}." if seen else None


def number(value: float, decimals: int = 2) -> str:
    """A figure with thousands separators, as a reader prints it."""
    return f"{value:,.{decimals}f}"
