"""Watching feeds: they are asked again and again, and what is new in them is checked.

    schedule: which are due -> polling: ask them, many at once -> read -> what memory does not know is checked, said, remembered

A feed that fails costs no other anything; it is asked ever more rarely until it answers. The clock and the sleep are given.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tapecheck.errors import TapecheckError
from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.errors import FeedError, FetchError, StoreError
from tapecheck.ingest.feeds import read_feed
from tapecheck.ingest.fetch import Fetched
from tapecheck.ingest.opml import feeds_of, looks_like_opml
from tapecheck.ingest.store_feeds import Fetch, Silent
from tapecheck.logs import LOG, say
from tapecheck.metrics import Metrics
from tapecheck.pipeline import Report
from tapecheck.polling import Answer, Get, Question, asked, is_address, sort_of
from tapecheck.remembered import Memory, settled
from tapecheck.schedule import Feed, Schedule
from tapecheck.tally import Tally

# Lists name feeds, and no lists: one round after the other, until nothing is due any more.
_PASSES = 3
# However long until the next feed is due, the watch looks up this often (seconds): the clock may have been set.
_NAP = 60.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a watch works with. `check` gives what came of an article, `tell` says it to whoever waits for findings, `begin` is called before each
    round; `sleep` waits for seconds and says whether the watch is to stop."""

    get: Get
    memory: Memory
    begin: Callable[[], None]
    check: Callable[[Article], Report | Quarantined]
    tell: Callable[[Report], None]
    clock: Callable[[], datetime]
    sleep: Callable[[float], bool]
    metrics: Metrics
    published: Path | None = None


