"""Feeds in every encoding Python knows, named rightly, wrongly or not at all (F3)."""

from __future__ import annotations

import codecs
import random
from collections.abc import Iterator
from encodings.aliases import aliases

from trials.feed_maker import ITEM, RSS

SENTENCE = "The index rose 2.5% to 4,012.5 on Friday."
_WORDS = ("Zürich", "Привет", "Ελλάς", "東京", "서울", "中文", "שלום", "مرحبا", "ไทย", "Łódź", "İzmir")
_NAMES = (
    "hex", "zlib", "bz2", "base64", "rot13", "uu", "quopri", "punycode", "idna", "undefined", "mbcs", "oem", "unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "utf-32", "ucs-2", "x-user-defined",
    "none", "ascii", "iso-8859-99", "windows-31j", "UTF8", "utf_8_sig", "utf8mb4", "\x00", "../../etc", "a" * 2_000,
)  # fmt: skip
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def encoded() -> Iterator[tuple[bytes, str | None]]:
    """Feeds, each with the sentence that must be in it unless it is flagged or set aside; None for mere noise."""
    for codec in sorted(filter(_is_text, set(aliases.values()))):
        word = next((word for word in _WORDS if _fits(word, codec)), "Zurich")
        try:
            yield _feed(codec, f"{word}. {SENTENCE}").encode(codec), f"{word}. {SENTENCE}"
            yield _feed("utf-8", f"{word}. {SENTENCE}").encode(codec), SENTENCE
            yield _feed(None, f"{word}. {SENTENCE}").encode(codec), SENTENCE
        except (UnicodeError, LookupError):
            continue
    for name in _NAMES:
        yield _feed(name, f"Zürich. {SENTENCE}").encode(), SENTENCE
        yield _feed(name, f"Zürich. {SENTENCE}").encode("cp1252"), SENTENCE
    for bom in _BOMS:
        for codec in ("utf-8", "cp1252", "utf-16-le", "utf-32-be"):
            yield bom + _feed("iso-8859-1", SENTENCE).encode(codec), SENTENCE
    yield from _mixed()


def _mixed() -> Iterator[tuple[bytes, str | None]]:
    chance = random.Random(3)
    for _ in range(15):
        noise = chance.randbytes(chance.randint(1, 400))
        yield noise, None
        yield (
            _feed("utf-8", "{}").encode().replace(b"{}", noise.translate(None, b"<&") + SENTENCE.encode()),
            SENTENCE,
        )
        yield (
            _feed("utf-8", f"Zürich “so” {{}} {SENTENCE}").encode().replace(b"{}", b"\x93caf\xe9\x94"),
            SENTENCE,
        )


def _feed(encoding: str | None, text: str) -> str:
    declared = f' encoding="{encoding}"' if encoding is not None else ""
    return RSS.format(declared=declared, items=ITEM.format(title="Index", n=1, guid="1", text=text))


def _fits(word: str, codec: str) -> bool:
    try:
        return word.encode(codec).decode(codec) == word
    except (UnicodeError, LookupError):
        return False


def _is_text(codec: str) -> bool:
    try:
        return codecs.lookup(codec)._is_text_encoding
    except LookupError:
        return False
