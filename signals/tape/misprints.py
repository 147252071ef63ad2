"""A tape as a vendor misprints it: a second opinion on the few closes that a vendor is known to print wrongly.

An honest writer may have read the wrong figure there. Where only the misprint bears a claim out, the sources disagree, and sources that
disagree refute nothing (`signals/check.py`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from tapecheck.signals.tape.protocol import Events, NotCovered, Origin, Period, Series, Tape, Unavailable
from tapecheck.signals.tape.quirks import quirks


class AsMisprinted:
    """The same tape with the misprints of `data/tape_quirks.toml` in place of its closes; it covers no other series and no facts."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    @property
    def name(self) -> str:
        """See `Tape.name`."""
        return f"{self._tape.name}, as misprinted"

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        return self._tape.origin

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        quirk = quirks().get(symbol)
        series = self._tape.bars(symbol, period, known_at) if quirk and quirk.misprints else None
        if quirk is None or not isinstance(series, Series):
            return NotCovered(f"no misprint of {symbol} is known")
        for misprint in quirk.misprints:
            series = _with(series, np.datetime64(misprint.day, "D"), misprint.close, misprint.vendor)
        return series

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        return NotCovered(f"no misprint of {name} is known")


def _with(series: Series, day: np.datetime64, close: float, vendor: str) -> Series:
    """The series with another close of a day; of a session in progress there is none to misprint."""
    here = (series.first == day) & (series.last == day) & ~np.isnan(series.close)
    if not here.any():
        return series
    closes = np.where(here, close, series.close)
    return replace(
        series,
        close=closes,
        highest_close=np.where(here, close, series.highest_close),
        lowest_close=np.where(here, close, series.lowest_close),
        source=f"{vendor}, whose close of {day} is a misprint",
    )
