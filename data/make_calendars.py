"""Writes `nyse_days.csv` beside this file: the weekdays without a session in New York, and the early closes.

Run by hand when exchange_calendars learns of new holidays: `python -m tapecheck.data.make_calendars`. The
table is committed because importing that library costs more than a whole check.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

FIRST, LAST = "1953-01-01", "2027-12-31"  # Saturday sessions ended in 1952
NORMAL_CLOSE = "16:00"


def rows() -> Iterator[tuple[str, str]]:
    """Day and local closing time (empty: no session), oldest first."""
    import exchange_calendars
    import pandas as pd

    nyse = exchange_calendars.get_calendar("XNYS", start=FIRST, end=LAST)
    for day in pd.bdate_range(FIRST, LAST):
        if not nyse.is_session(day):
            yield f"{day:%Y-%m-%d}", ""
            continue
        close = f"{nyse.session_close(day).tz_convert(nyse.tz):%H:%M}"
        if close != NORMAL_CLOSE:
            yield f"{day:%Y-%m-%d}", close


def main() -> None:
    """Write the table."""
    with Path(__file__).with_name("nyse_days.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("date", "close"))
        table.writerows(rows())


if __name__ == "__main__":
    main()
