"""Turns and robots: who may be asked when, on a clock of the test's own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from tapecheck.ingest.polite import AskedToWait, Manners, Polite, seconds_told
from tapecheck.ingest.robots import rules_for
from tapecheck.ingest.rounds import in_rounds

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def turns(polite: Polite, clock: Clock, *hosts: str) -> list[float]:
    """When each had its turn."""
    starts = []
    for host in hosts:
        with polite.turn(host):
            starts.append(clock.time)
    return starts


def test_a_host_is_asked_once_a_second_and_others_meanwhile() -> None:
    clock = Clock()
    polite = Polite(Manners(), lambda: clock.time, clock.sleep, chance=lambda: 1.0)
    assert turns(polite, clock, "a", "b", "a", "a", "b") == [0, 0, 1.25, 2.5, 2.5]


def test_a_host_that_asks_for_rest_gets_it() -> None:
    clock = Clock()
    polite = Polite(Manners(), lambda: clock.time, clock.sleep, chance=lambda: 0.0)
    polite.told("a", 20)
    polite.told("a", 5)
    assert turns(polite, clock, "b", "a") == [0, 20]
    polite.told("a", 600)
    with pytest.raises(AskedToWait) as caught:
        turns(polite, clock, "a")
    assert caught.value.seconds == 600
    clock.sleep(590)
    assert turns(polite, clock, "a") == [620]


def test_no_host_is_believed_that_asks_for_ever() -> None:
    clock = Clock()
    polite = Polite(Manners(longest_told=100), lambda: clock.time, clock.sleep)
    polite.told("a", 1e12)
    with pytest.raises(AskedToWait) as caught:
        turns(polite, clock, "a")
    assert caught.value.seconds == 100


def test_one_request_at_a_time_to_a_host_and_so_many_in_all() -> None:
    polite, inside, lock = Polite(Manners(gap=0, at_once=3)), [], threading.Lock()
    most: dict[str, int] = {}

    def ask(host: str) -> None:
        with polite.turn(host):
            with lock:
                inside.append(host)
                most["all"] = max(most.get("all", 0), len(inside))
                most[host] = max(most.get(host, 0), inside.count(host))
            threading.Event().wait(0.002)
            with lock:
                inside.remove(host)

    threads = [threading.Thread(target=ask, args=(f"h{number % 6}",)) for number in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most.pop("all") <= 3
    assert set(most.values()) == {1}


def test_hosts_long_unasked_are_forgotten() -> None:
    clock = Clock()
    polite = Polite(Manners(), lambda: clock.time, clock.sleep)
    polite.told("asked to wait", 90_000)
    for number in range(6000):
        turns(polite, clock, f"h{number}")
        clock.sleep(2)
    assert len(polite._hosts) < 5000
    with pytest.raises(AskedToWait):
        turns(polite, clock, "asked to wait")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 27 Nov 2026 15:01:00 GMT", 60),
        ("Fri, 27 Nov 2026 14:00:00 GMT", 0),
        ("9" * 40, 999999999),
        ("-5", None),
        ("soon", None),
        ("٥", None),
        ("", None),
        (None, None),
        ("Fri, 27 Nov 99999 15:01:00 GMT", None),
    ],
)
def test_what_retry_after_says(header: str | None, seconds: float | None) -> None:
    assert seconds_told(header, NOW) == seconds


ROBOTS = """# a comment
Sitemap: https://news.example/map.xml
User-agent: greedy
Disallow: /

User-agent: Tapecheck/9.9
User-agent: other
Disallow: /search
Disallow: /*.pdf$
Disallow: /a*b*c
Allow: /search/help
Disallow: /caf%C3%A9
Disallow:

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/search?q=gold", False),
        ("/search/help", True),
        ("/report.pdf", False),
        ("/report.pdf?x", True),
        ("/a-b-c-d", False),
        ("/acb", True),
        ("/café", False),
        ("/caf%c3%a9", False),
        ("/SEARCH", True),
    ],
)
def test_robots(path: str, allowed: bool) -> None:
    assert rules_for("tapecheck", ROBOTS).allow("https://news.example" + path) is allowed


def test_robots_that_name_others_or_nobody() -> None:
    assert not rules_for("else", ROBOTS).allow("https://news.example/x")
    assert rules_for("tapecheck", "").allow("https://news.example/x")
    assert rules_for("tapecheck", "<html>Not found</html>").allow("https://news.example/x")
    assert rules_for("tapecheck", "User-agent: *\nDisallow: /\nUser-agent: tapecheck\nAllow: /").allow(
        "http://n/x"
    )


def test_a_hostile_robots_txt_costs_no_more_than_its_length() -> None:
    rules = rules_for("tapecheck", "User-agent: *\n" + f"Disallow: /{'a*' * 900}b\n" * 200)
    assert rules.allow("https://news.example/" + "a" * 4000)


def test_rounds_ask_one_host_in_order_and_hand_on_what_goes_wrong() -> None:
    urls = [f"http://h{number % 3}.example/{number}" for number in range(30)]
    found = [url for url, _ in in_rounds(urls, str, len)]
    assert sorted(found) == sorted(urls)
    for host in ("h0", "h1", "h2"):
        assert [url for url in found if host in url] == [url for url in urls if host in url]
    with pytest.raises(ZeroDivisionError):
        list(in_rounds(urls, str, lambda url: 1 // 0))
