"""When the public could know a dated fact: the hour, and how many days after its date at the earliest.

Sources without the moment of publication share this table. Monthly and quarterly figures are dated the first day of what they cover.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tapecheck.data.calendars import NEW_YORK, is_session

# The Bureau of Labor Statistics, the Bureau of Economic Analysis and the Census publish at this hour of New York.
STATISTICS_HOUR = time(8, 30)


@dataclass(frozen=True, slots=True)
class Release:
    """`known`: the hour in New York; `complete_from`: since when tables of it are complete; `lag`: days after the fact's own date.

    `on_a_session` moves a day without trading in New York to the next one with it.
    """

    known: time
    complete_from: date
    lag: int = 0
    on_a_session: bool = False

    def moment(self, day: date) -> datetime:
        """The earliest moment (UTC) at which a fact dated `day` could be known."""
        out = day + timedelta(days=self.lag)
        while self.on_a_session and not is_session("XNYS", out):
            out += timedelta(days=1)
        return datetime.combine(out, self.known, NEW_YORK).astimezone(UTC)


# No release calendar: the Bureau of Labor Statistics publishes prices from the 10th of the next month on, jobs from the 1st, the Bureau
# of Economic Analysis PCE from the 25th, a quarter's output from the 24th of the month after it.
_PRICES = Release(STATISTICS_HOUR, date(1959, 1, 1), lag=40)
_JOBS = Release(STATISTICS_HOUR, date(1948, 1, 1), lag=31)
RELEASES = {
    # Holds before 2020-01-29 are not listed in tables of decisions.
    "fomc_decisions": Release(time(14), date(2020, 1, 29)),
    # Results are published right after the operation closes at 11:20; older operations are patchy.
    "policy_operations": Release(time(11, 30), date(2021, 1, 1)),
    "fed_funds_futures": Release(time(17), date(2024, 7, 31)),
    "fed_target_range": Release(time(0), date(2008, 12, 16)),
    # Wednesday's balance sheet is published on Thursday at 16:30 (H.4.1), after a holiday on Friday.
    "fed_balance_sheet": Release(time(16, 30), date(2002, 12, 18), lag=1, on_a_session=True),
    "US_CPI": _PRICES,
    "US_CORE_CPI": _PRICES,
    "US_PCE": replace(_PRICES, lag=54),
    "US_CORE_PCE": replace(_PRICES, lag=54),
    "US_UNEMPLOYMENT": _JOBS,
    "US_PAYROLLS": _JOBS,
    "US_GDP": Release(STATISTICS_HOUR, date(1947, 1, 1), lag=114),
}
