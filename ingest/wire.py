"""One request and its answer, on a connection whose address was looked at first. The one file that knows httpx2, and that opens a socket.

httpx2 asks its backend for a connection to a host. Ours looks the host up once, has every address judged, connects to one of the very
addresses that were judged, and hands back a stream that keeps the deadline: so neither a second look-up, nor a redirect, nor a slow drip
gets past it. The name stays what the certificate and the `Host` header are held against. No proxy of the environment is used: it would
connect where nobody can look.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Any

import httpcore2
import httpx2

from tapecheck.ingest.errors import IngestError, Outcome
from tapecheck.ingest.guard import Guard

MAX_HEADER_BYTES = 64 * 1024
_CONNECT_SECONDS = 5.0
_MOST_ADDRESSES = 4
# Framing of chunked bodies costs bytes; more than as many again as the body may have is no framing.
_FRAMING = 2
_MOST_CRUMBS, _CRUMB = 10_000, 16

Resolve = Callable[[str, int], Sequence[str]]


class WireError(Exception):
    """No answer: what came instead, and a clause about it that holds no address."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome = outcome
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's head, and its body as it comes: packed, unread, only while the exchange lasts."""

    status: int
    headers: Mapping[str, str]
    charset: str | None
    chunks: Iterator[bytes]


@contextmanager
def ask(
    url: str,
    headers: Mapping[str, str],
    guard: Guard,
    resolve: Resolve,
    seconds: float,
    body_bytes: int,
) -> Iterator[Answer]:
    """One GET, redirects not followed. `seconds` is for everything together. Raises `WireError`, also while the body is read."""
    budget = _Budget(time.monotonic() + seconds, MAX_HEADER_BYTES)
    try:
        with (
            httpx2.Client(transport=_Transport(_Door(guard, resolve, budget)), trust_env=False) as client,
            client.stream("GET", url, headers=dict(headers), auth=None) as answer,
        ):
            budget.bytes_left, budget.what = _FRAMING * body_bytes + MAX_HEADER_BYTES, "the answer"
            yield Answer(
                answer.status_code, answer.headers, answer.charset_encoding, _not_crumbs(answer.iter_raw())
            )
    except (WireError, IngestError):
        raise
    except (httpcore2.TimeoutException, httpx2.TimeoutException) as wrong:
        raise WireError(Outcome.TIMEOUT, "no answer in time") from wrong
    except (httpcore2.ConnectError, httpx2.ConnectError) as wrong:
        raise WireError(Outcome.UNREACHABLE, f"ConnectError: {wrong}"[:200]) from wrong
    except (
        httpx2.InvalidURL,
        httpx2.UnsupportedProtocol,
        httpcore2.LocalProtocolError,
        UnicodeError,
    ) as wrong:
        raise WireError(Outcome.ADDRESS, "not an address that can be asked") from wrong
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpx2.HTTPError) as wrong:
        raise WireError(Outcome.BROKEN, f"{type(wrong).__name__}: {wrong}"[:200]) from wrong
    # Hostile answers have made libraries raise what nobody foresaw; one feed must not end the run.
    except Exception as wrong:
        raise WireError(Outcome.BROKEN, f"{type(wrong).__name__} in reading the answer") from wrong


