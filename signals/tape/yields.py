"""Treasury yields as daily rows: one figure a day, in per cent, kept as the close; there is no open, high or low."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from tapecheck.signals.tape.known import Rows, daily_rows

# No US government yield has been outside these, in per cent; a figure that is, is no yield.
LOWEST, HIGHEST = -5.0, 25.0


def plausible(closes: Sequence[tuple[date, float]]) -> bool:
    """Whether every figure can be a yield."""
    return all(LOWEST <= value <= HIGHEST for _, value in closes)


def rows_of(closes: Sequence[tuple[date, float]]) -> Rows:
    """The rows of `(day, yield)`, oldest first, at least one."""
    close = np.array([value for _, value in closes], dtype=float)
    unknown = np.full(close.shape, np.nan)
    days = np.array([day for day, _ in closes], dtype="datetime64[D]")
    return daily_rows(days, unknown, unknown, unknown, close)
