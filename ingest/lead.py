"""Which part of a page is the article, where the page says so, and its paragraphs as they stand.

Pages carry teasers of other stories in full sentences, with figures that are another day's. An `articleBody` or an
`<article>` that holds enough prose is taken at its word; without one the whole page goes to the extraction library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Element = Any  # lxml ships no types

BLOCKS = frozenset(
    "p div section article main header footer aside ul ol li blockquote h1 h2 h3 h4 h5 h6 pre figure figcaption "
    "dl dt dd hr table tr td th body html center details summary address".split()
)
_ENOUGH = 500
_SHARE = 0.3
_LOOSE = 25


def lead_article(tree: Element) -> Element | None:
    """The element that the page marks as its article, or None."""
    whole = max(prose_length(tree), 1)
    marked = [e for e in tree.iter() if "articleBody" in (e.get("itemprop") or "").split()]
    for candidates in (marked, list(tree.iter("article"))):
        best = max(candidates, key=prose_length, default=None)
        if best is not None and prose_length(best) >= max(_ENOUGH, _SHARE * whole):
            return best
    return None


def prose_length(element: Element) -> int:
    """Characters in the element's paragraphs."""
    return sum(len("".join(paragraph.itertext())) for paragraph in element.iter("p"))


def wrap_loose_text(tree: Element) -> None:
    """Puts text that stands bare between blocks (`<div>NEW YORK - Stocks ... <p>`) into paragraphs, in place.

    Extraction libraries keep paragraphs and lose what stands beside them, which is often the opening sentence.
    """
    for box in list(tree.iter("div", "section", "article", "td", "main")):
        if any(child.tag in BLOCKS for child in box):
            _wrap_runs(box)
        elif len("".join(box.itertext()).strip()) >= _LOOSE and box.tag == "div":
            box.tag = "p"


def paragraphs(element: Element) -> Iterator[str]:
    """The text of every block in reading order, white space joined; a `<br><br>` divides paragraphs too."""
    pieces: list[str] = []
    for kind, text in _walk(element):
        if kind == "text":
            pieces.append(text)
            continue
        if joined := " ".join("".join(pieces).split()):
            yield joined
        pieces = []
    if joined := " ".join("".join(pieces).split()):
        yield joined


def _walk(root: Element) -> Iterator[tuple[str, str]]:
    """Text and block borders in order, without recursion: pages nest thousands deep."""
    stack: list[tuple[Element, bool]] = [(root, True)]
    while stack:
        element, opening = stack.pop()
        block = element.tag in BLOCKS
        if opening:
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            if block or _is_double_break(element):
                yield "border", ""
            elif element.tag == "br":
                yield "text", " "
            yield "text", element.text or ""
            continue
        if block:
            yield "border", ""
        if element is not root:
            yield "text", element.tail or ""


def _is_double_break(element: Element) -> bool:
    if element.tag != "br":
        return False
    before = element.getprevious()
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _wrap_runs(box: Element) -> None:
    """Wraps each run of text and inline elements between two blocks of `box`, when it is long enough to be prose."""
    for run in _runs(box):
        anchor, members = run
        text = (box.text if anchor is None else anchor.tail) or ""
        length = len(text) + sum(len("".join(m.itertext())) + len(m.tail or "") for m in members)
        if length < _LOOSE or not (text + "".join("".join(m.itertext()) for m in members)).strip():
            continue
        paragraph = box.makeelement("p", {})
        paragraph.text = text
        if anchor is None:
            box.text = None
            box.insert(0, paragraph)
        else:
            anchor.tail = None
            box.insert(box.index(anchor) + 1, paragraph)
        for member in members:
            paragraph.append(member)


def _runs(box: Element) -> list[tuple[Element | None, list[Element]]]:
    """The block before each run (None at the start) and the run's inline elements."""
    runs: list[tuple[Element | None, list[Element]]] = [(None, [])]
    for child in box:
        if child.tag in BLOCKS:
            runs.append((child, []))
        else:
            runs[-1][1].append(child)
    return runs
