"""The door to the network. Whatever tapecheck fetches comes through here: guarded, in turn, in time, and no larger than it may be.

    url -> turn of its host (polite) -> robots, for pages -> one exchange (wire, guard) -> redirect: from the start -> body (inflate)

Prices from Yahoo are the one exception; they come through yfinance, whose hosts are its own (`signals/tape/yahoo.py`).
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tapecheck.ingest.address import is_on_the_web, onward, place, validator, validators, without_secret
from tapecheck.ingest.errors import FetchError, Outcome
from tapecheck.ingest.guard import Guard, guard_with
from tapecheck.ingest.inflate import ACCEPTED, NotInflated, inflated
from tapecheck.ingest.polite import AskedToWait, Polite, seconds_told
from tapecheck.ingest.robots import ALL, Rules, rules_for
from tapecheck.ingest.robots import MAX_BYTES as ROBOTS_BYTES

if TYPE_CHECKING:
    from tapecheck.ingest.wire import Answer, Resolve

PROGRAM = "tapecheck"
USER_AGENT = f"{PROGRAM}/0.1 (checks market news against the tape)"
DEADLINE_SECONDS = 30.0
MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 5
# For tests alone: an address of this machine and its port that may be fetched from, "127.0.0.1:8080".
LOOPBACK = "TAPECHECK_LOOPBACK"
# Whom a site's owner may turn to, an address or a page; who runs tapecheck knows, tapecheck does not.
CONTACT = "TAPECHECK_CONTACT"

_ROBOTS_SECONDS = 86_400.0
_MOST_ROBOTS = 4096
_STATUSES = {
    **dict.fromkeys((401, 402, 403, 407, 451), Outcome.DENIED),
    **dict.fromkeys((404, 410), Outcome.GONE),
    429: Outcome.RATE_LIMITED,
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the address it finally came from, its bytes, and the charset and type the server named.

    `status` is 200, or 304 with no bytes where `etag` or `modified` were given and still stand. `etag` and `modified` are what to give the
    next time. `truncated` says that there was more than could be taken; only who asks for a cut body gets one.
    """

    url: str
    data: bytes
    content_type: str
    charset: str | None
    status: int = 200
    etag: str | None = None
    modified: str | None = None
    truncated: bool = False


@dataclass(slots=True)
class _Trip:
    """One `get`: how it was asked, and what it may still cost. `location` is how errors call it, without a password."""

    location: str
    headers: dict[str, str]
    cap: int
    page: bool
    cut: bool
    seconds: float
    secret: str | None = field(default=None, repr=False)

    def error(
        self, outcome: Outcome, reason: str, status: int | None = None, retry_after: float | None = None
    ) -> FetchError:
        return FetchError(self.location, reason, outcome, status=status, retry_after=retry_after)