@dataclass(slots=True)
class Watch:
    """Feeds, watched. `tally` is what came of everything so far, `failing` what is wrong with inputs."""

    schedule: Schedule
    parts: Parts
    tally: Tally = field(default_factory=Tally)
    _silent: frozenset[str] = frozenset()

    @property
    def failing(self) -> Sequence[Feed]:
        """The feeds that gave nothing when they were last asked."""
        return [feed for feed in self.schedule.feeds if feed.failures]

    def run(self, once: bool) -> None:
        """Rounds until the watch is told to stop, or a single one. Raises `NotWritten` where findings cannot be written."""
        while True:
            self.round()
            if once or self._wait():
                return

    def round(self) -> None:
        """Asks every feed that is due, and those that a list among them names."""
        began, counts = time.perf_counter(), Counter[str]()
        self.parts.begin()
        for _ in range(_PASSES):
            due = self.schedule.due(self.parts.clock())
            if not due or self._stopped():
                break
            for feed, answer in asked(self._questions(due), self.parts.get, self._stopped):
                counts.update(self._take(feed, answer))
        if counts:
            say(logging.INFO, "round", **counts, seconds=round(time.perf_counter() - began, 3))
        self._account()

    def _questions(self, due: Sequence[Feed]) -> list[Question]:
        return [Question(feed, self.parts.memory.validators(feed.location)) for feed in due]

    def _take(self, feed: Feed, answer: Answer) -> Counter[str]:
        """What came of a feed; nothing that it holds can harm the others."""
        if answer.page is None and answer.wrong is None:
            return Counter()
        self.parts.metrics.count("seconds", "fetch", answer.seconds)
        if answer.wrong is not None:
            return self._failed(feed, answer.wrong)
        assert answer.page is not None
        if answer.page.status == 304:
            return self._answered(feed, answer.page, Counter(unchanged=1))
        try:
            return self._read(feed, answer.page, self._entries(feed, answer.page))
        except (TapecheckError, StoreError):  # findings cannot be written: no feed's fault
            raise
        except Exception as wrong:
            return self._failed(feed, wrong)

    def _entries(self, feed: Feed, page: Fetched) -> list[Article | Quarantined]:
        """What a feed holds. A list holds feeds, which are watched from now on; from the web it may name no file, and no list names a list."""
        with self._timed("read"):
            if feed.listed_by is None and looks_like_opml(page.data):
                feed.lists = True
                self.schedule.listed(feed.location, _named(feed.location, page), self.parts.clock())
                return []
            return list(read_feed(page.data, feed.location, self.parts.clock()))

    def _read(self, feed: Feed, page: Fetched, entries: Sequence[Article | Quarantined]) -> Counter[str]:
        """Checks what is new. The validators are kept only where everything is settled: else the feed gives it all again. A list always does."""
        counts, whole = Counter(answered=1), not feed.lists
        for entry in entries:
            if self._stopped():
                return counts
            if isinstance(entry, Quarantined):
                counts["set_aside"] += self._set_aside(feed, entry)
            elif not self.parts.memory.knows(entry, feed.location):
                whole &= settled(self._checked(feed, entry))
                counts["articles"] += 1
        return self._answered(feed, page if whole else _without_validators(page), counts)

    def _checked(self, feed: Feed, article: Article) -> Report | Quarantined:
        with self._timed("check"):
            done = self.parts.check(article)
        if isinstance(done, Report):
            self.parts.tell(done)
        self.parts.memory.keep(article, feed.location, done, self.parts.clock())
        self._count(done)
        if isinstance(done, Quarantined):
            _say_aside(feed, done)
        else:
            verdicts = {verdict: count for verdict, count in done.summary.items() if count}
            say(logging.INFO, "article checked", feed=feed.location, article=article.id, **verdicts)
        return done

    def _set_aside(self, feed: Feed, entry: Quarantined) -> bool:
        if not self.parts.memory.set_aside(entry, feed.location, self.parts.clock()):
            return False
        self._count(entry)
        _say_aside(feed, entry)
        return True

    def _count(self, done: Report | Quarantined) -> None:
        self.tally.add(done)
        if isinstance(done, Quarantined):
            self.parts.metrics.count("articles", "failed" if done.failed else "quarantined")
            return
        self.parts.metrics.count("articles", "checked")
        for finding in done.findings:
            self.parts.metrics.count("claims", finding.verdict.value)

    def _answered(self, feed: Feed, page: Fetched, counts: Counter[str]) -> Counter[str]:
        now = self.parts.clock()
        fetch = Fetch(feed.location, now, page.status, len(page.data), page.etag, page.modified)
        self.parts.memory.fetched(fetch, counts["articles"])
        self.schedule.answered(feed, now)
        self.parts.metrics.count("feeds_polled", "unchanged" if counts["unchanged"] else "answered")
        level = logging.DEBUG if counts["unchanged"] else logging.INFO
        say(level, "feed polled", feed=feed.location, status=page.status, new=counts["articles"])
        return counts

    def _failed(self, feed: Feed, wrong: Exception) -> Counter[str]:
        now, reason, sort = self.parts.clock(), _reason(wrong), sort_of(wrong)
        status, retry_after = (
            (wrong.status, wrong.retry_after) if isinstance(wrong, FetchError) else (None, None)
        )
        self.parts.memory.fetched(Fetch(feed.location, now, status, reason=reason), 0)
        self.schedule.failed(feed, reason, now, retry_after)
        self.parts.metrics.count("feeds_polled", "failed")
        self.parts.metrics.count("fetch_errors", sort)
        again = feed.due.isoformat(timespec="seconds")
        say(
            logging.WARNING,
            "feed failed",
            feed=feed.location,
            sort=sort,
            reason=reason,
            times=feed.failures,
            again=again,
        )
        if sort == "fault":
            LOG.error("a fault of tapecheck's own", exc_info=wrong)
        return Counter(failed=1)

    def _account(self) -> None:
        """What the round leaves behind: feeds that have gone silent, and the figures."""
        now = self.parts.clock()
        lists = {feed.location for feed in self.schedule.feeds if feed.lists}
        silent = [one for one in self.parts.memory.silent(now) if one.location not in lists]
        for one in silent:
            if one.location not in self._silent:
                _say_silent(one)
        self._silent = frozenset(one.location for one in silent)
        metrics = self.parts.metrics
        metrics.measure("feeds", len(self.schedule.feeds))
        metrics.measure("feeds_failing", len(self.failing))
        metrics.measure("feeds_silent", len(silent))
        metrics.measure("last_round_timestamp_seconds", now.timestamp())
        metrics.publish(self.parts.published)
        self.parts.memory.turn(now)

    def _wait(self) -> bool:
        """Until a feed is due; whether the watch is to stop meanwhile."""
        while True:
            due, now = self.schedule.next, self.parts.clock()
            left = (due - now).total_seconds() if due else _NAP
            if left <= 0:
                return self._stopped()
            if self.parts.sleep(min(left, _NAP)):
                return True

    def _stopped(self) -> bool:
        return self.parts.sleep(0)

    def _timed(self, stage: str) -> _Timed:
        return _Timed(self.parts.metrics, stage)


class _Timed:
    """Counts the seconds inside."""

    def __init__(self, metrics: Metrics, stage: str) -> None:
        self._metrics, self._stage = metrics, stage

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._metrics.count("seconds", self._stage, time.perf_counter() - self._began)


def _named(place: str, page: Fetched) -> Iterator[str]:
    """The feeds of a list, as they are asked."""
    for named in feeds_of(page.data, place):
        if is_address(named):
            yield named
        elif is_address(place):
            raise FeedError(named, f"{place} names a file, which only a list that is a file itself may do")
        else:
            yield str(Path(place).parent / named)


def _without_validators(page: Fetched) -> Fetched:
    return Fetched(page.url, page.data, page.content_type, page.charset)


def _reason(wrong: Exception) -> str:
    return str(getattr(wrong, "reason", None) or f"{type(wrong).__name__}: {wrong}")[:500]


def _say_aside(feed: Feed, one: Quarantined) -> None:
    event = "article failed" if one.failed else "article quarantined"
    level = logging.ERROR if one.failed else logging.WARNING
    say(level, event, feed=feed.location, article=one.location, reason=one.reason)


def _say_silent(one: Silent) -> None:
    since = one.since.isoformat(timespec="seconds")
    say(
        logging.WARNING,
        "feed silent",
        feed=one.location,
        since=since,
        failures=one.failures,
        reason=one.reason,
    )
