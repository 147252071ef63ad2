"""Yahoo through unmodified yfinance, against a server of ours on the loopback: sound, and in every way it is known to fail."""

from __future__ import annotations

import socket
import warnings
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from yahoo_server import FAULTS, LAST, YahooServer, rows_of

from tapecheck.signals.tape.chart import Chart
from tapecheck.signals.tape.live import FetchedRows
from tapecheck.signals.tape.protocol import NotCovered, Unavailable
from tapecheck.signals.tape.yahoo import Yahoo, bars_of

# After Friday's close.
NOW = datetime(2025, 12, 12, 22, tzinfo=UTC)
SINCE = date(2025, 11, 3)


@pytest.fixture
def yahoo(session: Any) -> Yahoo:
    """The source, talking to the server."""
    return Yahoo(lambda: NOW, session, timeout=0.5)


def _rows(yahoo: Yahoo, symbol: str = "^GSPC", since: date | None = SINCE) -> FetchedRows:
    found = yahoo.daily(symbol, since)
    assert isinstance(found, FetchedRows), found
    return found


def _failure(yahoo: Yahoo, symbol: str = "^GSPC", since: date | None = SINCE) -> str:
    found = yahoo.daily(symbol, since)
    assert isinstance(found, Unavailable), found
    assert "Yahoo" in found.reason
    return found.failure


def _close(found: FetchedRows, day: date) -> float:
    return float(found.rows["close"][found.rows["last"] == np.datetime64(day, "D")][0])


def test_the_whole_history_with_its_provenance(yahoo: Yahoo) -> None:
    found = _rows(yahoo, since=None)
    sent = rows_of("^GSPC")
    assert len(found.rows["last"]) == len(sent)
    assert found.rows["last"].dtype == np.dtype("datetime64[D]")
    assert found.rows["last"][-1].item() == LAST
    for place, name in enumerate(("open", "high", "low", "close", "volume"), 1):
        assert found.rows[name][-1] == pytest.approx(sent[-1][place])  # type: ignore[literal-required]
    assert (found.fetched_at, found.source, found.repairs) == (NOW, "Yahoo Finance", ())
    assert found.request.startswith("yfinance 1.")
    assert "Ticker('^GSPC').history(period='max', auto_adjust=False" in found.request
    assert found.sha256 == _rows(yahoo, since=None).sha256 != _rows(yahoo).sha256


def test_one_request_a_symbol_once_its_zone_is_known(yahoo: Yahoo, server: YahooServer) -> None:
    _rows(yahoo)
    server.asked.clear()
    assert _rows(yahoo).rows["last"][0].item() == SINCE
    assert server.charts() == 1


def test_days_are_those_of_the_exchange(yahoo: Yahoo) -> None:
    coin = _rows(yahoo, "BTC-USD")
    assert coin.rows["last"][-1].item() == LAST
    assert len(coin.rows["last"]) == (LAST - SINCE).days + 1


def test_yields_go_by_yahoos_names(yahoo: Yahoo, server: YahooServer) -> None:
    assert _rows(yahoo, "UST_3M").rows["close"][-1] == pytest.approx(3.6 * 1.0299)
    assert any("IRX" in one for one in server.asked)


@pytest.mark.parametrize("symbol", ["UST_2Y", "US_CPI", "FED_FUNDS"])
def test_what_yahoo_does_not_quote_is_not_asked(yahoo: Yahoo, server: YahooServer, symbol: str) -> None:
    assert isinstance(yahoo.daily(symbol, None), NotCovered)
    assert isinstance(yahoo.facts("fomc_decisions"), NotCovered)
    assert server.asked == []


def test_an_unknown_symbol_is_not_covered(yahoo: Yahoo) -> None:
    found = yahoo.daily("NOPE", None)
    assert isinstance(found, NotCovered)
    assert "NOPE" in found.reason


@pytest.mark.parametrize("zone_known", [False, True])
@pytest.mark.parametrize(
    ("fault", "failure"),
    [("429", "rate_limited"), ("slow", "timeout"), ("2 of 5", "partial"),
     *((fault, "down") for fault in (*sorted(set(FAULTS) - {"429"}), "closed", "truncated", "cut off"))],
)  # fmt: skip
def test_failures_are_told_apart_and_pass(
    yahoo: Yahoo, server: YahooServer, fault: str, failure: str, zone_known: bool
) -> None:
    if zone_known:
        _rows(yahoo)
    server.fault = fault
    assert _failure(yahoo) == failure
    server.fault = ""
    assert _rows(yahoo).rows["last"][-1].item() == LAST


