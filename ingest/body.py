"""A news page's HTML as an article: the prose, when it was published, by whom.

trafilatura tells the prose from the rest. Before it looks, what is not prose is taken out of the tree: hidden text, live-price
chips, quote tables (`hidden.py`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import html

from tapecheck.ingest.article import Article, Precision
from tapecheck.ingest.caps import web_address, within
from tapecheck.ingest.dates import Moment, against, read_moment
from tapecheck.ingest.decoding import decode
from tapecheck.ingest.errors import PageError
from tapecheck.ingest.hidden import without_asides
from tapecheck.ingest.tree import parsed

_DATE_META = (
    "article:published_time", "og:article:published_time", "datePublished", "date", "pubdate", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date",
    "DC.date.issued", "article.published", "cXenseParse:recs:publishtime",
)  # fmt: skip
# A left-out paragraph is prose if this many of its like were kept, and if it is longer than a label.
_COMPANY = 3
_SHORT = 25
_WORDS = re.compile(r"\w")
# Rows beyond these, and cells as long as prose, are layout and no table of figures.
_MOST_ROWS, _MOST_CELLS, _A_CELL, _DIGIT = 500, 100, 60, re.compile(r"\d")
_BLOCKS = (
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "tr",
    "td",
    "section",
    "article",
    "figcaption",
    "pre",
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """The prose of a piece of HTML, the rows of its tables, and flags for what was lost."""

    text: str
    tables: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def read_page(data: bytes, location: str, charset: str | None = None, now: datetime | None = None) -> Article:
    """The article of an HTML page. Raises `NotReadable` for binary data, `PageError` where no article is found.

    `now` is the moment at which the page was there; a publication time later than that is flagged.
    """
    text, flags = decode(data, location, charset)
    tree, lost = parsed(text)
    if tree is None:
        raise PageError(location, "no HTML in it")
    linked = tuple(_linked_data(tree))
    published = against(_published(tree, linked), now)
    title, outlet, url = _title(tree, linked), _outlet(tree, linked), _canonical(tree)
    flags += without_asides(tree)
    tables = tuple(_rows(tree))
    prose = _prose(tree, location)
    if not _WORDS.search(prose):
        raise PageError(
            location, "no article found in the page" + (", of which some was lost" if lost else "")
        )
    capped = within(prose, title, outlet)
    flags += ("truncated",) if lost else ()
    flags += published.flags if published else ("no_date",)
    return Article(
        text=capped.text, id=url or location, title=capped.title, url=url, outlet=capped.outlet,
        published=published.when if published else None, precision=published.precision if published else Precision.UNKNOWN,
        flags=tuple(dict.fromkeys(flags + capped.flags)), tables=tables,
    )  # fmt: skip


def prose_of(fragment: str) -> str:
    """The paragraphs of an HTML fragment, such as a feed's content, divided by blank lines."""
    return read_fragment(fragment).text


def read_fragment(fragment: str) -> Fragment:
    """The paragraphs of an HTML fragment, its tables of figures apart."""
    if "<" not in fragment and "&" not in fragment:
        return Fragment(fragment.strip())
    tree, lost = parsed(f"<div>{fragment}</div>")
    flags: tuple[str, ...] = ("truncated",) if lost else ()
    if tree is None:
        return Fragment("", (), flags)
    flags += without_asides(tree)
    tables = tuple(_rows(tree))
    _without_figures(tree)
    for block in tree.iter(*_BLOCKS):
        block.text = "\n\n" + (block.text or "")
        block.tail = "\n\n" + (block.tail or "")
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", "".join(tree.itertext())))
    return Fragment("\n\n".join(part for part in paragraphs if part), tables, flags)


def _without_figures(tree: html.HtmlElement) -> None:
    """Takes the rows of figures out, and leaves the tables that only lay out prose."""
    for row in list(tree.iter("tr")):
        if _cells(row):
            row.drop_tree()


def _rows(tree: html.HtmlElement) -> Iterator[str]:
    """The rows of tables that hold figures, cells divided by ` | `."""
    for row in islice(tree.iter("tr"), _MOST_ROWS):
        if cells := _cells(row):
            yield " | ".join(cells)


