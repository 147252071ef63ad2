"""Pages to try: deep ones, slow ones, and those that hide a claim from their readers."""

from __future__ import annotations

from collections.abc import Iterator

CLAIM = "The hidden index fell 97.25% on Friday."
SEEN = (
    "Shares of the company rose 4.5% to $61.20 on Friday after results that beat what analysts had expected."
)
_MORE = "".join(
    f"<p>Paragraph {n} of the story says what the market did on that day, why traders thought so, and what they expect now.</p>" for n in range(8)
)  # fmt: skip
_PAGE = "<!doctype html><html><head><title>Story</title>{head}</head><body><article><h1>Story</h1><p>{seen}</p>{more}{body}</article></body></html>"


def page(body: str, head: str = "") -> str:
    """A page with an article of nine paragraphs and something beside them."""
    return _PAGE.format(head=head, seen=SEEN, more=_MORE, body=body)


def deep() -> Iterator[str]:
    """A claim behind ever deeper nesting: 40 pages."""
    for depth in (50, 100, 200, 250, 254, 300, 500, 1_000, 2_000, 2_040, 2_050, 3_000, 20_000):
        for tag in ("div", "b", "blockquote"):
            yield page(f"<{tag}>" * depth + "x" + f"</{tag}>" * depth + f"<p>{CLAIM}</p>")
    yield page("<table><tr><td>" * 800 + "x" + "</td></tr></table>" * 800 + f"<p>{CLAIM}</p>")


def slow() -> Iterator[tuple[str, str]]:
    """Shapes on which parsers, extractors and patterns are slow: 20 pages."""
    link = '<a href="/x">Some words that are linked</a> '
    yield "550,000 links in 20 MB", page(link * 480_000)
    yield "40,000 links", page(link * 40_000)
    yield "20,000 rows", page("<table>" + "<tr><td>S&amp;P<td>6,800.10<td>+0.5%</tr>" * 20_000 + "</table>")
    yield "100,000 rows", page("<table>" + "<tr><td>S&amp;P<td>6,800.10<td>+0.5%</tr>" * 100_000 + "</table>")
    yield "50,000 paragraphs", page("<p>The index rose 1% on Friday, traders said.</p>" * 50_000)
    yield "nested lists", page("<ul><li>one" * 1_000 + f"<p>{SEEN}</p>")
    yield "nested tables", page("<table><tr><td>" * 600 + SEEN)
    yield "nested spans", page("<span>" * 2_000 + SEEN)
    yield (
        "nested hidden",
        page("<div style='font-size:0'>" * 1_500 + SEEN + "<i style='font-size:9px'>x</i>" * 5_000),
    )
    yield "unclosed tags", page("<p><b><i><u>" * 20_000)
    yield "unclosed comments", page("<!--" * 500_000)
    yield "brackets", page("<" * 2_000_000)
    yield "ampersands", page("&" * 2_000_000 + "&#" * 500_000)
    yield "one word of 5 MB", page("<p>" + "a" * 5_000_000)
    yield "one sentence of 5 MB", page("<p>" + "the index rose and " * 260_000)
    yield "spaces", page("<p>x" + " " * 4_000_000 + "x")
    yield "attributes", page("<p " + " ".join(f"a{n}=x" for n in range(100_000)) + f">{SEEN}")
    yield "style sheet", page(SEEN, "<style>" + ".a,.b{" * 60_000 + "</style>")
    yield "style attributes", page(f'<p style="{"overflow:hidden;height:" * 20_000}">{SEEN}</p>' * 5)
    yield "linked data", page(SEEN, '<script type="application/ld+json">' + "[" * 200_000 + "</script>")


def hiding() -> Iterator[tuple[str, str]]:
    """Ways to keep a claim from readers, each with the page that uses it."""
    styles = {
        "display": "display:none", "display in capitals": "DISPLAY : NONE !important", "escaped": "displ\\61 y:no\\6e e", "comment inside": "display:/**/none", "visibility": "visibility:hidden",
        "font size": "font-size:0", "font size in px": "font-size: 0px", "tiny font": "font-size:0.01px", "font shorthand": "font: 0/0 a", "opacity": "opacity:0", "off screen": "position:absolute;left:-9999px",
        "indent": "text-indent:-9999px", "no height": "height:0;overflow:hidden", "clip": "position:absolute;clip:rect(0,0,0,0)", "clip path": "clip-path:inset(100%)", "scaled away": "transform:scale(0)",
        "transparent": "color:transparent", "white on white": "color:#fff;background:white",
    }  # fmt: skip
    for name, style in styles.items():
        yield name, page(f'<p style="{style}">{CLAIM}</p>')
    yield "hidden", page(f"<p hidden>{CLAIM}</p>")
    yield "aria-hidden", page(f'<p aria-hidden="true">{CLAIM}</p>')
    yield "noscript", page(f"<noscript><p>{CLAIM}</p></noscript>")
    yield "comment", page(f"<!-- <p>{CLAIM}</p> -->")
    yield "template", page(f"<template><p>{CLAIM}</p></template>")
    yield "script", page(f'<script type="text/plain">{CLAIM}</script>')
    yield "textarea", page(f"<textarea>{CLAIM}</textarea>")
    yield "closed dialog", page(f"<dialog><p>{CLAIM}</p></dialog>")
    yield (
        "class",
        page(f'<p class="zz">{CLAIM}</p>', "<style>h1{color:red} .zz, .yy { display: none }</style>"),
    )
    yield "id", page(f'<p id="zz">{CLAIM}</p>', "<style>p#zz{visibility:hidden}</style>")
    yield "inside", page(f"<div hidden><section><p>{CLAIM}</p></section></div>")
    yield "quote table", page(f"<table class='quote-table'><tr><td>{CLAIM}</td><td>1</td></tr></table>")
    yield "widget", page(f'<div class="market-data">{CLAIM}</div>')


def shown() -> Iterator[tuple[str, str]]:
    """Marks that look like hiding and are not: the claim must stay."""
    yield "font size", page(f'<p style="font-size:0.9em">{CLAIM}</p>')
    yield "opacity", page(f'<p style="opacity:0.95">{CLAIM}</p>')
    yield "display", page(f'<p style="display:block">{CLAIM}</p>')
    yield "gaps closed", page(f'<div style="font-size:0"><p style="font-size:16px">{CLAIM}</p></div>')
    yield "media rule", page(f'<p class="zz">{CLAIM}</p>', "<style>@media print{.zz{display:none}}</style>")
    yield "print sheet", page(f'<p class="zz">{CLAIM}</p>', '<style media="print">.zz{display:none}</style>')
    yield "margin", page(f'<p style="margin-left:-20px">{CLAIM}</p>')
    yield "aria", page(f'<p aria-hidden="false">{CLAIM}</p>')
