"""An article's page to its prose, through trafilatura.

The page is parsed here and not by trafilatura: lxml without `huge_tree` drops everything after 254 nested elements and
raises nothing. What even `huge_tree` cannot keep is seen in the parser's log and flagged `truncated`.
"""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from typing import Any

from tapecheck.ingest.article import Article, Precision
from tapecheck.ingest.boilerplate import is_boilerplate
from tapecheck.ingest.clutter import remove_clutter
from tapecheck.ingest.dates import Moment
from tapecheck.ingest.decoding import decode
from tapecheck.ingest.errors import EmptyArticle, PageError
from tapecheck.ingest.lead import lead_article, paragraphs, prose_length, wrap_loose_text
from tapecheck.ingest.masthead import Masthead, read_masthead

Element = Any  # lxml ships no types

_KEPT_AT_LEAST = 0.75
_BULLET = re.compile(r"^(?:[-–•*]\s+)+")


def read_page(data: bytes, location: str, *, url: str | None = None, charset: str | None = None) -> Article:
    """The article of an HTML page.

    `location` names the page in errors, `url` is its address where known, `charset` what a server declared. The time
    of publication keeps the page's own zone. Raises `EmptyArticle`, `NotReadable` and `PageError`.
    """
    text, flags = decode(data, location, charset)
    if not text.strip():
        raise EmptyArticle(location, "the page is empty")
    tree, truncated = parse_html(text, location)
    masthead = read_masthead(tree)
    remove_clutter(tree)
    prose = _prose(tree, masthead)
    if not prose:
        raise PageError(location, "no article was found in the page")
    return _article(prose, masthead, url, (*flags, *(("truncated",) if truncated else ())))


def parse_html(text: str, location: str) -> tuple[Element, bool]:
    """The lxml tree of a page or a fragment, and whether the parser had to drop some of it."""
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise PageError(location, f"the page is not HTML that can be parsed ({error})") from error
    return tree, any("Excessive depth" in entry.message for entry in parser.error_log)


def publication_flags(published: Moment | None) -> tuple[str, ...]:
    """What a reader must know about a publication time: `no_date`, `date_only`, and what had to be guessed."""
    if published is None:
        return ("no_date",)
    return (*published.flags, *(("date_only",) if published.precision is Precision.DAY else ()))


def stable_id(*parts: str | None) -> str:
    """A short id that the same parts always give."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()[:16]


def _prose(tree: Element, masthead: Masthead) -> str:
    """The page's sentences. Where the page marks its article, nothing outside it counts and nothing inside is lost."""
    marked = lead_article(tree)
    wrap_loose_text(tree if marked is None else marked)
    found = _extracted(deepcopy(tree) if marked is None else _page_of(marked))
    if marked is not None and sum(map(len, found)) < _KEPT_AT_LEAST * prose_length(marked):
        found = list(paragraphs(marked))
    kept = [line for line in found if not is_boilerplate(line) and line != masthead.title]
    return "\n\n".join(kept)


def _page_of(element: Element) -> Element:
    """A page with a copy of this element alone: in a tree without a body trafilatura loses the headings."""
    from lxml import html

    page = html.document_fromstring("<html><body></body></html>")
    page.body.append(deepcopy(element))
    return page


def _extracted(tree: Element) -> list[str]:
    import trafilatura

    text = trafilatura.extract(
        tree, output_format="txt", include_comments=False, include_tables=False, include_formatting=False
    )
    lines = (_BULLET.sub("", line.strip()) for line in (text or "").splitlines())
    return [line for line in lines if line]


def _article(prose: str, masthead: Masthead, url: str | None, flags: tuple[str, ...]) -> Article:
    published = masthead.published
    address = masthead.url or url
    return Article(
        text=prose,
        id=address or stable_id(masthead.title, prose),
        title=masthead.title,
        url=address,
        outlet=masthead.outlet,
        published=published.when if published else None,
        precision=published.precision if published else Precision.UNKNOWN,
        flags=(*flags, *publication_flags(published)),
    )
