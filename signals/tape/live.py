"""Live sources: what Yahoo, FRED or the New York Fed answer over the network, before it is cut to a moment.

A source answers with all it has and says when it was asked; the cache in front of it (`store.py`) keeps that, and cuts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tapecheck.signals.tape.known import Rows
from tapecheck.signals.tape.protocol import Event, NotCovered, Unavailable

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class FetchedRows:
    """Daily rows of one instrument as a source gave them at `fetched_at` (UTC, aware), oldest first, checked for sanity.

    Prices are unadjusted for dividends and in the money of the share count at `fetched_at`. `request` is what was asked, in words a
    person could repeat; `sha256` is of the answer. `repairs` tell what was dropped or made unknown, a sentence each.
    """

    rows: Rows
    fetched_at: datetime
    source: str
    request: str
    sha256: str
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedFacts:
    """Dated facts of one name as a source gave them at `fetched_at` (UTC, aware), oldest first; complete from `complete_from` on."""

    rows: tuple[Event, ...]
    complete_from: date
    fetched_at: datetime
    source: str
    request: str
    sha256: str


class LiveSource(Protocol):
    """One service on the network. Whatever goes wrong is an answer; nothing is raised but bugs."""

    @property
    def name(self) -> str:
        """The source as a reader should see it in a verdict."""

    def knows(self, series: str) -> bool:
        """Whether a symbol or a table is one that the source may have: it is asked for nothing else."""

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """Daily rows of `symbol` from `since` on (None: the whole history); NotCovered when the source has no such series."""

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """All facts called `name`; NotCovered when the source has no such table."""


def worst(answers: Sequence[NotCovered | Unavailable]) -> NotCovered | Unavailable:
    """The answer to give when none covers the question: a failure, which may pass, over a mere gap."""
    failed = [answer for answer in answers if isinstance(answer, Unavailable)]
    return failed[0] if failed else NotCovered("; ".join(answer.reason for answer in answers))
