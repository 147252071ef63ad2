"""The strip of fed funds futures, one fact a contract and day, from any source that quotes the monthly contracts.

A contract settles at 100 minus the average effective rate of its month (CME), so that its close implies a rate. The contracts at hand are
those of the months from now on: what expired is quoted no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from tapecheck.data.calendars import NEW_YORK
from tapecheck.signals.tape.live import Clock, FetchedFacts, FetchedRows, LiveSource
from tapecheck.signals.tape.protocol import Event, NotCovered, Unavailable
from tapecheck.signals.tape.releases import RELEASES
from tapecheck.signals.tape.web import together

_NAME = "fed_funds_futures"
_MONTH_CODES = "FGHJKMNQUVXZ"
_MONTHS_AHEAD = 18
# Rates between these, in per cent, are what a close can imply: the highest so far was about 20.
_LOWEST_RATE, _HIGHEST_RATE = -5.0, 25.0


@dataclass(frozen=True, slots=True)
class Contract:
    """One month's contract: `month` as 2026-07, `symbol` as Yahoo calls it."""

    month: str
    symbol: str


def contracts(today: date) -> Iterator[Contract]:
    """The contracts of the months from today's on."""
    for count in range(_MONTHS_AHEAD):
        year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
        symbol = f"ZQ{_MONTH_CODES[month]}{year % 100:02d}.CBT"
        yield Contract(f"{year}-{month + 1:02d}", symbol)


class Strip:
    """The facts `fed_funds_futures` of `source`; a contract that it does not have is left out."""

    def __init__(self, source: LiveSource, now: Clock) -> None:
        self._source = source
        self._now = now

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return f"fed funds futures of {self._source.name}"

    def knows(self, series: str) -> bool:
        """See `LiveSource.knows`."""
        return series == _NAME

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """See `LiveSource.daily`; the contracts are facts here."""
        return NotCovered(f"{self.name} hold no {symbol}")

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """See `LiveSource.facts`: closes, and the rates that they imply in per cent."""
        if name != _NAME:
            return NotCovered(f"{self.name} hold no table of {name.replace('_', ' ')}")
        now = self._now()
        quoted: dict[Contract, FetchedRows] = {}
        failed: list[Unavailable] = []
        for contract in contracts(now.astimezone(NEW_YORK).date()):
            answer = self._source.daily(contract.symbol, None)
            if isinstance(answer, FetchedRows):
                if len(answer.rows["last"]):
                    quoted[contract] = answer
            elif isinstance(answer, Unavailable):
                failed.append(answer)
                # Asking on would only prolong the pause that the source wants.
                if answer.failure == "rate_limited":
                    break
        return self._facts(quoted, failed, now)

    def _facts(
        self, quoted: dict[Contract, FetchedRows], failed: list[Unavailable], now: datetime
    ) -> FetchedFacts | NotCovered | Unavailable:
        rows = sorted(
            (event for contract, found in quoted.items() for event in _events(contract, found)),
            key=lambda event: event.known_at,
        )
        if not rows:
            none = NotCovered(f"{self._source.name} quotes no fed funds futures")
            return failed[0] if failed else none
        # Before the youngest contract began the strip has a hole.
        first = max(found.rows["first"][0].item() for found in quoted.values())
        request = ", ".join(found.request for found in quoted.values())
        sha256 = together(found.sha256 for found in quoted.values())
        return FetchedFacts(tuple(rows), first, now, self._source.name, request, sha256)


def _events(contract: Contract, found: FetchedRows) -> Iterator[Event]:
    """The closes of a contract; a session that was not over when the source was asked has none yet."""
    days, closes = found.rows["last"].tolist(), found.rows["close"].tolist()
    for day, close in zip(days, closes, strict=True):
        known = RELEASES[_NAME].moment(day)
        rate = round(100 - close, 4)
        if known > found.fetched_at or np.isnan(close) or not _LOWEST_RATE <= rate <= _HIGHEST_RATE:
            continue
        values = {"contract_month": contract.month, "close": close, "implied_rate": rate}
        yield Event(_NAME, day, known, values, found.source)
