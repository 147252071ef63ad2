"""A news page's HTML as an article: the prose, when it was published, by whom.

trafilatura tells the prose from the rest. Before it looks, what is not prose is taken out of the tree: hidden text, live-price
chips, quote tables. The tree is parsed with `huge_tree`, because lxml's default silently drops what lies deeper than 256 levels.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml import etree, html

from tapecheck.ingest.article import Article, Precision
from tapecheck.ingest.bounds import MAX_ELEMENTS, MAX_PAGE, TRUNCATED
from tapecheck.ingest.dates import Moment, read_moment
from tapecheck.ingest.decoding import decode
from tapecheck.ingest.errors import PageError

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_WIDGET = re.compile(
    r"ticker|quote-?(?:chip|box|widget|strip)|live-?price|symbol-?(?:chip|price)|market-?data|watchlist|price-?widget",
    re.IGNORECASE,
)
_DATE_META = (
    "article:published_time", "og:article:published_time", "datePublished", "date", "pubdate", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date",
    "DC.date.issued", "article.published", "cXenseParse:recs:publishtime",
)  # fmt: skip
# A left-out paragraph is prose if this many of its like were kept, and if it is longer than a label.
_COMPANY = 3
_SHORT = 25
_WORDS = re.compile(r"\w")
# Rows beyond these, and cells as long as prose, are layout and no table of figures.
_MOST_ROWS, _A_CELL, _DIGIT = 500, 60, re.compile(r"\d")


def read_page(data: bytes, location: str, charset: str | None = None) -> Article:
    """The article of an HTML page. Raises `NotReadable` for binary data, `PageError` where no article is found."""
    text, flags = decode(data, location, charset)
    tree, truncated = _parse(text[:MAX_PAGE])
    if tree is None:
        raise PageError(location, "no HTML in it")
    truncated |= len(text) > MAX_PAGE or _cut(tree)
    linked = tuple(_linked_data(tree))
    published = _published(tree, linked)
    title, outlet, url = _title(tree, linked), _outlet(tree, linked), _canonical(tree)
    _without_asides(tree)
    tables = tuple(_rows(tree))
    prose = _prose(tree)
    if not _WORDS.search(prose):
        raise PageError(location, "no article found in the page")
    flags += (TRUNCATED,) if truncated else ()
    flags += published.flags if published else ("no_date",)
    return Article(
        text=prose, id=url or location, title=title, url=url, outlet=outlet, published=published.when if published else None,
        precision=published.precision if published else Precision.UNKNOWN, flags=flags, tables=tables,
    )  # fmt: skip


def prose_of(fragment: str) -> str:
    """The paragraphs of an HTML fragment, such as a feed's content, divided by blank lines."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    tree, _ = _parse(f"<div>{fragment}</div>")
    if tree is None:
        return ""
    _without_asides(tree)
    for block in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        block.tail = "\n\n" + (block.tail or "")
    text = "".join(tree.itertext())
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in paragraphs if part)


def _parse(text: str) -> tuple[html.HtmlElement | None, bool]:
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    deep = any("depth" in str(entry.message).lower() for entry in parser.error_log)
    return tree, deep


def _cut(tree: html.HtmlElement) -> bool:
    """Whether the tree had more elements than are read; those beyond are out of it now."""
    beyond = list(islice(tree.iter(etree.Element), MAX_ELEMENTS, None))
    for element in reversed(beyond):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bool(beyond)


def _without_asides(tree: html.HtmlElement) -> None:
    """Takes out what is not the author's prose; the words behind it stay."""
    for element in list(tree.iter(etree.Element)):
        if element.getparent() is not None and _aside(element):
            element.drop_tree()


def _aside(element: html.HtmlElement) -> bool:
    if element.tag in ("script", "style", "noscript", "template", "bg-quote", "fin-streamer"):
        return True
    if (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "")
    ):
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    widget = element.tag in ("span", "div", "a", "table", "aside", "ul") and _WIDGET.search(named)
    return bool(widget) and len(element.text_content()) < 200


def _rows(tree: html.HtmlElement) -> Iterator[str]:
    """The rows of tables that hold figures, cells divided by ` | `."""
    for row in islice(tree.iter("tr"), _MOST_ROWS):
        cells = [" ".join(cell.text_content().split()) for cell in row.iter("td", "th")]
        if (
            len(cells) > 1
            and _DIGIT.search(" ".join(cells[1:]))
            and all(len(cell) < _A_CELL for cell in cells)
        ):
            yield " | ".join(cells)


def _prose(tree: html.HtmlElement) -> str:
    import trafilatura

    found = trafilatura.extract(
        tree,
        include_comments=False,
        include_tables=False,
        favor_recall=True,
        deduplicate=False,
        output_format="txt",
    )
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
    return str(found[0]) if found and str(found[0]).startswith(("http://", "https://")) else None


def _meta(tree: html.HtmlElement, name: str) -> str | None:
    found = tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name)
    return str(found[0]).strip() if found and str(found[0]).strip() else None
