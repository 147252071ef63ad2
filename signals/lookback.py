"""Looking back: where periods end, and when something was last as extreme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tapecheck.signals.tape.protocol import Floats, Series


def period_ends(series: Series, row: int, step: str) -> NDArray[np.int64]:
    """Rows that end each day, week, month, quarter or year up to `row`."""
    days = series.last[: row + 1]
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
            return np.arange(row + 1)
    return np.append(np.flatnonzero(np.diff(keys)), row)


def last_time(values: Floats, bar: float, skip: int = 1) -> int | None:
    """The last row before the one looked at, `skip` rows back or more, that reaches the bar."""
    reached = np.flatnonzero(values[: values.size - skip + 1] >= bar - 1e-12)
    return int(reached[-1]) if reached.size else None
