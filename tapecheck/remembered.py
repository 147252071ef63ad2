"""What a watch knows from before: validators of feeds, articles dealt with, feeds gone silent. In memory, or in the store of batches.

The order of writing is what keeps anything from being lost: first the findings go out, then the article is remembered, last the validators of
its feed. A run that is killed in between says something twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.entries import content_of, identity
from tapecheck.ingest.store_feeds import SILENT_AFTER, Fetch, Silent
from tapecheck.pipeline import Report
from tapecheck.signals.finding import Verdict

if TYPE_CHECKING:
    from tapecheck.ingest.store import Seen

Validators = tuple[str | None, str | None]
# A run in the store ends and the next begins after this long: what could not be settled is looked for again.
_TURN = timedelta(days=1)
# Of each feed, in memory; more than twice what one may hold.
_MOST_KNOWN = 5000


class Memory(Protocol):
    """What a watch asks of its memory. Only the thread of the watch calls it."""

    def validators(self, location: str) -> Validators:
        """ETag and Last-Modified of the last answer of which everything was dealt with."""

    def fetched(self, fetch: Fetch, new: int) -> None:
        """A feed was asked, and what it gave is dealt with; `new` is how many articles it had that were not known."""

    def knows(self, article: Article, feed: str) -> bool:
        """Whether exactly this text of the entry has been dealt with for good."""

    def keep(self, article: Article, feed: str, done: Report | Quarantined, now: datetime) -> None:
        """What came of an article."""

    def set_aside(self, one: Quarantined, feed: str, now: datetime) -> bool:
        """An entry without an article; False where that is known."""

    def silent(self, now: datetime) -> Sequence[Silent]:
        """Feeds without anything new for a week, the longest first."""

    def turn(self, now: datetime) -> None:
        """A round is over."""


def settled(done: Report | Quarantined) -> bool:
    """Whether asking again would change nothing: no source of the tape was down."""
    return isinstance(done, Quarantined) or not done.summary[Verdict.UNAVAILABLE.value]


@dataclass(slots=True)
class _Past:
    since: datetime
    validators: Validators = (None, None)
    failures: int = 0
    reason: str | None = None
    known: dict[str, str] = field(default_factory=dict)


class InMemory:
    """A memory that lasts as long as the watch: of every entry its key and the hash of its latest text."""

    def __init__(self) -> None:
        self._feeds: dict[str, _Past] = {}
        self._asides: set[tuple[str, str]] = set()

    def validators(self, location: str) -> Validators:
        """See `Memory.validators`."""
        past = self._feeds.get(location)
        return past.validators if past else (None, None)

    def fetched(self, fetch: Fetch, new: int) -> None:
        """See `Memory.fetched`."""
        past = self._feeds.setdefault(fetch.url, _Past(fetch.at))
        if fetch.reason is not None:
            past.failures, past.reason = past.failures + 1, fetch.reason
            return
        past.failures, past.reason = 0, None
        if fetch.status == 200:
            past.validators = (fetch.etag, fetch.modified)
        if new:
            past.since = fetch.at

    def knows(self, article: Article, feed: str) -> bool:
        """See `Memory.knows`."""
        past = self._feeds.get(feed)
        return past is not None and past.known.get(identity(article, feed)) == content_of(article)

    def keep(self, article: Article, feed: str, done: Report | Quarantined, now: datetime) -> None:
        """See `Memory.keep`."""
        if settled(done):
            past = self._feeds.setdefault(feed, _Past(now))
            past.known[identity(article, feed)] = content_of(article)
            if len(past.known) > _MOST_KNOWN:
                del past.known[next(iter(past.known))]

    def set_aside(self, one: Quarantined, feed: str, now: datetime) -> bool:
        """See `Memory.set_aside`."""
        key = (one.location, one.reason)
        if key in self._asides:
            return False
        self._asides.add(key)
        return True

    def silent(self, now: datetime) -> Sequence[Silent]:
        """See `Memory.silent`."""
        found = (Silent(place, past.since, past.failures, past.reason) for place, past in self._feeds.items())
        return sorted((one for one in found if now - one.since > SILENT_AFTER), key=lambda one: one.since)

    def turn(self, now: datetime) -> None:
        """See `Memory.turn`."""


class InStore:
    """The memory of a watch in the store of batches; articles that a batch has checked on the same terms are known too.

    `terms` are the settings that verdicts depend on, `plan` what the watch reads, in the words of the store.
    """

    def __init__(self, seen: Seen, plan: str, terms: str, inputs: Sequence[str], now: datetime) -> None:
        self._seen, self._plan, self._terms, self._inputs = seen, plan, terms, inputs
        self._run, self._began = seen.begin(plan, now), now

    def validators(self, location: str) -> Validators:
        """See `Memory.validators`."""
        return self._seen.feeds.validators(location)

    def fetched(self, fetch: Fetch, new: int) -> None:
        """See `Memory.fetched`."""
        self._seen.feeds.log(fetch)
        with self._seen.writing():
            if fetch.reason is not None:
                self._seen.feeds.failed(fetch.url, fetch.reason, fetch.at)
            else:
                self._seen.feeds.answered(fetch.url, new > 0, fetch.at)

    def knows(self, article: Article, feed: str) -> bool:
        """See `Memory.knows`."""
        if self._seen.holds(self._run, article, feed):
            return True
        found = self._seen.found(article, feed, self._terms)
        if found is not None:
            self._seen.keep(self._run, article, feed, self._terms, found, self._began)
        return found is not None

    def keep(self, article: Article, feed: str, done: Report | Quarantined, now: datetime) -> None:
        """See `Memory.keep`."""
        from tapecheck.running import found_in

        if isinstance(done, Quarantined):
            self._seen.set_aside(self._run, feed, done, feed, now, article)
        else:
            self._seen.keep(self._run, article, feed, self._terms, found_in(done), now)

    def set_aside(self, one: Quarantined, feed: str, now: datetime) -> bool:
        """See `Memory.set_aside`."""
        return self._seen.set_aside(self._run, feed, one, feed, now)

    def silent(self, now: datetime) -> Sequence[Silent]:
        """See `Memory.silent`."""
        return list(self._seen.feeds.silent(now))

    def turn(self, now: datetime) -> None:
        """See `Memory.turn`."""
        if now - self._began >= _TURN:
            self.end(now)
            self._run, self._began = self._seen.begin(self._plan, now), now

    def end(self, now: datetime) -> None:
        """The watch ends as it should."""
        self._seen.end(self._run, self._inputs, now)
