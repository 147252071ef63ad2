"""What a page says about itself: headline, outlet, address and the time of publication.

JSON-LD first, because it is what outlets feed to search engines and it carries the zone; then meta tags, then `<time>`.
Extraction libraries drop the time of day, and the time of day decides which session an article could know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tapecheck.ingest.article import Precision
from tapecheck.ingest.dates import Moment, read_moment

_ARTICLE_TYPES = ("article", "report", "blogposting", "posting", "webpage")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.created",
    "dcterms.created", "cxenseparse:recs:publishtime", "analyticsattributes.articledate", "publish-date", "publishdate",
    "pubdate", "publication_date", "article_date_original", "originalpublicationdate", "rev_publish_time", "date",
    "bt:pubdate", "published_at", "iso-8601-publish-date", "vr:published_time",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
_OUTLETS = ("og:site_name", "application-name", "publisher", "dc.publisher", "twitter:site")
_SAME = timedelta(hours=36)

Element = Any  # lxml ships no types
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Masthead:
    """A page's own account of itself; None where it gives none."""

    title: str | None
    outlet: str | None
    url: str | None
    published: Moment | None


def read_masthead(tree: Element) -> Masthead:
    """Reads an lxml HTML tree from which nothing has been taken out yet."""
    records = sorted(_json_ld(tree), key=_rank)
    meta = _meta(tree)
    return Masthead(
        title=_first(*(_text(r.get("headline")) for r in records), *(meta.get(k) for k in _TITLES), _heading(tree)),
        outlet=_first(meta.get("og:site_name"), *(_publisher(r) for r in records), *(meta.get(k) for k in _OUTLETS)),
        url=_address(tree, meta, records),
        published=_publication(tree, meta, records),
    )


def _publication(tree: Element, meta: dict[str, str], records: list[Json]) -> Moment | None:
    """The first time found; a later place that agrees on it and prints it more fully is preferred."""
    printed = [_text(record.get("datePublished")) for record in records]
    printed += [meta.get(key) for key in _PUBLISHED]
    printed += [t.get("datetime") for t in tree.iter("time")] or ["".join(t.itertext()) for t in tree.iter("time")]
    moments = [moment for text in printed if text and (moment := read_moment(text))]
    if not moments:
        return None
    agreeing = [moment for moment in moments if abs(moment.when - moments[0].when) <= _SAME]
    return min(agreeing, key=lambda moment: (moment.precision is not Precision.TIME, len(moment.flags)))


def _json_ld(tree: Element) -> Iterator[Json]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            yield from _records(json.loads((script.text or "").strip().rstrip(";"), strict=False))
        except (ValueError, RecursionError):
            continue


def _records(value: object, depth: int = 0) -> Iterator[Json]:
    """Every object that is typed, itself or under `@graph` and `mainEntity`; deeper ones describe other things."""
    if isinstance(value, list) and depth < 5:
        for item in value:
            yield from _records(item, depth + 1)
    if isinstance(value, dict) and depth < 5:
        yield value
        for key in ("@graph", "mainEntity"):
            yield from _records(value.get(key), depth + 1)


def _rank(record: Json) -> int:
    """Articles first, then pages, then the rest; what has a type list counts by its best type."""
    kinds = record.get("@type")
    names = [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
    ranks = [_ARTICLE_TYPES.index(end) for end in _ARTICLE_TYPES for name in names if name.endswith(end)]
    return min(ranks, default=len(_ARTICLE_TYPES))


def _meta(tree: Element) -> dict[str, str]:
    """Content by lower-case name, the first of each; microdata's `itemprop` counts as a name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta", "time", "span"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content") or element.get("datetime")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _publisher(record: Json) -> str | None:
    publisher = record.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    return _text(publisher.get("name")) if isinstance(publisher, dict) else _text(publisher)


def _address(tree: Element, meta: dict[str, str], records: list[Json]) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    named = [_text(record.get("url")) for record in records]
    return next((url for url in (*links, meta.get("og:url"), *named) if _is_web(url)), None)


def _is_web(url: str | None) -> bool:
    return url is not None and url.lower().startswith(("http://", "https://"))


def _heading(tree: Element) -> str | None:
    texts = ("".join(element.itertext()) for tag in ("h1", "title") for element in tree.iter(tag))
    return next((text for raw in texts if (text := " ".join(raw.split()))), None)


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)
