"""Bodies as they were before the server packed them, in pieces of bounded size: a bomb is felt before it has gone off.

One layer only: twice packed, 1,715 bytes become a gigabyte. Every decoder is asked for at most a piece at a time, so that what is held
in memory never depends on what the server sent.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

PIECE = 64 * 1024
ACCEPTED = "gzip, deflate, br, zstd"
# A gzip or zstd body is one member, rarely a few; thousands are there to cost time.
_MEMBERS = 64
# RFC 9659: what a server may ask a zstd decoder to keep of what went before, 8 MB.
_WINDOW_LOG = 23
# How a further gzip or zstd member begins.
_MAGIC = (b"\x1f", b"\x28")


class NotInflated(ValueError):
    """A body that cannot be unpacked: an unknown or second layer, broken, or cut short."""


class _Decoder(Protocol):
    """One member: `feed` gives at most a piece of it, nothing once all input is spent; `rest` is what follows its end."""

    def feed(self, data: bytes) -> bytes: ...
    @property
    def over(self) -> bool: ...
    @property
    def rest(self) -> bytes: ...


def inflated(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The unpacked body in pieces of at most `PIECE` bytes; `encoding` is the header's `Content-Encoding`. Raises `NotInflated`."""
    layers = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(layers) > 1:
        raise NotInflated(f"packed {len(layers)} times ({encoding[:60]})")
    if not layers:
        return (data[at : at + PIECE] for data in chunks for at in range(0, len(data), PIECE))
    make = _MAKERS.get(layers[0])
    if make is None:
        raise NotInflated(f"packed in an unknown way ({encoding[:60]})")
    return _unpacked(chunks, make)


def _unpacked(chunks: Iterable[bytes], make: Callable[[], _Decoder]) -> Iterator[bytes]:
    """Every member of a body; what follows the last and is no member is left, as every browser does."""
    decoder, members, begun = make(), 1, False
    for chunk in chunks:
        data = chunk
        while data:
            if decoder.over:
                if not data.startswith(_MAGIC):
                    return
                decoder, members = _next(make, members), members + 1
            begun = True
            yield from _drained(decoder, data)
            data = decoder.rest
    if begun and not decoder.over:
        raise NotInflated("the packed body breaks off")


def _next(make: Callable[[], _Decoder], members: int) -> _Decoder:
    if members >= _MEMBERS:
        raise NotInflated(f"packed in more than {_MEMBERS} members")
    return make()


def _drained(decoder: _Decoder, data: bytes) -> Iterator[bytes]:
    try:
        piece = decoder.feed(data)
        while piece:
            yield piece
            piece = b"" if decoder.over else decoder.feed(b"")
    # zlib, brotli and zstd each raise their own, and the last two are loaded only where they are used.
    except Exception as wrong:
        raise NotInflated(f"the packed body is broken ({type(wrong).__name__})") from wrong


class _Zlib:
    """gzip, or deflate: with the header that the standard wants, or bare, as some servers send it."""

    def __init__(self, bits: int | None) -> None:
        self._object = zlib.decompressobj(bits) if bits is not None else None
        self._first = b""

    def feed(self, data: bytes) -> bytes:
        if self._object is None:
            self._first += data
            if len(self._first) < 2:
                return b""
            data, self._object = self._first, zlib.decompressobj(_bits(self._first))
        return self._object.decompress(self._object.unconsumed_tail + data, PIECE)

    @property
    def over(self) -> bool:
        return self._object is not None and self._object.eof

    @property
    def rest(self) -> bytes:
        return self._object.unused_data if self._object is not None else b""


def _bits(first: bytes) -> int:
    """A zlib header is 8 in its low half byte and a multiple of 31; else the deflate stream is bare."""
    headed = first[0] & 15 == 8 and int.from_bytes(first[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if headed else -zlib.MAX_WBITS


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._object: Any = brotli.Decompressor()

    def feed(self, data: bytes) -> bytes:
        # The library gives up to twice the limit.
        piece: bytes = self._object.process(data, output_buffer_limit=PIECE // 2)
        return piece

    @property
    def over(self) -> bool:
        return bool(self._object.is_finished())

    @property
    def rest(self) -> bytes:
        return b""


class _Zstd:
    def __init__(self) -> None:
        import sys

        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
        limit = {int(zstd.DecompressionParameter.window_log_max): _WINDOW_LOG}
        self._object = zstd.ZstdDecompressor(options=limit)

    def feed(self, data: bytes) -> bytes:
        return self._object.decompress(data, PIECE)

    @property
    def over(self) -> bool:
        return self._object.eof

    @property
    def rest(self) -> bytes:
        return self._object.unused_data if self._object.eof else b""


_MAKERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: _Zlib(None),
    "br": _Brotli,
    "zstd": _Zstd,
}
