"""Text and Markdown files as articles.

A header block ahead of the text is honoured: YAML front matter between `---` lines in Markdown, `Title:`, `Published:` and
`Outlet:` lines followed by a blank line in either.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tapecheck.ingest.article import Article
from tapecheck.ingest.dates import read_moment
from tapecheck.ingest.decoding import decode
from tapecheck.ingest.errors import EmptyArticle

_FRONT = re.compile(r"\A---[ \t]*\n(?P<head>.*?)\n---[ \t]*\n", re.DOTALL)
_LINE = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]{1,20}):[ \t]+(?P<value>.+)")
_KEYS = {
    "title": "title",
    "published": "published",
    "date": "published",
    "outlet": "outlet",
    "source": "outlet",
    "url": "url",
    "note": "note",
}
# What Markdown adds to prose; the words stay, the marks go.
_MARKS = (
    (re.compile(r"^```.*?^```[ \t]*$", re.DOTALL | re.MULTILINE), ""),
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)"), ""),
    (re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,500}\)"), r"\1"),
    (re.compile(r"^#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,300}?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE), "• "),
)


def read_text(data: bytes, location: str, *, markdown: bool = False) -> Article:
    """The article in a text or Markdown file. Raises `NotReadable` for binary data, `EmptyArticle` for no words."""
    text, flags = decode(data, location)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head, body = _split(text, markdown)
    body = _plain(body) if markdown else body
    if not any(character.isalnum() for character in body):
        raise EmptyArticle(location, "the article is empty")
    article = Article(
        text=body.strip(),
        id=location,
        title=head.get("title"),
        outlet=head.get("outlet"),
        url=head.get("url"),
        flags=flags,
    )
    return _dated(article, head.get("published"))


def _split(text: str, markdown: bool) -> tuple[dict[str, str], str]:
    front = _FRONT.match(text) if markdown else None
    if front:
        return _header(front["head"]), text[front.end() :]
    block, blank, rest = text.partition("\n\n")
    lines = block.strip().split("\n")
    known = [m for line in lines if (m := _LINE.fullmatch(line.strip())) and m["key"].lower() in _KEYS]
    if blank and lines and len(known) == len(lines):
        return _header(block), rest
    return {}, text


def _header(block: str) -> dict[str, str]:
    found = (_LINE.fullmatch(line.strip()) for line in block.split("\n"))
    return {
        _KEYS[m["key"].lower()]: m["value"].strip().strip("\"'")
        for m in found
        if m and m["key"].lower() in _KEYS
    }


def _plain(body: str) -> str:
    for pattern, words in _MARKS:
        body = pattern.sub(words, body)
    return body


def _dated(article: Article, printed: str | None) -> Article:
    moment = read_moment(printed) if printed else None
    if moment is None:
        return replace(article, flags=(*article.flags, "no_date"))
    return replace(
        article, published=moment.when, precision=moment.precision, flags=(*article.flags, *moment.flags)
    )
