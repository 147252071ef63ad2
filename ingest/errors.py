"""What can be wrong with an input, as one tree.

    IngestError
    ├── InputNotFound      nothing there: no such file or folder, or nothing on standard input
    ├── NotReadable        there, but not something that holds an article (binary, wrong kind of file)
    ├── EmptyArticle       readable, but without a word of prose
    ├── FeedError          not a feed, or so broken that nothing can be read from it
    ├── PageError          an HTML page in which no article was found
    ├── Unfinished         reading it took longer, or more memory, than any article may
    ├── RecordError        a row of a .jsonl or .parquet that is not an article
    └── FetchError         the network gave no answer that can be used

    StoreError             the store of what was read and found cannot be used
    ├── StoreLocked        another run holds it
    └── StoreDamaged       it is no store, or what is in it is not what was written

Each carries the input and what was wrong with it; the sentence for the user is made of both and says what to do.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class IngestError(Exception):
    """An input that gives no article. `location` is the input as named by the user, `reason` a clause about it."""

    advice = ""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(location, reason)
        self.location = location
        self.reason = reason

    def __str__(self) -> str:
        sentence = f"{self.location}: {self.reason}"
        return f"{sentence}; {self.advice}" if self.advice else sentence


class InputNotFound(IngestError):
    """Nothing stands at that location."""

    advice = "give a file, a folder, a URL, or - for standard input"


class NotReadable(IngestError):
    """There is something, but not text that could be an article."""

    advice = "give .txt, .md or .html text, a feed, or a .jsonl or .parquet of articles"


class EmptyArticle(IngestError):
    """Read to the end without finding a word of prose."""

    advice = "give an article with at least one sentence"


class FeedError(IngestError):
    """Not RSS or Atom, or too broken to give one entry."""

    advice = "give an RSS or Atom feed"


class PageError(IngestError):
    """An HTML page without an article that could be told from the rest of the page."""

    advice = "save the article's text as .txt and check that"


class Unfinished(IngestError):
    """Reading it was stopped: too slow, too much memory, or a fault in a library that ends processes."""

    advice = "save the article's text as .txt and check that"


class RecordError(IngestError):
    """A file of articles, or a row of it, that cannot be read as `{id, published, outlet, title, text, url}`."""

    advice = "each row needs at least a text"


class Outcome(StrEnum):
    """What a request came to that gave no usable answer."""

    ADDRESS = "address"  # no address on the web
    INSIDE = "inside"  # an address of this machine, its neighbourhood, or another port
    ROBOTS = "robots"  # the site asks programs to stay away
    WAITING = "waiting"  # the host asked to be left alone, and the time is not over
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN = "broken"  # what came is no HTTP, breaks off, or cannot be unpacked
    TOO_LARGE = "too_large"
    REDIRECT = "redirect"  # too many, or to where nothing is fetched
    DENIED = "denied"  # 401, 402, 403, 407, 451
    CHALLENGE = "challenge"  # a gate keeper wants a person
    GONE = "gone"  # 404, 410
    RATE_LIMITED = "rate_limited"  # 429
    DOWN = "down"  # 5xx
    STATUS = "status"  # any other status
    OFFLINE = "offline"  # the user wants no network


# Those after which the same request may work later.
PASSING = frozenset(
    {
        Outcome.WAITING,
        Outcome.UNRESOLVED,
        Outcome.UNREACHABLE,
        Outcome.TIMEOUT,
        Outcome.BROKEN,
        Outcome.RATE_LIMITED,
        Outcome.DOWN,
    }
)


class FetchError(IngestError):
    """No usable answer from the network. `outcome` says what came instead, `retry` whether the same request may work later.

    `status` is the server's HTTP status where it gave one; `retry_after` the seconds it asked to be left alone for.
    """

    advice = "check the address, or save the page and give the file"

    def __init__(
        self,
        location: str,
        reason: str,
        outcome: Outcome = Outcome.STATUS,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        retry: bool | None = None,
    ) -> None:
        super().__init__(location, reason)
        self.outcome = outcome
        self.status = status
        self.retry_after = retry_after
        self.retry = outcome in PASSING if retry is None else retry

    @property
    def timed_out(self) -> bool:
        """Whether no answer came in time."""
        return self.outcome is Outcome.TIMEOUT


class StoreError(Exception):
    """A store that cannot be read or written. `path` is its file, `reason` a clause about it."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class StoreLocked(StoreError):
    """Two runs may not write to one store at once: each would do the other's work again."""


class StoreDamaged(StoreError):
    """What the file holds cannot be relied on."""
