"""Five polls of a feed whose GUIDs are good, missing, shared and reused, and whose articles change (F16)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from tapecheck.ingest.article import Article
from tapecheck.ingest.entries import Known, Standing, identity, remembered, standing
from tapecheck.ingest.feeds import entries_of
from trials.feed_maker import ITEM, RSS

FEED = "https://news.example/feed"
_NAMES = ["gold", "oil", "copper", "wheat", "sugar", "cocoa", "silver", "nickel", "cotton", "coffee"]
_VERBS = [
    "rallied",
    "slipped",
    "steadied",
    "plunged",
    "recovered",
    "drifted",
    "surged",
    "stalled",
    "eased",
    "climbed",
]
_WHY = [
    "stockpiles",
    "tariffs",
    "weather",
    "strikes",
    "shipping",
    "elections",
    "inflation",
    "yields",
    "rainfall",
    "hedging",
]


def polled(entries: int, now: datetime) -> tuple[int, int, str]:
    """Entries looked at over five polls, those known as something else than what they were, and the standings in words."""
    known: dict[str, list[Known]] = defaultdict(list)
    keys: dict[str, str] = {}
    wrong, seen = 0, Counter[str]()
    for poll in range(5):
        for article in entries_of(_document(entries, poll), FEED, now):
            assert isinstance(article, Article)
            story, revision = _truth(article)
            found, key = _looked_up(article, known)
            expected = _expected(story, revision, keys)
            seen[found] += 1
            wrong += found is not expected or keys.setdefault(story, key) != key
            keys[f"{story} {revision}"] = key
    wrong += len(set(keys.values())) != len({name.partition(" ")[0] for name in keys})
    return sum(seen.values()), wrong, ", ".join(f"{many} {name}" for name, many in sorted(seen.items()))


def _looked_up(article: Article, known: dict[str, list[Known]]) -> tuple[Standing, str]:
    """What a store does: entries with the same key or GUID are asked, the latest revision of each is kept."""
    candidates = list(dict.fromkeys((*known[identity(article, FEED)], *known[article.id])))
    found, key = standing(article, FEED, candidates)
    one = remembered(article, FEED, key)
    for place in {identity(article, FEED), article.id}:
        known[place] = [*(other for other in known[place] if other.key != key), one]
    return found, key


def _expected(story: str, revision: str, keys: dict[str, str]) -> Standing:
    if story not in keys:
        return Standing.NEW
    return Standing.UNCHANGED if f"{story} {revision}" in keys else Standing.REVISED


def _truth(article: Article) -> tuple[str, str]:
    story, revision = article.text.rsplit(" ", 2)[1:]
    return story, revision.rstrip(".")


def _document(entries: int, poll: int) -> bytes:
    return RSS.format(declared="", items="".join(_item(number, poll) for number in range(entries))).encode()


def _item(number: int, poll: int) -> str:
    """One entry by its number: in turn plain, revised, without GUID, sharing a GUID, reusing one, moved, without link."""
    kind, revision, story, guid, link = number % 7, 0, f"s{number}", f"g{number}", str(number)
    if kind == 1:
        revision = poll // 2
    elif kind == 2:
        guid = ""
    elif kind == 3:
        guid = f"shared{number // 70}"
    elif kind in (4, 6):
        story = f"s{number}-{poll // 3}"
        link = f"{number}-{poll // 3}"
    elif kind == 5:
        revision = poll // 4
        link = f"{number}/{'moved' if poll == 4 else 'first'}?utm_source=rss{poll}"
    title, text = _words(
        f"{story}", number + 31 * int(story.rpartition("-")[2] or 0) if "-" in story else number
    )
    item = ITEM.format(
        title=title, n=link, guid=guid, text=f"{text} {'Corrected. ' * revision}{story} r{revision}."
    )
    item = item.replace("<guid></guid>", "")
    return item.replace(f"<link>https://news.example/{link}</link>", "") if kind == 6 else item


def _words(story: str, number: int) -> tuple[str, str]:
    """A title and a text that no other story has."""
    digits = [int(digit) for digit in f"{abs(hash_of(story)):012d}"[-12:]]
    name, verb, why = _NAMES[digits[0]], _VERBS[digits[1]], _WHY[digits[2]]
    text = " ".join(
        f"{_NAMES[a]} {_VERBS[b]} {_WHY[c]} {a}{b}{c}."
        for a, b, c in zip(digits, digits[3:], digits[6:], strict=False)
    )
    return f"{name} {verb} {why} {number}", text


def hash_of(story: str) -> int:
    """The same number in every run."""
    import zlib

    return zlib.crc32(story.encode()) * 2_654_435_761
