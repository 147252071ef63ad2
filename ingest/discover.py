"""The feeds that a page says it has: `<link rel="alternate" type="application/rss+xml">`."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import html

from tapecheck.ingest.caps import web_address
from tapecheck.ingest.child import worker
from tapecheck.ingest.decoding import decode
from tapecheck.ingest.tree import parsed

_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
)
_MOST = 50


def feeds_in(page: bytes, address: str, charset: str | None = None) -> tuple[str, ...]:
    """The http(s) addresses of the feeds of the page at `address`, in order, each once. Raises `NotReadable` for binary data."""
    return worker().run(address, announced, page, address, charset)


def announced(page: bytes, address: str, charset: str | None = None) -> tuple[str, ...]:
    """What `feeds_in` gives, read in this very process."""
    tree, _ = parsed(decode(page, address, charset)[0])
    if tree is None:
        return ()
    base = _joined(address, next(iter(tree.xpath("//base/@href")), "")) or address
    found = (web_address(_joined(base, link)) for link in _links(tree))
    return tuple(dict.fromkeys(feed for feed in found if feed))[:_MOST]


def _links(tree: html.HtmlElement) -> Iterator[str]:
    for link in tree.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES:
            yield link.get("href") or ""


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
