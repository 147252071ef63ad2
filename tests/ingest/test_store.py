"""The store: what is written is there, whole, once, and for one run at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.errors import FetchError
from tapecheck.ingest.store import Found, Run, Seen, StoreDamaged, StoreError, StoreLocked
from tapecheck.ingest.store_feeds import Fetch
from tapecheck.ingest.store_records import article_of, text_of
from tapecheck.ingest.store_schema import STEPS, bring_up_to_date, version_of

NOW = datetime(2025, 12, 12, 15, 0, tzinfo=UTC)
FEED = "https://wire.example/feed"


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    with Seen(tmp_path / "seen.sqlite", NOW) as opened:
        yield opened


def _article(text: str = "Stocks rose.", name: str = "a") -> Article:
    return Article(text, name, published=NOW, precision=Precision.TIME, feed=FEED)


def _kept(seen: Seen, run: Run, *articles: Article) -> None:
    for article in articles:
        seen.keep(run, article, FEED, "terms", Found(json.dumps({"of": article.text}), "{}"), NOW)


def _reports(seen: Seen, run: Run) -> list[str]:
    return [json.loads(one.found.report)["of"] for one in seen.outcomes(run)]


def test_a_second_run_is_refused_while_the_first_goes_on_and_a_look_is_not(seen: Seen) -> None:
    with pytest.raises(StoreLocked, match=r"another run \(process \d+, since 2025-12-12T15:00:00"):
        Seen(seen.path, NOW)
    with Seen(seen.path, reading=True) as other:
        assert list(other.troubles()) == []
    seen.close()
    Seen(seen.path, NOW).close()


def test_a_run_that_was_stopped_is_the_same_run(seen: Seen) -> None:
    first = seen.begin("plan", NOW)
    assert seen.begin("plan", NOW) == Run(first.number, "plan", resumed=True)
    assert seen.begin("another", NOW).number != first.number
    seen.end(first, [FEED], NOW)
    assert seen.begin("plan", NOW).number > first.number


def test_an_article_counts_once_a_run_and_a_changed_one_is_a_further_revision(seen: Seen) -> None:
    run = seen.begin("plan", NOW)
    _kept(seen, run, _article(), _article("Stocks fell."), _article("Gold fell.", "b"))
    assert seen.holds(run, _article(), FEED)
    assert not seen.holds(run, _article("Stocks were flat."), FEED)
    assert seen.found(_article("Stocks fell."), FEED, "terms") == Found('{"of": "Stocks fell."}', "{}")
    assert seen.found(_article(), FEED, "other terms") is None
    assert _reports(seen, run) == ["Stocks rose.", "Stocks fell.", "Gold fell."]
    assert {"entries": 2, "revisions": 3, "findings": 3}.items() <= seen.sizes().items()


def test_a_later_run_uses_the_findings_of_before_but_for_those_that_are_not_final(seen: Seen) -> None:
    first, again = seen.begin("plan", NOW), seen.begin("again", NOW)
    _kept(seen, first, _article())
    _kept(seen, again, _article())
    assert seen.sizes()["findings"] == 1
    seen.keep(again, _article("Oil rose."), FEED, "terms", Found("{}", "{}", final=False), NOW)
    assert seen.found(_article("Oil rose."), FEED, "terms") is None


def test_what_is_written_in_one_piece_is_not_there_when_the_piece_breaks(seen: Seen) -> None:
    run = seen.begin("plan", NOW)
    with pytest.raises(StoreError, match="cannot be written"):
        seen.keep(Run(99, "none"), _article(), FEED, "terms", Found("{}", "{}"), NOW)
    assert seen.sizes()["entries"] == 0
    assert seen.counts(run) == (0, 0, 0)


def test_what_is_set_aside_waits_until_its_source_is_read_again(seen: Seen) -> None:
    run = seen.begin("plan", NOW)
    broken = Quarantined(f"{FEED}, entry 3", "no text")
    assert seen.set_aside(run, "list.opml", broken, FEED, NOW)
    assert not seen.set_aside(run, "list.opml", broken, FEED, NOW)
    fault = Quarantined("a", "tapecheck failed on it", failed=True)
    seen.set_aside(run, FEED, fault, FEED, NOW, _article())
    assert seen.holds(run, _article(), FEED)
    assert seen.counts(run) == (0, 1, 1)
    seen.end(run, ["list.opml"], NOW)
    assert [one.location for one in seen.asides()] == [f"{FEED}, entry 3", "a"]
    again = seen.begin("again", NOW)
    seen.end(again, [FEED], NOW)
    assert list(seen.asides()) == []
    assert len(list(seen.asides(run))) == 2


def test_an_article_comes_back_as_it_was() -> None:
    article = Article(
        "Lone \ud800 surrogate,\0 NUL and “quotes”.", "id", "T", "https://x.example", "Wire", NOW, Precision.DAY, NOW,
        ("no_date",), ("a | b",), FEED,
    )  # fmt: skip
    assert article_of(text_of(article), FEED) == article
    assert text_of(article).isascii()


def test_hostile_names_are_kept(seen: Seen) -> None:
    run = seen.begin("plan", NOW)
    hostile = Article("Stocks rose.", "id\ud800\0", feed="feed\udfff'; DROP TABLE runs; --")
    seen.keep(run, hostile, "feed", "terms", Found("{}", "{}"), NOW)
    seen.set_aside(run, "in\0put", Quarantined("where\ud800", "why\0"), "where\ud800", NOW)
    assert seen.holds(run, hostile, "feed")
    assert seen.counts(run) == (1, 1, 0)


def test_feeds_that_give_nothing_new_are_listed(seen: Seen) -> None:
    run = seen.begin("plan", NOW)
    _kept(seen, run, _article())
    gone = "https://gone.example/feed"
    seen.set_aside(run, gone, Quarantined(gone, "the server answered 410"), gone, NOW)
    assert list(seen.feeds.silent(NOW + timedelta(days=6))) == []
    later = NOW + timedelta(days=8)
    seen.keep(seen.begin("again", later), _article("New.", "n"), FEED, "terms", Found("{}", "{}"), later)
    (silent,) = seen.feeds.silent(later)
    assert (silent.location, silent.failures, silent.reason) == (gone, 1, "the server answered 410")


def test_validators_of_the_last_whole_answer(seen: Seen) -> None:
    seen.feeds.log(Fetch(FEED, NOW, 200, 10, '"one"', "Fri, 12 Dec 2025 15:00:00 GMT"))
    seen.feeds.log(Fetch(FEED, NOW, 503, reason=FetchError(FEED, "busy").reason))
    assert seen.feeds.validators(FEED) == ('"one"', "Fri, 12 Dec 2025 15:00:00 GMT")
    assert seen.feeds.validators("https://other.example") == (None, None)


def test_a_store_of_before_takes_the_steps_that_it_lacks(seen: Seen) -> None:
    _kept(seen, seen.begin("plan", NOW), _article())
    seen.close()
    with sqlite3.connect(seen.path, isolation_level=None) as db:
        bring_up_to_date(db, seen.path, (*STEPS, ("ALTER TABLE runs ADD COLUMN host TEXT",)))
        assert version_of(db) == len(STEPS) + 1
        assert db.execute("SELECT plan, host FROM runs").fetchall() == [("plan", None)]
    with pytest.raises(StoreError, match="made by a later tapecheck"):
        Seen(seen.path, NOW)


def test_a_step_that_breaks_is_not_half_taken(seen: Seen) -> None:
    seen.close()
    with sqlite3.connect(seen.path, isolation_level=None) as db:
        with pytest.raises(sqlite3.OperationalError):
            bring_up_to_date(db, seen.path, (*STEPS, ("ALTER TABLE runs ADD COLUMN host TEXT", "no SQL")))
        db.rollback()
        assert version_of(db) == len(STEPS)
        assert "host" not in {row[1] for row in db.execute("PRAGMA table_info(runs)")}


@pytest.mark.parametrize("size", [0, 100, 4096, 20000])
def test_a_store_that_was_cut_is_put_back_and_says_so(seen: Seen, size: int) -> None:
    run = seen.begin("plan", NOW)
    _kept(seen, run, _article())
    seen.end(run, [FEED], NOW)
    seen.close()
    seen.path.write_bytes(seen.path.read_bytes()[:size])
    with Seen(seen.path, NOW) as again:
        assert "put back as it stood when the last run ended" in (again.said or "")
        assert _reports(again, run) == ["Stocks rose."]
        assert seen.path.with_name("seen.sqlite.damaged-1").stat().st_size == size


def test_a_text_that_is_not_what_was_written_is_noticed(seen: Seen) -> None:
    run = seen.begin("plan", NOW)
    _kept(seen, run, _article())
    seen.end(run, [FEED], NOW)
    with sqlite3.connect(seen.path) as db:
        db.execute('UPDATE findings SET report = \'{"of": "other"}\'')
    with pytest.raises(StoreDamaged, match="tapecheck store check"):
        _reports(seen, run)
    assert list(seen.troubles()) == ["findings 1: the text is not what was written"]
    seen.close()
    with Seen(seen.path, NOW) as again:
        assert _reports(again, run) == ["Stocks rose."]


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    article, other = tmp_path / "article.txt", tmp_path / "other.sqlite"
    article.write_text("Stocks rose on Monday, and nobody knew why. " * 50, "utf-8")
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (a)")
    for path in (article, other):
        before = path.read_bytes()
        with pytest.raises(StoreDamaged):
            Seen(path, NOW)
        assert path.read_bytes() == before
    with pytest.raises(StoreError, match="no such store"):
        Seen(tmp_path / "none.sqlite", reading=True)


def test_a_folder_means_the_store_in_it(tmp_path: Path) -> None:
    with Seen(tmp_path, NOW) as seen:
        assert seen.path == tmp_path / "seen.sqlite"


def test_an_export_makes_the_same_store(seen: Seen, tmp_path: Path) -> None:
    run = seen.begin("plan", NOW)
    _kept(seen, run, _article(), _article("Stocks fell."))
    seen.set_aside(run, FEED, Quarantined("a", "why"), FEED, NOW)
    seen.end(run, [FEED], NOW)
    lines = list(seen.lines())
    with Seen(tmp_path / "again.sqlite", NOW) as again:
        assert again.take(lines) == len(lines) - 1
        assert list(again.lines()) == lines
        with pytest.raises(StoreError, match="holds rows already"):
            again.take(lines)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "line 1 does not say"),
        (['{"tapecheck_store": 99}'], "version 99"),
        (['{"tapecheck_store": 1}', '{"table": "sqlite_master", "row": {}}'], "line 2 is no row"),
        (['{"tapecheck_store": 1}', '{"table": "runs", "row": {"number) --": 1}}'], "line 2 is no row"),
        (['{"tapecheck_store": 1}', "[]"], "line 2 is no row"),
    ],
)
def test_what_is_no_export_leaves_nothing_behind(seen: Seen, lines: list[str], why: str) -> None:
    with pytest.raises(StoreError, match=why):
        seen.take(lines)
    assert not any(seen.sizes().values())
