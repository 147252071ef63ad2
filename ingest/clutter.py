"""What stands on a page between the sentences and is not the author's: hidden text, quote tables, live-price chips.

A chip (`bitcoin BTC$92,441.66`, `AAPL +1.2%`) shows the price at the moment of the crawl. Left in the prose it would be
checked against the day of publication and found false, so only the name in front of it is kept.
"""

from __future__ import annotations

import re
from typing import Any

Element = Any  # lxml ships no types

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)",
    re.IGNORECASE,
)
_NEVER_PROSE = (
    "script", "style", "noscript", "template", "table", "form", "button", "select", "svg", "iframe", "nav",
    "bg-quote", "fin-streamer", "tg-ticker", "wsj-quote",
)  # fmt: skip
_CLUTTER_NAME = re.compile(
    r"(?:^|[-_\s])(?:quote-?chip|ticker-?(?:tape|chip|price)|price-?chip|stock-?quote|live-?price|market-?data|"
    r"related(?:-?(?:links?|articles?|stories|posts|content|topics))?|read-?(?:more|next)|newsletter(?:-?\w+)?|"
    r"most-?(?:read|popular)|trending|recirc(?:ulation)?|promo|share-?(?:bar|tools|buttons)|social-?share|"
    r"comments?(?:-?section)?|disqus|sign-?up|cookie-?\w*|breadcrumbs?)(?:$|[-_\s])",
    re.IGNORECASE,
)
_CHIP = re.compile(
    r"^(?P<name>.{0,60}?)\s*\(?\b(?!(?:US|AU|CA|HK|NT|NZ|SG)\$)[A-Z][A-Z0-9.]{1,9}[\s:,]*"
    r"(?:[$€£¥]\s?\d[\d,]*(?:\.\d+)?(?:\s*[▲▼+\-−]?\s*\d+(?:\.\d+)?\s?%)?|[▲▼+\-−]\s?\d+(?:\.\d+)?\s?%)\s*\)?$",
    re.DOTALL,
)
_CHANGE = re.compile(r"^\(?\s*[▲▼+\-−]\s?\d+(?:\.\d+)?\s?%\s*\)?$")
_CHIP_TAGS = frozenset(("a", "span", "b", "strong", "em", "i", "div", "small", "figure", "sup"))
_POINTERS = frozenset(("p", "li", "h2", "h3", "h4", "h5", "aside"))
_HIDING_CLASSES = frozenset(("hide", "visually-hidden", "sr-only", "screen-reader-text", "screenreader-only"))
_LONGEST_CHIP = 90
_PROSE_OF_CLUTTER = 600


def remove_clutter(tree: Element) -> None:
    """Takes hidden text, tables, forms, chips and boxes of links out of an lxml tree, in place; tails stay."""
    for element in list(tree.iter()):
        if element.getparent() is None or element is tree:
            continue
        if not isinstance(element.tag, str) or _is_hidden(element) or element.tag in _NEVER_PROSE:
            drop(element)
        elif _is_side_box(element) or _is_pointer(element):
            drop(element)
    _strip_chips(tree)


def drop(element: Element) -> None:
    """Removes an element and what is in it, but not the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _is_hidden(element: Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    return not _HIDING_CLASSES.isdisjoint((element.get("class") or "").split())


def _is_side_box(element: Element) -> bool:
    """A box named like links or sharing. A long one is the article's own wrapper, whatever a designer called it."""
    if element.tag in ("html", "body", "article", "main"):
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not _CLUTTER_NAME.search(name):
        return False
    return sum(len("".join(p.itertext())) for p in element.iter("p")) < _PROSE_OF_CLUTTER


def _is_pointer(element: Element) -> bool:
    """A block that is one link from end to end leads to another story."""
    if element.tag not in _POINTERS:
        return False
    text = "".join(element.itertext()).strip()
    links = list(element.iter("a"))
    return len(links) == 1 and bool(text) and "".join(links[0].itertext()).strip() == text


def _strip_chips(tree: Element) -> None:
    for element in list(tree.iter(*_CHIP_TAGS)):
        text = "".join(element.itertext()).strip()
        if not text or len(text) > _LONGEST_CHIP:
            continue
        if chip := _CHIP.match(text):
            _keep_name(element, chip["name"].strip())
        elif _CHANGE.match(text) and _follows_symbol(element):
            drop(element)


def _keep_name(element: Element, name: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = name
    if not name:
        drop(element)


def _follows_symbol(element: Element) -> bool:
    """Whether the words right before are a ticker in an element of its own, as in `<a>AAPL</a> <span>+1.2%</span>`."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip():
        return False
    return bool(re.fullmatch(r"[A-Z^][A-Z0-9.\-=]{0,9}:?", "".join(before.itertext()).strip()))
