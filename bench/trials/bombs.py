"""F8: bodies that unpack to, or go on for, far more than is taken. Each is fetched in a process of its own, whose memory is watched."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import brotli
from backports import zstd

from trials import Trial
from trials.raw_server import Asked, RawServer, reply

MOST_MB = 64
_ZEROS = bytes(1 << 20)


def trial(small: bool) -> Trial:
    """Tries every bomb: it must be refused, and the memory must not grow by more than 64 MB."""
    bombs = _bombs(100 if small else 1000)
    results = dict(zip(bombs, _fetched(list(bombs.values())), strict=True))
    failed = [name for name, (outcome, grown) in results.items() if outcome == "taken" or grown >= MOST_MB]
    worst = max(grown for _, grown in results.values())
    return Trial(
        "F8", "bodies that unpack to a gigabyte, or never end", len(results), len(failed),
        f"memory grows by at most {worst:.0f} MB" + (f"; failed: {', '.join(failed)}" if failed else ""),
    )  # fmt: skip


_CHILD = """
import json, sys
from tapecheck.ingest.errors import FetchError
from tapecheck.ingest.fetch import fetch

def memory(what):
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(lines[what].split()[0]) / 1024

def tried(number):
    # 5 makes the peak what is held now.
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = memory("VmRSS")
    try:
        fetch(f"{sys.argv[1]}/{number}")
        outcome = "taken"
    except FetchError as wrong:
        outcome = wrong.outcome.value
    return outcome, memory("VmHWM") - before

fetch(sys.argv[1] + "/fine")
print(json.dumps([tried(number) for number in range(int(sys.argv[2]))]))
"""


def _fetched(bombs: Sequence[Callable[[socket.socket], None]]) -> list[tuple[str, float]]:
    """What the fetch of each bomb came to, and by how many MB the process that fetched them grew meanwhile."""

    def say(connection: socket.socket, asked: Asked) -> None:
        if asked.path == "/fine":
            connection.sendall(reply(b"fine"))
        else:
            bombs[int(asked.path.removeprefix("/"))](connection)

    with RawServer(say) as server:
        environment = {"TAPECHECK_LOOPBACK": server.place, "PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-c", _CHILD, server.url, str(len(bombs))]
        done = subprocess.run(command, capture_output=True, env=environment, timeout=600, check=True)
    return [(str(outcome), float(grown)) for outcome, grown in json.loads(done.stdout)]


def _bombs(megabytes: int) -> dict[str, Callable[[socket.socket], None]]:
    """The bombs by name; each says itself to a connection."""
    gzipped = _packed(zlib.compressobj(9, zlib.DEFLATED, 31), megabytes)
    zlibbed = _packed(zlib.compressobj(9), megabytes)
    window = zstd.ZstdCompressor(options={int(zstd.CompressionParameter.window_log): 27})
    packed = {
        "gzip": ("gzip", gzipped),
        "deflate": ("deflate", zlibbed),
        "bare deflate": ("deflate", _packed(zlib.compressobj(9, zlib.DEFLATED, -15), megabytes)),
        "brotli": ("br", _brotli(megabytes)),
        "zstd": ("zstd", zstd.compress(_ZEROS * 16) * (megabytes // 16)),
        "zstd that wants a window of 128 MB": ("zstd", window.compress(_ZEROS * megabytes) + window.flush()),
        "gzip in gzip": ("gzip, gzip", gzip.compress(gzipped)),
        "gzip in brotli": ("gzip, br", brotli.compress(gzipped, quality=1)),
        "many members": ("gzip", gzip.compress(_ZEROS) * megabytes),
        "a million empty members": ("gzip", gzip.compress(b"") * (200_000 if megabytes < 1000 else 1_000_000)),
    }  # fmt: skip
    said = {
        name: _saying(reply(body, "200 OK", f"Content-Encoding: {how}"))
        for name, (how, body) in packed.items()
    }
    return said | {"a body without an end": _endless, "chunks of a byte without an end": _chunks}


def _packed(packer: zlib._Compress, megabytes: int) -> bytes:
    return b"".join(packer.compress(_ZEROS) for _ in range(megabytes)) + packer.flush()


def _brotli(megabytes: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    parts: Iterator[bytes] = (packer.process(_ZEROS) for _ in range(megabytes))
    return b"".join(parts) + bytes(packer.finish())


def _saying(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def _endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(_ZEROS)


def _chunks(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\nx\r\n" * 10_000)
