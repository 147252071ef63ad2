"""The Treasury's daily par yield curve as a live source of yields, for when FRED is not asked.

One CSV a calendar year, newest day first, days as MM/DD/YYYY, a column a maturity (home.treasury.gov). Par yields and FRED's
constant-maturity yields are the same figures. A year that has no day yet is answered with an empty page.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from tapecheck.data.calendars import NEW_YORK
from tapecheck.signals.tape.live import Clock, FetchedFacts, FetchedRows
from tapecheck.signals.tape.protocol import NotCovered, Unavailable
from tapecheck.signals.tape.web import Answer, get, together, unusable, whole_lines
from tapecheck.signals.tape.yields import plausible, rows_of

_WHO = "US Treasury"
_MATURITIES = {"UST_3M": "3 Mo", "UST_2Y": "2 Yr", "UST_5Y": "5 Yr", "UST_10Y": "10 Yr", "UST_30Y": "30 Yr"}
_MISSING = frozenset({"", "N/A"})
_FIRST_YEAR = 1990
Closes = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class _Year:
    """The yields of one maturity in one year, oldest first, and what came of the request."""

    closes: Closes
    request: str
    sha256: str


class Treasury:
    """Par yields of the curve, closes only, in per cent."""

    def __init__(self, now: Clock, base: str = "https://home.treasury.gov") -> None:
        self._now = now
        self._base = base

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return _WHO

    def knows(self, series: str) -> bool:
        """See `LiveSource.knows`."""
        return series in _MATURITIES

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        """See `LiveSource.daily`; without `since` the last two calendar years, since every year is a request of its own."""
        if symbol not in _MATURITIES:
            return NotCovered(f"the {_WHO} publishes no {symbol}")
        now = self._now()
        this_year = now.astimezone(NEW_YORK).year
        years = []
        for year in range(max(since.year if since else this_year - 1, _FIRST_YEAR), this_year + 1):
            found = self._year(_MATURITIES[symbol], year, may_be_empty=year == this_year)
            if not isinstance(found, _Year):
                return found
            years.append(found)
        closes = [(day, value) for year in years for day, value in year.closes if not since or day >= since]
        if not closes:
            return unusable(_WHO, "the yield curve", "an empty table")
        request, sha256 = " and ".join(one.request for one in years), together(one.sha256 for one in years)
        return FetchedRows(rows_of(closes), now, _WHO, request, sha256)

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        """See `LiveSource.facts`; this source has none."""
        return NotCovered(f"the {_WHO} has no table of {name.replace('_', ' ')}")

    def _year(self, maturity: str, year: int, *, may_be_empty: bool) -> _Year | NotCovered | Unavailable:
        request = (
            f"{self._base}/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/{year}/all"
            f"?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv"
        )
        answer = get(request, _WHO, what := f"yield curve of {year}")
        if not isinstance(answer, Answer):
            return answer
        if may_be_empty and not answer.text.strip():
            return _Year((), request, answer.sha256)
        closes = _closes(answer.text, maturity, year)
        if not isinstance(closes, str) and not closes and not may_be_empty:
            closes = "an empty table"
        return (
            unusable(_WHO, what, closes) if isinstance(closes, str) else _Year(closes, request, answer.sha256)
        )


def _closes(text: str, maturity: str, year: int) -> Closes | str:
    """The yields of a maturity, oldest first; else what the page holds instead."""
    header, *rows = list(csv.reader(whole_lines(text))) or [[]]
    if header[:1] != ["Date"] or maturity not in header:
        return "something else than its table"
    place = header.index(maturity)
    try:
        found = [_close(row, place, len(header)) for row in rows if row]
    except ValueError:
        return "a row that is no date and yields"
    closes = sorted((day, value) for day, value in found if value is not None)
    if any(day.year != year for day, _ in found) or len({day for day, _ in found}) < len(found):
        return "days of another year, or one twice"
    return closes if plausible(closes) else "figures that are no yields"


def _close(row: Sequence[str], place: int, width: int) -> tuple[date, float | None]:
    """The day of a row and its yield; raises `ValueError` for a row that is cut off or holds something else."""
    if len(row) != width:
        raise ValueError(row)
    month, day, year = (int(part) for part in row[0].split("/"))
    value = None if row[place].strip() in _MISSING else float(row[place])
    if value is not None and not isfinite(value):
        raise ValueError(row)
    return date(year, month, day), value
