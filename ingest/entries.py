"""Which entry of a feed is which: the same as before, changed, or another story under an old name; and which stories are alike.

A GUID should be an entry's own for ever. Feeds leave it out, give one to several entries, and reuse it. So an entry is known by its
feed, its GUID and its link; where only the link changed, what it says decides whether it is the same story. The feed is always part
of the key: otherwise one outlet could pass a text off as the revision of another's. The one file that knows datasketch.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from tapecheck.ingest.article import Article

ALIKE = 0.5
_HASHES, _ROWS = 128, 4
_SHINGLE = 3
_WORDS = re.compile(r"\w+")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|cmpid|ncid|cid|ref|referrer|source|src|ftag|mod|rss|partner|taid|guccounter"
)


class Standing(StrEnum):
    """What an entry is to those known before it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of an entry's latest revision. `key` is its `identity`, `guid` the article's id."""

    key: str
    guid: str
    title: str
    content: str
    fingerprint: bytes


def identity(article: Article, feed: str) -> str:
    """The key of an entry that stays when its text changes; 32 hex digits. `feed` is the feed's address."""
    named = "\n".join((_place(feed), _place(article.id), _place(article.url or "")))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def content_of(article: Article) -> str:
    """The hash of title and text: another hash under the same key is a revision."""
    said = f"{article.title or ''}\n{article.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def remembered(article: Article, feed: str, key: str | None = None) -> Known:
    """What to keep of an entry; `key` is that of an earlier revision where `standing` found one."""
    return Known(
        key or identity(article, feed),
        article.id,
        article.title or "",
        content_of(article),
        fingerprint(article.text),
    )


def standing(article: Article, feed: str, known: Iterable[Known]) -> tuple[Standing, str]:
    """Whether the entry is new, and the key to keep it under. `known` are the feed's entries with the same key or GUID.

    The same key and another story (neither title nor text alike) is a reused GUID: new, under a key of its own.
    """
    now, before = remembered(article, feed), tuple(known)
    for one in before:
        if one.content == now.content and one.guid == now.guid:
            return Standing.UNCHANGED, one.key
    for one in sorted(before, key=lambda one: one.key != now.key):
        if one.guid == now.guid and _same_story(one, now):
            return Standing.REVISED, one.key
    taken = any(one.key == now.key for one in before)
    return Standing.NEW, f"{now.key}-{now.content[:8]}" if taken else now.key


def fingerprint(text: str) -> bytes:
    """128 MinHash values of the text's runs of three words, by which `similar` compares; empty for a text without words."""
    from datasketch import MinHash

    shingles = {shingle.encode("utf-8", "replace") for shingle in _shingles(text)}
    if not shingles:
        return b""
    sketch = MinHash(num_perm=_HASHES, seed=1)
    sketch.update_batch(list(shingles))
    return bytes(sketch.hashvalues.astype("<u4").tobytes())


def similar(a: bytes, b: bytes) -> float:
    """How much of two texts is the same, from their fingerprints: 1 all, 0 nothing (± 0.09). `ALIKE` and more is one story."""
    if not a or len(a) != len(b):
        return 0.0
    pairs = zip(_values(a), _values(b), strict=True)
    return sum(x == y for x, y in pairs) / (len(a) // 4)


def bands(fingerprint: bytes) -> tuple[str, ...]:
    """Keys of which alike texts share at least one (99.8% at 0.65, 87% at 0.5): what to look candidates up by."""
    width = _ROWS * 4
    return tuple(
        f"{at // width}-{hashlib.sha256(fingerprint[at : at + width]).hexdigest()[:12]}"
        for at in range(0, len(fingerprint), width)
    )


def _values(fingerprint: bytes) -> Iterator[bytes]:
    return (fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _same_story(one: Known, other: Known) -> bool:
    """The same title; or much of the text; or, as in a headline and its correction, most of the title and some of the text."""
    a, b = set(_folded(one.title)), set(_folded(other.title))
    alike = similar(one.fingerprint, other.fingerprint)
    most = len(a & b) * 4 >= 3 * max(len(a), len(b), 1)
    return bool(a and a == b) or alike >= ALIKE / 2 or (most and alike >= ALIKE / 10)


def _folded(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _shingles(text: str) -> Iterator[str]:
    words = _folded(text)
    for at in range(max(1, len(words) - _SHINGLE + 1)):
        if run := words[at : at + _SHINGLE]:
            yield " ".join(run)


def _place(address: str) -> str:
    """An address without what changes from fetch to fetch: scheme, letter case of the host, fragment, tracking; else as it is."""
    try:
        parts = urlsplit(address.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return address.strip()
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return address.strip()
    kept = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(k.lower())
    ]
    return f"{parts.hostname}{port}{parts.path.rstrip('/')}?{urlencode(sorted(kept), errors='replace')}"
