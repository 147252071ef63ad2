"""Feeds, sound and hostile: articles with flags, or one clear reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tapecheck.ingest.article import Article, Quarantined
from tapecheck.ingest.errors import FeedError
from tapecheck.ingest.feeds import looks_like_feed, read_feed

NOW = datetime(2025, 12, 15, tzinfo=UTC)
ITEM = "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate><description>{text}</description></item>"


def _feed(*items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Outlet</title>{"".join(items)}</channel></rss>'.encode()


def _item(
    title: str = "Gold",
    link: str = "https://news.example/1",
    guid: str = "g1",
    date: str = "Fri, 12 Dec 2025 09:05:00 GMT",
    text: str = "Gold rose 1% on Friday.",
) -> str:
    return ITEM.format(title=title, link=link, guid=guid, date=date, text=text)


def _only(data: bytes) -> Article:
    (found,) = read_feed(data, "https://news.example/feed", NOW)
    assert isinstance(found, Article)
    return found


def test_an_entry_is_an_article() -> None:
    found = _only(_feed(_item()))
    assert (found.title, found.text, found.outlet, found.id) == (
        "Gold",
        "Gold rose 1% on Friday.",
        "Outlet",
        "g1",
    )
    assert found.published == datetime(2025, 12, 12, 9, 5, tzinfo=UTC)
    assert found.flags == ("summary_only",)


@pytest.mark.parametrize(
    "token",
    [
        "&#xD800;",
        "&#x110000;",
        "&#99999999999999999999;",
        "\0",
        "\x1b",
        "\u202e",
        "\u200b",
        "]]>",
        "&x;",
        "<![CDATA[",
    ],
)
@pytest.mark.parametrize("field", ["title", "link", "guid", "date", "text"])
def test_hostile_tokens_give_clean_articles_or_a_reason(token: str, field: str) -> None:
    try:
        found = list(read_feed(_feed(_item(**{field: f"92{token},578"}), _item()), "f", NOW))
    except FeedError:
        return
    assert found
    for one in found:
        printed = f"{one.title}{one.text}{one.url}{one.id}" if isinstance(one, Article) else one.reason
        assert not any(0xD800 <= ord(c) < 0xE000 or c in "\0\x1b\u202e\u200b" for c in printed)


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#x110000;", "&#99999999999999999999;", "&#0;", "&#xFFFF"]
)
def test_a_reference_to_no_character_costs_one_character(reference: str) -> None:
    odd, sound = read_feed(_feed(_item(text=f"Gold{reference} rose."), _item()), "f", NOW)
    assert isinstance(odd, Article)
    assert odd.text == "Gold\ufffd rose."
    assert "characters_lost" in odd.flags
    assert isinstance(sound, Article)


@pytest.mark.parametrize("encoding", ["hex", "zlib", "punycode", "idna", "undefined", "none", "utf-16"])
def test_lying_declarations_never_change_the_words(encoding: str) -> None:
    try:
        found = _only(_feed(_item(), head=f'<?xml version="1.0" encoding="{encoding}"?>'))
    except FeedError:
        return
    assert found.text == "Gold rose 1% on Friday."


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!-- <a --><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!-- <![CDATA[ --><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;">]><!-- ]]> -->',
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://127.0.0.1/x'> %p;]>",
        f"<!DOCTYPE rss [<!ENTITY a '{'A' * 500}'>]>",
        "<!DOCTYPE rss [<!ATTLIST item x CDATA 'aaaa'>]>",
    ],
)
def test_declarations_that_grow_or_reach_out_are_refused(head: str) -> None:
    for data in (_feed(_item(), head=head), _feed(_item(), head=head).decode().encode("utf-16")):
        with pytest.raises(FeedError, match="declares"):
            list(read_feed(data, "f", NOW))


def test_short_entities_and_talk_of_entities_are_let_through() -> None:
    head = '<!DOCTYPE rss [\n<!ENTITY co "Company">\n]>'
    assert _only(_feed(_item(text="The &co; rose 1%."), head=head)).text == "The Company rose 1%."
    quoted = _only(_feed(_item(text="<![CDATA[How to write &lt;!ENTITY x SYSTEM 'y'> in a <b>feed</b>.]]>")))
    assert "ENTITY" in quoted.text


def test_caps_are_flagged() -> None:
    long = _only(_feed(_item(title="word " * 1_000, text="Gold rose. " * 30_000)))
    assert len(long.title or "") == 2_000
    assert len(long.text) <= 200_000
    assert {"title_cut", "truncated"} <= set(long.flags)
    *kept, rest = read_feed(_feed(*[_item()] * 2_003), "f", NOW)
    assert len(kept) == 2_000
    assert isinstance(rest, Quarantined)
    assert rest.reason.startswith("3 entries")
    with pytest.raises(FeedError, match="10 MB"):
        list(read_feed(b" " * 10_000_001, "f", NOW))


def test_a_feed_that_breaks_off_says_so() -> None:
    whole, cut = read_feed(_feed(_item(), _item(guid="g2"))[:-45], "f", NOW)
    assert isinstance(whole, Article)
    assert isinstance(cut, Article)
    assert "truncated" not in whole.flags
    assert {"truncated", "feed_malformed"} <= set(cut.flags)


@pytest.mark.parametrize(
    ("date", "flag"),
    [
        ("Fri, 12 Dec 2025 09:05:00 QZT", "date_uncertain"),
        ("Fri, 12 Dec 2025 09:05:00 CST", "zone_ambiguous"),
        ("Fri, 12 Dec 2025 09:05:00", "zone_assumed"),
        ("Mon, 12 Dec 2025 09:05:00 GMT", "date_uncertain"),
        ("Wed, 17 Dec 2025 09:05:00 GMT", "date_future"),
        ("2026-13-45", "no_date"),
        ("", "no_date"),
    ],
)
def test_dates_in_doubt_are_flagged(date: str, flag: str) -> None:
    found = _only(_feed(_item(date=date)))
    assert flag in found.flags
    assert (found.published is None) == (flag == "no_date")


def test_hidden_text_and_tables_are_no_prose() -> None:
    body = "<p>Gold rose 1%.</p><p hidden>Oil fell 9%.</p><p style='font-size:0'>Tin fell 9%.</p><table><tr><td>S&P</td><td>6,800</td></tr></table>After."
    found = _only(_feed(_item(text=f"<![CDATA[{body}]]>")))
    assert found.text == "Gold rose 1%.\n\nAfter."
    assert found.tables == ("S&P | 6,800",)


def test_links_are_of_the_web_or_none() -> None:
    assert _only(_feed(_item(link="javascript:alert(1)", guid="g"))).url is None
    assert _only(_feed(_item(link="/2"))).url == "https://news.example/2"


def test_a_feed_is_known_by_its_head_in_utf_16_too() -> None:
    assert looks_like_feed(_feed(_item()).decode().encode("utf-16"))
    assert not looks_like_feed(b"<!doctype html><p>Gold rose.")
