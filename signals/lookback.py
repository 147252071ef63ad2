"""Looking back: where periods end, and when something was last as extreme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tapecheck.signals.tape.protocol import Floats, Series

_STRIDE = 256


def period_ends(series: Series, row: int, step: str, start: int = 0) -> NDArray[np.int64]:
    """Rows that end each day, week, month, quarter or year from row `start` up to `row`."""
    days = series.last[start : row + 1]
    match step:
        case "week":
            keys = (days.astype(int) + 3) // 7
        case "month":
            keys = days.astype("datetime64[M]").astype(int)
        case "quarter":
            keys = days.astype("datetime64[M]").astype(int) // 3
        case "year":
            keys = days.astype("datetime64[Y]").astype(int)
        case _:
            return np.arange(start, row + 1)
    return np.append(np.flatnonzero(np.diff(keys)) + start, row)


def last_time(values: Floats, bar: float, skip: int = 1) -> int | None:
    """The last row before the one looked at, `skip` rows back or more, that reaches the bar."""
    stop = values.size - skip + 1
    while stop > 0:
        # The answer is mostly near: look back in steps that grow.
        start = max(0, stop - max(_STRIDE, values.size - stop))
        reached = np.flatnonzero(values[start:stop] >= bar - 1e-12)
        if reached.size:
            return start + int(reached[-1])
        stop = start
    return None
