"""Bytes to text, and the refusal of bytes that are no text."""

from __future__ import annotations

import codecs
import re

from tapecheck.ingest.errors import NotReadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FILE_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
_HEAD = 4096


def decode(data: bytes, location: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of `data`, and `encoding_assumed` among the flags where neither mark, UTF-8 nor declaration fits.

    `declared` is the charset that a server named. Raises `NotReadable` for binary data.
    """
    if marked := marked_encoding(data):
        return _replacing(data, marked)
    if kind := binary_kind(data):
        raise NotReadable(location, f"this is {kind}, not text")
    for named in ("utf-8", declared, _declared_in_page(data)):
        decoded = _strict(data, named) if named else None
        if decoded is not None:
            return decoded, ()
    return _strict(data, "cp1252") or _replacing(data, "cp1252")[0], ("encoding_assumed",)


def marked_encoding(data: bytes) -> str | None:
    """The encoding of the byte order mark at the start, if there is one."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def binary_kind(data: bytes) -> str | None:
    """What kind of binary file this is ("a PDF"), or None for what may be text."""
    if marked_encoding(data):
        return None
    for magic, kind in _FILE_KINDS:
        if data.startswith(magic):
            return kind
    head = data[:_HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "a binary file" if b"\x00" in head or controls * 20 > len(head) else None


def _declared_in_page(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    return found[1].decode("ascii") if found else None


def _strict(data: bytes, encoding: str) -> str | None:
    """Decoded, or None where the bytes or the name of the encoding are wrong, or it is no text encoding."""
    try:
        if not codecs.lookup(encoding)._is_text_encoding:
            return None
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def _replacing(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    return text, ("characters_lost",) if "\ufffd" in text else ()
