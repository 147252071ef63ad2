"""The library, as the docstring of the package teaches it."""

from __future__ import annotations

import doctest
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shared import ROOT

import tapecheck
from tapecheck.errors import BadOption
from tapecheck.report.cells import neutralised, restored


def test_the_tutorial_is_true() -> None:
    assert doctest.testmod(tapecheck).failed == 0


def test_frame_has_useful_types() -> None:
    report = tapecheck.check("The Russell 2000 closed at 2,590.61 on Thursday.", "2025-12-12", tape="almanac")
    table = report.to_frame()
    assert table["value"].dtype == float
    assert table["verdict"].dtype.name == "category"
    assert table["window_from"].dtype.kind == "M"
    assert list(table["verdict"]) == ["supported"]


def test_a_frame_without_claims_has_the_same_columns() -> None:
    none = tapecheck.check("Nothing to see here.", "2025-12-12", tape="almanac").to_frame()
    some = tapecheck.check("The Russell 2000 closed at 2,590.61.", "2025-12-12", tape="almanac").to_frame()
    assert (len(none), list(none.columns)) == (0, list(some.columns))
    assert none["value"].dtype == some["value"].dtype == float


def test_known_at_is_publication_unless_given() -> None:
    text = "The Russell 2000 closed at a record."
    published = datetime(2025, 12, 12, 14, 0, tzinfo=UTC)
    assert tapecheck.check(text, published, tape=["almanac"]).known_at == published
    day = tapecheck.check(text, date(2025, 12, 12), tape="almanac").known_at
    assert day.replace(microsecond=0).isoformat() == "2025-12-12T23:59:59-05:00"
    later = tapecheck.check(text, published, tape="almanac", as_of="2025-12-15T09:30:00-05:00").known_at
    assert later.isoformat() == "2025-12-15T09:30:00-05:00"


def test_what_the_input_names_as_its_moment_holds_unless_overridden(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "published": "2025-12-12",
        "as_of": "2025-12-11T17:00:00-05:00",
        "text": "The Dow rose.",
    }
    table = tmp_path / "articles.jsonl"
    table.write_text(json.dumps(row), "utf-8")
    (own,) = tapecheck.batch(str(table), tape="almanac")
    (given,) = tapecheck.batch(str(table), tape="almanac", as_of="2025-12-20")
    assert isinstance(own, tapecheck.Report)
    assert isinstance(given, tapecheck.Report)
    assert [report.known_at.isoformat()[:10] for report in (own, given)] == ["2025-12-11", "2025-12-20"]


def test_batch_yields_a_report_an_article() -> None:
    reports = list(tapecheck.batch(str(ROOT / "data/samples/feed.xml"), tape="almanac"))
    assert [len(r.findings) > 0 for r in reports if isinstance(r, tapecheck.Report)] == [True] * 4


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(BadOption, match="published"):
        tapecheck.check("The Dow rose.", "yesterday", tape="almanac")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1.2%", "-5%", "@x", "\tx", "\rx", "＝1", "'quoted'", "plain", "NA", "TRUE", "0700", "1E5", ""],
)
def test_formulas_are_neutralised_reversibly(text: str) -> None:
    cell = neutralised(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝")
    assert restored(cell) == text


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2025-12-12T00:45:00-05:00", date(2025, 12, 11)),
        ("2025-12-12T06:00:00-05:00", date(2025, 12, 12)),
        ("2025-12-14T19:00:00-05:00", date(2025, 12, 15)),
    ],
)
def test_an_evening_wrap_speaks_of_the_day_even_after_midnight(published: str, day: date) -> None:
    assert tapecheck.check("The S&P 500 rose.", published, tape="almanac").moment.day == day


def test_a_morning_that_names_its_day_is_of_that_day() -> None:
    text = "Oil rose on Friday in Asia."
    assert tapecheck.check(text, "2025-12-12T03:00:00-05:00", tape="almanac").moment.day == date(2025, 12, 12)


def test_a_row_that_names_its_day_still_shows_nothing_from_after_it_appeared(tmp_path: Path) -> None:
    row = {"text": "The S&P 500 rose.", "published": "2025-12-11T14:00:00-05:00", "as_of": "2025-12-11"}
    table = tmp_path / "rows.jsonl"
    table.write_text(json.dumps(row), "utf-8")
    (report,) = tapecheck.batch(str(table), tape="almanac")
    assert report.moment.day == date(2025, 12, 11)
    assert report.known_at.isoformat() == "2025-12-11T14:00:00-05:00"
