"""F9: servers that never come to an end, 20 at a time beside healthy ones, on 40 names of one server."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from tapecheck.ingest import fetch as door
from tapecheck.ingest.errors import FetchError, Outcome
from tapecheck.ingest.fetch import Fetcher
from tapecheck.ingest.guard import Guard
from tapecheck.ingest.rounds import in_rounds
from trials import Trial
from trials.raw_server import FEED, Asked, RawServer, reply

EACH = 20
_OFF_BY = 1.0


def trial(small: bool) -> Trial:
    """Four ways to be slow: each must end at the deadline, a second more or less, and hold up nobody."""
    seconds = 5.0 if small else 30.0
    kept, door.DEADLINE_SECONDS = door.DEADLINE_SECONDS, seconds
    try:
        with RawServer(_say) as server:
            _round(server, ["healthy"])
            alone = max(_round(server, ["healthy"])["healthy"])
            rounds = {kind: _round(server, ["healthy", kind]) for kind in _SLOW}
    finally:
        door.DEADLINE_SECONDS = kept
    ends = [end for kind, found in rounds.items() for end in found[kind]]
    healthy = max(max(found["healthy"]) for found in rounds.values())
    failed = sum(abs(end - seconds) > _OFF_BY for end in ends) + (not healthy < alone + _OFF_BY)
    return Trial(
        "F9", "servers that drip or fall silent: head, body, before the head, in the TLS handshake", len(ends), failed,
        f"deadline {seconds:g} s, ended after {min(ends):.2f} to {max(ends):.2f} s; "
        f"the slowest of {EACH} healthy ones beside them {healthy:.2f} s, alone {alone:.2f} s",
    )  # fmt: skip


def _round(server: RawServer, kinds: list[str]) -> Mapping[str, list[float]]:
    """How long each took, in seconds, by kind; infinity where it came to what it should not."""
    guard = Guard(("127.0.0.1", server.port))
    fetcher = Fetcher(guard, resolve=lambda host, port: ("127.0.0.1",))
    urls = [_url(kind, number, server.port) for kind in kinds for number in range(EACH)]
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    for url, seconds in in_rounds(urls, str, lambda url: _timed(fetcher, url)):
        took[(urlsplit(url).hostname or "").split("-")[0]].append(seconds)
    return took


def _url(kind: str, number: int, port: int) -> str:
    return f"{'https' if kind == 'handshake' else 'http'}://{kind}-{number}.example:{port}/feed"


def _timed(fetcher: Fetcher, url: str) -> float:
    began, expected = time.monotonic(), None if "healthy" in url else Outcome.TIMEOUT
    try:
        found: Outcome | None = None if fetcher.get(url).data == FEED else Outcome.BROKEN
    except FetchError as wrong:
        found = wrong.outcome
    return time.monotonic() - began if found == expected else float("inf")


def _say(connection: socket.socket, asked: Asked) -> None:
    kind = asked.header("host").split("-")[0] or "handshake"
    with contextlib.suppress(OSError):
        _SLOW.get(kind, _healthy)(connection)


def _healthy(connection: socket.socket) -> None:
    connection.sendall(reply(FEED))


def _head(connection: socket.socket) -> None:
    _drip(connection, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")


def _body(connection: socket.socket) -> None:
    _drip(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x")


def _drip(connection: socket.socket, first: bytes, drop: bytes) -> None:
    connection.sendall(first)
    for _ in range(200):
        time.sleep(0.5)
        connection.sendall(drop)


def _silent(connection: socket.socket) -> None:
    connection.settimeout(100)
    connection.recv(1)


_SLOW: Mapping[str, Callable[[socket.socket], None]] = {
    "head": _head,
    "body": _body,
    "silence": _silent,
    "handshake": _silent,
}
