"""F15: what servers say instead of a feed, and what each must come to."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

from tapecheck.ingest.article import Article
from tapecheck.ingest.errors import FeedError, FetchError
from tapecheck.ingest.feeds import read_feed
from tapecheck.ingest.fetch import Fetcher
from tapecheck.ingest.guard import Guard
from trials import Trial
from trials.raw_server import FEED, Asked, RawServer, reply

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
_PAGE = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><p>The service is busy, sign in.</p></body></html>"
_HTML = "Content-Type: text/html"
# What is said, and what it comes to: an outcome of the fetch, "no feed", or "feed".
_SAID: dict[str, tuple[bytes, str]] = {
    "an error page with 200": (reply(_PAGE, "200 OK", _HTML), "no feed"),
    "a page to sign in to": (reply(b"", "302 Found", "Location: /login"), "no feed"),
    "nothing": (reply(b""), "no feed"),
    "a picture": (reply(b"\x89PNG\r\n\x1a\n\x00\x00\x00", "200 OK", "Content-Type: image/png"), "no feed"),
    "JSON": (reply(b'{"error": "no"}', "200 OK", "Content-Type: application/json"), "no feed"),
    "a feed called a page": (reply(FEED, "200 OK", _HTML), "feed"),
    "no content": (reply(b"", "204 No Content"), "status"),
    "a part": (reply(FEED[:50], "206 Partial Content"), "status"),
    "a 304 nobody asked for": (reply(b"", "304 Not Modified"), "status"),
    "not found": (reply(_PAGE, "404 Not Found"), "gone"),
    "gone": (reply(b"", "410 Gone"), "gone"),
    "a password wanted": (reply(b"", "401 Unauthorized", 'WWW-Authenticate: Basic realm="x"'), "denied"),
    "forbidden": (reply(_PAGE, "403 Forbidden"), "denied"),
    "a gate keeper": (reply(_PAGE, "403 Forbidden", "cf-mitigated: challenge"), "challenge"),
    "an error": (reply(_PAGE, "500 Internal Server Error"), "down"),
    "too many requests": (reply(b"", "429 Too Many Requests", "Retry-After: 3600"), "rate_limited 3600"),
    "busy until a time": (reply(b"", "503 Busy", "Retry-After: Fri, 27 Nov 2026 16:00:00 GMT"), "down 3600"),
    "cut short": (reply(FEED[:100], length=len(FEED)), "broken"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "broken"),
    "a head of 100 kB": (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n", "too_large"),
    "a page packed by nobody": (reply(FEED, "200 OK", "Content-Encoding: gzip"), "broken"),
}  # fmt: skip
_WAIT = ("too many requests", "busy until a time")


def trial() -> Trial:
    """Each answer must come to its outcome; after `Retry-After` the host must be left alone."""
    with RawServer(_say) as server:
        fetcher = Fetcher(Guard(("127.0.0.1", server.port)), resolve=lambda host, port: ("127.0.0.1",), now=lambda: NOW)  # fmt: skip
        urls = {what: f"http://n{number}.example:{server.port}/{number}" for number, what in enumerate(_SAID)}
        came = {what: _came_to(fetcher, url) for what, url in urls.items()}
        before = len(server.asked)
        again = {what: _came_to(fetcher, urls[what]) for what in _WAIT}
        asked_again = len(server.asked) - before
    failed = [f"{what}: {end}" for what, end in came.items() if end != _SAID[what][1]]
    failed += [f"{what}, again: {end}" for what, end in again.items() if end != "waiting 3600"]
    told = f"{asked_again} requests to hosts that asked for an hour's rest" + (
        f"; failed: {failed}" if failed else ""
    )
    return Trial("F15", "wrong answers", len(came) + len(again), len(failed) + asked_again, told)


def _came_to(fetcher: Fetcher, url: str) -> str:
    try:
        found = list(read_feed(fetcher.get(url).data, url))
    except FetchError as wrong:
        told = f" {wrong.retry_after:.0f}" if wrong.retry_after is not None else ""
        return wrong.outcome.value + told
    except FeedError:
        return "no feed"
    return "feed" if any(isinstance(one, Article) for one in found) else "no feed"


def _say(connection: socket.socket, asked: Asked) -> None:
    number = asked.path.removeprefix("/")
    connection.sendall(
        list(_SAID.values())[int(number)][0] if number.isdigit() else reply(_PAGE, "200 OK", _HTML)
    )
