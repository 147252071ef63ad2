"""What a run may use of the world: the clock, the network, the folder it keeps market data and forecasts in. Read here and nowhere else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tapecheck.signals.ledger import Ledger
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.open import Access
from tapecheck.signals.tape.store import Store

if TYPE_CHECKING:
    from tapecheck.signals.tape.live import Clock, LiveSource

TAPE, LEDGER = "tape.sqlite", "ledger.sqlite"


def store_folder(given: str | None = None) -> Path:
    """Where market data and forecasts are kept: the folder given, else `TAPECHECK_STORE`, else the user's data folder."""
    named = given or os.environ.get("TAPECHECK_STORE")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("tapecheck", appauthor=False)


def access(offline: bool, folder: Path) -> Access:
    """Access to live sources behind the store in `folder`; offline to the store alone."""
    return Access(lambda: _store(folder, offline), None if offline else now, _live)


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def ledger(folder: Path) -> Ledger:
    """The ledger of forecasts in `folder`. Raises `TapeError` where it cannot be."""
    return Ledger(folder / LEDGER)


def _store(folder: Path, offline: bool) -> Store | None:
    """The store in `folder`, offline only one that is there; where nothing can be written one that lasts as long as the run, which is said."""
    if offline and not (folder / TAPE).is_file():
        return None
    try:
        return Store(folder / TAPE)
    except TapeError as wrong:
        sys.stderr.write(f"tapecheck: {wrong}; market data are not kept\n")
        return Store(None)


def _live(clock: Clock) -> Sequence[LiveSource]:
    """Yields and macro figures from who makes them, prices from Yahoo; the first that has a series answers."""
    from tapecheck.signals.tape.fred import Fred
    from tapecheck.signals.tape.new_york_fed import NewYorkFed
    from tapecheck.signals.tape.patient import Patient
    from tapecheck.signals.tape.strip import Strip
    from tapecheck.signals.tape.treasury import Treasury
    from tapecheck.signals.tape.yahoo import Yahoo

    yahoo = Patient(Yahoo(clock), time.monotonic, time.sleep)
    macro = (Fred(clock, os.environ.get("FRED_API_KEY") or None), Treasury(clock), NewYorkFed(clock))
    return (*(Patient(one, time.monotonic, time.sleep) for one in macro), yahoo, Strip(yahoo, clock))
