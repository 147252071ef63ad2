"""The Treasury's par yield curve through the real HTTP client, in the shape of its CSV: newest first, no line's end at the end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
from web_server import FAILURES, Reply, WebServer, fails_as, now

from tapecheck.signals.tape.known import cut
from tapecheck.signals.tape.live import FetchedRows
from tapecheck.signals.tape.protocol import NotCovered
from tapecheck.signals.tape.treasury import Treasury

HEADER = 'Date,"1 Mo","2 Mo","3 Mo","2 Yr","10 Yr","30 Yr"'
THIS = f"{HEADER}\n11/25/2026,3.80,3.79,3.77,3.58,4.05,4.66\n11/24/2026,3.81,3.80,3.78,3.61,4.08,4.70"
LAST = f"{HEADER}\n12/31/2025,3.70,3.68,3.66,3.47,4.18,4.84\n12/30/2025,3.71,,3.67,3.45,4.14,4.81"


def treasury(web: WebServer, this: Reply | str = THIS, last: Reply | str = LAST) -> Treasury:
    web.answers = {"csv/2026/all": this, "csv/2025/all": last}
    return Treasury(now, web.url)


def fetched(source: Treasury, symbol: str = "UST_2Y", since: date | None = None) -> FetchedRows:
    found = source.daily(symbol, since)
    assert isinstance(found, FetchedRows), found
    return found


@pytest.mark.parametrize(
    ("symbol", "closes"),
    [
        ("UST_3M", [3.67, 3.66, 3.78, 3.77]),
        ("UST_2Y", [3.45, 3.47, 3.61, 3.58]),
        ("UST_10Y", [4.14, 4.18, 4.08, 4.05]),
        ("UST_30Y", [4.81, 4.84, 4.70, 4.66]),
    ],
)
def test_the_last_two_years_oldest_first(web: WebServer, symbol: str, closes: list[float]) -> None:
    found = fetched(treasury(web), symbol)
    assert [str(day) for day in found.rows["last"]] == [
        "2025-12-30",
        "2025-12-31",
        "2026-11-24",
        "2026-11-25",
    ]
    assert list(found.rows["close"]) == closes
    assert np.isnan(found.rows["open"]).all()


def test_one_request_a_year_from_the_day_asked_for(web: WebServer) -> None:
    found = fetched(treasury(web), since=date(2026, 11, 25))
    assert list(found.rows["close"]) == [3.58]
    assert web.asked == [
        "/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/2026/all"
        "?type=daily_treasury_yield_curve&field_tdr_date_value=2026&page&_format=csv"
    ]


def test_a_yield_is_no_close_before_the_close(web: WebServer) -> None:
    rows = fetched(treasury(web)).rows
    before = cut("UST_2Y", rows, None, datetime(2026, 11, 25, 20, 59, tzinfo=UTC), "x")
    assert before.in_progress
    assert np.isnan(before.close[-1])


@pytest.mark.parametrize("this", ["", HEADER])
def test_a_year_without_a_day_yet_is_no_failure(web: WebServer, this: str) -> None:
    assert list(fetched(treasury(web, this=this)).rows["close"]) == [3.45, 3.47]


def test_a_last_row_that_breaks_off_is_left_out(web: WebServer) -> None:
    assert list(fetched(treasury(web, last=LAST + "\n12/29/2025,3.71,3.69,3.6")).rows["close"]) == [
        3.45, 3.47, 3.61, 3.58,
    ]  # fmt: skip


@pytest.mark.parametrize("way", FAILURES)
def test_each_failure_is_an_answer(web: WebServer, way: str) -> None:
    reply, failure = FAILURES[way]
    assert fails_as(treasury(web, last=reply).daily("UST_2Y", None), failure)


@pytest.mark.parametrize(
    "body",
    [
        HEADER,
        'Date,"1 Mo"\n12/31/2025,3.70\n',
        f"{HEADER}\n12/31/2025,3.70,3.68\n",
        f"{HEADER}\n12/31/2025,3.70,3.68,3.66,none,4.18,4.84\n",
        f"{HEADER}\n2025-12-31,3.70,3.68,3.66,3.47,4.18,4.84\n",
        f"{HEADER}\n12/31/2025,3.70,3.68,3.66,347,4.18,4.84\n",
        f"{HEADER}\n12/31/2025,3.70,3.68,3.66,inf,4.18,4.84\n",
        f"{HEADER}\n12/31/2025,3.70,3.68,3.66,3.47,4.18,4.84\n12/31/2025,3.70,3.68,3.66,3.48,4.18,4.84\n",
        # A server that forgets which year it was asked for.
        THIS,
    ],
)
def test_a_broken_table_is_partial(web: WebServer, body: str) -> None:
    assert fails_as(treasury(web, last=body).daily("UST_2Y", None), "partial")


def test_no_answer_in_time(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tapecheck.ingest.fetch.DEADLINE_SECONDS", -1.0)
    assert fails_as(treasury(web).daily("UST_2Y", None), "timeout")


def test_no_day_at_all_is_partial(web: WebServer) -> None:
    assert fails_as(treasury(web).daily("UST_2Y", date(2026, 11, 26)), "partial")


def test_it_has_nothing_else(web: WebServer) -> None:
    assert isinstance(treasury(web).daily("^TNX", None), NotCovered)
    assert isinstance(treasury(web).facts("US_CPI"), NotCovered)
    assert web.asked == []
