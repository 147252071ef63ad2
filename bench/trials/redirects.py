"""F10: where a redirect may lead, and what goes along. The victim is a second server on this machine, which nobody may reach."""

from __future__ import annotations

import socket

from tapecheck.ingest.errors import FetchError, Outcome
from tapecheck.ingest.fetch import Fetcher
from tapecheck.ingest.guard import Guard
from trials import Trial
from trials.raw_server import FEED, Asked, RawServer, reply

_RESOLVED = {"good.example": ("127.0.0.1",), "other.example": ("127.0.0.1",), "inside.example": ("10.1.2.3",)}


def trial() -> Trial:
    """Each redirect must end where it should, with nobody's password carried and the victim left alone."""
    with RawServer(_say) as server, RawServer(_say) as victim:
        fetcher = Fetcher(Guard(("127.0.0.1", server.port)), resolve=_resolve)
        cases = _cases(server.port, victim.port)
        failed = [
            what for what, (path, expected) in cases.items() if not _as(fetcher, server, path, expected)
        ]
        # Every first request has the password with it; what comes after has not.
        carried = sum("basic" in asked.header("authorization") for asked in server.asked) - len(cases)
        hits = sum(victim.hits.values())
    failures = len(failed) + abs(carried) + hits
    told = f"; failed: {', '.join(failed)}" if failed else ""
    return Trial(
        "F10", "redirects", len(cases), failures, f"{hits} to the victim, {carried} passwords carried{told}"
    )


def _resolve(host: str, port: int) -> tuple[str, ...]:
    return _RESOLVED.get(host, (host.strip("[]"),)) if host != "localhost" else ("127.0.0.1",)


def _cases(port: int, victim: int) -> dict[str, tuple[str, Outcome | None]]:
    """What is tried: the path asked first, and what it must come to (None: an answer)."""
    refused, inside = Outcome.REDIRECT, Outcome.INSIDE
    to = {
        "a file": ("file:///etc/hostname", refused),
        "ftp": ("ftp://good.example/", refused),
        "gopher": ("gopher://127.0.0.1:6379/_FLUSHALL", refused),
        "data": ("data:text/html,x", refused),
        "javascript": ("javascript:alert(1)", refused),
        "nothing": ("", refused),
        "no host": ("http:///x", None),
        "localhost by //": (f"//localhost:{victim}/", inside),
        "this machine": (f"http://127.0.0.1:{victim}/", inside),
        "this machine, by backslashes": (f"http:\\\\127.0.0.1:{victim}\\", None),
        "this machine in IPv6": ("http://[::1]/", inside),
        "this machine as IPv4 in IPv6": ("http://[::ffff:127.0.0.1]/", inside),
        "a cloud's secrets": ("http://169.254.169.254/latest/meta-data/", inside),
        "a name that is inside": ("http://inside.example/", inside),
        "a port of mail": ("http://good.example:25/", inside),
        "a user's name in front": (f"http://good.example@127.0.0.1:{victim}/", inside),
    }
    sent = {f"to {what}": (f"/to?{target.encode().hex()}", end) for what, (target, end) in to.items()}
    # What names no host, and backslashes, which a browser reads as slashes, are paths here and lead nowhere else.
    return sent | {
        "a loop": ("/loop", refused),
        "30 hops": ("/hops?30", refused),
        "five hops": ("/hops?5", None),
        "to another host, with a password": (f"/first?{port}", None),
    }


def _as(fetcher: Fetcher, server: RawServer, path: str, expected: Outcome | None) -> bool:
    try:
        found = fetcher.get(f"http://reader:secret@127.0.0.1:{server.port}{path}")
        return expected is None and found.data == FEED
    except FetchError as wrong:
        return wrong.outcome is expected


def _say(connection: socket.socket, asked: Asked) -> None:
    path, _, query = asked.path.partition("?")
    if path == "/to":
        connection.sendall(_onward(bytes.fromhex(query).decode()))
    elif path == "/loop":
        connection.sendall(_onward("/loop"))
    elif path == "/first":
        connection.sendall(_onward(f"http://other.example:{query}/"))
    elif path == "/hops" and query != "0":
        connection.sendall(_onward(f"/hops?{int(query) - 1}"))
    else:
        connection.sendall(reply(FEED))


def _onward(target: str) -> bytes:
    return reply(b"", "302 Found", f"Location: {target}")
