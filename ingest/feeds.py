"""RSS, Atom and RDF feeds: the one file that knows feedparser.

feedparser is given bytes, never an address or a path (it would open them), and everything it raises is caught at this border; it runs in
the worker process, because it can be made to hang. Its sanitizer stays off: it takes out the marks by which hidden text is known, and
nothing here is shown as HTML. Dates are read again from the printed text, because it takes a zone it does not know for UTC.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.body import Fragment, read_fragment
from tapecheck.ingest.caps import MOST_TITLE, web_address, within
from tapecheck.ingest.characters import cleaned
from tapecheck.ingest.child import worker
from tapecheck.ingest.dates import Moment, against, read_moment
from tapecheck.ingest.declarations import harmful, without_quoted
from tapecheck.ingest.decoding import marked_encoding
from tapecheck.ingest.errors import FeedError

MOST_BYTES = 10_000_000
MOST_ENTRIES = 2_000
_DATES = ("published", "created", "updated")
_CLOSED = re.compile(
    rb"</(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.{0,2000}-->\s*)*\Z", re.IGNORECASE | re.DOTALL
)
_OPENED = re.compile(rb"<(?:(?:rss|atom):)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,500}\?>")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_LONGEST_ID = 500


@dataclass(frozen=True, slots=True)
class _Feed:
    """What is the same for all entries: where the feed lies, whose it is, the moment it was there, and flags."""

    location: str
    outlet: str | None
    now: datetime
    flags: tuple[str, ...]


def read_feed(data: bytes, location: str, now: datetime | None = None) -> Iterator[Article | Quarantined]:
    """The entries of a feed as articles. Raises `FeedError` when it is none or cannot be read at all.

    `now` is the moment the feed was there (by default the clock's); an entry dated later is flagged. Entries beyond
    the first 2,000 come back as one `Quarantined` that says how many they are.
    """
    if len(data) > MOST_BYTES:
        raise FeedError(location, f"larger than {MOST_BYTES // 1_000_000} MB")
    yield from worker().run(location, entries_of, data, location, now or datetime.now(UTC))


def entries_of(data: bytes, location: str, now: datetime) -> list[Article | Quarantined]:
    """What `read_feed` gives, read in this very process; a hostile feed may hang it."""
    found, flags, announced = _parsed(data, location)
    feed = _Feed(location, _title(found.feed), now, flags)
    kept: list[Article | Quarantined] = [
        _guarded(entry, feed, number) for number, entry in enumerate(found.entries[:MOST_ENTRIES], 1)
    ]
    if len(found.entries) > MOST_ENTRIES:
        left = f"{len(found.entries) - MOST_ENTRIES} entries beyond the first {MOST_ENTRIES:,} were left out"
        kept.append(Quarantined(f"{location}, entries from {MOST_ENTRIES + 1:,}", left))
    if kept and "feed_malformed" in flags and not _CLOSED.search(data[-4000:]):
        kept[-1] = _cut_off(kept[-1])
    if (lost := announced - len(found.entries)) > 0:
        kept.append(
            Quarantined(f"{location}, lost entries", f"{lost} of {announced} entries could not be parsed")
        )
    return kept


def looks_like_feed(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a feed."""
    start = head[:4000].replace(b"\0", b"").lower()  # in UTF-16 every other byte of a mark is none
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf", b"<channel"))


def _parsed(data: bytes, location: str) -> tuple[Any, tuple[str, ...], int]:
    """feedparser's feed, flags for what it had to guess, and how many entries the document opens."""
    import feedparser
    from feedparser.encodings import convert_to_utf8

    feedparser.api.PREFERRED_XML_PARSERS = []  # expat alone, whatever else a machine has
    about: dict[str, Any] = {}
    try:
        document = convert_to_utf8({}, _unmarked(data), about)
        if refused := harmful(document):
            raise FeedError(location, refused)
        feed = feedparser.parse(
            BytesIO(_REFERENCE.sub(_sound_reference, document)),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except FeedError:
        raise
    except Exception as wrong:  # encoding, value and overflow errors of hostile input come through
        raise FeedError(location, f"the feed cannot be parsed ({type(wrong).__name__})") from wrong
    if not feed.entries and not feed.get("version"):
        broken = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise FeedError(location, f"no feed in it{broken}"[:300])
    malformed = isinstance(feed.get("bozo_exception"), _sax_error())
    flags = ("encoding_assumed",) * bool(about.get("bozo")) + ("feed_malformed",) * malformed
    return feed, flags, sum(1 for _ in _OPENED.finditer(without_quoted(document)))


def _sound_reference(found: re.Match[bytes]) -> bytes:
    """The reference, or U+FFFD where it names no character: one such costs feedparser the whole feed."""
    printed = found[1] or found[2]
    code = int(printed, 16 if found[1] else 10) if len(printed) < 9 else -1
    allowed = (
        code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    )
    return found[0] if allowed else "\ufffd".encode()


def _unmarked(data: bytes) -> bytes:
    """In UTF-8 what bears the mark of UTF-16 or UTF-32: as ASCII with NULs it would pass for UTF-8."""
    encoding = marked_encoding(data)
    if encoding is None:
        return data
    text = data.decode(encoding, "replace").lstrip("\ufeff")
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def _sax_error() -> type[Exception]:
    from xml.sax import SAXException

    return SAXException


def _guarded(entry: Any, feed: _Feed, number: int) -> Article | Quarantined:
    location = f"{feed.location}, entry {number}"
    try:
        return _article(entry, feed, location)
    except Exception as wrong:  # one entry must not cost the others their answers
        return Quarantined(location, f"the entry cannot be read ({type(wrong).__name__}: {str(wrong)[:200]})")


def _article(entry: Any, feed: _Feed, location: str) -> Article | Quarantined:
    body, flags = _body(entry)
    capped = within(body.text, _words(entry.get("title")), _source(entry) or feed.outlet)
    title = capped.title
    text = capped.text if capped.text != title else ""
    if not any(character.isalnum() for character in text or title or ""):
        return Quarantined(location, "the entry has neither text nor title")
    moment, doubts = _published(entry, feed.now)
    link = _link(entry, feed.location)
    return Article(
        text=text or title or "", id=_id(entry, link, title or text[:200], moment), title=title, url=link, outlet=capped.outlet,
        published=moment.when if moment else None, precision=moment.precision if moment else Precision.UNKNOWN,
        flags=tuple(dict.fromkeys((*flags, *body.flags, *capped.flags, *doubts, *feed.flags))), tables=body.tables, feed=feed.location,
    )  # fmt: skip


def _body(entry: Any) -> tuple[Fragment, tuple[str, ...]]:
    """The longer of content and summary, and `summary_only` where there is no more than a summary."""
    contents = (read_fragment(str(part.get("value", ""))) for part in entry.get("content", ()))
    full = max(contents, key=lambda one: len(one.text), default=Fragment(""))
    summary = read_fragment(str(entry.get("summary", "")))
    if full.text and len(full.text) >= len(summary.text):
        return full, ()
    return summary, ("summary_only",)


def _published(entry: Any, now: datetime) -> tuple[Moment | None, tuple[str, ...]]:
    """The first printed time that can be read, and its flags. One that stands in for another that cannot be read is uncertain."""
    printed = [text for key in _DATES if (text := str(dict.get(entry, key) or "").strip())]
    moments = [read_moment(cleaned(text)) for text in printed]
    moment = against(next((found for found in moments if found), None), now)
    if moment is None:
        return None, ("no_date",)
    stand_in = ("date_uncertain",) if moments[0] is None else ()
    return moment, (*moment.flags, *stand_in)


def _link(entry: Any, location: str) -> str | None:
    """The entry's address, relative to the feed's own where it is not whole; a GUID that stands in for it must be whole."""
    printed = str(entry.get("link") or "")
    if not printed or printed == entry.get("id"):
        return web_address(printed)
    try:
        return web_address(urljoin(location, printed))
    except ValueError:
        return None


def _id(entry: Any, link: str | None, title: str, moment: Moment | None) -> str:
    """The entry's GUID, else its link, else what is least likely to change in it."""
    given = " ".join(cleaned(str(entry.get("id") or "")).split()) or link
    if given and len(given) <= _LONGEST_ID:
        return given
    least = given or f"{title}\n{moment.when.isoformat() if moment else ''}"
    return "entry-" + hashlib.sha256(least.encode("utf-8", "replace")).hexdigest()[:16]


def _source(entry: Any) -> str | None:
    """The outlet of an entry in somebody's collection of feeds."""
    source = entry.get("source")
    return _title(source) if source else None


def _title(of: Any) -> str | None:
    return _words(of.get("title"))[:MOST_TITLE] or None


def _words(value: Any) -> str:
    return " ".join(read_fragment(str(value or "")).text.split())


def _cut_off(last: Article | Quarantined) -> Article | Quarantined:
    """The last entry of a feed that breaks off."""
    if isinstance(last, Quarantined):
        return last
    return replace(last, flags=tuple(dict.fromkeys((*last.flags, "truncated"))))
