"""FRED through the real HTTP client. Figures have the shape of the public ones; their levels are rounded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
from fred_pages import EVER, KEY, PRICES, csv, fred, judged, table, vintages
from web_server import FAILURES, Reply, WebServer, fails_as, now

from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.decisions import changes
from tapecheck.signals.tape.fred import Fred
from tapecheck.signals.tape.live import FetchedRows
from tapecheck.signals.tape.protocol import NotCovered

# Daily yields


def test_yields_are_closes_without_holidays(web: WebServer) -> None:
    web.answers = {
        "?id=DGS2": csv("DGS2", "2026-11-24,3.61", "2026-11-25,3.58", "2026-11-26,.", "2026-11-27,")
    }
    found = fred(web).daily("UST_2Y", date(2026, 11, 24))
    assert isinstance(found, FetchedRows)
    assert [str(day) for day in found.rows["last"]] == ["2026-11-24", "2026-11-25"]
    assert list(found.rows["close"]) == [3.61, 3.58]
    assert np.isnan(found.rows["high"]).all()
    assert web.asked == ["/graph/fredgraph.csv?id=DGS2&cosd=2026-11-24"]
    assert (found.fetched_at, found.source, len(found.sha256)) == (now(), "FRED", 64)


def test_other_symbols_and_tables_are_not_covered(web: WebServer) -> None:
    assert isinstance(fred(web).daily("^GSPC", None), NotCovered)
    assert isinstance(fred(web).facts("policy_operations"), NotCovered)
    assert web.asked == []


@pytest.mark.parametrize("way", FAILURES)
def test_each_failure_is_an_answer(web: WebServer, way: str) -> None:
    reply, failure = FAILURES[way]
    web.answers = {"fredgraph": reply, "observations": reply}
    assert fails_as(fred(web).daily("UST_2Y", None), failure)
    for name in ("US_CPI", "fed_target_range", "fomc_decisions"):
        assert fails_as(fred(web).facts(name), failure)
    assert fails_as(fred(web, KEY).facts("US_CPI"), failure)


@pytest.mark.parametrize(
    "body",
    [
        csv("DGS2"),
        csv("DGS10", "2026-11-24,3.61"),
        csv("DGS2", "2026-11-24,."),
        csv("DGS2", "2026-11-24,3.61", "2026-11-25"),
        csv("DGS2", "2026-11-24,nan"),
        csv("DGS2", "2026-11-24,361"),
        csv("DGS2", "24/11/2026,3.61"),
        csv("DGS2", "2026-11-25,3.61", "2026-11-24,3.58"),
        "observation_date,DGS2\n2026-11-24,3.",
    ],
)
def test_a_broken_table_is_partial(web: WebServer, body: str) -> None:
    web.answers = {"DGS2": body}
    assert fails_as(fred(web).daily("UST_2Y", None), "partial")


def test_a_last_row_that_breaks_off_is_left_out(web: WebServer) -> None:
    web.answers = {"DGS2": csv("DGS2", "2026-11-24,3.61", "2026-11-25,3.58") + "2026-11-27,3."}
    found = fred(web).daily("UST_2Y", None)
    assert isinstance(found, FetchedRows)
    assert list(found.rows["close"]) == [3.61, 3.58]


def test_no_answer_in_time(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tapecheck.ingest.fetch.DEADLINE_SECONDS", -1.0)
    web.answers = {"DGS2": csv("DGS2", "2026-11-24,3.61"), "observations": vintages()}
    assert fails_as(fred(web).daily("UST_2Y", None), "timeout")
    assert fails_as(fred(web, KEY).facts("US_CPI"), "timeout")


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebServer() as gone:
        url = gone.url
        monkeypatch.setenv("TAPECHECK_LOOPBACK", url.removeprefix("http://"))
    assert fails_as(Fred(now, base=url).daily("UST_2Y", None), "down")


# Today's vintage, without a key


def test_prices_have_the_folders_columns_and_the_unadjusted_one(web: WebServer) -> None:
    web.answers = PRICES
    found = table(web, "US_CPI")
    september = next(event for event in found.rows if event.day == date(2025, 9, 1))
    assert september.values == {"CPI": 324.368, "CPI_NSA": 324.8}
    assert september.known_at == datetime(2025, 10, 11, 12, 30, tzinfo=UTC)
    assert september.source == "FRED CPIAUCSL, CPIAUCNS"
    assert date(2025, 10, 1) not in [event.day for event in found.rows]


def test_todays_vintage_supports_and_says_so_and_never_refutes(web: WebServer) -> None:
    web.answers = PRICES
    found = table(web, "US_CPI")
    later = datetime(2025, 12, 1, tzinfo=UTC)
    true = judged(found, "US_CPI", "The US consumer price index rose 0.3% in September.", later)
    assert true.verdict is Verdict.SUPPORTED
    assert "today's vintage" in true.explanation
    other = judged(found, "US_CPI", "The US consumer price index rose 0.7% in September.", later)
    assert other.verdict is Verdict.NO_DATA


def test_the_change_on_the_year_is_the_unadjusted_one(web: WebServer) -> None:
    web.answers = PRICES
    text = "US consumer prices rose 3.0% in September."
    found = judged(table(web, "US_CPI"), "US_CPI", text, datetime(2025, 12, 1, tzinfo=UTC))
    assert found.reading == "change on the year"
    assert found.computed == pytest.approx(3.0127, abs=1e-4)


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("figure", ["0.2%", "0.3%", "3.0%", "9.9%"])
def test_october_2025_cpi_does_not_exist(web: WebServer, key: str | None, figure: str) -> None:
    web.answers = PRICES | {
        "series_id=CPIAUCSL": vintages(
            ("2025-08-01", "323.364", "2025-09-11", EVER),
            ("2025-09-01", "324.368", "2025-10-24", EVER),
            ("2025-10-01", ".", "2025-12-18", EVER),
            ("2025-11-01", "325.063", "2025-12-18", EVER),
        ),
        "series_id=CPIAUCNS": vintages(("2025-09-01", "324.800", "2025-10-24", EVER)),
    }
    text = f"The US consumer price index rose {figure} in October."
    found = judged(table(web, "US_CPI", key), "US_CPI", text, datetime(2025, 12, 20, tzinfo=UTC))
    assert found.verdict is Verdict.NO_DATA
    assert "October 2025 does not exist (shutdown)" in found.explanation


def test_the_report_of_an_october_day_is_not_octobers(web: WebServer) -> None:
    web.answers = PRICES
    text = "The US consumer price index rose 0.3%, the Labor Department said on Oct. 24."
    found = judged(table(web, "US_CPI"), "US_CPI", text, datetime(2025, 10, 25, tzinfo=UTC))
    assert "does not exist" not in found.explanation


def test_output_is_told_at_an_annual_rate(web: WebServer) -> None:
    web.answers = {
        "?id=GDPC1": csv("GDPC1", "2024-04-01,23286.5", "2025-01-01,23548.2", "2025-04-01,23771.0")
    }
    found = table(web, "US_GDP")
    assert found.rows[-1].known_at == datetime(2025, 7, 24, 12, 30, tzinfo=UTC)
    text = "US GDP grew at an annualized rate of 3.8% in the second quarter."
    finding = judged(found, "US_GDP", text, datetime(2025, 10, 1, tzinfo=UTC))
    assert finding.verdict is Verdict.SUPPORTED
    assert finding.computed == pytest.approx(3.838, abs=1e-3)
    assert "2025 Q2" in finding.explanation


def test_the_balance_sheet_is_known_the_day_after_or_past_a_holiday(web: WebServer) -> None:
    web.answers = {"?id=WALCL": csv("WALCL", "2026-11-18,6690123.0", "2026-11-25,6688210.0")}
    rows = table(web, "fed_balance_sheet", KEY).rows
    assert [event.values["total_assets_musd"] for event in rows] == [6690123.0, 6688210.0]
    # Thursday the 26th is Thanksgiving.
    assert [event.known_at for event in rows] == [
        datetime(2026, 11, 19, 21, 30, tzinfo=UTC),
        datetime(2026, 11, 27, 21, 30, tzinfo=UTC),
    ]


# The Fed's range and its decisions


def ranges(*rows: tuple[str, float]) -> dict[str, Reply | str]:
    """The series of the range, upper ends given."""
    return {
        "?id=DFEDTARL": csv("DFEDTARL", *(f"{day},{upper - 0.25:.2f}" for day, upper in rows)),
        "?id=DFEDTARU": csv("DFEDTARU", *(f"{day},{upper:.2f}" for day, upper in rows)),
    }


def test_fred_dates_a_change_on_its_effective_day(web: WebServer) -> None:
    web.answers = ranges(
        ("2025-12-09", 4.0), ("2025-12-10", 4.0), ("2025-12-11", 3.75),
        ("2026-09-16", 3.75), ("2026-09-17", 3.5),
    )  # fmt: skip
    rows = table(web, "fomc_decisions").rows
    december = [event for event in rows if event.day.isoformat()[:7] == "2025-12"]
    assert [(str(e.day), e.values["effective"]) for e in december] == [("2025-12-10", "2025-12-11")]
    assert rows[-1].day == date(2026, 9, 16)
    assert rows[-1].known_at == datetime(2026, 9, 16, 18, 0, tzinfo=UTC)
    assert rows[-1].values == {
        "announced": "2026-09-16", "effective": "2026-09-17", "action": "cut", "change_bp": -25.0,
        "lower": 3.25, "upper": 3.5,
    }  # fmt: skip
    # What ships comes first, and only once.
    assert [event.day for event in rows] == sorted({event.day for event in rows})
    assert rows[-2].source == "Federal Reserve, FOMC statement"


def test_a_change_over_a_weekend_is_not_known_on_friday(web: WebServer) -> None:
    web.answers = ranges(
        ("2026-10-02", 3.75), ("2026-10-03", 3.75), ("2026-10-04", 3.75), ("2026-10-05", 3.0)
    )
    last = table(web, "fomc_decisions").rows[-1]
    assert (last.day, last.values["change_bp"]) == (date(2026, 10, 2), -75.0)
    assert last.known_at == datetime(2026, 10, 5, 4, 0, tzinfo=UTC)


def test_the_range_has_both_its_ends(web: WebServer) -> None:
    web.answers = ranges(("2025-12-10", 4.0), ("2025-12-11", 3.75))
    found = table(web, "fed_target_range")
    assert found.rows[-1].values == {"lower": 3.5, "upper": 3.75}
    assert found.rows[-1].known_at == datetime(2025, 12, 11, 5, 0, tzinfo=UTC)
    assert len(list(changes(found.rows))) == 1
