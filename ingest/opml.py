"""OPML: a list of feeds, read and written."""

from __future__ import annotations

from collections.abc import Iterable

from tapecheck.ingest.characters import cleaned
from tapecheck.ingest.errors import FeedError

MOST_BYTES = 10_000_000


def feeds_of(data: bytes, location: str) -> tuple[str, ...]:
    """Addresses or paths of the feeds listed, in order, each once. Raises `FeedError` for what is no OPML."""
    from defusedxml.ElementTree import fromstring

    if len(data) > MOST_BYTES:
        raise FeedError(location, f"larger than {MOST_BYTES // 1_000_000} MB")
    try:
        tree = fromstring(data)
    except Exception as wrong:  # entities refused, no XML, an encoding nobody knows: no list in any case
        raise FeedError(
            location, f"the OPML cannot be parsed ({type(wrong).__name__}: {wrong})"[:300]
        ) from wrong
    if tree.tag != "opml":
        raise FeedError(location, f"expected <opml>, found <{tree.tag[:40]}>")
    found = (_address(outline.attrib) for outline in tree.iter("outline"))
    return tuple(dict.fromkeys(address for address in found if address))


def opml_of(feeds: Iterable[str], title: str = "Feeds") -> bytes:
    """The OPML of these addresses or paths, in order, each once; `feeds_of` reads them back."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = cleaned(title)
    body = SubElement(root, "body")
    for feed in dict.fromkeys(cleaned(feed).strip() for feed in feeds):
        if feed:
            SubElement(body, "outline", type="rss", text=feed, xmlUrl=feed)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def looks_like_opml(head: bytes) -> bool:
    """Whether the first bytes of a file are those of an OPML list."""
    return b"<opml" in head[:2000].lower()


def _address(outline: dict[str, str]) -> str:
    """The feed of an outline, however its attribute's letters are cased."""
    return next((value.strip() for name, value in outline.items() if name.lower() == "xmlurl"), "")
