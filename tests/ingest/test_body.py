"""Pages: nothing lost in silence, nothing read that no reader sees."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from shared import ROOT

sys.path.insert(0, str(ROOT / "bench"))

from trials.page_maker import CLAIM, SEEN, hiding, page, shown

from tapecheck.ingest.article import Article, Precision
from tapecheck.ingest.body import prose_of, read_fragment, read_page
from tapecheck.ingest.errors import FetchError, PageError
from tapecheck.ingest.fetch import Fetched
from tapecheck.ingest.whole import completed


def _read(html: str) -> Article:
    return read_page(html.encode(), "https://news.example/1")


@pytest.mark.parametrize("depth", [10, 254, 400, 3_000])
def test_what_stands_behind_deep_nesting_is_found_or_flagged(depth: int) -> None:
    found = _read(page("<div>" * depth + "</div>" * depth + f"<p>{CLAIM}</p>"))
    assert CLAIM in found.text or "truncated" in found.flags
    assert CLAIM in found.text or depth > 2_000


def test_a_fragment_that_is_too_deep_is_flagged() -> None:
    assert "truncated" in read_fragment("<b>" * 3_000 + "x" + CLAIM).flags


@pytest.mark.parametrize(("name", "html"), list(hiding()), ids=[name for name, _ in hiding()])
def test_hidden_text_is_not_read(name: str, html: str) -> None:
    found = _read(html)
    assert SEEN in found.text
    assert CLAIM not in found.text
    assert CLAIM not in prose_of(html)


@pytest.mark.parametrize(("name", "html"), list(shown()), ids=[name for name, _ in shown()])
def test_what_only_looks_hidden_is_read(name: str, html: str) -> None:
    assert CLAIM in _read(html).text


def test_a_page_that_its_script_unveils_is_read_and_flagged() -> None:
    found = _read(page("").replace("<article>", '<article style="opacity:0">'))
    assert SEEN in found.text
    assert "hidden_text" in found.flags


def test_long_texts_are_cut_after_a_paragraph_and_flagged() -> None:
    told = (
        f"<p>The index rose on Friday, trader {n} said, and fell again on Monday.</p>" for n in range(4_000)
    )
    found = _read(page("".join(told)))
    assert len(found.text) <= 200_000
    assert found.text.endswith("Monday.")
    assert "truncated" in found.flags


def test_text_before_and_after_a_block_stays_apart() -> None:
    assert prose_of("Gold<p>rose</p>oil<br>fell") == "Gold\n\nrose\n\noil\n\nfell"


def test_invisible_characters_do_not_cut_numbers() -> None:
    assert (
        "92,578"
        in _read(page("<p>The index closed at 92&#8203;,578 points on Friday, more than ever.</p>")).text
    )


@pytest.mark.parametrize("odd", ["&#xFFFF;", "&#xFFFE;", "\uffff", "&#1;", "&#12;", "\x0c"])
def test_characters_that_no_tree_may_hold_are_taken_out(odd: str) -> None:
    assert prose_of(f"<p>Gold{odd} rose</p><p hidden>x</p>tail{odd}") == "Gold rose\n\ntail"
    assert "Gold rose on Friday" in _read(page(f"<p>Gold{odd} rose on Friday, as it had all week.</p>")).text


SUMMARY = Article(
    text="Shares of the company rose 4.5% on Friday after results.", id="1", title="Story", url="https://news.example/1", flags=("summary_only", "no_date"),
)  # fmt: skip


def _server(html: str) -> Callable[[str], Fetched]:
    return lambda url: Fetched(url, html.encode(), "text/html", None)


def test_a_summary_is_completed_from_its_page() -> None:
    dated = page("", '<meta property="article:published_time" content="2025-12-12T10:00:00Z">')
    whole = completed(SUMMARY, _server(dated))
    assert SEEN in whole.text
    assert (whole.id, whole.precision, whole.flags) == ("1", Precision.TIME, ())


def test_a_wall_is_not_taken_for_the_article() -> None:
    wall = "<html><body><article>" + "<p>Please accept cookies so that this site can go on showing you advertisements.</p>" * 5 + "</article></body></html>"  # fmt: skip
    found = completed(SUMMARY, _server(wall))
    assert (found.text, found.flags[-1]) == (SUMMARY.text, "page_unread")


def test_a_page_that_cannot_be_had_leaves_the_summary() -> None:
    def refused(url: str) -> Fetched:
        raise FetchError(url, "the server answered 403")

    assert completed(SUMMARY, refused).flags[-1] == "page_unread"


def test_a_page_without_words_is_one_clear_sentence() -> None:
    with pytest.raises(PageError):
        _read("<html><body><p>…</p></body></html>")