def test_the_reason_names_the_status(yahoo: Yahoo, server: YahooServer) -> None:
    server.fault = "502"
    found = yahoo.daily("^GSPC", None)
    assert isinstance(found, Unavailable)
    assert "status 502" in found.reason


def test_a_refused_connection_is_down(yfinance: Any) -> None:
    from curl_cffi import requests

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with requests.Session(impersonate="chrome", proxy=f"http://127.0.0.1:{port}", trust_env=False) as session:
        assert _failure(Yahoo(lambda: NOW, session)) == "down"


def test_nothing_due_is_no_failure(yahoo: Yahoo, server: YahooServer) -> None:
    server.fault = "closed"
    assert len(_rows(yahoo, since=date(2025, 12, 13)).rows["last"]) == 0
    assert _failure(yahoo, since=date(2025, 12, 12)) == "down"
    assert _failure(yahoo, "BTC-USD", since=date(2025, 12, 12)) == "down"
    server.fault = "500"
    assert _failure(yahoo, since=date(2025, 12, 13)) == "down"


def test_a_null_bar_stays_as_an_unknown_one(yahoo: Yahoo, server: YahooServer) -> None:
    server.fault = "null bar"
    found = _rows(yahoo)
    assert found.rows["last"][-4].item() == date(2025, 12, 9)
    assert np.isnan(found.rows["close"][-4])


@pytest.mark.parametrize(("fault", "day"), [("last twice", LAST), ("one twice", date(2025, 12, 8))])
def test_of_a_day_sent_twice_the_possible_row_is_kept(
    yahoo: Yahoo, server: YahooServer, fault: str, day: date
) -> None:
    right = _close(_rows(yahoo), day)
    server.fault = fault
    found = _rows(yahoo)
    assert _close(found, day) == right
    assert len(found.repairs) == 1
    assert str(day) in found.repairs[0]


def test_a_row_in_cents_is_unknown(yahoo: Yahoo, server: YahooServer) -> None:
    server.fault = "hundredfold"
    found = _rows(yahoo)
    assert np.isnan(_close(found, date(2025, 12, 9)))
    assert np.isnan(found.rows["high"]).sum() == 1
    assert "scale" in found.repairs[0]


def test_known_defects_of_a_series_are_mended(yahoo: Yahoo, server: YahooServer) -> None:
    """One figure repeated as the whole range is none; see `data/tape_quirks.toml`."""
    server.fault = "flat"
    found = _rows(yahoo)
    assert np.isnan(found.rows["high"]).nonzero()[0].tolist() == [len(found.rows["last"]) - 4]
    assert not np.isnan(found.rows["close"]).any()


def test_the_order_of_the_rows_does_not_matter(yahoo: Yahoo, server: YahooServer) -> None:
    right = _rows(yahoo).rows["close"]
    server.fault = "newest first"
    assert _rows(yahoo).rows["close"].tolist() == right.tolist()


def test_no_request_is_given_more_time_than_said(yahoo: Yahoo, session: Any) -> None:
    given, ask = [], session.request

    def noted(**rest: Any) -> Any:
        given.append(rest["timeout"])
        return ask(**rest)

    session.request = noted
    yahoo.daily("NOPE", None)
    assert set(given) == {0.5}


def test_the_library_is_left_as_it_was(yahoo: Yahoo, server: YahooServer, yfinance: Any) -> None:
    before, filters = yfinance.config.debug.hide_exceptions, list(warnings.filters)
    for server.fault in ("", "500"):
        yahoo.daily("^GSPC", None)
    assert yfinance.config.debug.hide_exceptions is before is True
    assert list(warnings.filters) == filters


def test_the_unit_of_a_frames_days_does_not_matter() -> None:
    import pandas as pd

    columns = {name: [1.0, 2.0] for name in ("Open", "High", "Low", "Close", "Volume")}
    for unit in ("s", "us", "ns"):
        index = pd.DatetimeIndex(["2025-12-10", "2025-12-11"]).tz_localize("America/New_York").as_unit(unit)
        assert bars_of(pd.DataFrame(columns, index=index), None).days.dtype == np.dtype("datetime64[D]")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(404, b"<html>a proxy's own page</html>", "failed"), (200, b'{"chart": null}', "failed"), (200, b"[1]", "failed"),
     (200, b'{"chart": {"result": [{}], "error": null}}', "nothing"), (429, b"", "rate_limited"),
     (404, b'{"chart": {"result": null, "error": {"code": "Not Found", "description": "No data found"}}}', "unknown")],
)  # fmt: skip
def test_what_an_answer_comes_to(status: int, body: bytes, said: str) -> None:
    chart = Chart(status, body)
    assert chart.said == said
    assert chart.doubled() is None
