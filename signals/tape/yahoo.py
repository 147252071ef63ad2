"""Yahoo Finance as a tape, through yfinance: the one file that knows that library.

One request a symbol, of unadjusted prices, never `download()` (which answers failure with an empty frame). Every outcome is typed:
an empty answer is a failure of the source until proven otherwise. Yahoo's data are for personal use under its terms.
"""

from __future__ import annotations

import threading
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tapecheck.signals.tape.known import Rows, cut, daily_rows
from tapecheck.signals.tape.protocol import Events, NotCovered, Origin, Period, Series, Unavailable
from tapecheck.signals.tape.shipped import shipped_events
from tapecheck.signals.tape.splits import as_seen_at

if TYPE_CHECKING:
    import pandas as pd

_LOCK = threading.Lock()
_TIMEOUT_SECONDS = 10
_YIELDS = {"UST_3M": "^IRX", "UST_5Y": "^FVX", "UST_30Y": "^TYX"}


class YahooTape:
    """Live daily bars from Yahoo, each symbol fetched once a tape."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[Rows, datetime] | NotCovered | Unavailable] = {}

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return "Yahoo Finance"

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        return Origin(("yahoo",))

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        if symbol not in self._answers:
            self._answers[symbol] = _fetch(_YIELDS.get(symbol, symbol))
        answer = self._answers[symbol]
        if isinstance(answer, NotCovered | Unavailable):
            return answer
        series = cut(symbol, as_seen_at(symbol, answer[0], known_at), period, known_at, self.name)
        return series if len(series) else NotCovered(f"Yahoo has no {symbol} known by {known_at:%Y-%m-%d}")

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`; Yahoo has none, so the facts that ship answer."""
        return shipped_events(name, period, known_at)


def _fetch(symbol: str) -> tuple[Rows, datetime] | NotCovered | Unavailable:
    if symbol.isupper() and "_" in symbol:
        return NotCovered(f"Yahoo quotes no {symbol}")
    try:
        frame = _history(symbol)
    except Exception as wrong:  # yfinance raises its own, curl's, pandas' and bare Exceptions alike
        return _failed(symbol, wrong)
    if frame.empty:
        return Unavailable(f"Yahoo answered {symbol} with an empty table; try again later")
    return rows_of(frame), datetime.now(UTC)


def _history(symbol: str) -> pd.DataFrame:
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance

        hidden = yfinance.config.debug.hide_exceptions
        yfinance.config.debug.hide_exceptions = False
        try:
            ticker = yfinance.Ticker(symbol)
            found: pd.DataFrame = ticker.history(
                period="max", auto_adjust=False, actions=True, keepna=True, timeout=_TIMEOUT_SECONDS
            )
        finally:
            yfinance.config.debug.hide_exceptions = hidden
    return found


def rows_of(frame: pd.DataFrame) -> Rows:
    """The rows of a yfinance frame: one a day in the exchange's zone, the last of duplicates, oldest first, splits applied."""
    days = np.array([stamp.date() for stamp in frame.index], dtype="datetime64[D]")
    last = {day: place for place, day in enumerate(days)}
    places = [last[day] for day in sorted(last)]
    open_, high, low, close, volume = (
        frame[name].to_numpy(dtype=float)[places] for name in ("Open", "High", "Low", "Close", "Volume")
    )
    return daily_rows(days[places], open_, high, low, close, volume)


def _failed(symbol: str, wrong: Exception) -> NotCovered | Unavailable:
    kind = type(wrong).__name__
    if kind == "YFTzMissingError":
        return NotCovered(f"Yahoo knows no symbol {symbol}")
    reasons: dict[str, Any] = {
        "YFRateLimitError": "asks to slow down (429)",
        "Timeout": f"gave no answer in {_TIMEOUT_SECONDS} s",
    }
    return Unavailable(f"Yahoo {reasons.get(kind, f'failed for {symbol} ({kind})')}; try again later")
