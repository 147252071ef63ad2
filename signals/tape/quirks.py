"""Known defects of vendors' series, and what is done about each.

Thin front-month futures carry highs and lows that are no range at all (high = low on a quarter of silver's days, opens and closes
outside them); an extreme taken from such a row would refute honest writers, so the row's high and low become unknown.
"""

from __future__ import annotations

import numpy as np

from tapecheck.signals.tape.known import Rows

THIN_FUTURES = frozenset({"SI=F", "GC=F"})


def repaired(symbol: str, rows: Rows) -> Rows:
    """The rows with figures known to be wrong made unknown."""
    if symbol not in THIN_FUTURES:
        return rows
    high, low, close, open_ = rows["high"], rows["low"], rows["close"], rows["open"]
    broken = (high <= low) | (close > high) | (close < low) | (open_ > high) | (open_ < low)
    return {**rows, "high": np.where(broken, np.nan, high), "low": np.where(broken, np.nan, low)}
