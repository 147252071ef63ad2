"""Trials: what `bench/reliability.py` tries, a file a part. Each part has `trials(small)`, which yields what it tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trial:
    """One line of `docs/reliability.md`: `id` as in the plan ("F11"), how many inputs were tried and how many failed, and a figure beside (peak
    memory, seconds), in words."""

    id: str
    what: str
    tried: int
    failed: int
    figure: str = ""

    @property
    def bound(self) -> float | None:
        """The upper end of the 95% interval of the failure rate where nothing failed (3/N); None where something did."""
        return 3 / self.tried if self.tried and not self.failed else None
