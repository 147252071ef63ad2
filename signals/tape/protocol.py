"""The tape: the two questions that every source of prices and facts answers.

`known_at` is not optional. A source returns nothing that was not known then; the newest row may be a session
still in progress, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Period:
    """Days `first..last`, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Series:
    """The bars of one instrument, oldest first; all arrays have the same length n.

    A bar covers the sessions `first[i]..last[i]` (`datetime64[D]`; equal in a daily row, and one array
    where all rows are daily; apart in a month row of the almanac). `open, high, low, close` are unadjusted for dividends, in the money of the share count at
    `known_at` (splits up to then applied), NaN = unknown; `volume` is what was traded, in shares or coins of that count, None where the
    source has none. `highest_close` and `lowest_close` are those of the sessions
    covered. `in_progress` says that the last bar's session had not ended at `known_at`: its range is known to
    be possible, its close is not a close. `history_from` is the first session of the source for this
    instrument, however short the period asked for. `known_at` is the moment the rows were cut at. `memo` keeps what
    was worked out from the rows once, for whoever asks again.
    """

    symbol: str
    first: Days
    last: Days
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    highest_close: Floats
    lowest_close: Floats
    source: str
    history_from: date
    in_progress: bool = False
    fetched_at: datetime | None = None
    volume: Floats | None = None
    known_at: datetime | None = None
    memo: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.last)


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact: it happened on `day`, the public could know it at `known_at`, `source` says so."""

    name: str
    day: date
    known_at: datetime
    values: Mapping[str, float | str | None]
    source: str


@dataclass(frozen=True, slots=True)
class Events:
    """Facts of one name, oldest first. `covered` is the period for which the table is complete."""

    name: str
    rows: tuple[Event, ...]
    covered: Period
    source: str


@dataclass(frozen=True, slots=True)
class NotCovered:
    """The tape at hand does not hold this; `reason` names what is missing and who would have it."""

    reason: str


Failure = Literal["rate_limited", "down", "timeout", "partial"]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The source failed; `reason` names how, `failure` which way. Worth trying again; never a reason to refute."""

    reason: str
    failure: Failure = "down"


@dataclass(frozen=True, slots=True)
class Origin:
    """How to open a tape again as it stood: what its sources are called by, and the number of the kept answer used for a series."""

    sources: tuple[str, ...] = ()
    answers: tuple[tuple[str, int], ...] = ()


class Tape(Protocol):
    """Where prices and dated facts come from."""

    @property
    def name(self) -> str:
        """The source as a reader should see it in a verdict."""

    @property
    def origin(self) -> Origin:
        """What `replay` opens the tape by; no sources where it cannot be opened again."""

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """Bars of `symbol` that touch `period` (None: the whole history), nothing later than `known_at`."""

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """Facts called `name` (`fomc_decisions`, `policy_operations` ...) of `period` known at `known_at`."""
