"""The strip of fed funds futures, from contracts that a source quotes over the loopback."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import chain, repeat

import numpy as np
import pytest
from web_server import FAILURES, Reply, WebServer, fails_as, now

from tapecheck.ingest.article import Article
from tapecheck.nlp.read import Reader
from tapecheck.signals.check import check
from tapecheck.signals.claims import kinds
from tapecheck.signals.finding import Verdict
from tapecheck.signals.look import Look
from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows
from tapecheck.signals.tape.memory import MemoryTape
from tapecheck.signals.tape.protocol import Event, NotCovered, Unavailable
from tapecheck.signals.tape.strip import Strip, contracts
from tapecheck.signals.tape.web import Answer, get

CLOSES = "2026-11-24,96.36\n2026-11-25,96.37\n2026-11-27,96.40\n"


class Quotes:
    """A source of daily closes, one page of `day,close` a symbol."""

    name = "loopback"

    def __init__(self, url: str) -> None:
        self._url = url

    def knows(self, series: str) -> bool:
        return True

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        answer = get(f"{self._url}/{symbol}", self.name, symbol)
        if not isinstance(answer, Answer):
            return answer
        cells = [line.split(",") for line in answer.text.splitlines() if line.startswith("2")]
        if not cells:
            return Unavailable("no rows", "partial")
        close = np.array([float(value) for _, value in cells])
        days = np.array([day for day, _ in cells], dtype="datetime64[D]")
        rows = daily_rows(days, close, close, close, close)
        return FetchedRows(rows, now(), self.name, symbol, answer.sha256)

    def facts(self, name: str) -> NotCovered:
        return NotCovered("none")


def strip(web: WebServer) -> Strip:
    return Strip(Quotes(web.url), now)


def fetched(web: WebServer) -> FetchedFacts:
    found = strip(web).facts("fed_funds_futures")
    assert isinstance(found, FetchedFacts), found
    return found


def test_the_contracts_of_eighteen_months() -> None:
    found = list(contracts(date(2026, 11, 27)))
    assert len(found) == 18
    assert [(one.month, one.symbol) for one in (*found[:3], found[-1])] == [
        ("2026-11", "ZQX26.CBT"),
        ("2026-12", "ZQZ26.CBT"),
        ("2027-01", "ZQF27.CBT"),
        ("2028-04", "ZQJ28.CBT"),
    ]


def test_a_close_implies_a_rate(web: WebServer) -> None:
    web.answers = {"ZQX26": CLOSES, "ZQZ26": "2026-11-24,96.40\n2026-11-25,96.455\n"}
    found = fetched(web)
    assert found.rows[-1].values == {"contract_month": "2026-12", "close": 96.455, "implied_rate": 3.545}
    assert found.rows[-1].known_at == datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    assert (found.source, found.complete_from) == ("loopback", date(2026, 11, 24))
    assert len(web.asked) == 18


def test_a_session_in_progress_has_no_close(web: WebServer) -> None:
    web.answers = {"ZQX26": CLOSES}
    assert [event.day for event in fetched(web).rows] == [date(2026, 11, 24), date(2026, 11, 25)]


def test_what_implies_no_rate_is_left_out(web: WebServer) -> None:
    web.answers = {"ZQX26": "2026-11-24,9636\n2026-11-25,96.37\n"}
    assert [event.values["close"] for event in fetched(web).rows] == [96.37]


def test_the_strip_is_complete_from_its_youngest_contract_on(web: WebServer) -> None:
    web.answers = {"ZQX26": "2026-10-01,96.3\n" + CLOSES, "ZQZ26": CLOSES}
    assert fetched(web).complete_from == date(2026, 11, 24)


@pytest.mark.parametrize("way", FAILURES)
def test_all_failing_is_that_failure(web: WebServer, way: str) -> None:
    reply, failure = FAILURES[way]
    web.answers = {"ZQ": reply}
    assert fails_as(strip(web).facts("fed_funds_futures"), failure)


def test_one_failing_is_left_out(web: WebServer) -> None:
    web.answers = {"ZQX26": Reply("oops", 500), "ZQZ26": CLOSES}
    assert {event.values["contract_month"] for event in fetched(web).rows} == {"2026-12"}


def test_a_source_that_wants_a_pause_is_not_asked_on(web: WebServer) -> None:
    web.answers = {"ZQX26": Reply("slow down", 429)}
    assert fails_as(strip(web).facts("fed_funds_futures"), "rate_limited")
    assert len(web.asked) == 1


def test_no_answer_in_time(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tapecheck.ingest.fetch.DEADLINE_SECONDS", -1.0)
    web.answers = dict(zip((f"ZQ{code}" for code in "FGHJKMNQUVXZ"), repeat(CLOSES), strict=False))
    assert fails_as(strip(web).facts("fed_funds_futures"), "timeout")


def test_it_has_nothing_else(web: WebServer) -> None:
    assert isinstance(strip(web).facts("US_CPI"), NotCovered)
    assert isinstance(strip(web).daily("ZQX26.CBT", None), NotCovered)
    assert web.asked == []


def test_a_rate_path_is_held_against_the_strip(web: WebServer) -> None:
    web.answers = {"ZQX26": "2026-11-25,96.37\n", "ZQM27": "2026-11-25,96.87\n"}
    decision = Event(
        "fomc_decisions", date(2026, 10, 28), datetime(2026, 10, 28, 18, tzinfo=UTC),
        {"lower": 3.5, "upper": 3.75, "change_bp": 0.0, "action": "hold"}, "test",
    )  # fmt: skip
    tape = MemoryTape({}, {"fed_funds_futures": fetched(web).rows, "fomc_decisions": [decision]})
    text = "Traders are pricing in 50 basis points of Fed rate cuts."
    by_name = {kind.name: kind for kind in kinds()}
    claims = Reader(kinds()).claims(Article(text=text, id="x"), date(2026, 11, 26))
    (claim,) = [one for one in claims if one.kind == "rate_path"]
    found = check(claim, by_name["rate_path"], Look(tape, now(), date(2026, 11, 26)))
    assert found.verdict is Verdict.SUPPORTED
    assert found.observed == "the 2027-06 contract implied -50 bp on 2026-11-25"
    assert list(chain(e.series for e in found.evidence)) == ["ZQ 2027-06"]
