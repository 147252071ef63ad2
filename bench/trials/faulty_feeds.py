"""Feeds on the loopback, one in twenty of them broken in every way there is; the others must not notice."""

from __future__ import annotations

import gzip
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from tapecheck.ingest import fetch as door
from tapecheck.ingest.article import Article
from tapecheck.ingest.fetch import Fetcher
from tapecheck.ingest.guard import Guard
from tapecheck.library import checked
from tapecheck.logs import LOG
from tapecheck.metrics import Metrics
from tapecheck.pipeline import Report
from tapecheck.remembered import InMemory
from tapecheck.report.records import dumps
from tapecheck.schedule import Schedule
from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.watch import Parts, Watch
from trials import Trial
from trials.made_up import articles, reading

_LONGEST = 1.3
_ENTRIES = 3
_NOW = datetime(2025, 12, 12, 21, 0, tzinfo=UTC)
Handler = BaseHTTPRequestHandler


def trial(small: bool) -> Trial:
    """The same feeds twice: all well, and with faults. Every article of a healthy feed must get the same report both times."""
    feeds, seconds = (40, 5.0) if small else (1000, 30.0)
    faults = dict(zip(_spread(feeds, small), list(_FAULTS) * feeds, strict=False))
    with _deadline(seconds), _server(faults, feeds) as server:
        server.faults = {}
        _round(server, 4)  # what is loaded at first use counts for neither
        healthy, alone = _round(server, feeds)
        server.faults = faults
        beside, together = _round(server, feeds)
    wrong = [one for one in range(feeds) if one not in faults and healthy.get(one) != beside.get(one)]
    missing = sum(len(healthy.get(one, {})) != _ENTRIES for one in range(feeds))
    ratio = together / alone
    # With so few feeds the deadline of the slow ones is longer than all the work.
    slow = not small and ratio > _LONGEST
    figure = f"{len(faults)} broken in {len(set(faults.values()))} ways; {together:.1f} s, without faults {alone:.1f} s ({ratio:.2f} times)"
    return Trial("W1", "feeds of a watch, 5% of them broken", feeds, len(wrong) + missing + slow, figure)


def _spread(feeds: int, small: bool) -> list[int]:
    """Which feeds are broken: every twentieth, or in the small trial one for every kind of fault."""
    return list(range(7, feeds, 20)) if not small else list(range(len(_FAULTS)))


def _round(server: _Server, feeds: int) -> tuple[Mapping[int, Mapping[str, str]], float]:
    """The reports by feed and article, and the seconds it took."""
    port, found = server.server_address[1], dict[int, dict[str, str]]()
    fetcher = Fetcher(Guard(("127.0.0.1", port)), resolve=_resolve)
    tape = AlmanacTape()

    def tell(report: Report) -> None:
        number = int((report.article.outlet or "").removeprefix("Outlet "))
        found.setdefault(number, {})[report.article.id] = dumps(report)

    def check(article: Article) -> Any:
        return checked(article, tape, None, None, reading())

    LOG.handlers[:] = [logging.NullHandler()]
    parts = Parts(
        fetcher.get, InMemory(), lambda: None, check, tell, lambda: _NOW, lambda _: False, Metrics()
    )
    urls = [f"http://feed-{number}.example:{port}/{number}" for number in range(feeds)]
    began = time.perf_counter()
    Watch(Schedule(urls, timedelta(minutes=10), _NOW), parts).round()
    return found, time.perf_counter() - began


def _resolve(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


@contextmanager
def _deadline(seconds: float) -> Any:
    kept, door.DEADLINE_SECONDS = door.DEADLINE_SECONDS, seconds
    try:
        yield
    finally:
        door.DEADLINE_SECONDS = kept


@dataclass
class _Pages:
    """The feeds as they are when nothing is wrong."""

    pages: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, feeds: int) -> _Pages:
        made = articles(5, sentences=4)
        return cls([_feed(number, list(islice(made, _ENTRIES))) for number in range(feeds)])


def _feed(number: int, entries: list[Article]) -> bytes:
    items = "".join(
        f'<item><guid isPermaLink="false">{one.id}</guid><title>{one.title}</title><description>{escape(one.text)}</description>'
        f"<pubDate>{format_datetime(one.published or _NOW)}</pubDate></item>"
        for one in entries
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet {number}</title>{items}</channel></rss>'.encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    faults: Mapping[int, str]
    pages: list[bytes]
    over: threading.Event

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who was let down has gone; nothing is to be said of it."""


@contextmanager
def _server(faults: Mapping[int, str], feeds: int) -> Any:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.faults, server.pages, server.over = faults, _Pages.of(feeds).pages, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        number = int(self.path.strip("/").split("/")[0])
        page, fault = self.server.pages[number], self.server.faults.get(number)
        self.close_connection = True
        with suppress(OSError):
            _FAULTS[fault](self, page) if fault else _answer(self, 200, page)

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


def _answer(to: Handler, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
    to.send_response(status)
    to.send_header("Content-Length", str(len(body) if length is None else length))
    to.send_header("Content-Type", "application/rss+xml")
    for name, value in headers.items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(body)


def _drip(to: Handler, page: bytes) -> None:
    """A byte every half second."""
    to.send_response(200)
    to.send_header("Content-Length", str(len(page)))
    to.end_headers()
    for at in range(len(page)):
        to.wfile.write(page[at : at + 1])
        if to.server.over.wait(0.5):  # type: ignore[attr-defined]
            return


def _silence(to: Handler, page: bytes) -> None:
    to.server.over.wait(120)  # type: ignore[attr-defined]


def _reset(to: Handler, page: bytes) -> None:
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.connection.close()


def _bomb() -> bytes:
    return gzip.compress(b"\0" * 100_000_000, 6)


_BOMB = _bomb()
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss><channel><title>&j;</title></channel></rss>"
)
_FAULTS: Mapping[str, Callable[[Handler, bytes], None]] = {
    "500": lambda to, page: _answer(to, 500, b""),
    "404": lambda to, page: _answer(to, 404, b""),
    "410": lambda to, page: _answer(to, 410, b""),
    "429": lambda to, page: _answer(to, 429, b"", Retry_After="3600"),
    "403": lambda to, page: _answer(to, 403, b"<html>no</html>"),
    "304 unasked": lambda to, page: _answer(to, 304, b""),
    "empty": lambda to, page: _answer(to, 200, b""),
    "a page": lambda to, page: _answer(to, 200, b"<!doctype html><html><body>Log in</body></html>"),
    "bytes": lambda to, page: _answer(to, 200, bytes(range(256)) * 40),
    "cut off": lambda to, page: _answer(to, 200, page[: len(page) // 2], len(page)),
    "no HTTP": lambda to, page: to.wfile.write(b"\0\1\2 hello\r\n\r\n") and None,
    "redirected for ever": lambda to, page: _answer(to, 302, b"", Location=f"{to.path}/x"),
    "redirected inside": lambda to, page: _answer(to, 302, b"", Location="http://169.254.169.254/latest"),
    "a bomb": lambda to, page: _answer(to, 200, _BOMB, Content_Encoding="gzip"),
    "no gzip": lambda to, page: _answer(to, 200, page, Content_Encoding="gzip"),
    "laughs": lambda to, page: _answer(to, 200, _LAUGHS),
    "a lone surrogate": lambda to, page: _answer(
        to, 200, b"<rss><channel><item><title>&#xD800;</title></item></channel></rss>"
    ),
    "too large": lambda to, page: _answer(to, 200, b" " * 12_000_000 + page),
    "drips": _drip,
    "silent": _silence,
    "reset": _reset,
}
