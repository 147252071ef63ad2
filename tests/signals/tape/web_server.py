"""A web server on the loopback that answers as it is told, for the live sources; and the ways in which any server can fail."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self

from tapecheck.signals.tape.protocol import NotCovered, Unavailable

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def now() -> datetime:
    """The clock of these tests: a Friday in November 2026, 10:00 in New York."""
    return NOW


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `cut` bytes that its length promises never come."""

    body: bytes | str
    status: int = 200
    cut: int = 0


class WebServer:
    """Answers each GET by the first key of `answers` that its path and query contain, else with 404; `asked` keeps what was asked."""

    def __init__(self) -> None:
        self.answers: Mapping[str, Reply | str] = {}
        self.asked: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                server._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._httpd = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._httpd.server_port}"

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        found = next((v for k, v in self.answers.items() if k in handler.path), Reply("", 404))
        reply = found if isinstance(found, Reply) else Reply(found)
        body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        handler.send_response(reply.status)
        handler.send_header("Content-Length", str(len(body) + reply.cut))
        handler.end_headers()
        handler.wfile.write(body)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._httpd.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._httpd.shutdown()
        self._thread.join()
        self._httpd.server_close()


HTML = "<!DOCTYPE html><html><head><title>Sorry</title></head><body>Access denied, 4.69</body></html>"
# What a server may answer to any question, and the failure that it is; None for "has no such thing".
FAILURES: Mapping[str, tuple[Reply, str | None]] = {
    "not found": (Reply("no such page", 404), None),
    "too many requests": (Reply("slow down", 429), "rate_limited"),
    "server error": (Reply("oops", 500), "down"),
    "forbidden": (Reply("no", 403), "down"),
    "connection lost": (Reply("observation", cut=500), "down"),
    "a page of HTML": (Reply(HTML), "partial"),
    "nothing at all": (Reply(""), "partial"),
    "no text": (Reply(b"\xff\xfe\x00\x01"), "partial"),
    "another JSON": (Reply('{"error_code": 400}'), "partial"),
    "JSON that is no object": (Reply("[1, 2]"), "partial"),
}


def fails_as(answer: object, failure: str | None) -> bool:
    """Whether an answer is the failure expected, with a reason in words."""
    if failure is None:
        return isinstance(answer, NotCovered) and bool(answer.reason)
    return isinstance(answer, Unavailable) and answer.failure == failure and bool(answer.reason)
