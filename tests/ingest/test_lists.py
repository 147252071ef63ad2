"""Lists of feeds in and out, and the feeds that a page names."""

from __future__ import annotations

import pytest

from tapecheck.ingest.discover import feeds_in
from tapecheck.ingest.errors import FeedError
from tapecheck.ingest.opml import feeds_of, opml_of

FEEDS = ("https://a.example/feed?x=1&y=<2>", "feeds/b.xml", 'https://c.example/"quoted"')


def test_what_is_written_is_read_back() -> None:
    assert feeds_of(opml_of([*FEEDS, FEEDS[0], ""]), "l") == FEEDS
    assert feeds_of(opml_of(["https://a.example/\0feed"]), "l") == ("https://a.example/feed",)


def test_letters_of_the_attribute_do_not_matter() -> None:
    assert feeds_of(b'<opml><body><outline xmlurl=" a "/><outline XMLURL="b"/></body></opml>', "l") == (
        "a",
        "b",
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<rss/>",
        b"<opml>",
        b'<?xml version="1.0" encoding="nonesuch"?><opml/>',
        b'<!DOCTYPE opml [<!ENTITY a "b">]><opml>&a;</opml>',
        b" " * 10_000_001,
    ],
)
def test_no_list_is_one_clear_sentence(data: bytes) -> None:
    with pytest.raises(FeedError):
        feeds_of(data, "l.opml")


def test_a_page_names_its_feeds() -> None:
    page = b"""<html><head><base href="/news/"><link rel="alternate" type="application/rss+xml" href="rss.xml">
    <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="https://other.example/atom">
    <link rel="alternate" type="application/rss+xml" href="rss.xml"><link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">
    <link rel="alternate" type="application/rss+xml" href="//["><link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="x.css">"""
    assert feeds_in(page, "https://a.example/x/y") == (
        "https://a.example/news/rss.xml",
        "https://other.example/atom",
    )
    assert feeds_in(b"no page", "https://a.example/") == ()
