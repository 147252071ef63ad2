"""How much of an input is read. What lies beyond is not, and the article says so: it is flagged `truncated`."""

from __future__ import annotations

from dataclasses import replace

from tapecheck.ingest.article import Article

TRUNCATED = "truncated"
# Characters of prose and of a title, and rows of tables: many times those of the longest news.
MAX_TEXT, MAX_TITLE, MAX_ROWS = 200_000, 2_000, 500


def bounded(article: Article) -> Article:
    """The article as far as it is read: cut between paragraphs where there are any, and flagged."""
    title = article.title[:MAX_TITLE] if article.title else article.title
    within = replace(article, text=_beginning(article.text), title=title, tables=article.tables[:MAX_ROWS])
    return article if within == article else flagged(within)


def flagged(article: Article) -> Article:
    """The article, said to be read in part."""
    return article if TRUNCATED in article.flags else replace(article, flags=(*article.flags, TRUNCATED))


def _beginning(text: str) -> str:
    """As much of a text as is read, to the last paragraph, line or word that is whole."""
    if len(text) <= MAX_TEXT:
        return text
    for end in ("\n\n", "\n", " "):
        at = text.rfind(end, MAX_TEXT // 2, MAX_TEXT)
        if at > 0:
            return text[:at]
    return text[:MAX_TEXT]
