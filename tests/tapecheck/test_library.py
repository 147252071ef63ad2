"""The library, as the docstring of the package teaches it."""

from __future__ import annotations

import doctest

import pytest
from shared import ROOT

import tapecheck
from tapecheck.errors import BadOption
from tapecheck.report.table import neutralised, restored


def test_the_tutorial_is_true() -> None:
    assert doctest.testmod(tapecheck).failed == 0


def test_frame_has_useful_types() -> None:
    report = tapecheck.check("The Russell 2000 closed at 2,590.61 on Thursday.", "2025-12-12", tape="almanac")
    table = report.to_frame()
    assert table["value"].dtype == float
    assert table["verdict"].dtype.name == "category"
    assert table["window_from"].dtype.kind == "M"
    assert list(table["verdict"]) == ["supported"]


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
