"""When each feed of a watch is asked next: every so often while it answers, ever more rarely while it fails, never before it said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=1)
# 2 to the power of this many failures in a row is beyond `LONGEST` for any interval that makes sense.
_MOST_DOUBLINGS = 20


@dataclass(slots=True, eq=False)
class Feed:
    """A feed that is watched, or a list of feeds. `listed_by` is the list that named it, `lists` says that it is a list itself, `due` when it is asked next (aware)."""

    location: str
    due: datetime
    listed_by: str | None = None
    lists: bool = False
    failures: int = 0
    reason: str | None = None


class Schedule:
    """The feeds of a watch. `every` is how often one that answers is asked."""

    def __init__(self, locations: Iterable[str], every: timedelta, now: datetime) -> None:
        self._every = every
        self._feeds = {one: Feed(one, now) for one in locations}

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """All of them."""
        return tuple(self._feeds.values())

    @property
    def next(self) -> datetime | None:
        """When the next feed is due; None without any feed."""
        return min((feed.due for feed in self._feeds.values()), default=None)

    def due(self, now: datetime) -> tuple[Feed, ...]:
        """The feeds to ask now."""
        return tuple(feed for feed in self._feeds.values() if feed.due <= now)

    def listed(self, by: str, locations: Iterable[str], now: datetime) -> None:
        """What a list names from now on: what is new is due at once, what is gone is asked no more."""
        named = dict.fromkeys(locations)
        gone = [one.location for one in self.feeds if one.listed_by == by and one.location not in named]
        for location in gone:
            del self._feeds[location]
        for location in named:
            self._feeds.setdefault(location, Feed(location, now, by))

    def answered(self, feed: Feed, now: datetime) -> None:
        """The feed gave what it has."""
        feed.failures, feed.reason = 0, None
        feed.due = now + self._every

    def failed(self, feed: Feed, reason: str, now: datetime, retry_after: float | None = None) -> None:
        """The feed gave nothing: the wait doubles with every failure after the first, up to a day; `retry_after` is what its host asked for
        (seconds)."""
        feed.failures, feed.reason = feed.failures + 1, reason
        doubled = self._every * 2 ** min(feed.failures - 1, _MOST_DOUBLINGS)
        wait = max(self._every, min(doubled, LONGEST))
        feed.due = now + max(wait, timedelta(seconds=min(retry_after or 0.0, LONGEST.total_seconds())))
