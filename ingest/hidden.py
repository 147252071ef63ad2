"""What stands in a page but is not the author's prose: hidden text, widgets with live prices, controls, fallbacks.

A claim that no reader sees must not be checked as the outlet's. Hidden means by attribute, by inline style, or by a plain rule
(`.x`, `#x`, `p.x`) of the page's own style sheet; rules inside `@media` hide for some readers only and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree, html

_NEVER_PROSE = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "svg",
        "select",
        "datalist",
        "textarea",
        "bg-quote",
        "fin-streamer",
    ]
)
_WHOLE = frozenset(("html", "body", "main", "article"))
_ZERO = r"0+(?:\.0*)?(?:[a-z%]+)?(?![\w.])"
_HIDING = re.compile(
    rf"""(?<![\w-])(?:
        display\s*:\s*none
      | visibility\s*:\s*(?:hidden|collapse)
      | content-visibility\s*:\s*hidden
      | (?:font-size|opacity|zoom)\s*:\s*{_ZERO}
      | font\s*:[^;]{{0,60}}?(?<![\w.]){_ZERO}\s*(?:/|\s)
      | font-size\s*:\s*(?:1px|0?\.\d+(?:px|pt))(?!\w)
      | text-indent\s*:\s*-\s*\d{{3,}}
      | (?:left|right|top|bottom|margin-left|margin-top)\s*:\s*-\s*\d{{3,}}(?:px|em|rem|vw|vh|%)
      | clip\s*:\s*rect\(\s*(?:0|1px)
      | clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)
      | transform\s*:[^;]{{0,60}}scale[xy]?\(\s*0\s*[,)]
      | (?:max-)?(?:height|width)\s*:\s*{_ZERO}(?=.{{0,300}}overflow\s*:\s*hidden)
      | overflow\s*:\s*hidden(?=.{{0,300}}(?<![\w-])(?:max-)?(?:height|width)\s*:\s*{_ZERO})
      | (?:-webkit-text-fill-)?color\s*:\s*(?:transparent|rgba\([^)]{{0,40}},\s*0(?:\.0+)?\s*\))
    )""",
    re.VERBOSE | re.DOTALL,
)
_COLOURS = re.compile(
    r"(?<![\w-])(color|background|background-color)\s*:\s*(#[0-9a-f]{3,8}|[a-z]+|rgba?\([^)]{0,40}\))"
)
_LETTERS_AGAIN = re.compile(r"font(?:-size)?\s*:[^;]*[1-9]")
_ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<mark>[.#])(?P<name>[\w-]+)", re.IGNORECASE)
_WIDGET = re.compile(
    r"ticker|quote-?(?:chip|box|widget|strip|table)|live-?price|symbol-?(?:chip|price)|market-?data|watchlist|price-?widget",
    re.IGNORECASE,
)
_SMALL, _FEW, _MOST_CSS = 200, 100, 300_000

Rules = frozenset[tuple[str, str, str]]


def without_asides(tree: html.HtmlElement) -> tuple[str, ...]:
    """Takes out what is not the author's prose; the words behind it stay.

    `hidden_text` comes back where more than half of the text is said to be hidden: a page that its script unveils, so it stays.
    """
    flags: tuple[str, ...] = ()
    rules, whole = _rules(tree), len(tree.text_content())
    for element in list(tree.iter(etree.Element)):
        if element.getparent() is None:
            continue
        if _never_prose(element) or _widget(element):
            element.drop_tree()
        elif _hidden(element, rules):
            if whole > 2 * _SMALL and len(element.text_content()) * 2 > whole:
                flags = ("hidden_text",)
            else:
                element.drop_tree()
    return flags


def _never_prose(element: html.HtmlElement) -> bool:
    return element.tag in _NEVER_PROSE or (element.tag == "dialog" and "open" not in element.attrib)


def _hidden(element: html.HtmlElement, rules: Rules) -> bool:
    if "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _hides(style) and not _shown_again(element, style):
        return True
    return bool(rules) and element.tag not in _WHOLE and any(mark in rules for mark in _marks(element))


def _hides(style: str) -> bool:
    plain = _plain(style)
    return bool(_HIDING.search(plain)) or _same_colour(plain)


def _shown_again(element: html.HtmlElement, style: str) -> bool:
    """Whether the letters have no size here but get one further down, the usual way to close gaps between boxes."""
    if not re.search(r"font", style, re.IGNORECASE) or "none" in style:
        return False
    inner = (one.get("style") or "" for one in islice(element.iterdescendants(), _FEW))
    return any(_LETTERS_AGAIN.search(_plain(style)) for style in inner)


def _same_colour(plain: str) -> bool:
    found = {("text" if name == "color" else "ground"): colour for name, colour in _COLOURS.findall(plain)}
    return len(found) == 2 and _colour(found["text"]) == _colour(found["ground"])


def _colour(printed: str) -> str:
    named = {"white": "#ffffff", "black": "#000000"}.get(printed, printed)
    return "#" + "".join(2 * digit for digit in named[1:]) if len(named) == 4 and named[0] == "#" else named


def _plain(style: str) -> str:
    """Style as a browser reads it: no comments, escapes undone, lower case."""
    return _ESCAPED.sub(_unescaped, _COMMENT.sub("", style[:_MOST_CSS])).lower()


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else 0
    return found[2] or (chr(code) if 0 < code < 0xD800 else "")


def _rules(tree: html.HtmlElement) -> Rules:
    """The classes and ids that the page's own style sheets hide, as (tag or "", mark, name)."""
    sheets = (sheet.text_content() for sheet in tree.iter("style") if not _for_print(sheet))
    found = (rule for sheet in sheets for rule in _top_rules(_plain(sheet)))
    return frozenset(
        (simple["tag"] or "", simple["mark"], simple["name"])
        for selectors, body in found
        if _HIDING.search(body)
        for selector in selectors.split(",")
        if (simple := _SIMPLE.fullmatch(selector.strip()))
    )


def _for_print(sheet: html.HtmlElement) -> bool:
    return (sheet.get("media") or "all").strip().lower() not in ("all", "screen", "")


def _top_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of every rule that stands under no `@` rule."""
    depth, start, opened = 0, 0, 0
    for brace in re.finditer(r"[{}]", sheet):
        if brace.group() == "{":
            opened = brace.start() if depth == 0 else opened
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                selectors = sheet[start:opened].rpartition(";")[2].strip()
                if not selectors.startswith("@"):
                    yield selectors, sheet[opened + 1 : brace.start()]
                start = brace.end()


def _marks(element: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    named = [(".", name) for name in (element.get("class") or "").lower().split()]
    named += [("#", (element.get("id") or "").lower())]
    for mark, name in named:
        yield "", mark, name
        yield str(element.tag), mark, name


def _widget(element: html.HtmlElement) -> bool:
    if element.tag not in ("span", "div", "a", "table", "aside", "ul"):
        return False
    if not _WIDGET.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    text = _start_of(element, 20 * _SMALL)
    return len(text) < _SMALL or (len(text) < 20 * _SMALL and _figures(text))


def _start_of(element: html.HtmlElement, most: int) -> str:
    return "".join(islice(element.itertext(), most))[:most]


def _figures(text: str) -> bool:
    """Whether at least a third of the words hold a figure, as in a table of quotes and in no sentence."""
    words = text.split()
    return sum(any(c.isdigit() for c in word) for word in words) * 3 >= len(words)
