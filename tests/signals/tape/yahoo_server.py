"""A server on the loopback that answers as Yahoo does, in the shapes of its answers and with numbers of our own, sound or broken.

It is a proxy: it accepts CONNECT for any host and ends TLS itself, with a certificate of a test authority, so that an unmodified client
finds Yahoo's names here. What is wrong with its answers is switched by `fault`.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import trustme

from tapecheck.data import instrument
from tapecheck.data.calendars import is_session, session_open

Row = tuple[int, float | None, float | None, float | None, float | None, int | None]
Rows = list[Row]
Sent = tuple[int, str, bytes]
LAST = date(2025, 12, 12)
STARTS = {"^GSPC": 6500.0, "SPY": 650.0, "BTC-USD": 90000.0, "^IRX": 3.6, "AAPL": 250.0}


def rows_of(symbol: str, sessions: int = 300) -> Rows:
    """Rows of a symbol to `LAST`, oldest first: stamp, open, high, low, close, volume. They rise by a hundredth of a per cent a session."""
    calendar = found.calendar if (found := instrument(symbol)) else "XNYS"
    days = (LAST - timedelta(days=n) for n in range(2 * sessions))
    chosen = sorted([day for day in days if is_session(calendar, day)][:sessions])
    rows: Rows = []
    for place, day in enumerate(chosen):
        close = STARTS[symbol] * (1 + 0.0001 * place)
        stamp = int(session_open(calendar, day).timestamp())
        rows.append((stamp, close * 0.999, close * 1.004, close * 0.996, close, 1000 + place))
    return rows


def _chart(symbol: str, rows: Rows) -> bytes:
    zone = "UTC" if symbol == "BTC-USD" else "America/New_York"
    quote = {}
    if rows:
        names = ("open", "high", "low", "close", "volume")
        quote = {name: [row[place] for row in rows] for place, name in enumerate(names, 1)}
    meta = {
        "symbol": symbol, "currency": "USD", "instrumentType": "INDEX", "exchangeTimezoneName": zone, "timezone": "EST",
        "gmtoffset": -18000, "regularMarketTime": rows[-1][0] if rows else 0, "firstTradeDate": 0, "priceHint": 2,
        "validRanges": ["1d", "5d", "1y", "max"], "dataGranularity": "1d", "range": "",
        "currentTradingPeriod": {
            name: {"timezone": "EST", "start": 0, "end": 0, "gmtoffset": -18000} for name in ("pre", "regular", "post")
        },
    }  # fmt: skip
    adjusted = [{"adjclose": quote["close"]}] if rows else [{}]
    result: dict[str, Any] = {"meta": meta, "indicators": {"quote": [quote], "adjclose": adjusted}}
    if rows:
        result["timestamp"] = [row[0] for row in rows]
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def _error(code: str, description: str) -> bytes:
    return json.dumps(
        {"chart": {"result": None, "error": {"code": code, "description": description}}}
    ).encode()


def _changed(place: int, change: Callable[[Row], Row]) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows[:place], change(rows[place]), *rows[place:][1:]]


def _hundredfold(row: Row) -> Row:
    stamp, *prices, volume = row
    high_low = [100 * price if price is not None else None for price in prices]
    return (stamp, *high_low, volume)  # type: ignore[return-value]


# What may be wrong with rows that are otherwise well sent.
ROW_FAULTS: dict[str, Callable[[Rows], Rows]] = {
    "null bar": _changed(-4, lambda row: (row[0], None, None, None, None, None)),
    "last twice": lambda rows: [*rows, (rows[-1][0] + 60, 999.0, 999.0, 999.0, 999.0, 1)],
    "one twice": lambda rows: [*rows[:-5], rows[-5], (rows[-5][0] + 60, 8.0, 9.0, 7.0, 8.0, 1), *rows[-4:]],
    "hundredfold": _changed(-4, _hundredfold),
    "flat": _changed(-4, lambda row: (row[0], row[4], row[4], row[4], row[4], row[5])),
    "newest first": lambda rows: rows[::-1],
    "2 of 5": lambda rows: [*rows[:-5], rows[-5], rows[-1]],
    "closed": lambda rows: [],
}
# What may come instead of them.
FAULTS: dict[str, Sent] = {
    "429": (429, "text/plain", b"Too Many Requests\r\n"),
    "500": (500, "application/json", _error("Internal Server Error", "Something broke")),
    "502": (502, "text/html", b"<html><body>502 Bad Gateway</body></html>"),
    "html": (200, "text/html", b"<html><body>Will be right back... Yahoo is having trouble</body></html>"),
    "no result": (200, "application/json", b'{"chart":{"result":[],"error":null}}'),
    "no data": (400, "application/json", _error("Bad Request", "Data doesn't exist for startDate = 1")),
}


class YahooServer:
    """The server: `fault` names what is wrong at the moment ("" = nothing), `asked` lists hosts and paths as they came."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca))
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("yahoo.com", "*.yahoo.com", "*.finance.yahoo.com").configure_cert(self.tls)
        self.fault = ""
        self.asked: list[str] = []
        self.over = threading.Event()
        self.proxy = ""

    def charts(self) -> int:
        """How often the chart service was asked."""
        return sum("/finance/chart/" in one for one in self.asked)

    def answer(self, url: str) -> Sent:
        """What is sent for an address of any of Yahoo's hosts."""
        parts = urlsplit(url)
        if self.fault in ("429", "502"):
            return FAULTS[self.fault]
        if parts.path == "/v1/test/getcrumb":
            return 200, "text/plain", b"a.crumb"
        if not parts.path.startswith("/v8/finance/chart/"):
            return 404, "text/html", b""
        if self.fault in FAULTS:
            return FAULTS[self.fault]
        return self._charted(unquote(parts.path.rsplit("/", 1)[1]), parse_qs(parts.query))

    def _charted(self, symbol: str, terms: dict[str, list[str]]) -> Sent:
        if symbol not in STARTS:
            return (
                404,
                "application/json",
                _error("Not Found", "No data found, symbol may be delisted"),
            )
        rows = rows_of(symbol)
        if "period1" in terms:
            rows = [row for row in rows if int(terms["period1"][0]) <= row[0] < int(terms["period2"][0])]
            rows = ROW_FAULTS.get(self.fault, lambda same: same)(rows)
        return 200, "application/json", _chart(symbol, rows)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    yahoo: YahooServer

    def do_CONNECT(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.connection = self.yahoo.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]
        self.close_connection = False

    def do_GET(self) -> None:
        self.yahoo.asked.append(f"{self.headers['Host']}{self.path}")
        if self.yahoo.fault == "slow":
            self.yahoo.over.wait(20)
            self.close_connection = True
            return
        status, kind, body = self.yahoo.answer(self.path)
        if self.yahoo.fault == "truncated":
            body = body[: len(body) // 2]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        # A body shorter than promised is a connection cut in the middle of an answer.
        self.send_header("Content-Length", str(len(body) * (2 if self.yahoo.fault == "cut off" else 1)))
        if self.headers["Host"] == "fc.yahoo.com":
            ends = format_datetime(datetime.now(UTC) + timedelta(days=365), usegmt=True)
            self.send_header("Set-Cookie", f"A3=ours; Expires={ends}; Domain=.yahoo.com; Path=/; Secure")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.close_connection or self.yahoo.fault == "cut off"

    do_POST = do_GET

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Tests keep quiet."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def serving(folder: Path) -> Iterator[YahooServer]:
    """A running server on a free port of the loopback; its certificate authority is written into a folder."""
    yahoo = YahooServer(folder)
    server = _Quiet(("127.0.0.1", 0), type("Handler", (_Handler,), {"yahoo": yahoo}))
    yahoo.proxy = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield yahoo
    finally:
        yahoo.over.set()
        server.shutdown()
        server.server_close()
