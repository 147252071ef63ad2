"""The door to the network: one GET with a deadline and a size cap. The one file that knows httpx2."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from tapecheck.ingest.errors import FetchError

USER_AGENT = "tapecheck/0.1 (checks market news against the tape)"
DEADLINE_SECONDS = 30.0
MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the address it finally came from, its bytes, and the charset and type the server named."""

    url: str
    data: bytes
    content_type: str
    charset: str | None


def fetch(url: str) -> Fetched:
    """The body behind an http(s) address. Raises `FetchError` for any other outcome than one whole 200 answer."""
    import httpx2

    if not url.startswith(("http://", "https://")):
        raise FetchError(url, "only http and https addresses are fetched")
    deadline = time.monotonic() + DEADLINE_SECONDS
    try:
        with (
            httpx2.Client(
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                timeout=10,
                headers={"User-Agent": USER_AGENT},
            ) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code != 200:
                raise FetchError(
                    url,
                    f"the server answered {answer.status_code}",
                    retry=answer.status_code in (429, 500, 502, 503, 504),
                    status=answer.status_code,
                )
            data = _body(answer.iter_bytes(65536), url, deadline)
            return Fetched(
                str(answer.url), data, answer.headers.get("content-type", ""), answer.charset_encoding
            )
    except httpx2.TimeoutException as wrong:
        raise FetchError(url, "no answer in time", retry=True, timed_out=True) from wrong
    except (httpx2.HTTPError, httpx2.InvalidURL) as wrong:
        raise FetchError(url, f"{type(wrong).__name__}: {wrong}", retry=True) from wrong


def _body(chunks: Iterator[bytes], url: str, deadline: float) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            raise FetchError(url, f"larger than {MAX_BYTES // 1024**2} MB")
        if time.monotonic() > deadline:
            raise FetchError(url, f"not finished after {DEADLINE_SECONDS:.0f} s", retry=True, timed_out=True)
    return bytes(data)
