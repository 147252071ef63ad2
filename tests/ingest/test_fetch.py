"""The door to the network, against servers on the loopback that say byte for byte what they are told to."""

from __future__ import annotations

import gzip
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from shared import ROOT

sys.path.insert(0, str(ROOT / "bench"))
from trials import bombs, doors, fetching, inside, redirects, wrong_answers
from trials.raw_server import FEED, Asked, RawServer, reply

from tapecheck.ingest.errors import FetchError, Outcome
from tapecheck.ingest.fetch import Fetcher, fetch, fetcher
from tapecheck.ingest.guard import Guard
from tapecheck.ingest.polite import Manners, Polite

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
Serve = Callable[[Callable[[Asked], bytes]], RawServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers each request by a function of it."""
    with ExitStack() as stack:

        def started(answer: Callable[[Asked], bytes]) -> RawServer:
            server = RawServer(lambda connection, asked: connection.sendall(answer(asked)))
            return stack.enter_context(server)

        yield started


def door(server: RawServer, **rest: Any) -> Fetcher:
    """A fetcher that may fetch from the server, under any name, and waits for nobody."""
    rest.setdefault("polite", Polite(Manners(gap=0)))
    return Fetcher(
        Guard(("127.0.0.1", server.port)), resolve=lambda host, port: ("127.0.0.1",), now=lambda: NOW, **rest
    )


def outcome(fetching: Fetcher, url: str, **how: Any) -> Outcome | None:
    try:
        fetching.get(url, **how)
    except FetchError as wrong:
        return wrong.outcome
    return None


def test_an_answer_with_what_to_ask_for_the_next_time(serve: Serve) -> None:
    head = (
        'ETag: "v1"',
        "Last-Modified: Fri, 12 Dec 2025 14:05:00 GMT",
        "Content-Type: text/xml; charset=latin-1",
    )
    server = serve(lambda asked: reply(FEED, "200 OK", *head))
    found = door(server).get(server.url + "/feed#part")
    assert (found.data, found.status, found.truncated) == (FEED, 200, False)
    assert (found.url, found.content_type, found.charset) == (
        server.url + "/feed",
        "text/xml; charset=latin-1",
        "latin-1",
    )
    assert (found.etag, found.modified) == ('"v1"', "Fri, 12 Dec 2025 14:05:00 GMT")


def test_what_still_stands_is_not_sent_again(serve: Serve) -> None:
    server = serve(lambda asked: reply(b"", "304 Not Modified"))
    found = door(server).get(server.url, etag='"v1"', modified="yesterday")
    assert (found.status, found.data, found.etag, found.modified) == (304, b"", '"v1"', "yesterday")
    (asked,) = server.asked
    assert (asked.header("if-none-match"), asked.header("if-modified-since")) == ('"v1"', "yesterday")


@pytest.mark.parametrize("broken", ["v\r\nX: y", "vä", "v" * 2000, "\ud800", ""])
def test_a_validator_that_is_none_is_not_sent(serve: Serve, broken: str) -> None:
    server = serve(lambda asked: reply(FEED))
    assert door(server).get(server.url, etag=broken, modified=broken).status == 200
    assert "if-" not in server.asked[0].head
    assert "x: y" not in server.asked[0].head


def test_who_asks_is_said(serve: Serve) -> None:
    server = serve(lambda asked: reply(FEED))
    door(server, contact="https://reader.example/bot").get(server.url)
    agent = server.asked[0].header("user-agent")
    assert agent == "tapecheck/0.1 (checks market news against the tape; https://reader.example/bot)"


def test_a_password_goes_to_the_first_address_and_into_no_error(serve: Serve) -> None:
    server = serve(
        lambda asked: (
            reply(b"", "302 Found", "Location: http://u:p@other.example:1/")
            if asked.path == "/go"
            else reply(b"", "404 Not Found")
        )
    )
    with pytest.raises(FetchError) as caught:
        door(server).get(f"http://me:secret@127.0.0.1:{server.port}/go")
    assert [asked.header("authorization") for asked in server.asked] == ["basic bwu6c2vjcmv0"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("cut", "end"), [(False, Outcome.TOO_LARGE), (True, None)])
def test_what_is_too_large_is_refused_or_cut(serve: Serve, cut: bool, end: Outcome | None) -> None:
    packed = gzip.compress(b"x" * 5000)
    server = serve(lambda asked: reply(packed, "200 OK", "Content-Encoding: gzip"))
    assert outcome(door(server), server.url, cap=1000, cut=cut) is end
    if cut:
        found = door(server).get(server.url, cap=1000, cut=True)
        assert (len(found.data), found.truncated) == (1000, True)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000,
    ],
)
def test_a_head_without_an_end(serve: Serve, said: bytes) -> None:
    server = serve(lambda asked: said)
    assert outcome(door(server), server.url) is Outcome.TOO_LARGE


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"]
)
def test_a_slow_server_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch, first: bytes) -> None:
    monkeypatch.setattr("tapecheck.ingest.fetch.DEADLINE_SECONDS", 0.4)
    stop = threading.Event()

    def drip(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(first)
        while not stop.wait(0.05):
            connection.sendall(b"x" if first.endswith(b"\r\n\r\n") else b"X: y\r\n" if first else b"")

    with RawServer(drip) as server:
        assert outcome(door(server), server.url) is Outcome.TIMEOUT
        stop.set()


def test_a_resolver_that_does_not_come_back_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tapecheck.ingest.fetch.DEADLINE_SECONDS", 0.1)
    never = threading.Event()
    stuck = Fetcher(resolve=lambda host, port: (never.wait(30), ())[1])
    assert outcome(stuck, "http://news.example/") is Outcome.TIMEOUT
    never.set()


def test_robots_are_asked_once_for_pages_and_not_for_feeds(serve: Serve) -> None:
    rules = b"User-agent: *\nDisallow: /private/\n"
    server = serve(lambda asked: reply(rules if asked.path == "/robots.txt" else FEED))
    reader = door(server)
    assert outcome(reader, server.url + "/private/a", page=True) is Outcome.ROBOTS
    assert outcome(reader, server.url + "/open/a", page=True) is None
    assert outcome(reader, server.url + "/private/a") is None
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/open/a", "/private/a"]


@pytest.mark.parametrize(
    ("status", "end"), [("404 Not Found", None), ("403 Forbidden", None), ("500 Error", Outcome.DOWN)]
)
def test_a_site_without_robots_allows_all_and_a_broken_one_nothing_for_now(
    serve: Serve, status: str, end: Outcome | None
) -> None:
    server = serve(lambda asked: reply(b"", status) if asked.path == "/robots.txt" else reply(FEED))
    assert outcome(door(server), server.url + "/a", page=True) is end


def test_robots_hold_where_a_redirect_leads(serve: Serve) -> None:
    paths = {
        "/robots.txt": reply(b"User-agent: tapecheck\nDisallow: /b"),
        "/a": reply(b"", "302 Found", "Location: /b"),
    }
    server = serve(lambda asked: paths.get(asked.path, reply(FEED)))
    assert outcome(door(server), server.url + "/a", page=True) is Outcome.ROBOTS


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "ftp://news.example/",
        "//news.example/",
        "news.example",
        "http://",
        "http://[",
        "http://news.example:99999/",
        "http://①/",
        "http://news.example/" + "a" * 9000,
        "http://\ud800/",
        "http://news.example\ud800/",
        "http://9xn--a-\\/",
        "http://news.example/\ud800",
        "http://news.example/\x00",
    ],
)
def test_what_is_no_address_on_the_web(address: str) -> None:
    nowhere = Fetcher(resolve=lambda host, port: pytest.fail("looked up"))
    assert outcome(nowhere, address) is Outcome.ADDRESS


def test_a_host_is_refused_where_one_of_its_addresses_is_inside() -> None:
    assert (
        outcome(Fetcher(resolve=lambda host, port: ("1.1.1.1", "10.0.0.1")), "https://news.example/")
        is Outcome.INSIDE
    )
    assert outcome(Fetcher(resolve=lambda host, port: ()), "https://news.example/") is Outcome.INSIDE


def test_a_name_is_looked_up_once_and_the_address_connected_to_is_the_one_looked_at(serve: Serve) -> None:
    server, looked = serve(lambda asked: reply(FEED)), []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        looked.append(host)
        return ("127.0.0.1",) if len(looked) == 1 else ("10.0.0.1",)

    reader = Fetcher(Guard(("127.0.0.1", server.port)), Polite(Manners(gap=0)), resolve)
    assert outcome(reader, f"http://news.example:{server.port}/") is None
    assert outcome(reader, f"http://news.example:{server.port}/") is Outcome.INSIDE
    assert (looked, len(server.asked)) == (["news.example"] * 2, 1)
    assert server.asked[0].header("host") == f"news.example:{server.port}"


def test_the_tests_exception_is_for_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPECHECK_LOOPBACK", "10.0.0.1:80")
    with pytest.raises(ValueError, match="this machine"):
        fetch("http://10.0.0.1/")
    monkeypatch.setenv("TAPECHECK_LOOPBACK", "[::1]:8080")
    assert fetcher() is fetcher()


# The fixed-seed slice of bench/reliability.py


def test_redirects() -> None:
    assert redirects.trial().failed == 0


def test_wrong_answers() -> None:
    found = wrong_answers.trial()
    assert (found.failed, found.tried >= 15) == (0, True), found.figure


def test_nothing_leads_inside() -> None:
    forms, rebinding = inside.trials(fetching.SEED)
    assert (forms.failed, forms.tried >= 93) == (0, True), forms.figure
    assert (rebinding.failed, rebinding.tried) == (0, 100), rebinding.figure


def test_addresses_that_lead_inside() -> None:
    assert fetching._addresses(3).failed == 0


def test_no_other_code_opens_a_socket(tmp_path: Path) -> None:
    found = doors.trial(tmp_path)
    assert found.failed == 0, found.figure
    assert {one.through for one in doors.sites()} == {*doors.DOORS, "the door"}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is told by Linux")
def test_bombs() -> None:
    found = bombs.trial(small=True)
    assert (found.failed, found.tried) == (0, 12), found.figure


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A listening socket with a certificate for news.example, of an authority that is trusted."""
    import trustme

    authority = trustme.CA()
    ours, theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("news.example").configure_cert(ours)
    authority.configure_trust(theirs)
    monkeypatch.setattr("tapecheck.ingest.wire._certificates", lambda: theirs)
    with (
        socket.create_server(("127.0.0.1", 0)) as plain,
        ours.wrap_socket(plain, server_side=True) as listening,
    ):
        threading.Thread(target=_answer_all, args=(listening,), daemon=True).start()
        yield listening
        plain.close()


def _answer_all(listening: socket.socket) -> None:
    """Sends who asks for "/down" to plain HTTP, and the feed to anybody else."""
    down = reply(b"", "302 Found", "Location: http://news.example/")
    while True:
        try:
            connection, _ = listening.accept()
        except ssl.SSLError:
            continue
        except OSError:
            return
        with connection:
            connection.sendall(down if b"/down" in connection.recv(9999) else reply(FEED))


@pytest.mark.parametrize(
    ("address", "end"),
    [
        ("https://news.example:{}/feed", None),
        ("https://news.example:{}/down", Outcome.REDIRECT),
        ("https://other.example:{}/feed", Outcome.UNREACHABLE),
        ("https://127.0.0.1:{}/feed", Outcome.UNREACHABLE),
    ],
)
def test_the_certificate_is_held_against_the_name(
    tls: socket.socket, address: str, end: Outcome | None
) -> None:
    port = tls.getsockname()[1]
    reader = Fetcher(Guard(("127.0.0.1", port)), Polite(Manners(gap=0)), lambda host, port: ("127.0.0.1",))
    assert outcome(reader, address.format(port)) is end
