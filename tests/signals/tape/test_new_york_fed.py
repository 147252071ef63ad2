"""The New York Fed's operations through the real HTTP client; the shape is that of the markets API, the figures are public ones."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from web_server import FAILURES, WebServer, fails_as, now

from tapecheck.signals.tape.live import FetchedFacts
from tapecheck.signals.tape.new_york_fed import NewYorkFed
from tapecheck.signals.tape.protocol import NotCovered

PATH = "/api/tsy/all/results/summary/search.json"


def operation(**changed: str | None) -> dict[str, str | None]:
    return {
        "operationId": "OR 121225 1",
        "auctionStatus": "Results",
        "operationDate": "2025-12-12",
        "settlementDate": "2025-12-15",
        "operationType": "Outright Bill Purchase",
        "operationDirection": "P",
        "maturityRangeStart": "2026-01-13",
        "maturityRangeEnd": "2026-04-09",
        "auctionMethod": "Multiple Price",
        "releaseTime": "09:00",
        "closeTime": "09:20",
        "totalParAmtSubmitted": "32668000000",
        "totalParAmtAccepted": "8167000000",
        "note": "",
        "lastUpdated": "2025-12-12 09:20:55",
    } | changed


def page(*operations: object) -> str:
    return json.dumps({"treasury": {"auctions": list(operations)}})


def fetched(web: WebServer, *operations: object) -> FetchedFacts:
    web.answers = {PATH: page(*operations)}
    found = NewYorkFed(now, web.url).facts("policy_operations")
    assert isinstance(found, FetchedFacts), found
    return found


def test_an_operation_has_the_folders_columns_in_billions(web: WebServer) -> None:
    found = fetched(web, operation())
    (event,) = found.rows
    assert event.day == date(2025, 12, 12)
    assert event.values == {
        "operation_id": "OR 121225 1", "date": "2025-12-12", "settlement_date": "2025-12-15",
        "operation_type": "Outright Bill Purchase", "maturity_start": "2026-01-13", "maturity_end": "2026-04-09",
        "note": None, "submitted_busd": 32.668, "accepted_busd": 8.167, "accept_ratio": pytest.approx(25.0),
    }  # fmt: skip
    assert event.source == "New York Fed, operation OR 121225 1"
    assert web.asked == [f"{PATH}?startDate=2021-01-01&endDate=2026-11-27"]
    assert found.complete_from == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("changed", "known"),
    [
        ({}, (14, 20, 55)),
        # Corrected months later: the results were out on the day all the same.
        ({"lastUpdated": "2026-03-02 10:00:00"}, (14, 30)),
        ({"lastUpdated": "", "closeTime": "11:20"}, (16, 30)),
        # The page's time of an announcement is no time of results.
        ({"lastUpdated": "2025-12-12 08:00:00"}, (14, 30)),
        ({"lastUpdated": None, "closeTime": None}, (16, 30)),
    ],
)
def test_an_operation_is_known_when_its_results_are_out(
    web: WebServer, changed: dict[str, str | None], known: tuple[int, ...]
) -> None:
    (event,) = fetched(web, operation(**changed)).rows
    assert event.known_at == datetime(2025, 12, 12, *known, tzinfo=UTC)


def test_operations_come_oldest_first_and_announcements_are_left_out(web: WebServer) -> None:
    rows = fetched(
        web,
        operation(
            operationDate="2025-12-15", lastUpdated="2025-12-15 09:20:40", totalParAmtAccepted="6801000000"
        ),
        operation(),
        operation(auctionStatus="Announcement", operationDate="2026-11-30", totalParAmtAccepted=""),
    ).rows
    assert [event.values["accepted_busd"] for event in rows] == [8.167, 6.801]


def test_an_amount_that_is_not_told_is_unknown(web: WebServer) -> None:
    (event,) = fetched(web, operation(totalParAmtAccepted="NA")).rows
    assert event.values["accepted_busd"] is None
    assert event.values["accept_ratio"] is None


@pytest.mark.parametrize("way", FAILURES)
def test_each_failure_is_an_answer(web: WebServer, way: str) -> None:
    reply, failure = FAILURES[way]
    web.answers = {PATH: reply}
    assert fails_as(NewYorkFed(now, web.url).facts("policy_operations"), failure)


@pytest.mark.parametrize(
    "body",
    [
        page(),
        page(operation(auctionStatus="Announcement")),
        page(operation())[:300],
        page(operation(operationDate="12/12/2025")),
        page(operation(operationDate=None)),
        page(operation(totalParAmtAccepted="much")),
        page(operation(totalParAmtAccepted="-8167000000")),
        page({"auctionStatus": "Results"}),
        page("Results"),
        '{"treasury": []}',
    ],
)
def test_a_broken_answer_is_partial(web: WebServer, body: str) -> None:
    web.answers = {PATH: body}
    assert fails_as(NewYorkFed(now, web.url).facts("policy_operations"), "partial")


def test_no_answer_in_time(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tapecheck.ingest.fetch.DEADLINE_SECONDS", -1.0)
    web.answers = {PATH: page(operation())}
    assert fails_as(NewYorkFed(now, web.url).facts("policy_operations"), "timeout")


def test_it_has_nothing_else(web: WebServer) -> None:
    source = NewYorkFed(now, web.url)
    assert isinstance(source.facts("US_CPI"), NotCovered)
    assert isinstance(source.daily("UST_2Y", None), NotCovered)
    assert web.asked == []
