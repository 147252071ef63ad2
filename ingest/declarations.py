"""The declarations at the head of an XML document, and the refusal of those that can do harm.

A feed needs none. Short internal entities stand in some RDF documents and are let through; whatever could grow (an entity within an
entity, default attributes) or reach out (`SYSTEM`, parameter entities) is refused in so many words, because feedparser leaves an empty
text in its place without any.
"""

from __future__ import annotations

import re

_HARMLESS = re.compile(rb"""<!ENTITY\s+[\w.:-]{1,60}\s+(?:"[^"&%<]{0,100}"|'[^'&%<]{0,100}')\s*>""")
_SUSPECT = re.compile(rb"<!(?:ENTITY|ATTLIST)", re.IGNORECASE)
_SKIPPED = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_MARK = re.compile(rb"<!--|<!\[CDATA\[|<\?|<!(?:ENTITY|ATTLIST)", re.IGNORECASE)
_QUOTED = re.compile(rb"<!--|<!\[CDATA\[")
_MOST = 100


def harmful(document: bytes) -> str | None:
    """What is declared in this UTF-8 document that must not be, or None."""
    if not _SUSPECT.search(document):
        return None
    at, harmless = 0, 0
    while found := _MARK.search(document, at):
        end = next((close for opens, close in _SKIPPED if found.group() == opens), None)
        if end is None:
            if not (entity := _HARMLESS.match(document, found.start())) or harmless == _MOST:
                return "it declares entities or default attributes that a feed does not need"
            harmless, at = harmless + 1, entity.end()
            continue
        closed = document.find(end, found.end())
        if closed < 0:
            return "it declares entities behind something that never ends"
        at = closed + len(end)
    return None


def without_quoted(document: bytes) -> bytes:
    """The document without its comments and CDATA sections, so that marks in it are marks."""
    kept, at = bytearray(), 0
    while found := _QUOTED.search(document, at):
        kept += document[at : found.start()]
        closed = document.find(dict(_SKIPPED)[found.group()], found.end())
        if closed < 0:
            return bytes(kept)
        at = closed + 3
    return bytes(kept + document[at:])
