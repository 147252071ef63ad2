"""Publication times: a zone nobody knows is never taken for UTC without a word."""

from __future__ import annotations

import pytest

from tapecheck.ingest.article import Precision
from tapecheck.ingest.dates import read_moment


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2025-12-12T09:05:00-05:00", "2025-12-12T14:05:00+00:00"),
        ("Fri, 12 Dec 2025 09:05:00 EST", "2025-12-12T14:05:00+00:00"),
        ("Fri, 12 Dec 2025 09:05:00 +0100", "2025-12-12T08:05:00+00:00"),
        ("Fri, 12 Dec 2025 09:05:00 JST", "2025-12-12T00:05:00+00:00"),
        ("Sat, 12 Jul 2025 09:05:00 BST", "2025-07-12T08:05:00+00:00"),
        ("2025-12-12T14:05:00Z", "2025-12-12T14:05:00+00:00"),
    ],
)
def test_zones_are_read(printed: str, iso: str) -> None:
    from datetime import UTC

    found = read_moment(printed)
    assert found is not None
    assert found.precision is Precision.TIME
    assert found.when.astimezone(UTC).isoformat() == iso


def test_a_bare_day_is_a_day() -> None:
    found = read_moment("2025-12-12")
    assert found is not None
    assert found.precision is Precision.DAY


@pytest.mark.parametrize("printed", ["", "today", "2026-13-45", "soon", "12"])
def test_no_date_is_none(printed: str) -> None:
    assert read_moment(printed) is None


def test_unknown_zones_are_flagged() -> None:
    found = read_moment("Fri, 12 Dec 2025 09:05:00 QZT")
    assert found is None or found.flags
