"""A watch: what is new is checked once, a feed that fails is alone with it, and nothing waits for a real clock."""

from __future__ import annotations

import json
import logging
import re
import shlex
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from commands import FEED, run
from prometheus_client.parser import text_string_to_metric_families
from shared import ROOT

import tapecheck
from tapecheck import logs
from tapecheck.cli import app
from tapecheck.errors import BadOption, NotWritten
from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.errors import FetchError, Outcome
from tapecheck.ingest.fetch import Fetched
from tapecheck.ingest.store import Seen
from tapecheck.metrics import Metrics, place_of
from tapecheck.pipeline import Report
from tapecheck.remembered import InMemory, InStore, Memory
from tapecheck.schedule import Schedule
from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.watch import Parts, Watch
from tapecheck.watching import interval_of

START = datetime(2025, 12, 12, 14, 0, tzinfo=UTC)
EVERY = timedelta(minutes=10)
A, B, LIST = "https://a.example/feed", "https://b.example/feed", "https://c.example/feeds.opml"


def feed(*items: tuple[str, str]) -> bytes:
    entries = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{guid}</title><description>{text}</description>"
        "<pubDate>Fri, 12 Dec 2025 09:00:00 -0500</pubDate></item>"
        for guid, text in items
    )
    return f'<rss version="2.0"><channel><title>Outlet</title>{entries}</channel></rss>'.encode()


def opml(*feeds: str) -> bytes:
    return f'<opml version="2.0"><body>{"".join(f"<outline xmlUrl={one!r}/>" for one in feeds)}</body></opml>'.encode()


ONE = feed(("one", "The Russell 2000 closed at 2,590.61 on Thursday."))
TWO = feed(
    ("one", "The Russell 2000 closed at 2,590.61 on Thursday."), ("two", "Stocks were quiet on Friday.")
)


