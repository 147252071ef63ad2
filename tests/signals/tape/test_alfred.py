"""ALFRED's vintages through the real HTTP client: first prints, revisions, and a key that is told nowhere."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from fred_pages import EVER, KEY, fred, judged, table, vintages
from web_server import HTML, Reply, WebServer, fails_as, now

from tapecheck.signals.finding import Finding, Verdict
from tapecheck.signals.tape.fred import Fred
from tapecheck.signals.tape.live import FetchedFacts
from tapecheck.signals.tape.protocol import NotCovered, Unavailable

# Figures in thousands. September was first printed on 20 November 2025, then lowered with August on 16 December.
JOBS = vintages(
    ("2025-07-01", "159511", "2025-08-01", EVER),
    ("2025-08-01", "159533", "2025-09-05", "2025-11-19"),
    ("2025-08-01", "159507", "2025-11-20", "2025-12-15"),
    ("2025-08-01", "159485", "2025-12-16", EVER),
    ("2025-09-01", "159626", "2025-11-20", "2025-12-15"),
    ("2025-09-01", "159593", "2025-12-16", EVER),
)
NOVEMBER, JANUARY = datetime(2025, 11, 20, 13, 30, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)


def payrolls(web: WebServer, jobs: int, known_at: datetime) -> Finding:
    web.answers = {"series_id=PAYEMS": JOBS}
    text = f"Payrolls rose {jobs:,} in September."
    return judged(table(web, "US_PAYROLLS", KEY), "US_PAYROLLS", text, known_at)


def test_each_vintage_is_known_from_its_morning(web: WebServer) -> None:
    web.answers = {"series_id=PAYEMS": JOBS}
    september = [e for e in table(web, "US_PAYROLLS", KEY).rows if e.day == date(2025, 9, 1)]
    assert [e.known_at for e in september] == [NOVEMBER, datetime(2025, 12, 16, 13, 30, tzinfo=UTC)]
    assert [e.values for e in september] == [
        {"payrolls_thousands": 159626.0, "vintage": "2025-11-20"},
        {"payrolls_thousands": 159593.0, "vintage": "2025-12-16"},
    ]


def test_revised_payrolls_give_the_first_print_at_the_time(web: WebServer) -> None:
    found = payrolls(web, 119_000, NOVEMBER)
    assert found.verdict is Verdict.SUPPORTED
    assert "first print of 2025-11-20" in found.explanation
    assert "first print of 2025-11-20" in found.evidence[0].source


def test_the_first_print_stays_true_and_the_newest_vintage_is_named(web: WebServer) -> None:
    first, newest = payrolls(web, 119_000, JANUARY), payrolls(web, 108_000, JANUARY)
    assert first.verdict is newest.verdict is Verdict.SUPPORTED
    assert "first print of 2025-11-20" in first.explanation
    assert "vintage of 2025-12-16" in newest.explanation


def test_a_vintage_not_yet_published_is_not_seen(web: WebServer) -> None:
    assert payrolls(web, 108_000, NOVEMBER).verdict is not Verdict.SUPPORTED
    before = datetime(2025, 11, 20, 13, 29, tzinfo=UTC)
    assert payrolls(web, 119_000, before).verdict is Verdict.NO_DATA


UNEMPLOYMENT = vintages(
    ("2025-07-01", "4.2", "2025-08-01", EVER),
    ("2025-08-01", "4.3", "2025-09-05", EVER),
    ("2025-09-01", "4.4", "2025-11-20", EVER),
)


def jobless(web: WebServer, text: str, known_at: datetime = JANUARY) -> Finding:
    web.answers = {"series_id=UNRATE": UNEMPLOYMENT}
    return judged(table(web, "US_UNEMPLOYMENT", KEY), "US_UNEMPLOYMENT", text, known_at)


def test_with_first_prints_a_plain_sentence_can_be_false(web: WebServer) -> None:
    found = jobless(web, "The US unemployment rate was 4.9% in September.")
    assert found.verdict is Verdict.REFUTED
    assert (
        found.correction
        == "Correction: unemployment rate of September 2025: 4.40, first print of 2025-11-20."
    )


@pytest.mark.parametrize(
    "text",
    [
        "The unemployment rate was 4.9% in September.",  # of which country?
        "The US unemployment rate was 4.9%.",  # of which month?
        "The US unemployment rate was 4.9% in July.",  # the archive began with it: printed before?
        "The US unemployment rate was 4.9% in November.",  # not at hand
        "Excluding Texas, the US unemployment rate was 4.9% in September.",
        "The US unemployment rate for veterans was 4.9% in September.",
    ],
)
def test_what_is_not_said_plainly_is_not_false(web: WebServer, text: str) -> None:
    assert jobless(web, text).verdict in (Verdict.NO_DATA, Verdict.NOT_CHECKABLE)


def test_a_figure_withdrawn_is_no_figure(web: WebServer) -> None:
    web.answers = {
        "series_id=UNRATE": vintages(
            ("2025-08-01", "4.3", "2025-09-05", EVER), ("2025-09-01", "4.4", "2025-11-20", "2025-11-30")
        )
    }
    rows = table(web, "US_UNEMPLOYMENT", KEY).rows
    assert rows[-1].values == {"unemployment_rate": None, "vintage": "2025-12-01"}


@pytest.mark.parametrize(
    "body",
    [
        vintages(),
        JOBS[:200],
        json.dumps({"count": 7, "observations": json.loads(JOBS)["observations"]}),
        vintages(("2025-09-01", "many", "2025-11-20", EVER)),
        vintages(("2025-09-01", "inf", "2025-11-20", EVER)),
        vintages(("September", "4.4", "2025-11-20", EVER)),
        json.dumps({"count": 1, "observations": [{"date": "2025-09-01", "value": "4.4"}]}),
        json.dumps({"count": 1, "observations": ["2025-09-01"]}),
        json.dumps({"count": 1, "observations": [{"date": None, "value": 4.4}]}),
    ],
)
def test_broken_vintages_are_partial(web: WebServer, body: str) -> None:
    web.answers = {"series_id=PAYEMS": body}
    assert fails_as(fred(web, KEY).facts("US_PAYROLLS"), "partial")


def test_the_key_is_sent_and_told_nowhere(web: WebServer) -> None:
    web.answers = {"series_id=PAYEMS": JOBS, "series_id=GDPC1": Reply(HTML)}
    source = fred(web, KEY)
    found = source.facts("US_PAYROLLS")
    assert f"api_key={KEY}" in web.asked[0]
    assert isinstance(found, FetchedFacts)
    assert found.request.startswith(f"{web.url}/fred/series/observations?series_id=PAYEMS")
    assert KEY not in repr(found)
    assert KEY not in repr(source.facts("US_GDP"))
    assert KEY not in repr(payrolls(web, 119_000, NOVEMBER))


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 429, 500, 503])
def test_the_key_is_in_no_error(web: WebServer, status: int) -> None:
    web.answers = {"observations": Reply(KEY, status)}
    found = fred(web, KEY).facts("US_GDP")
    assert isinstance(found, NotCovered | Unavailable)
    assert KEY not in repr(found)


def test_the_key_is_in_no_error_of_the_client() -> None:
    for api in ("http://127.0.0.1:1", "http://[broken", "ftp://127.0.0.1"):
        found = Fred(now, KEY, api=api).facts("US_GDP")
        assert fails_as(found, "down")
        assert KEY not in repr(found)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("US consumer prices rose 0.7% in September.", Verdict.REFUTED),
        ("US consumer prices rose 3.0% in September.", Verdict.SUPPORTED),
        # Worded as the month's change, but the year's figure.
        ("The US consumer price index for the month of September was 3.0%.", Verdict.NO_DATA),
    ],
)
def test_first_prints_of_prices(web: WebServer, text: str, verdict: Verdict) -> None:
    web.answers = {
        "series_id=CPIAUCSL": vintages(
            ("2024-09-01", "314.851", "2025-02-12", EVER),
            ("2025-08-01", "323.364", "2025-09-11", EVER),
            ("2025-09-01", "324.368", "2025-10-24", EVER),
        ),
        "series_id=CPIAUCNS": vintages(
            ("2024-09-01", "315.301", "2024-10-10", EVER),
            ("2025-09-01", "324.800", "2025-10-24", EVER),
        ),
    }
    found = judged(table(web, "US_CPI", KEY), "US_CPI", text, datetime(2025, 10, 27, tzinfo=UTC))
    assert found.verdict is verdict