def _not_crumbs(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A body in pieces that are worth taking: a million chunks of a byte are sent only to keep a reader busy."""
    pieces = taken = 0
    for chunk in chunks:
        pieces, taken = pieces + 1, taken + len(chunk)
        if pieces > _MOST_CRUMBS and taken < pieces * _CRUMB:
            raise WireError(Outcome.BROKEN, "the answer comes in crumbs")
        yield chunk


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, each once, in the system's order. Raises `OSError` or `UnicodeError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@dataclass(slots=True)
class _Budget:
    """What one exchange may still cost: a moment by which it ends, and how many bytes may come."""

    deadline: float
    bytes_left: int
    what: str = "the head of the answer"

    def seconds(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time is up")
        return left

    def allowed(self, wanted: int) -> int:
        if self.bytes_left <= 0:
            raise WireError(Outcome.TOO_LARGE, f"{self.what} is too long")
        return min(wanted, self.bytes_left)


class _Transport(httpx2.BaseTransport):
    """A connection for one exchange; kept ones would answer for an address judged long ago."""

    def __init__(self, door: _Door) -> None:
        self._pool = httpcore2.ConnectionPool(
            _tls(), max_connections=1, max_keepalive_connections=0, network_backend=door
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        asked = httpcore2.Request(
            request.method,
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=b"",
            extensions=request.extensions,
        )
        found = self._pool.handle_request(asked)
        return httpx2.Response(found.status, headers=found.headers, stream=_Body(found.stream))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


_MAKING = threading.Lock()


def _tls() -> ssl.SSLContext:
    """The certificates to trust, read once: that takes longer than many a fetch, and all threads begin together."""
    with _MAKING:
        return _certificates()


@cache
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


class _Door(httpcore2.NetworkBackend):
    """Looks a host up, has its addresses judged, and connects to one of those and to nothing else."""

    def __init__(self, guard: Guard, resolve: Resolve, budget: _Budget) -> None:
        self._guard, self._resolve, self._budget = guard, resolve, budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = _in_time(self._resolve, host, port, self._budget.seconds())
        refusal = self._guard.refusal(addresses, port)
        if refusal is not None:
            raise WireError(Outcome.INSIDE, f"not asked: {refusal}")
        return _Stream(self._connected(addresses[:_MOST_ADDRESSES], port), self._budget)

    def _connected(self, addresses: Sequence[str], port: int) -> socket.socket:
        """The first connection that comes about."""
        failure: OSError | None = None
        for address in addresses:
            try:
                return _connected(address, port, min(_CONNECT_SECONDS, self._budget.seconds()))
            except OSError as wrong:
                failure = wrong
        if isinstance(failure, TimeoutError):
            raise httpcore2.ConnectTimeout("no connection in time") from failure
        raise httpcore2.ConnectError(failure.strerror if failure else "no address") from failure


def _connected(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address, which is no name: nothing is looked up again."""
    family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect((address, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def _in_time(resolve: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    """What the resolver says; it knows no deadline of its own, so it is left behind where it takes too long."""
    said: list[Sequence[str] | Exception] = []

    def look() -> None:
        try:
            said.append(resolve(host, port))
        except Exception as wrong:
            said.append(wrong)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(seconds)
    if not said:
        raise httpcore2.ConnectTimeout("the host's address was not found in time")
    if isinstance(said[0], Exception):
        raise WireError(Outcome.UNRESOLVED, "the host's address is not known") from said[0]
    return said[0]


class _Stream(httpcore2.NetworkStream):
    """A connection on a budget. What httpx2 gives as timeouts is for a single read; here the time left is."""

    def __init__(self, connection: socket.socket, budget: _Budget) -> None:
        self._connection, self._budget = connection, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        wanted = self._budget.allowed(max_bytes)
        with _told(httpcore2.ReadTimeout, httpcore2.ReadError):
            self._connection.settimeout(self._budget.seconds())
            data = self._connection.recv(wanted)
        self._budget.bytes_left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _told(httpcore2.WriteTimeout, httpcore2.WriteError):
            self._connection.settimeout(self._budget.seconds())
            self._connection.sendall(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            with _told(httpcore2.ConnectTimeout, httpcore2.ConnectError):
                self._connection.settimeout(self._budget.seconds())
                inside = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        return _Stream(inside, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return None


@contextmanager
def _told(late: type[Exception], failed: type[Exception]) -> Iterator[None]:
    """A socket's errors in httpx2's words."""
    try:
        yield
    except TimeoutError as wrong:
        raise late("the time is up") from wrong
    except (OSError, ValueError) as wrong:
        raise failed(getattr(wrong, "strerror", None) or type(wrong).__name__) from wrong
