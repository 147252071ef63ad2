"""How far back from a session a series is whole, with no session missing, and how far in single sessions.

What is said "since" or counted "in a row" holds only over such a stretch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tapecheck.signals.answers import whole
from tapecheck.signals.tape.protocol import Series

_A_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Reach:
    """The first rows from which on, up to `row`, a series is `whole`: every session is there and every close before `row` known;
    and `single`: besides, every row is one session's."""

    row: int
    whole: int
    single: int


def reach_of(series: Series, row: int) -> Reach:
    """How far the series reaches back from a row."""
    unknown = np.flatnonzero(np.isnan(series.highest_close[:row]))
    far = np.flatnonzero(np.diff(series.last[: row + 1]) > _A_DAY) + 1
    missing = next((int(one) for one in far[::-1] if not whole(series, int(one) - 1, int(one))), 0)
    coarse = np.flatnonzero(series.first[: row + 1] != series.last[: row + 1])
    start = max(missing, int(unknown[-1]) + 1 if unknown.size else 0)
    return Reach(row, start, max(start, int(coarse[-1]) + 1 if coarse.size else 0))
