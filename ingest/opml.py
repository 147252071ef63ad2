"""OPML: a list of feeds."""

from __future__ import annotations

from tapecheck.ingest.errors import FeedError


def feeds_of(data: bytes, location: str) -> tuple[str, ...]:
    """Addresses or paths of the feeds listed, in order, each once. Raises `FeedError` for what is no OPML."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        tree = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError) as wrong:
        raise FeedError(location, f"the OPML cannot be parsed ({wrong})") from wrong
    if tree.tag != "opml":
        raise FeedError(location, f"expected <opml>, found <{tree.tag}>")
    found = (outline.get("xmlUrl", "").strip() for outline in tree.iter("outline"))
    return tuple(dict.fromkeys(address for address in found if address))


def looks_like_opml(head: bytes) -> bool:
    """Whether the first bytes of a file are those of an OPML list."""
    return b"<opml" in head[:2000].lower()
