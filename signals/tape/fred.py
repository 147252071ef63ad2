"""FRED, the database of the Federal Reserve Bank of St. Louis, as a live source: yields, prices, jobs, output, the Fed's range and balance sheet.

Without a key its public CSV answers, in today's vintage: a figure as revised up to now, known from the earliest day it can have been out.
With one the monthly and quarterly figures come from ALFRED in every vintage (`alfred.py`), each known from the morning it was published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite

from tapecheck.signals.tape.alfred import archive
from tapecheck.signals.tape.decisions import shipped_then
from tapecheck.signals.tape.live import Clock, FetchedFacts, FetchedRows
from tapecheck.signals.tape.observations import Observation, events_of
from tapecheck.signals.tape.protocol import NotCovered, Unavailable
from tapecheck.signals.tape.releases import RELEASES
from tapecheck.signals.tape.web import Answer, get, together, unusable, whole_lines
from tapecheck.signals.tape.yields import plausible, rows_of

_WHO = "FRED"
# Constant-maturity yields of the H.15 release, in per cent.
_YIELDS = {"UST_3M": "DGS3MO", "UST_2Y": "DGS2", "UST_5Y": "DGS5", "UST_10Y": "DGS10", "UST_30Y": "DGS30"}
# The columns of each table and the series behind them. The change on the year is quoted from the unadjusted prices (NSA).
_TABLES: Mapping[str, Mapping[str, str]] = {
    "US_CPI": {"CPI": "CPIAUCSL", "CPI_NSA": "CPIAUCNS"},
    "US_CORE_CPI": {"CORE_CPI": "CPILFESL", "CORE_CPI_NSA": "CPILFENS"},
    "US_PCE": {"PCE": "PCEPI"},
    "US_CORE_PCE": {"CORE_PCE": "PCEPILFE"},
    "US_UNEMPLOYMENT": {"unemployment_rate": "UNRATE"},
    "US_PAYROLLS": {"payrolls_thousands": "PAYEMS"},
    "US_GDP": {"GDP": "GDPC1"},
    "fed_target_range": {"lower": "DFEDTARL", "upper": "DFEDTARU"},
    "fed_balance_sheet": {"total_assets_musd": "WALCL"},
}
# Never revised, or only on the day: their vintages say nothing.
_WITHOUT_VINTAGES = frozenset({"fed_target_range", "fed_balance_sheet"})
_MISSING = frozenset({"", "."})


@dataclass(frozen=True, slots=True)
class _Column:
    """One series as it came: its observations, oldest first, what was asked, and the answer's SHA-256."""

    observations: tuple[Observation, ...]
    request: str
    sha256: str


class Fred:
    """FRED and ALFRED. `key` is a FRED API key; `base` and `api` are the hosts of the CSV and of the API."""

    def __init__(
        self,
        now: Clock,
        key: str | None = None,
        base: str = "https://fred.stlouisfed.org",
        api: str = "https://api.stlouisfed.org",
    ) -> None:
        self._now = now
        self._key = key
        self._base = base
        self._api = api

    @property
    def name(self) -> str:
        """How verdicts name this source; answers with vintages and without are kept apart."""
        return "ALFRED" if self._key else _WHO

    def knows(self, series: str) -> bool:
        """See `LiveSource.knows`."""
        return series in _YIELDS or series in _TABLES or series == "fomc_decisions"

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """See `LiveSource.daily`: closes of the Treasury yields `UST_*`, in per cent."""
        series = _YIELDS.get(symbol)
        if series is None:
            return NotCovered(f"FRED is asked for no series called {symbol}")
        found = self._csv(series, since)
        if not isinstance(found, _Column):
            return found
        known = [(one.day, one.value) for one in found.observations if one.value is not None]
        if not known:
            return unusable(_WHO, f"series {series}", "an empty table")
        if not plausible(known):
            return unusable(_WHO, f"series {series}", "figures that are no yields")
        return FetchedRows(rows_of(known), self._now(), _WHO, found.request, found.sha256)

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """See `LiveSource.facts`; the names and columns are those of a folder tape."""
        if name == "fomc_decisions":
            return self._decisions()
        if name not in _TABLES:
            return NotCovered(f"FRED is asked for no table of {name.replace('_', ' ')}")
        columns: dict[str, _Column] = {}
        for column, series in _TABLES[name].items():
            found = self._series(name, series)
            if not isinstance(found, _Column):
                return found
            columns[column] = found
        return self._facts(name, columns)

    def _facts(self, name: str, columns: Mapping[str, _Column]) -> FetchedFacts | Unavailable:
        series = ", ".join(_TABLES[name].values())
        rows = events_of(
            name, {column: found.observations for column, found in columns.items()}, f"{_WHO} {series}"
        )
        if not rows:
            return unusable(_WHO, f"series {series}", "an empty table")
        request = " and ".join(found.request for found in columns.values())
        sha256 = together(found.sha256 for found in columns.values())
        return FetchedFacts(rows, RELEASES[name].complete_from, self._now(), _WHO, request, sha256)

    def _decisions(self) -> FetchedFacts | NotCovered | Unavailable:
        ranges = self.facts("fed_target_range")
        if not isinstance(ranges, FetchedFacts):
            return ranges
        whole = [row for row in ranges.rows if {"lower", "upper"} <= row.values.keys()]
        return FetchedFacts(
            shipped_then(whole),
            RELEASES["fomc_decisions"].complete_from,
            ranges.fetched_at,
            f"tapecheck data, then {_WHO}",
            ranges.request,
            ranges.sha256,
        )

    def _series(self, name: str, series: str) -> _Column | NotCovered | Unavailable:
        if self._key is None or name in _WITHOUT_VINTAGES:
            return self._csv(series, None)
        found = archive(self._api, series, self._key)
        if isinstance(found, NotCovered | Unavailable):
            return found
        return _Column(found.observations, found.request, found.sha256)

    def _csv(self, series: str, since: date | None) -> _Column | NotCovered | Unavailable:
        request = f"{self._base}/graph/fredgraph.csv?id={series}" + (f"&cosd={since}" if since else "")
        answer = get(request, _WHO, f"series {series}")
        if not isinstance(answer, Answer):
            return answer
        found = _observations(answer.text, series)
        if isinstance(found, str):
            return unusable(_WHO, f"series {series}", found)
        return _Column(tuple(found), request, answer.sha256)


def _observations(text: str, series: str) -> Sequence[Observation] | str:
    """The rows of the public CSV, oldest first; else what it holds instead."""
    header, *lines = whole_lines(text) or [""]
    if header.strip() != f"observation_date,{series}":
        return "something else than its table"
    try:
        rows = [_observation(line) for line in lines if line.strip()]
    except ValueError:
        return "a row that is no date and figure"
    if not rows:
        return "an empty table"
    if any(before.day >= after.day for before, after in pairwise(rows)):
        return "days out of order"
    return rows


def _observation(line: str) -> Observation:
    day, cell = line.strip().split(",")
    value = None if cell in _MISSING else float(cell)
    if value is not None and not isfinite(value):
        raise ValueError(cell)
    return Observation(date.fromisoformat(day), value)
