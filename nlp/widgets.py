"""Widgets: live-price chips that a page has pasted into its prose. Their numbers are the crawl's, never the author's.

`bitcoin BTC$92,441.66` is a name, its ticker and a price with nothing between; `(BTC $92,441.66)` the same in brackets; `AAPL +1.2%` a bare ticker with a signed move. `US$30,000` is money.
"""

from __future__ import annotations

import re

_GLUED = re.compile(
    r"\b(?!(?:US|AU|CA|HK|NZ|NT)\$)[A-Z]{2,6}\s?\$[0-9][0-9,]{0,14}(?:\.[0-9]{1,9})?(?:\s?[+-]?[0-9]{1,6}(?:\.[0-9]{1,9})?%)?(?!\s?(?:million|billion|trillion))"
)
_CHIP = re.compile(
    r"(?:\(|\b)(?:[A-Z]{1,5}(?:[.:][A-Z]{1,5})?|[A-Z]{3,6}/[A-Z]{3}),?\s?[+−▲▼-]\s?[0-9]{1,6}(?:\.[0-9]{1,9})?%\)?"
)
_GLUE_ONLY = re.compile(r"[A-Z]\$")


def widgets(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of live-price widgets in `text`."""
    glued = [
        m.span() for m in _GLUED.finditer(text) if _GLUE_ONLY.search(m[0]) or _bracketed(text, *m.span())
    ]
    return tuple(sorted(glued + [m.span() for m in _CHIP.finditer(text)]))


def _bracketed(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")"
