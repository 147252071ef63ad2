"""The full text of an article of which the feed carries only a summary, from its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tapecheck.ingest.article import Article
from tapecheck.ingest.body import read_page
from tapecheck.ingest.child import worker
from tapecheck.ingest.errors import IngestError
from tapecheck.ingest.fetch import Fetched

_WORDS = re.compile(r"\w{4,}")
# What of the page's flags is about its text.
_OF_TEXT = frozenset(("truncated", "characters_lost", "encoding_assumed", "hidden_text", "bidi_overrides"))


def completed(article: Article, fetch: Callable[[str], Fetched], now: datetime | None = None) -> Article:
    """The article with the text and tables of its page; as it was where it has its full text, or names no page.

    Flagged `page_unread` where the page cannot be had, or is not about the same: a wall asks for consent or money in
    more words than the summary has. Time, title and outlet stay the feed's where it gave them.
    """
    if "summary_only" not in article.flags or article.url is None:
        return article
    try:
        page = fetch(article.url)
        found = worker().run(page.url, read_page, page.data, page.url, page.charset, now)
    except IngestError:
        return replace(article, flags=(*article.flags, "page_unread"))
    if len(found.text) <= len(article.text):
        return article
    return (
        _joined(article, found)
        if _tells(found, article)
        else replace(article, flags=(*article.flags, "page_unread"))
    )


def _joined(article: Article, page: Article) -> Article:
    kept = (flag for flag in article.flags if flag != "summary_only")
    flags = (*kept, *(flag for flag in page.flags if flag in _OF_TEXT))
    whole = replace(
        article,
        text=page.text,
        tables=page.tables,
        title=article.title or page.title,
        outlet=article.outlet or page.outlet,
    )
    if article.published is None and page.published is not None:
        flags = (*(flag for flag in flags if flag != "no_date"), *page.flags)
        whole = replace(whole, published=page.published, precision=page.precision)
    return replace(whole, flags=tuple(dict.fromkeys(flags)))


def _tells(page: Article, article: Article) -> bool:
    """Whether at least half of the longer words of the summary and its title stand in the page."""
    said = set(_WORDS.findall(f"{article.title or ''} {article.text}".casefold()))
    there = set(_WORDS.findall(f"{page.title or ''} {page.text}".casefold()))
    return len(said & there) * 2 >= len(said)
