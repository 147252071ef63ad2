"""HTML as a tree, and whether all of it came through.

lxml's default silently drops what lies deeper than 256 levels, and with `huge_tree` what lies deeper than 2,048; only its error log
says so.

It also lets characters in that no XML may hold (`&#xFFFF;`), and then refuses to move the text they stand in; they are taken out here.
"""

from __future__ import annotations

import re

from lxml import etree, html

MOST_CHARACTERS = 10_000_000
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parsed(text: str) -> tuple[html.HtmlElement | None, bool]:
    """The tree of a document or fragment without its comments, or None where there is none; and whether some of it was lost."""
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    cut = len(text) > MOST_CHARACTERS
    try:
        tree = html.document_fromstring(text[:MOST_CHARACTERS].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, cut or _dropped(parser)
    _without_odd_characters(tree)
    return tree, cut or _dropped(parser)


def _without_odd_characters(tree: html.HtmlElement) -> None:
    for element in tree.iter():
        if element.text and _NO_XML.search(element.text):
            element.text = _NO_XML.sub("", element.text)
        if element.tail and _NO_XML.search(element.tail):
            element.tail = _NO_XML.sub("", element.tail)


def _dropped(parser: html.HTMLParser) -> bool:
    """Whether the parser gave up before the end: too deep, or out of memory."""
    return any(
        entry.level >= etree.ErrorLevels.FATAL or "depth" in str(entry.message).lower()
        for entry in parser.error_log
    )