class Fetcher:
    """Fetches; one of it for all threads.

    `now` is the time of day, for dates in `Retry-After` and the age of a robots.txt; `contact` goes into the User-Agent.
    """

    def __init__(
        self,
        guard: Guard | None = None,
        polite: Polite | None = None,
        resolve: Resolve | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        contact: str | None = None,
    ) -> None:
        self._headers = _headers(contact)
        self._guard = guard or Guard()
        self._polite = polite or Polite()
        self._resolve = resolve
        self._now = now
        self._robots: dict[str, tuple[float, Rules]] = {}
        self._lock = threading.Lock()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        page: bool = False,
        cut: bool = False,
        cap: int = MAX_BYTES,
    ) -> Fetched:
        """What stands at an address: one whole 200 answer, or the 304 that was asked for. Raises `FetchError` for anything else.

        `page` asks the site's robots.txt first: for what nobody named, but a feed led to. `cut` gives the first `cap` bytes of a longer body.
        """
        bare, secret = without_secret(url)
        headers = self._headers | validators(etag, modified)
        trip = _Trip(bare, headers, cap, page, cut, DEADLINE_SECONDS, secret)
        for _ in range(MAX_REDIRECTS + 1):
            found = self._hop(bare, trip)
            if isinstance(found, Fetched):
                return found
            bare, trip.secret = found, None
        raise trip.error(Outcome.REDIRECT, f"more than {MAX_REDIRECTS} redirects")

    def _hop(self, url: str, trip: _Trip) -> Fetched | str:
        """What stands at an address, or the address it sends on to."""
        if not is_on_the_web(url):
            raise trip.error(Outcome.ADDRESS, "not an http or https address that can be asked")
        if trip.page and not self._rules(url, trip).allow(url):
            raise trip.error(Outcome.ROBOTS, "the site's robots.txt asks programs to stay away from it")
        with self._turn(url, trip), self._asked(url, trip) as answer:
            if answer.status in _REDIRECTS:
                return _onward(url, answer, trip)
            if answer.status == 304 and _conditional(trip.headers):
                return _fetched(url, answer, b"", False, trip)
            if answer.status != 200:
                raise self._refused(url, answer, trip)
            return _fetched(url, answer, *_body(answer, trip), trip)

    @contextmanager
    def _asked(self, url: str, trip: _Trip) -> Iterator[Answer]:
        """One exchange, and its time taken off that of the whole."""
        from tapecheck.ingest.wire import WireError, ask, resolved

        headers = trip.headers | ({"Authorization": trip.secret} if trip.secret else {})
        began = time.monotonic()
        try:
            with ask(url, headers, self._guard, self._resolve or resolved, trip.seconds, trip.cap) as answer:
                yield answer
        except WireError as wrong:
            late = f"no answer in {DEADLINE_SECONDS:.0f} s"
            reason = late if wrong.outcome is Outcome.TIMEOUT else wrong.reason
            raise trip.error(wrong.outcome, reason) from wrong
        finally:
            trip.seconds -= time.monotonic() - began

    @contextmanager
    def _turn(self, url: str, trip: _Trip) -> Iterator[None]:
        """The host's turn; the tests' own server needs none."""
        host, port = place(url)
        if (host, port) == self._guard.loopback:
            yield
            return
        try:
            with self._polite.turn(host):
                yield
        except AskedToWait as wrong:
            reason = f"the host asked to be left alone for {wrong.seconds:.0f} s more"
            raise trip.error(Outcome.WAITING, reason, retry_after=wrong.seconds) from wrong

    def _refused(self, url: str, answer: Answer, trip: _Trip) -> FetchError:
        """Any status that is no answer; what the host says of when to come back is kept in mind."""
        told = seconds_told(answer.headers.get("retry-after"), self._now())
        if told is not None and answer.status in (429, 503):
            self._polite.told(place(url)[0], told)
        if answer.headers.get("cf-mitigated") == "challenge":
            return trip.error(Outcome.CHALLENGE, "the site wants to see a person", status=answer.status)
        outcome = _STATUSES.get(answer.status, Outcome.DOWN if answer.status >= 500 else Outcome.STATUS)
        return trip.error(
            outcome, f"the server answered {answer.status}", status=answer.status, retry_after=told
        )

    def _rules(self, url: str, trip: _Trip) -> Rules:
        """The robots.txt of a site, read once a day."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            until, rules = self._robots.get(site, (float("-inf"), ALL))
        moment = self._now().timestamp()
        if moment < until:
            return rules
        rules = self._read_rules(site, trip)
        with self._lock:
            if len(self._robots) >= _MOST_ROBOTS:
                self._robots.clear()
            self._robots[site] = (moment + _ROBOTS_SECONDS, rules)
        return rules

    def _read_rules(self, site: str, trip: _Trip) -> Rules:
        """RFC 9309, 2.3.1: a site without the file lets everything be taken, one that cannot be asked for it nothing, for now."""
        try:
            found = self.get(f"{site}/robots.txt", cut=True, cap=ROBOTS_BYTES)
        except FetchError as wrong:
            if wrong.status is not None and not wrong.retry:
                return ALL
            reason = f"robots.txt: {wrong.reason}"
            raise trip.error(wrong.outcome, reason, wrong.status, wrong.retry_after) from wrong
        return rules_for(PROGRAM, found.data.decode("utf-8", "replace"))


def fetch(url: str) -> Fetched:
    """The body behind an http(s) address. Raises `FetchError` for any other outcome than one whole 200 answer."""
    return fetcher().get(url)


def fetcher() -> Fetcher:
    """The process's own fetcher: one, so that all keep the same turns."""
    return _shared(os.environ.get(LOOPBACK), os.environ.get(CONTACT))


@lru_cache(maxsize=4)
def _shared(loopback: str | None, contact: str | None) -> Fetcher:
    return Fetcher(guard_with(loopback), contact=contact)


def _headers(contact: str | None) -> dict[str, str]:
    who = USER_AGENT.replace(")", f"; {contact})") if validator(contact) else USER_AGENT
    return {"User-Agent": who, "Accept": "*/*", "Accept-Encoding": ACCEPTED, "Connection": "close"}


def _onward(url: str, answer: Answer, trip: _Trip) -> str:
    """Where a redirect leads: to the web, and never from https to http."""
    location = answer.headers.get("location", "")
    target = onward(url, location) if location.strip() else None
    if target is None:
        raise trip.error(Outcome.REDIRECT, "redirected to what is no address on the web")
    if target.startswith("http:") and url.lower().startswith("https:"):
        raise trip.error(Outcome.REDIRECT, "redirected from https to http")
    return target


def _conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _body(answer: Answer, trip: _Trip) -> tuple[bytes, bool]:
    """The unpacked body, and whether it was cut off."""
    data = bytearray()
    try:
        for piece in inflated(answer.chunks, answer.headers.get("content-encoding", "")):
            data += piece
            if len(data) > trip.cap:
                if not trip.cut:
                    raise trip.error(Outcome.TOO_LARGE, f"larger than {trip.cap / 1024**2:g} MB")
                return bytes(data[: trip.cap]), True
    except NotInflated as wrong:
        raise trip.error(Outcome.BROKEN, str(wrong)) from wrong
    return bytes(data), False


def _fetched(url: str, answer: Answer, data: bytes, truncated: bool, trip: _Trip) -> Fetched:
    """What came back; a 304 that does not repeat the validators leaves those that were sent in force."""
    headers = answer.headers
    kept = trip.headers if answer.status == 304 else {}
    return Fetched(
        url.partition("#")[0],
        data,
        headers.get("content-type", ""),
        answer.charset,
        answer.status,
        validator(headers.get("etag")) or kept.get("If-None-Match"),
        validator(headers.get("last-modified")) or kept.get("If-Modified-Since"),
        truncated,
    )