@dataclass
class World:
    """Feeds as they answer now, a clock that sleeping moves, and what was asked and told."""

    pages: dict[str, bytes | Exception] = field(default_factory=dict)
    now: datetime = START
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    until: datetime = START + timedelta(days=100)
    check: Callable[[Article], Report | Quarantined] = field(
        default=lambda article: tapecheck.check_article(article, AlmanacTape(), None, "grammar")
    )

    def get(self, url: str, *, etag: str | None, modified: str | None) -> Fetched:
        self.asked.append((url, etag))
        page = self.pages[url]
        if isinstance(page, Exception):
            raise page
        tag = f'"{hash(page)}"'
        return Fetched(url, b"" if tag == etag else page, "", None, 304 if tag == etag else 200, tag)

    def sleep(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        return self.now > self.until

    def watch(self, *locations: str, memory: Memory | None = None, published: Path | None = None) -> Watch:
        parts = Parts(
            self.get, memory or InMemory(), lambda: None, lambda article: self.check(article),
            lambda report: self.told.append(report.article.id), lambda: self.now, self.sleep, Metrics(), published,
        )  # fmt: skip
        return Watch(Schedule(locations or tuple(self.pages), EVERY, self.now), parts)

    def run(self, watch: Watch, lasting: timedelta) -> None:
        self.until = self.now + lasting
        watch.run(once=False)


@pytest.fixture(autouse=True)
def events() -> Iterator[list[logging.LogRecord]]:
    """What was logged."""
    found: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = found.append  # type: ignore[method-assign]
    logs.LOG.handlers[:] = [handler]
    logs.LOG.setLevel(logging.INFO)
    logs.LOG.propagate = False
    yield found
    logs.LOG.handlers.clear()


def values(metrics: Metrics) -> dict[tuple[str, str], float]:
    return {
        (sample.name.removeprefix("tapecheck_"), next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(metrics.text())
        for sample in family.samples
    }


def test_what_is_new_is_checked_once_and_what_changed_again() -> None:
    world = World({A: ONE})
    watch = world.watch()
    watch.round()
    assert world.told == ["one"]
    world.now += EVERY
    watch.round()
    assert (world.told, world.asked[-1][1] is not None) == (["one"], True)
    world.pages[A], world.now = TWO, world.now + EVERY
    watch.round()
    assert world.told == ["one", "two"]
    world.pages[A], world.now = feed(("two", "Stocks were lively on Friday.")), world.now + EVERY
    watch.round()
    assert world.told == ["one", "two", "two"]
    found = values(watch.parts.metrics)
    assert found["articles_total", "checked"] == 3
    assert found["feeds_polled_total", "unchanged"] == 1


def test_a_feed_that_fails_is_alone_with_it(events: list[logging.LogRecord]) -> None:
    broken = {
        "https://bad-1.example/feed": FetchError("x", "the server answered 500", Outcome.DOWN, status=500),
        "https://bad-2.example/feed": b"<html>no feed</html>",
        "https://bad-3.example/feed": RuntimeError("ours"),
        "https://bad-4.example/feed": b"<rss><channel><item>&#xD800;",
        "gone.xml": b"",
    }
    world = World({**broken, A: ONE, B: TWO})
    watch = world.watch()
    watch.round()
    assert sorted(world.told) == ["one", "one", "two"]
    assert {one.location for one in watch.failing} >= set(broken) - {"https://bad-4.example/feed"}
    found = values(watch.parts.metrics)
    sorts = {label: number for (name, label), number in found.items() if name == "fetch_errors_total"}
    assert sorts["down"] == sorts["fault"] == sorts["no_file"] == 1
    assert "a fault of tapecheck's own" in [event.getMessage() for event in events]


def test_a_fault_in_one_article_is_not_the_end() -> None:
    def check(article: Article) -> Report | Quarantined:
        if article.id == "one":
            raise ValueError("ours")
        return tapecheck.check_article(article, AlmanacTape(), None, "grammar")  # type: ignore[arg-type]

    world = World({A: ONE, B: feed(("two", "Stocks were quiet on Friday."))}, check=check)
    watch = world.watch()
    watch.round()
    assert (world.told, [one.location for one in watch.failing]) == (["two"], [A])


def test_a_failing_feed_is_asked_ever_more_rarely() -> None:
    world = World({A: FetchError(A, "no answer in 30 s", Outcome.TIMEOUT), B: ONE})
    world.run(world.watch(), timedelta(hours=4))
    assert len([url for url, _ in world.asked if url == B]) >= 24
    assert 5 <= len([url for url, _ in world.asked if url == A]) <= 6


@pytest.mark.parametrize(
    ("failures", "retry_after", "minutes"),
    [(1, None, 10), (2, None, 20), (4, None, 80), (30, None, 1440), (1, 3600.0, 60), (1, 1e9, 1440)],
)
def test_how_long_a_feed_is_left_alone(failures: int, retry_after: float | None, minutes: int) -> None:
    schedule = Schedule([A], EVERY, START)
    for _ in range(failures):
        schedule.failed(schedule.feeds[0], "down", START, retry_after)
    assert schedule.next == START + timedelta(minutes=minutes)
    schedule.answered(schedule.feeds[0], START)
    assert schedule.next == START + EVERY


def test_a_list_says_what_is_watched() -> None:
    world = World({LIST: opml(A, "/etc/passwd"), A: ONE, B: TWO})
    watch = world.watch(LIST)
    watch.round()
    assert ("file" in (watch.failing[0].reason or ""), world.told) == (True, [])
    world.pages[LIST], world.now = opml(A), world.now + EVERY
    watch.round()
    world.pages[LIST], world.now = opml(B), world.now + EVERY
    watch.round()
    assert world.told == ["one", "one", "two"]
    assert [one.location for one in watch.schedule.feeds] == [LIST, B]


def test_a_list_does_not_name_a_list() -> None:
    world = World({LIST: opml(B), B: opml(LIST)})
    watch = world.watch(LIST)
    watch.round()
    assert [one.location for one in watch.failing] == [B]


def test_a_silent_feed_is_listed_once_a_list_never(events: list[logging.LogRecord]) -> None:
    world = World({LIST: opml(A, B), A: ONE, B: ONE})
    watch = world.watch(LIST)
    watch.round()
    for day in range(1, 10):
        world.pages[B] = feed((f"day {day}", "Stocks were quiet."))
        world.now = START + timedelta(days=day)
        watch.round()
    said = [event for event in events if event.getMessage() == "feed silent"]
    assert [json.loads(logs.JsonLines().format(event))["feed"] for event in said] == [A]
    assert values(watch.parts.metrics)["feeds_silent", ""] == 1


def test_findings_that_cannot_be_written_end_the_watch_and_nobody_waits() -> None:
    world = World({f"https://{name}.example/feed": ONE for name in "abcdefgh"})
    watch = world.watch()

    def full(report: Report) -> None:
        raise NotWritten("--output x", "No space left on device", full=True)

    watch.parts = Parts(**{**{name: getattr(watch.parts, name) for name in Parts.__slots__}, "tell": full})
    with pytest.raises(NotWritten):
        watch.round()


def test_an_article_is_remembered_after_it_was_told_and_the_feed_after_all_of_it() -> None:
    world, memory = World({A: TWO}), InMemory()
    watch = world.watch(memory=memory)
    world.until = START - timedelta(seconds=1)  # told to stop before anything is read
    watch.round()
    assert (memory.validators(A), world.told) == ((None, None), [])


def test_the_store_is_a_memory_too(tmp_path: Path) -> None:
    world = World({A: TWO, B: FetchError(B, "gone", Outcome.GONE, status=410)})
    for start in (START, START + timedelta(hours=1), START + timedelta(days=9)):
        world.now = start
        with Seen(tmp_path / "seen.sqlite", start) as seen:
            memory = InStore(seen, "plan", "terms", [A], start)
            world.watch(memory=memory).round()
            memory.end(start)
            assert [one.location for one in memory.silent(start)] == ([A, B] if start.day > 15 else [])
    assert sorted(world.told) == ["one", "two"]


def test_figures_and_events_of_a_whole_command(tmp_path: Path) -> None:
    figures, findings = tmp_path / "tapecheck.prom", tmp_path / "findings.ndjson"
    feeds = tmp_path / "feeds.opml"
    feeds.write_bytes(opml(FEED, "gone.xml"))
    arguments = ("--once", "--offline", "--reading", "grammar", "--store", str(tmp_path / "seen.sqlite"), "--output", str(findings))  # fmt: skip
    done = run("watch", str(feeds), *arguments, "--metrics", str(figures), "--log", "json")
    assert done.returncode == 3, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [one["event"] for one in lines].count("article checked") == 4
    assert {"time", "level", "event", "feed", "sort", "reason", "again"} <= set(
        next(one for one in lines if one["event"] == "feed failed")
    )
    assert len(findings.read_text("utf-8").splitlines()) == 4
    assert 'tapecheck_articles_total{outcome="checked"} 4.0' in figures.read_text("utf-8")
    again = run("watch", str(feeds), *arguments)
    assert (again.returncode, len(findings.read_text("utf-8").splitlines())) == (3, 4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--every", "1s"), "--every 1s"), (("--metrics", "70000"), "no port"), (("--log", "xml"), "--log")],
)
def test_wrong_use_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    done = run("watch", FEED, "--once", "--offline", "--reading", "grammar", *arguments)
    assert (done.returncode, words in done.stderr, len(done.stderr.splitlines())) == (2, True, 1)


def test_figures_are_served_on_the_loopback_alone() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    metrics = Metrics()
    metrics.count("claims", 'odd"\\\n')
    metrics.serve(port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        assert r'tapecheck_claims_total{verdict="odd\"\\\n"} 1.0' in answer.read().decode()
    with pytest.raises(BadOption, match="nothing can be served"):
        metrics.serve(port)


def test_what_options_mean() -> None:
    assert [interval_of(text) for text in ("30s", "10m", "2h", "1d")] == [
        timedelta(seconds=30), EVERY, timedelta(hours=2), timedelta(days=1),
    ]  # fmt: skip
    assert (place_of("9273"), place_of("a/b.prom"), place_of(None)) == (9273, Path("a/b.prom"), None)


def test_a_log_line_cannot_be_forged() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "feed failed", None, None)
    record.tapecheck_fields = {"reason": "a\n2025 forged\x1b[2J\u202e"}
    for formatter in (logs.Words(), logs.JsonLines()):
        line = formatter.format(record)
        assert not {"\n", "\x1b", "\u202e"} & set(line)


def test_the_page_shows_what_works() -> None:
    """Every example of docs/watching.md is understood by the command, and names only figures and events that are there."""
    page = (ROOT / "docs" / "watching.md").read_text("utf-8")
    commands = [line[line.index("tapecheck watch") :] for line in page.splitlines() if _is_example(line)]
    assert len(commands) == 3
    for command in commands:
        assert understood(shlex.split(command)[1:]), command
    metrics = Metrics()
    for name in ("feeds", "feeds_failing", "feeds_silent", "last_round_timestamp_seconds"):
        metrics.measure(name, 0)
    shown = {family.name for family in metrics.collect()}
    named = {name.removesuffix("_total") for name in re.findall(r"tapecheck_\w+", page)}
    assert named == shown
    source = (ROOT / "tapecheck" / "watch.py").read_text("utf-8")
    events = set(re.findall(r"^\| `([a-z ]+)`(?:, `([a-z ]+)`)? \|", page, re.MULTILINE))
    assert {f'"{event}"' for pair in events for event in pair if event and " " in event} <= set(
        re.findall(r'"[a-z ]+"', source)
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "watching.md").read_text("utf-8")
    found = re.search(r"```ini\n(.*?)```", page, re.DOTALL)
    assert found
    unit = tmp_path / "tapecheck.service"
    unit.write_text(found[1].replace("/usr/local/bin/tapecheck", "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "tapecheck.service" not in done.stderr, done.stderr


def test_cron_takes_the_line() -> None:
    found = re.search(
        r"```crontab\n(.*?)\n```", (ROOT / "docs" / "watching.md").read_text("utf-8"), re.DOTALL
    )
    assert found
    assert len(found[1].splitlines()) == 1
    assert "%" not in found[1]  # a line ends there for cron
    assert re.match(r"(?:\*|\*/\d+|\d+)(?: (?:\*|\*/\d+|\d+)){4} \S", found[1])


def _is_example(line: str) -> bool:
    return line.startswith(("tapecheck watch ", "ExecStart=", "*/"))


def understood(arguments: list[str]) -> bool:
    """Whether the command line takes these arguments; nothing is run."""
    group = typer.main.get_command(app)
    command = group.commands[arguments[0]]  # type: ignore[attr-defined]
    with command.make_context(arguments[0], arguments[1:]) as context:
        return bool(context.params["locations"])
