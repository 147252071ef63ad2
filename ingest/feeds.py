"""RSS, Atom and RDF feeds: the one file that knows feedparser.

feedparser is given bytes, never an address or a path (it would open them), and everything it raises is caught at this border. Dates
are read again from the printed text, because feedparser takes a zone it does not know for UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.body import prose_of
from tapecheck.ingest.dates import read_moment
from tapecheck.ingest.errors import FeedError

_DATES = ("published", "created", "updated")


def read_feed(data: bytes, location: str) -> Iterator[Article | Quarantined]:
    """The entries of a feed as articles. Raises `FeedError` when it is none or cannot be read at all."""
    feed = _parsed(data, location)
    outlet = _words(feed.feed.get("title")) or None
    for number, entry in enumerate(feed.entries, 1):
        try:
            yield _article(entry, outlet, location, f"{location}, entry {number}")
        except (ValueError, OverflowError, TypeError, AttributeError, RecursionError) as wrong:
            yield Quarantined(f"{location}, entry {number}", f"entry cannot be read ({wrong})")


def looks_like_feed(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a feed."""
    start = head[:2000].lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf", b"<channel"))


def _parsed(data: bytes, location: str) -> Any:
    import feedparser

    try:
        feed = feedparser.parse(BytesIO(data))
    except Exception as wrong:  # feedparser lets encoding, value and overflow errors of hostile input through
        raise FeedError(location, f"the feed cannot be parsed ({type(wrong).__name__})") from wrong
    if not feed.entries and not feed.get("version"):
        broken = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise FeedError(location, f"no feed in it{broken}")
    return feed


def _article(entry: Any, outlet: str | None, feed: str, location: str) -> Article | Quarantined:
    full = max(
        (prose_of(str(part.get("value", ""))) for part in entry.get("content", ())), key=len, default=""
    )
    summary = prose_of(str(entry.get("summary", "")))
    title = _words(entry.get("title"))
    text = max(full, summary, key=len)
    text = text if text != title else ""
    if not any(character.isalnum() for character in text or title):
        return Quarantined(location, "the entry has neither text nor title")
    flags = () if full and len(full) >= len(summary) else ("summary_only",)
    moment = next(
        (
            found
            for key in _DATES
            if (printed := dict.get(entry, key)) and (found := read_moment(str(printed)))
        ),
        None,
    )
    link = str(entry.get("link") or "") or None
    return Article(
        text=text or title, id=str(entry.get("id") or link or _key(title, text)), title=title or None, url=link, outlet=_source(entry) or outlet,
        published=moment.when if moment else None, precision=moment.precision if moment else Precision.UNKNOWN,
        flags=flags + (moment.flags if moment else ("no_date",)), feed=feed,
    )  # fmt: skip


def _source(entry: Any) -> str | None:
    """The outlet of an entry in somebody's collection of feeds."""
    source = entry.get("source")
    return _words(source.get("title")) or None if source else None


def _words(value: Any) -> str:
    return " ".join(prose_of(str(value or "")).split())


def _key(title: str, text: str) -> str:
    return "entry-" + hashlib.sha256(f"{title}\n{text}".encode("utf-8", "replace")).hexdigest()[:16]
