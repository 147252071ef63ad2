"""A server on the loopback that says byte for byte what it is told to, well-formed or not, and counts who came."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title><item><title>Gold rose</title>'
    b"<link>https://news.example/gold</link><guid>g1</guid><pubDate>Fri, 12 Dec 2025 14:05:00 GMT</pubDate>"
    b"<description>Gold rose 1.2% to a record on Friday.</description></item></channel></rss>"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: the first line's path, the head in lower case, and at which address of ours."""

    path: str
    head: str
    at: str

    def header(self, name: str) -> str:
        """A header's value, empty where it is not there."""
        lines = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return next((value.strip() for key, _, value in lines if key == name.lower()), "")


Say = Callable[[socket.socket, Asked], None]


def reply(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A whole answer; `length` lies about the body's."""
    size = len(body) if length is None else length
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {size}", "", ""]).encode() + body


class RawServer:
    """Answers each connection by `say`, in a thread of its own. `hits` counts the connections to each of our addresses.

    With `reads` False nothing is read first: who comes with TLS is left to wait for its handshake.
    """

    def __init__(self, say: Say, host: str = "127.0.0.1", port: int = 0) -> None:
        self._say = say
        self.hits: Counter[str] = Counter()
        self.asked: list[Asked] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.socket(family)
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            self._listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        self._listening.bind((host, port))
        self._listening.listen(512)
        self.host, self.port = self._listening.getsockname()[:2]
        self.url = f"http://{self.host}:{self.port}"
        self.place = f"{self.host}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # A thread in accept() is not woken by close() alone.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        # Whoever hangs up on us is what is tried here.
        with connection, contextlib.suppress(OSError):
            at = connection.getsockname()[0]
            self.hits[at] += 1
            asked = _read(connection, at)
            self.asked.append(asked)
            self._say(connection, asked)


def _read(connection: socket.socket, at: str) -> Asked:
    """The head of a request; a TLS greeting has none and gives an empty path."""
    connection.settimeout(60)
    data = connection.recv(65536)
    while data[:1] != b"\x16" and data and b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head = data.decode("latin-1")
    words = head.split(" ", 2)
    return Asked(words[1] if len(words) > 2 and data[:1] != b"\x16" else "", head.lower(), at)
