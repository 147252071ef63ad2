"""Yahoo Finance as a live source, through yfinance: the one file that knows that library.

One request a symbol, of unadjusted prices, never `download()` (which answers failure with an empty frame). yfinance says by a frame or by
one of many exceptions what happened; what Yahoo itself answered is listened to beside it, and decides. Yahoo's data are for personal use
under its terms (https://legal.yahoo.com), so nothing of them is passed on, only what follows from them.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from tapecheck.signals.tape.chart import Chart, Said
from tapecheck.signals.tape.gaps import anything_due, too_many_missing
from tapecheck.signals.tape.live import Clock, FetchedFacts, FetchedRows
from tapecheck.signals.tape.protocol import NotCovered, Unavailable
from tapecheck.signals.tape.quirks import repaired
from tapecheck.signals.tape.sane import Bars, sane

if TYPE_CHECKING:
    import pandas as pd

# yfinance keeps its settings, its session and its cache once a process.
_LOCK = threading.Lock()
_YIELDS = {"UST_3M": "^IRX", "UST_5Y": "^FVX", "UST_30Y": "^TYX"}


class Yahoo:
    """Daily bars from Yahoo.

    `now` dates the answers; `session` is a curl_cffi session to ask through (None: one such as yfinance makes itself); no single request
    takes longer than `timeout` seconds.
    """

    def __init__(self, now: Clock, session: object | None = None, timeout: float = 10) -> None:
        self._now = now
        self._session = session
        self._timeout = timeout
        self._charts: list[Chart] = []

    @property
    def name(self) -> str:
        """See `LiveSource.name`."""
        return "Yahoo Finance"

    def knows(self, series: str) -> bool:
        """See `LiveSource.knows`: what is written like one of our own names is none of Yahoo's, a few yields apart."""
        return series in _YIELDS or not ((series.isupper() and "_" in series) or series.islower())

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """See `LiveSource.daily`."""
        asked = _YIELDS.get(symbol, symbol)
        if asked.isupper() and "_" in asked:
            return NotCovered(f"Yahoo quotes no {symbol}")
        # Before the question: what happened while it was under way is not known to the answer.
        moment = self._now()
        call = self._call(asked, since)
        if call.frame is not None and not call.frame.empty:
            return self._checked(symbol, bars_of(call.frame, call.chart), moment, call.request)
        if call.said == "nothing" and not anything_due(symbol, since, moment):
            return self._checked(symbol, _NO_BARS, moment, call.request)
        return self._failed(symbol, call)

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """See `LiveSource.facts`; Yahoo has none."""
        return NotCovered(f"Yahoo has no table of {name.replace('_', ' ')}")

    def _call(self, asked: str, since: date | None) -> _Call:
        """One question to yfinance; whatever it raises is part of what came of it."""
        frame, wrong = None, None
        with _driven() as yfinance:
            self._charts.clear()
            try:
                frame = self._history(yfinance, asked, since)
            except Exception as raised:  # yfinance raises its own, curl's, pandas' and bare Exceptions alike
                wrong = raised
            if wrong is not None or frame is None or frame.empty or self._trouble():
                # Answers of past days are kept, bad ones too: without this the next question gets the same one.
                yfinance.data.YfData.cache_get.cache_clear()
            request = f"yfinance {yfinance.__version__}: Ticker({asked!r}).history({_written(_terms(since))})"
            return _Call(frame, self._charts[-1] if self._charts else None, wrong, request)

    def _trouble(self) -> bool:
        return any(chart.status != 200 for chart in self._charts)

    def _history(self, yfinance: Any, asked: str, since: date | None) -> pd.DataFrame:
        if self._session is None:
            self._session = yfinance.data.new_session()
        with self._heard(self._session):
            ticker = yfinance.Ticker(asked, session=self._session)
            found: pd.DataFrame = ticker.history(**_terms(since), timeout=self._timeout)
        return found

    @contextmanager
    def _heard(self, session: Any) -> Iterator[None]:
        """Keeps what the chart service answers through a session, and holds every request to the timeout."""
        ask = session.request

        def heard(method: str, url: str, **rest: Any) -> Any:
            rest["timeout"] = min(rest.get("timeout") or self._timeout, self._timeout)
            answer = ask(method=method, url=url, **rest)
            if "/finance/chart/" in urlsplit(url).path:
                self._charts.append(Chart(answer.status_code, answer.content))
            return answer

        session.request = heard
        try:
            yield
        finally:
            session.request = ask

    def _checked(
        self, symbol: str, bars: Bars, moment: datetime, request: str
    ) -> FetchedRows | NotCovered | Unavailable:
        """The bars that may be believed, unless too many are missing."""
        found = sane(symbol, bars, moment)
        rows = repaired(symbol, found.rows)
        missing = too_many_missing(symbol, found.rows["last"])
        if missing:
            return Unavailable(
                f"Yahoo left {missing} recent sessions of {symbol} out; try again later", failure="partial"
            )
        return FetchedRows(rows, moment, self.name, request, _digest(bars), found.repairs)

    def _failed(self, symbol: str, call: _Call) -> NotCovered | Unavailable:
        """What a call without rows comes to: Yahoo's own words first, then those of the library."""
        kinds = {kind.__name__ for kind in type(call.wrong).__mro__}
        if call.said == "unknown":
            return NotCovered(f"Yahoo knows no symbol {symbol}")
        if "YFRateLimitError" in kinds or call.said == "rate_limited":
            return Unavailable("Yahoo asks to slow down (429); try again later", "rate_limited")
        if any("Timeout" in kind for kind in kinds):
            return Unavailable(
                f"Yahoo gave no answer for {symbol} in {self._timeout:g} s; try again later", "timeout"
            )
        if call.said == "nothing" or call.wrong is None:
            return Unavailable(f"Yahoo answered {symbol} with an empty table; try again later")
        status = call.chart.status if call.chart is not None else 200
        how = f"status {status}" if status != 200 else type(call.wrong).__name__
        return Unavailable(f"Yahoo failed for {symbol} ({how}); try again later")


