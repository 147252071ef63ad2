"""Prices in the money of the day: NVIDIA split 4 for 1 on 20 July 2021 and 10 for 1 on 10 June 2024 (its announcements)."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.splits import as_seen_at

ROWS = daily_rows(
    np.array(["2021-07-16"], dtype="datetime64[D]"),
    *(np.array([price]) for price in (18.0, 19.0, 17.0, 18.16)),
)


@pytest.mark.parametrize(
    ("known_at", "close"),
    [
        (datetime(2021, 7, 19, tzinfo=UTC), 726.4),
        (datetime(2021, 7, 21, tzinfo=UTC), 181.6),
        (datetime(2024, 6, 10, 12, tzinfo=UTC), 181.6),
        (datetime(2024, 6, 10, 14, tzinfo=UTC), 18.16),
    ],
)
def test_a_history_is_adjusted_for_the_splits_known_by_then(known_at: datetime, close: float) -> None:
    seen = as_seen_at("NVDA", ROWS, known_at)
    assert seen["close"][0] == pytest.approx(close)
    assert seen["high"][0] / seen["low"][0] == pytest.approx(19 / 17)


def test_what_never_split_stays_as_it_is() -> None:
    assert as_seen_at("META", ROWS, datetime(2000, 1, 1, tzinfo=UTC)) is ROWS
