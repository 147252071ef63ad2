"""Servers on the loopback for the tests of live sources, and yfinance with no memory of its own."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from web_server import WebServer
from yahoo_server import YahooServer, serving


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server that answers what a test tells it to, and that may be fetched from."""
    with WebServer() as server:
        monkeypatch.setenv("TAPECHECK_LOOPBACK", server.url.removeprefix("http://"))
        yield server


@pytest.fixture(scope="session")
def yfinance(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The library, with its files in a folder of the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance
    yfinance.set_tz_cache_location(str(tmp_path_factory.mktemp("yfinance")))
    return yfinance


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[YahooServer]:
    """The server, started once."""
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def session(server: YahooServer, yfinance: Any) -> Iterator[Any]:
    """A session that finds Yahoo on the loopback; the library has forgotten what it was told before."""
    from curl_cffi import requests

    yfinance.data.YfData.cache_get.cache_clear()
    yfinance.cache.get_tz_cache().store("^GSPC", None)
    with requests.Session(
        impersonate="chrome", proxy=server.proxy, verify=str(server.ca), trust_env=False
    ) as session:
        yield session


@pytest.fixture
def server(one_server: YahooServer) -> Iterator[YahooServer]:
    """The server, sound until a test says otherwise."""
    one_server.fault = ""
    one_server.asked.clear()
    yield one_server
    one_server.fault = ""