@dataclass(frozen=True, slots=True)
class _Call:
    """What came of one question: a frame or an exception, and the last answer of the chart service, if there was one."""

    frame: pd.DataFrame | None
    chart: Chart | None
    wrong: Exception | None
    request: str

    @property
    def said(self) -> Said | None:
        return self.chart.said if self.chart is not None else None


_NO_BARS = Bars(np.array([], dtype="datetime64[D]"), *(np.array([], dtype=float) for _ in range(5)))


@contextmanager
def _driven() -> Iterator[Any]:
    """yfinance, raising instead of hiding its errors, and quiet; for one caller at a time, and as it was before afterwards."""
    with _LOCK, warnings.catch_warnings():
        import yfinance

        # Only now: the import switches its own warnings on again.
        warnings.simplefilter("ignore")
        log = logging.getLogger("yfinance")
        level, hidden = log.level, yfinance.config.debug.hide_exceptions
        log.setLevel(logging.CRITICAL)
        yfinance.config.debug.hide_exceptions = False
        try:
            yield yfinance
        finally:
            yfinance.config.debug.hide_exceptions = hidden
            log.setLevel(level)


def _terms(since: date | None) -> dict[str, Any]:
    """What is asked of `history`."""
    period = {"period": "max"} if since is None else {"start": since.isoformat()}
    return {**period, "auto_adjust": False, "actions": True, "keepna": True}


def _written(terms: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in terms.items())


def bars_of(frame: pd.DataFrame, chart: Chart | None) -> Bars:
    """The bars of a yfinance frame, dated in the exchange's zone, oldest first.

    Of a day sent twice yfinance keeps one row, which need not be the right one; where the chart it came from is at hand, both are here.
    """
    # One unit for days whatever pandas keeps inside.
    days = np.array([stamp.date() for stamp in frame.index], dtype="datetime64[D]")
    columns = (frame[name].to_numpy(dtype=float) for name in ("Open", "High", "Low", "Close", "Volume"))
    bars = Bars(days, *columns)
    twice = chart.doubled() if chart is not None and chart.count > len(frame) else None
    if twice is None:
        return bars
    once = bars.at(~np.isin(bars.days, twice.days))
    both = Bars(*(np.concatenate([getattr(once, f.name), getattr(twice, f.name)]) for f in fields(Bars)))
    return both.at(np.argsort(both.days, kind="stable"))


def _digest(bars: Bars) -> str:
    """SHA-256 of the bars as they were sent, column by column."""
    columns = (np.ascontiguousarray(getattr(bars, field.name)) for field in fields(Bars))
    return hashlib.sha256(b"".join(column.tobytes() for column in columns)).hexdigest()