def _cells(row: html.HtmlElement) -> list[str]:
    """The cells of a row of figures; none for a row of anything else."""
    cells = [" ".join(cell.text_content().split()) for cell in islice(row.iter("td", "th"), _MOST_CELLS)]
    figures = len(cells) > 1 and _DIGIT.search(" ".join(cells[1:]))
    return cells if figures and all(len(cell) < _A_CELL for cell in cells) else []


def _prose(tree: html.HtmlElement, location: str) -> str:
    import trafilatura

    try:
        found = trafilatura.extract(
            tree,
            include_comments=False,
            include_tables=False,
            favor_recall=True,
            deduplicate=False,
            output_format="txt",
        )
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError) as wrong:
        raise PageError(location, f"the page cannot be taken apart ({type(wrong).__name__})") from wrong
    lines = [stripped for line in (found or "").split("\n") if (stripped := " ".join(line.split()))]
    return "\n\n".join(_with_siblings(tree, lines))


def _with_siblings(tree: html.HtmlElement, lines: list[str]) -> list[str]:
    """The lines, with the paragraphs that were left out beside them: same parent or same kind of parent, not mostly links."""
    blocks = [(block, " ".join(block.text_content().split())) for block in tree.iter("p", "h2", "h3")]
    places = {line: place for place, line in enumerate(lines)}
    homes = Counter(_home(block) for block, text in blocks if block.tag == "p" and text in places)
    out: list[list[str]] = [[line] for line in lines]
    at: int | None = None
    for block, text in blocks:
        if text in places:
            at = places[text]
        elif at is not None and homes[_home(block)] >= _COMPANY and _is_prose(block, text):
            out[at].append(text)
    return [line for group in out for line in group]


def _home(block: html.HtmlElement) -> tuple[str, str]:
    parent = block.getparent()
    return (str(parent.tag), parent.get("class") or "") if parent is not None else ("", "")


def _is_prose(block: html.HtmlElement, text: str) -> bool:
    linked = sum(len(link.text_content()) for link in block.iter("a"))
    return len(text) > _SHORT and linked * 2 < len(text)


def _linked_data(tree: html.HtmlElement) -> Iterator[Mapping[str, Any]]:
    """Every JSON-LD object of the page, graphs unfolded; broken ones are passed over."""
    for script in tree.xpath('//script[contains(@type, "ld+json")]'):
        try:
            found = json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(found)


def _objects(found: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        for one in found[:50]:
            yield from _objects(one)
    elif isinstance(found, dict):
        yield found
        yield from _objects(found.get("@graph", []))


def _published(tree: html.HtmlElement, linked: tuple[Mapping[str, Any], ...]) -> Moment | None:
    """The publication time: JSON-LD first, then meta tags, then the first `<time>`; a time of day beats a bare day."""
    printed = [str(one["datePublished"]) for one in linked if one.get("datePublished")]
    printed += [value for name in _DATE_META if (value := _meta(tree, name))]
    printed += list(tree.xpath("//time/@datetime")[:1])
    moments = [moment for text in printed if (moment := read_moment(text)) is not None]
    return next((m for m in moments if m.precision is Precision.TIME), moments[0] if moments else None)


def _title(tree: html.HtmlElement, linked: tuple[Mapping[str, Any], ...]) -> str | None:
    headline = next((one["headline"] for one in linked if isinstance(one.get("headline"), str)), None)
    return headline or _meta(tree, "og:title") or " ".join((tree.findtext(".//title") or "").split()) or None


def _outlet(tree: html.HtmlElement, linked: tuple[Mapping[str, Any], ...]) -> str | None:
    publishers = (one.get("publisher") for one in linked)
    named = next(
        (p["name"] for p in publishers if isinstance(p, dict) and isinstance(p.get("name"), str)), None
    )
    return _meta(tree, "og:site_name") or named


def _canonical(tree: html.HtmlElement) -> str | None:
    found = tree.xpath('//link[@rel="canonical"]/@href') or tree.xpath('//meta[@property="og:url"]/@content')
    return web_address(str(found[0])) if found else None


def _meta(tree: html.HtmlElement, name: str) -> str | None:
    found = tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name)
    return str(found[0]).strip() if found and str(found[0]).strip() else None
