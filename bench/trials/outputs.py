"""The part `outputs`: what is written, wherever and however long it runs, and a watch over feeds of which some are broken."""

from __future__ import annotations

from collections.abc import Iterator

from trials import Trial, cells, elsewhere, faulty_feeds, full_disk, soak, torn


def trials(small: bool) -> Iterator[Trial]:
    """B2, B4, B9, B10, R7, R8, W1."""
    yield torn.trial(small)
    yield full_disk.trial(small)
    yield elsewhere.trial(small)
    yield soak.trial(small)
    yield cells.leads()
    yield cells.hostile()
    yield faulty_feeds.trial(small)
