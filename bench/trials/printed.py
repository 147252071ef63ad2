"""Dates as feeds print them, with the moment each means (F17), and strings that no field should choke on (F18)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

from trials.feed_maker import RSS

# The moment in UTC, or a day; "uncertain": a flag must say so; None: no date may come out of it.
DATES: tuple[tuple[str, str | None], ...] = (
    ("Fri, 12 Dec 2025 09:05:00 GMT", "2025-12-12T09:05:00"), ("Fri, 12 Dec 2025 09:05:00 +0100", "2025-12-12T08:05:00"), ("Fri, 12 Dec 2025 09:05:00 -0500", "2025-12-12T14:05:00"),
    ("Fri, 12 Dec 2025 09:05 EST", "2025-12-12T14:05:00"), ("Sat, 12 Jul 2025 09:05:00 EDT", "2025-07-12T13:05:00"), ("Sat, 12 Jul 2025 09:05:00 BST", "2025-07-12T08:05:00"),
    ("Fri, 12 Dec 2025 09:05:00 CET", "2025-12-12T08:05:00"), ("Sat, 12 Jul 2025 09:05:00 CEST", "2025-07-12T07:05:00"), ("Fri, 12 Dec 2025 09:05:00 JST", "2025-12-12T00:05:00"),
    ("Fri, 12 Dec 2025 09:05:00 HKT", "2025-12-12T01:05:00"), ("Fri, 12 Dec 2025 09:05:00 IST", "uncertain"), ("Fri, 12 Dec 2025 09:05:00 CST", "uncertain"),
    ("Fri, 12 Dec 2025 09:05:00 America/New_York", "2025-12-12T14:05:00"), ("Fri, 12 Dec 2025 09:05:00 ET", "2025-12-12T14:05:00"), ("Fri, 12 Dec 2025 09:05:00 QZT", "uncertain"),
    ("Fri, 12 Dec 2025 09:05:00", "uncertain"), ("Mon, 12 Dec 2025 09:05:00 GMT", "uncertain"), ("2025-12-12T09:05:00Z", "2025-12-12T09:05:00"), ("2025-12-12T09:05:00-05:00", "2025-12-12T14:05:00"),
    ("2025-12-12T09:05:00", "uncertain"), ("2025-12-12T09:05:00+25:00", "uncertain"), ("20251212T090500Z", "2025-12-12T09:05:00"), ("2025-12-12", "2025-12-12"), ("2025年12月12日", "2025-12-12"),
    ("December 12, 2025 9:05 a.m. ET", "2025-12-12T14:05:00"), ("1765555500", "2025-12-12T16:05:00"), ("03/04/2025", "uncertain"), ("2026-13-45", None), ("31 Feb 2025 10:00 GMT", None),
    ("-0001-12-12T00:00:00Z", None), ("10000-01-01T00:00:00Z", None), ("9999999999", None), ("today", None), ("", None), ("Sun, 12 Dec 2027 09:05:00 GMT", "uncertain"),
)  # fmt: skip

_FIELDS = ("title", "description", "link", "guid", "source", "pubDate")
_STRINGS = (
    "<script>alert(1)</script>", "javascript:alert(1)", "' OR 1=1 --", "=1+1", "@SUM(1)", "-1", "+1", "../../etc/passwd", "file:///etc/passwd", "${7*7}", "{{7*7}}", "%s%n%x", "\\u0000", "NULL", "None", "NaN",
    "undefined", "true", "0x7f", "1E400", "-0", "٩٢٬٥٧٨", "９２，５７８", "92²", "½", "Ⅷ", "①", "ﷺ", "Ṱ̺̺̕o͞ ̷" * 40, "👩‍👩‍👧‍👦", "🏳️‍🌈", "ÅÅ", "ﬀ", "ＡＢＣ", "İıſK", "a" * 50_000, "(" * 5_000, "//[", "http://[::1", "http://a:b@c:99999/",
    "&#xD800;", "&#0;", "&#x110000;", "&notanentity;", "]]>", "<!--", "<![CDATA[", "<?php ?>", "\t\n\r", " \u2028\u2029 ", "\ufffd", "\uffff", "\U0010ffff",
)  # fmt: skip


def feeds_of_strings() -> Iterator[tuple[bytes, str, str]]:
    """A feed for every string in every field; the field and the string."""
    for string in _strings():
        for field in _FIELDS:
            yield _feed(field, string), field, string


def _strings() -> Iterator[str]:
    """The strings above; every control, format character and odd space, between digits; every surrogate in steps, as a reference."""
    yield from _STRINGS
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp"):
            yield f"92{character},578"
    for code in range(0xD800, 0xE000, 16):
        yield f"92&#{code};,578"


def _feed(field: str, string: str) -> bytes:
    values = {
        "title": "Gold",
        "description": "Gold rose to 2,650.",
        "link": "https://news.example/1",
        "guid": "1",
        "source": "Wire",
        "pubDate": "2025-12-12",
    }
    values[field] = string if string.startswith("92&#") else escape(string)
    item = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return RSS.format(declared=' encoding="utf-8"', items=f"<item>{item}</item>").encode(
        "utf-8", "surrogatepass"
    )
