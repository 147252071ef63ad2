"""Yahoo's chart answers as they were sent, before any library has made a frame of them.

A frame does not say why it is empty, nor which rows were left out of it. The answer does: its status, its own word for an unknown symbol,
and the days that it holds more than once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np

from tapecheck.signals.tape.sane import PRICES, Bars

Said = Literal["rows", "nothing", "unknown", "rate_limited", "failed"]


# Without slots, which leave no room for what is worked out once and kept.
@dataclass(frozen=True)
class Chart:
    """One answer: its HTTP status and its body."""

    status: int
    body: bytes

    @cached_property
    def said(self) -> Said:
        """What the answer comes to; `nothing` is a sound answer without a row, `failed` anything that is not sound."""
        if self.status == 429:
            return "rate_limited"
        error = self._chart.get("error")
        if isinstance(error, Mapping):
            return _refusal(self.status, str(error.get("code")), str(error.get("description")))
        if self.status != 200 or "result" not in self._chart:
            return "failed"
        return "rows" if self._result.get("timestamp") else "nothing"

    def doubled(self) -> Bars | None:
        """The bars of those days that the answer holds more than once, as they stand there; None when it holds each day once."""
        try:
            days, quote = self._days(), self._result["indicators"]["quote"][0]
            _, which, counts = np.unique(days, return_inverse=True, return_counts=True)
            columns = [np.array(quote[name], dtype=float) for name in (*PRICES, "volume")]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        again = counts[which] > 1
        return Bars(days, *columns).at(again) if again.any() else None

    @property
    def count(self) -> int:
        """How many rows the answer holds."""
        return len(self._result.get("timestamp") or ())

    def _days(self) -> np.ndarray[Any, np.dtype[np.datetime64]]:
        zone = ZoneInfo(self._result["meta"]["exchangeTimezoneName"])
        stamps = (datetime.fromtimestamp(stamp, UTC) for stamp in self._result["timestamp"])
        return np.array([stamp.astimezone(zone).date() for stamp in stamps], dtype="datetime64[D]")

    @cached_property
    def _chart(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self.body)["chart"]
        except (ValueError, KeyError, TypeError):
            return {}
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def _result(self) -> Mapping[str, Any]:
        results = self._chart.get("result")
        first = results[0] if isinstance(results, list) and results else None
        return first if isinstance(first, Mapping) else {}


def _refusal(status: int, code: str, description: str) -> Said:
    """Yahoo's own words: a symbol it does not know, a period without rows, or trouble."""
    if status == 404 and code == "Not Found":
        return "unknown"
    return "nothing" if description.startswith("Data doesn't exist") else "failed"
