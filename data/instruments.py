"""Instruments: what a name in the news stands for, and how its prices are quoted.

An instrument's symbol is Yahoo's where Yahoo quotes it (`^RUT`, `BTC-USD`, `GC=F`); policy and macro subjects that no
exchange lists carry a plain name (`FED_FUNDS`, `US_CPI`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Instrument:
    """One thing that a claim can be about.

    `calendar` is an exchange_calendars code (`XNYS`, `24/7`, ...) and fixes both sessions and time zone. `unit` is
    what a level of it is printed in: `usd`, `index` (points), `yield` or `percent` (per cent a year), `count`.
    `aliases` are names that mean it wherever they stand; `loose` are names that mean it only where the text is
    already about it or the case agrees ("the Dow", "gold"). `proxies` are funds that track it, closest first.
    `traded_as` names the family whose hours and tolerances hold for it, where that is not its own.
    `history` names the first session of its full history where a record can be older than any vendor's data.
    """

    symbol: str
    name: str
    family: str
    calendar: str
    unit: str
    aliases: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    traded_as: str | None = None
    same_as: str | None = None
    history: str | None = None

    @property
    def market(self) -> str:
        """The family whose hours and tolerances hold: the dollar index is an index, and trades like a currency."""
        return self.traded_as or self.family


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every known instrument by symbol, in the order of `instruments.toml`."""
    rows = tomllib.loads(files("tapecheck.data").joinpath("instruments.toml").read_text("utf-8"))
    return {symbol: _instrument(symbol, row) for symbol, row in rows.items()}


@cache
def instrument(symbol: str) -> Instrument | None:
    """The instrument of a symbol, or None when it is not one of ours."""
    return instruments().get(symbol)


def calendar_of(symbol: str) -> str:
    """The code of the calendar that an instrument trades by; New York's for one that is not ours."""
    found = instrument(symbol)
    return found.calendar if found else "XNYS"


def _instrument(symbol: str, row: Mapping[str, object]) -> Instrument:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Instrument(symbol=symbol, **{**row, **lists})  # type: ignore[arg-type]
