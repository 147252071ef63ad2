"""Packed bodies: whole in pieces of any size, told where they break off, and never more than a piece at a time."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Iterator

import brotli
import pytest
from backports import zstd

from tapecheck.ingest.inflate import PIECE, NotInflated, inflated

CHANCE = random.Random(7)
BODY = b"".join(CHANCE.choice([b"gold ", b"<p>", CHANCE.randbytes(3)]) for _ in range(60_000))
_BARE = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
PACKED = [
    ("gzip", gzip.compress(BODY)),
    ("X-GZip", gzip.compress(BODY[:1000]) + gzip.compress(BODY[1000:])),
    ("deflate", zlib.compress(BODY)),
    ("deflate", _BARE.compress(BODY) + _BARE.flush()),
    ("br", brotli.compress(BODY, quality=3)),
    ("zstd", zstd.compress(BODY)),
    ("identity, zstd", zstd.compress(BODY[:1000]) + zstd.compress(BODY[1000:])),
]


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("size", [13, 4096, 1 << 30])
@pytest.mark.parametrize(("how", "packed"), [*PACKED, ("", BODY), ("identity", BODY)])
def test_whole(how: str, packed: bytes, size: int) -> None:
    found = list(inflated(pieces(packed, size), how))
    assert b"".join(found) == BODY
    assert max(map(len, found)) <= 2 * PIECE


@pytest.mark.parametrize("left", [1, 2, 3, 0.5, -1])
@pytest.mark.parametrize(("how", "packed"), PACKED)
def test_what_breaks_off_is_told(how: str, packed: bytes, left: float) -> None:
    cut = int(len(packed) * left) if left == 0.5 else int(left)
    with pytest.raises(NotInflated, match="breaks off"):
        list(inflated([packed[:cut]], how))


@pytest.mark.parametrize("how", ["gzip", "br", "zstd", "deflate"])
def test_nothing_packed_is_nothing_and_anything_else_is_broken(how: str) -> None:
    assert list(inflated([], how)) == list(inflated([b""], how)) == []
    with pytest.raises(NotInflated):
        list(inflated([b"\xff<html>not packed at all</html>"], how))


@pytest.mark.parametrize("how", ["gzip, gzip", "gzip,br", "snappy", "gzip;q=1", "aes128gcm"])
def test_one_known_layer(how: str) -> None:
    with pytest.raises(NotInflated):
        list(inflated([gzip.compress(gzip.compress(BODY))], how))


def test_what_follows_the_last_member_is_left() -> None:
    assert b"".join(inflated([gzip.compress(BODY) + b"\0" * 100, b"\x1f"], "gzip")) == BODY


def test_members_without_end() -> None:
    with pytest.raises(NotInflated, match="members"):
        list(inflated([gzip.compress(b"") * 1000], "gzip"))


def test_a_window_larger_than_the_web_allows() -> None:
    packer = zstd.ZstdCompressor(options={int(zstd.CompressionParameter.window_log): 27})
    with pytest.raises(NotInflated):
        list(inflated([packer.compress(BODY) + packer.flush()], "zstd"))
