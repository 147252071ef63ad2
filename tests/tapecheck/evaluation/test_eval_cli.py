"""`tapecheck eval` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import run
from shared import ROOT

SAMPLE = str(ROOT / "data/samples/labelled.jsonl")


def test_the_page_of_the_sample() -> None:
    done = run("eval", SAMPLE, "--offline", "--by", "kind,outlet,year,length", "--errors", "1")
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "3 articles; 30 labels in scope", "market figures became part of a claim", "typed P", "labelled \\ given", "by kind", "by outlet",
        "by year", "by length", "another sample", "expected calibration error", "missed: ", "  sentence  ", "  expected  ", "  got       nothing",
    ):  # fmt: skip
        assert words in done.stdout


def test_the_sample_is_read_and_judged_well() -> None:
    measured = json.loads(run("eval", SAMPLE, "--offline", "--format", "json").stdout)
    assert measured["core"]["typed_f1"] >= 0.8
    assert measured["verdict"]["accuracy_when_found"] == 1.0
    assert measured["refuted"] | {"gold": 1, "planted": 1, "planted_recall": 1.0} == measured["refuted"]
    assert measured["refuted"]["false_alarms_per_100_articles"] == 0
    assert measured["quotes"]["not_verbatim"] == 0
    assert len(measured["calibration"]["bins"]) == 10
    assert list(measured["slices"]) == ["kind"]
    assert measured["mistakes"] == []


def test_files_are_written_whole(tmp_path: Path) -> None:
    page, picture = tmp_path / "page.txt", tmp_path / "picture.svg"
    done = run("eval", SAMPLE, "--tape", "almanac", "--output", str(page), "--plot", str(picture))
    assert (done.returncode, done.stdout) == (0, "")
    assert "expected calibration error" in page.read_text("utf-8")
    assert picture.read_text("utf-8").rstrip().endswith("</svg>")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("gone.jsonl",), 3, "cannot be read"),
        ((SAMPLE, "--by", "mood"), 2, "--by: unknown mood; known are kind, outlet, year, length"),
        ((SAMPLE, "--format", "csv"), 2, "--format must be text or json"),
        ((SAMPLE, "--plot", "no/where.svg"), 2, "--plot no/where.svg: there is no folder no"),
        ((SAMPLE, "--tape", "nowhere"), 2, "no such tape"),
    ],
)
def test_wrong_use_is_one_sentence_and_a_status(arguments: tuple[str, ...], status: int, words: str) -> None:
    done = run("eval", *arguments)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_broken_series_is_a_source_that_failed(tmp_path: Path) -> None:
    daily = tmp_path / "daily"
    daily.mkdir()
    (daily / "symbols.csv").write_text("file,yahoo_symbol\ngspc.csv,^GSPC\n", "utf-8")
    (daily / "gspc.csv").write_text("nonsense\n", "utf-8")
    assert run("eval", SAMPLE, "--tape", str(tmp_path)).returncode == 4
