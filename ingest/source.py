"""One way in for whatever the user names: a file, a folder, a feed, an OPML, a table of articles, an address, standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.body import read_page
from tapecheck.ingest.child import worker
from tapecheck.ingest.errors import FeedError, IngestError, InputNotFound, NotReadable
from tapecheck.ingest.feeds import looks_like_feed, read_feed
from tapecheck.ingest.fetch import Fetched, fetch
from tapecheck.ingest.opml import feeds_of, looks_like_opml
from tapecheck.ingest.plain import read_text
from tapecheck.ingest.records import read_jsonl, read_parquet

Fetch = Callable[[str], Fetched]
_READABLE = frozenset(
    {
        ".txt",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".xml",
        ".rss",
        ".atom",
        ".rdf",
        ".opml",
        ".jsonl",
        ".ndjson",
        ".parquet",
    }
)
_STANDARD_INPUT = "standard input"


def single(location: str, stdin: bytes | None = None, fetch: Fetch = fetch) -> Article:
    """The one article at a location (`-` reads `stdin`). Raises an `IngestError` that says what is wrong with it."""
    if location == "-":
        return _one(stdin or b"", _STANDARD_INPUT)
    if _is_address(location):
        page = fetch(location)
        return _one(page.data, page.url, page.charset)
    path = Path(location)
    if path.is_dir():
        raise NotReadable(location, "this is a folder; use tapecheck batch for it")
    return _one(_bytes(path), location, markdown=path.suffix.lower() in (".md", ".markdown"))


def articles(
    location: str, stdin: bytes | None = None, fetch: Fetch = fetch
) -> Iterator[Article | Quarantined]:
    """Every article at a location; what cannot be read comes back as `Quarantined`, nothing is raised."""
    try:
        yield from _opened(location, stdin, fetch)
    except IngestError as wrong:
        yield Quarantined(wrong.location, wrong.reason)


def _opened(location: str, stdin: bytes | None, fetch: Fetch) -> Iterator[Article | Quarantined]:
    if location == "-":
        yield from _sniffed(stdin or b"", _STANDARD_INPUT, fetch, None)
    elif _is_address(location):
        page = fetch(location)
        yield from _sniffed(page.data, page.url, fetch, None, page.charset)
    elif Path(location).is_dir():
        for path in sorted(
            p for p in Path(location).rglob("*") if p.is_file() and p.suffix.lower() in _READABLE
        ):
            yield from articles(str(path), None, fetch)
    else:
        yield from _file(Path(location), fetch)


def _file(path: Path, fetch: Fetch) -> Iterator[Article | Quarantined]:
    match path.suffix.lower():
        case ".parquet":
            if not path.is_file():
                raise InputNotFound(str(path), "there is no such file")
            yield from read_parquet(path)
        case ".jsonl" | ".ndjson":
            yield from read_jsonl(_bytes(path), str(path))
        case _:
            yield from _sniffed(_bytes(path), str(path), fetch, path.parent)


def _sniffed(
    data: bytes, location: str, fetch: Fetch, folder: Path | None, charset: str | None = None
) -> Iterator[Article | Quarantined]:
    if looks_like_opml(data):
        for feed in feeds_of(data, location):
            yield from _listed(feed, location, fetch, folder)
    elif looks_like_feed(data) or location.lower().endswith((".xml", ".rss", ".atom", ".rdf")):
        yield from read_feed(data, location)
    else:
        yield _one(data, location, charset, markdown=location.lower().endswith((".md", ".markdown")))


def _listed(feed: str, location: str, fetch: Fetch, folder: Path | None) -> Iterator[Article | Quarantined]:
    """One feed of a list, read as nothing but a feed: a list cannot name itself, nor hand out this machine's files.

    `folder` is where the list lies; None for a list from elsewhere, which may name no file at all.
    """
    try:
        if _is_address(feed):
            page = fetch(feed)
            yield from read_feed(page.data, page.url)
        elif folder is None:
            raise FeedError(feed, f"{location} names a file, which only a list that is a file itself may do")
        else:
            yield from read_feed(_bytes(folder / feed), str(folder / feed))
    except IngestError as wrong:
        yield Quarantined(wrong.location, wrong.reason)


def _one(data: bytes, location: str, charset: str | None = None, *, markdown: bool = False) -> Article:
    head = data[:4000].lstrip().lower()
    if looks_like_feed(head) or looks_like_opml(head):
        raise NotReadable(location, "this is a feed or a list of feeds; use tapecheck batch for it")
    if (
        head.startswith((b"<!doctype html", b"<html", b"<?xml"))
        or b"<body" in head
        or location.lower().endswith((".html", ".htm", ".xhtml"))
    ):
        return worker().run(location, read_page, data, location, charset, datetime.now(UTC))
    return read_text(data, location, markdown=markdown)


def _is_address(location: str) -> bool:
    return location.lower().startswith(("http://", "https://"))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as wrong:
        raise InputNotFound(str(path), "there is no such file") from wrong
    except OSError as wrong:
        raise NotReadable(str(path), f"cannot be opened ({wrong.strerror})") from wrong
