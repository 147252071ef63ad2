"""HTML as a tree, and whether all of it came through.

lxml's default silently drops what lies deeper than 256 levels, and with `huge_tree` what lies deeper than 2,048; only its error log
says so.
"""

from __future__ import annotations

from lxml import etree, html

MOST_CHARACTERS = 10_000_000


def parsed(text: str) -> tuple[html.HtmlElement | None, bool]:
    """The tree of a document or fragment without its comments, or None where there is none; and whether some of it was lost."""
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    cut = len(text) > MOST_CHARACTERS
    try:
        tree = html.document_fromstring(text[:MOST_CHARACTERS].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, cut or _dropped(parser)
    return tree, cut or _dropped(parser)


def _dropped(parser: html.HTMLParser) -> bool:
    """Whether the parser gave up before the end: too deep, or out of memory."""
    return any(
        entry.level >= etree.ErrorLevels.FATAL or "depth" in str(entry.message).lower()
        for entry in parser.error_log
    )
