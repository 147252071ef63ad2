"""Inputs of every kind, good and bad: each gives articles, or one clear reason."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from shared import ROOT, SHARED, needs

from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.errors import EmptyArticle, FetchError, IngestError, InputNotFound, NotReadable
from tapecheck.ingest.fetch import Fetched, fetch
from tapecheck.ingest.records import read_jsonl
from tapecheck.ingest.source import articles, single

PAGE = """<html><head><title>T</title><meta property="og:site_name" content="The Outlet">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Head", "datePublished": "2025-12-12T09:05:00-05:00"}]}</script></head>
<body><article><h1>Head</h1><p>The Dow Jones Industrial Average closed at a record on Thursday, its third in a row this month.</p>
<p style="display:none">Hidden words say that gold fell 99% on Thursday, which it did not do at all.</p>
<p>Traders shrugged at <span class="ticker-chip">BTC $92,441.66</span> and went on buying the shares of smaller companies, as they had all week.</p>
</article></body></html>"""


def _only(location: Path) -> Article:
    (found,) = articles(str(location))
    assert isinstance(found, Article)
    return found


def test_a_page_gives_prose_time_title_and_outlet(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(PAGE, "utf-8")
    article = single(str(tmp_path / "p.html"))
    assert article.published == datetime(2025, 12, 12, 14, 5, tzinfo=UTC)
    assert (article.title, article.outlet, article.precision) == ("Head", "The Outlet", Precision.TIME)
    assert "closed at a record" in article.text
    assert "92,441" not in article.text
    assert "Hidden" not in article.text


def test_front_matter_and_header_lines(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: A\npublished: 2025-12-12\n---\n\nThe **Dow** [rose](https://x.example).\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text("Title: B\nPublished: 2025-12-12T10:00:00Z\n\nThe Dow rose.\n", "utf-8")
    a, b = single(str(tmp_path / "a.md")), single(str(tmp_path / "b.txt"))
    assert (a.text, a.title, a.precision) == ("The Dow rose.", "A", Precision.DAY)
    assert (b.text, b.title, b.precision) == ("The Dow rose.", "B", Precision.TIME)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("none.txt", None, InputNotFound),
        ("empty.txt", b"  \n", EmptyArticle),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", NotReadable),
        ("binary.txt", bytes(range(256)) * 4, NotReadable),
        ("feed.html", b"<?xml version='1.0'?><rss><channel></channel></rss>", NotReadable),
    ],
)
def test_bad_input_is_one_clear_sentence(
    tmp_path: Path, name: str, data: bytes | None, error: type[IngestError]
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(error) as caught:
        single(str(path))
    assert str(path) in str(caught.value)


def test_a_table_keeps_texts_as_given_and_sets_bad_rows_aside(tmp_path: Path) -> None:
    text = "  The\u00a0Dow rose.\r\n"
    rows = [
        json.dumps({"id": "1", "text": text, "published": "2025-12-12", "as_of": "2025-12-11"}),
        "{broken",
        json.dumps({"id": "3"}),
        "",
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(rows), "utf-8")
    good, broken, empty = articles(str(tmp_path / "t.jsonl"))
    assert isinstance(good, Article)
    assert good.text == text
    assert good.as_of is not None
    assert good.as_of.isoformat().startswith("2025-12-11T23:59:59")

    assert isinstance(broken, Quarantined)
    assert "line 2" in broken.location
    assert isinstance(empty, Quarantined)


@pytest.mark.parametrize(
    ("said", "precision", "uncertain"),
    [
        ("time", "time", False),
        ("day", "day", False),
        ("day (placeholder)", "day", True),
        ("time of first version", "time", True),
    ],
)
def test_a_row_may_say_how_exactly_its_time_is_known(said: str, precision: str, uncertain: bool) -> None:
    row = {"text": "Gold rose.", "published": "2025-12-12T08:00:00Z", "date_precision": said}
    (article,) = read_jsonl(json.dumps(row).encode(), "rows")
    assert isinstance(article, Article)
    assert (article.precision.value, "date_uncertain" in article.flags) == (precision, uncertain)


def test_parquet(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"id": ["x"], "text": ["The Dow rose."], "published": ["2025-12-12T10:00:00Z"]}).to_parquet(
        tmp_path / "t.parquet"
    )
    article = _only(tmp_path / "t.parquet")
    assert (article.id, article.text, article.published) == (
        "x",
        "The Dow rose.",
        datetime(2025, 12, 12, 10, tzinfo=UTC),
    )


def test_opml_reaches_its_feeds_and_folders_their_files(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes((ROOT / "data/samples/feed.xml").read_bytes())
    (tmp_path / "list.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="feed.xml"/><outline xmlUrl="gone.xml"/></body></opml>',
        "utf-8",
    )
    found = list(articles(str(tmp_path / "list.opml")))
    assert sum(isinstance(one, Article) for one in found) == 4
    assert sum(isinstance(one, Quarantined) for one in found) == 1
    assert sum(isinstance(one, Article) for one in articles(str(tmp_path))) == 8


def test_a_list_hands_out_nothing_but_feeds_and_cannot_name_itself(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("The password is kept here.", "utf-8")
    (tmp_path / "list.opml").write_text(
        '<opml><body><outline xmlUrl="secret.txt"/><outline xmlUrl="list.opml"/></body></opml>', "utf-8"
    )
    found = list(articles(str(tmp_path / "list.opml")))
    assert len(found) == 2
    assert all(isinstance(one, Quarantined) for one in found)


def test_a_list_from_elsewhere_opens_no_file_here(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes((ROOT / "data/samples/feed.xml").read_bytes())
    listing = f'<opml><body><outline xmlUrl="{feed}"/></body></opml>'.encode()
    fetched = articles("https://lists.example/l.opml", fetch=lambda url: Fetched(url, listing, "", None))
    for (one,) in (list(fetched), list(articles("-", stdin=listing))):
        assert isinstance(one, Quarantined)
        assert one.location == str(feed)


def test_the_price_in_a_live_quote_element_is_not_prose(tmp_path: Path) -> None:
    page = PAGE.replace(
        '<span class="ticker-chip">BTC $92,441.66</span>', "<fin-streamer>92,441.66</fin-streamer>"
    )
    (tmp_path / "p.html").write_text(page, "utf-8")
    assert "92,441" not in single(str(tmp_path / "p.html")).text


def test_a_broken_feed_is_set_aside_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "f.xml").write_bytes(
        b"<rss><channel><title>&#xD800;</title><item><title>x</title></item></channel></rss>"
    )
    assert list(articles(str(tmp_path / "f.xml")))


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
            return
        self.send_response(200 if self.path == "/page" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    httpd = HTTPServer(("127.0.0.1", 0), _Handler)
    monkeypatch.setenv("TAPECHECK_LOOPBACK", f"127.0.0.1:{httpd.server_port}")
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def test_an_address_is_fetched(server: str) -> None:
    assert single(f"{server}/page").title == "Head"


@pytest.mark.parametrize("path", ["/gone", "/loop"])
def test_no_usable_answer_is_a_typed_error(server: str, path: str) -> None:
    with pytest.raises(FetchError):
        fetch(server + path)


def test_only_http_is_fetched() -> None:
    with pytest.raises(FetchError):
        fetch("file:///etc/hostname")


@needs("corpus", "feeds")
def test_all_real_feeds_go_through() -> None:
    found = [one for path in sorted((SHARED / "corpus/feeds").glob("*.xml")) for one in articles(str(path))]
    assert sum(isinstance(one, Article) for one in found) > 10_000
    assert all(isinstance(one, Article) or one.reason for one in found)


@needs("corpus", "html")
def test_all_real_pages_go_through() -> None:
    pages = [
        p for p in sorted((SHARED / "corpus/html").glob("*.html")) if not p.name.endswith(".expected.html")
    ]
    assert len(pages) == 56
    assert all(isinstance(one, Article) for path in pages for one in articles(str(path)))
