"""Which entry is which, and which stories are alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tapecheck.ingest.article import Article
from tapecheck.ingest.entries import (
    ALIKE,
    Standing,
    bands,
    content_of,
    fingerprint,
    identity,
    remembered,
    similar,
    standing,
)

FEED = "https://news.example/feed"
TEXT = "Gold rose 1.2% on Friday to its highest close in a month, as the dollar eased and traders looked ahead to figures on inflation due next week."
OTHER = "Shares of the largest chip makers slipped after a report said that one of their customers would cut its orders for next year by a third."
STORY = Article(text=TEXT, id="g1", title="Gold at its highest in a month", url="https://news.example/gold")


def _after(before: Article, now: Article) -> tuple[Standing, bool]:
    known = remembered(before, FEED)
    found, key = standing(now, FEED, [known])
    return found, key == known.key


def test_the_same_again_is_unchanged() -> None:
    assert _after(STORY, STORY) == (Standing.UNCHANGED, True)


@pytest.mark.parametrize(
    "now",
    [
        replace(STORY, text=TEXT.replace("1.2%", "1.4%")),
        replace(STORY, title="Gold ends at its highest in a month"),
        replace(STORY, url="https://news.example/gold-ends", text=TEXT.replace("1.2%", "1.4%")),
    ],
)
def test_a_change_is_a_revision_of_the_same(now: Article) -> None:
    assert _after(STORY, now) == (Standing.REVISED, True)
    assert content_of(now) != content_of(STORY)


@pytest.mark.parametrize("url", ["https://news.example/chips", "https://news.example/gold", None])
def test_a_reused_guid_is_another_story(url: str | None) -> None:
    now = replace(STORY, url=url, title="Chip makers slip", text=OTHER)
    assert _after(replace(STORY, url=url if url is None else STORY.url), now) == (Standing.NEW, False)


def test_shared_guids_are_told_apart_by_their_links() -> None:
    assert identity(STORY, FEED) != identity(replace(STORY, url="https://news.example/other"), FEED)


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/gold",
        "https://NEWS.example/gold/",
        "https://news.example/gold?utm_source=rss#top",
    ],
)
def test_what_changes_from_fetch_to_fetch_is_not_part_of_the_key(url: str) -> None:
    assert identity(replace(STORY, url=url), FEED) == identity(STORY, "http://news.example/feed/")


def test_no_feed_can_revise_anothers_article() -> None:
    assert identity(STORY, FEED) != identity(STORY, "https://elsewhere.example/feed")


def test_near_duplicates_are_alike_and_share_a_band() -> None:
    a, b, c = fingerprint(TEXT), fingerprint(f"(Wire) {TEXT} More to come."), fingerprint(OTHER)
    assert similar(a, b) >= ALIKE > similar(a, c)
    assert set(bands(a)) & set(bands(b))
    assert not set(bands(a)) & set(bands(c))
    assert len(a) == 512


def test_no_words_are_like_nothing() -> None:
    assert fingerprint("…") == b""
    assert similar(b"", b"") == 0.0
