"""The commands as a user runs them: whole processes, their output and their exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import FEED, SAMPLE, run
from shared import ROOT


def test_check_says_everything_without_colour() -> None:
    done = run("check", SAMPLE, "--offline")
    assert done.returncode == 1
    assert "[1 supported]" in done.stdout
    assert "REFUTED" in done.stdout
    assert "126,198.07 on 2025-10-06" in done.stdout.replace("\n", " ").replace("    ", "")
    assert "\x1b[" not in done.stdout


def test_the_readme_shows_what_is_printed() -> None:
    printed = run("check", "data/samples/small-caps-record.md", "--offline").stdout
    assert printed in (ROOT / "README.md").read_text("utf-8")


def test_json_has_the_contract() -> None:
    answer = json.loads(run("check", SAMPLE, "--offline", "--format", "json").stdout)
    assert set(answer) == {"article", "claims", "summary"}
    assert set(answer["article"]) == {
        "id",
        "url",
        "outlet",
        "title",
        "published",
        "as_of",
        "day",
        "sha256",
        "flags",
        "tape",
        "tables",
    }
    promised = {"id", "start", "end", "quote", "kind", "subject", "value", "value_text", "unit", "direction", "comparator", "basis", "window", "reference",
                "attributed_to", "modality", "verdict", "grade", "reading", "observed", "explanation", "correction", "evidence", "snapshot", "conflicts_with", "origin"}  # fmt: skip
    assert all(promised <= set(claim) for claim in answer["claims"])
    assert {claim["value"] for claim in answer["claims"]} >= {27, 25, 40_000_000_000}
    assert sum(
        answer["summary"][verdict]
        for verdict in ("supported", "refuted", "open", "not_checkable", "no_data", "unavailable")
    ) == len(answer["claims"])


def test_batch_reconciles_and_goes_on(tmp_path: Path) -> None:
    done = run("batch", FEED, str(tmp_path / "gone.xml"), "--offline", "--fail-on", "none")
    assert done.returncode == 3
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 4
    assert "5 articles in = 4 checked + 1 quarantined + 0 failed" in done.stderr


def test_csv_and_its_schema(tmp_path: Path) -> None:
    target = tmp_path / "verified.csv"
    assert (
        run(
            "check", SAMPLE, "--offline", "--format", "csv", "--output", str(target), "--fail-on", "none"
        ).returncode
        == 0
    )
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
    schema = json.loads((tmp_path / "verified.schema.json").read_text("utf-8"))
    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    assert {row["verdict"] for row in rows} >= {"supported", "refuted", "open"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("check", "gone.txt", "--offline"), 3, "no such file"),
        (("check", SAMPLE, "--tape", "nowhere"), 2, "no such tape"),
        (("check", SAMPLE, "--offline", "--format", "xml"), 2, "--format"),
        (("check", SAMPLE, "--offline", "--as-of", "soon"), 2, "--as-of"),
        (("check", SAMPLE, "--offline", "--fail-on", "maybe"), 2, "--fail-on"),
        (("tape", "NOPE", "2025-12-11", "--offline"), 3, "NOPE"),
        (("tape", "^RUT", "2025-12-13", "--offline"), 3, "no session"),
    ],
)
def test_wrong_use_is_one_sentence_and_a_status(arguments: tuple[str, ...], status: int, words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_no_date_asks_for_one_and_takes_it() -> None:
    text = "The Russell 2000 closed at a record on Thursday."
    asked = run("check", "-", "--offline", stdin=text)
    assert (asked.returncode, "--published" in asked.stderr) == (2, True)
    assert run("check", "-", "--offline", "--published", "2025-12-12", stdin=text).returncode == 0


def test_as_of_bounds_what_is_known() -> None:
    done = run(
        "check",
        SAMPLE,
        "--offline",
        "--as-of",
        "2025-10-01T12:00:00-04:00",
        "--format",
        "json",
        "--fail-on",
        "none",
    )
    assert all(
        row["date"] <= "2025-10-01"
        for claim in json.loads(done.stdout)["claims"]
        for row in claim["evidence"]
    )


def test_nothing_is_fetched_offline(tmp_path: Path) -> None:
    done = run("check", "https://news.example/story", "--offline")
    assert (done.returncode, "--offline" in done.stderr) == (3, True)
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://news.example/feed"/></body></opml>', "utf-8"
    )
    listed = run("batch", str(feeds), FEED, "--offline", "--fail-on", "none")
    assert (listed.returncode, len(listed.stdout.splitlines())) == (3, 4)
    assert "https://news.example/feed: this needs the network" in listed.stderr


def test_a_broken_series_costs_only_its_own_claims(tmp_path: Path) -> None:
    folder = tmp_path / "tape" / "daily"
    folder.mkdir(parents=True)
    (folder / "symbols.csv").write_text("file,yahoo_symbol\nGSPC.csv,^GSPC\nRUT.csv,^RUT\n", "utf-8")
    (folder / "GSPC.csv").write_text("when,price\n2025-12-11,1\n", "utf-8")
    (folder / "RUT.csv").write_text(
        "date,open,high,low,close,volume\n2025-12-10,2500,2560,2490,2559.61,\n2025-12-11,2560,2600,2550,2590.61,\n",
        "utf-8",
    )
    text = "The S&P 500 closed at 6,901.00 on Thursday. The Russell 2000 closed at 2,590.61 on Thursday."
    options = ("--published", "2025-12-12", "--tape", str(folder.parent), "--format", "json")
    done = run("check", "-", *options, stdin=text)
    claims = {claim["subject"]: claim for claim in json.loads(done.stdout)["claims"]}
    assert done.returncode == 4
    assert claims["^RUT"]["verdict"] == "supported"
    assert claims["^GSPC"]["verdict"] == "unavailable"
    assert "GSPC.csv, line 1" in claims["^GSPC"]["explanation"]
    session = run("tape", "^GSPC", "2025-12-11", "--tape", str(folder.parent))
    assert (session.returncode, "GSPC.csv, line 1" in session.stderr) == (4, True)


def test_no_article_steers_the_terminal(tmp_path: Path) -> None:
    text = "Title: Calm\x1b]0;owned\x07\n\nThe S&P 500\x1b[2J rose 1.2%\u202e on Monday.\x9b31m"
    shown = run("check", "-", "--offline", "--published", "2025-10-27", stdin=text)
    assert shown.returncode == 0
    lost = run("batch", str(tmp_path / "gone\x1b[2J.txt"), "--offline")
    for output in (shown.stdout, lost.stderr):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(output)
    answer = run(
        "check", "-", "--offline", "--published", "2025-10-27", "--format", "json", stdin=text
    ).stdout
    assert not {"\x1b", "\x9b", "\u202e"} & set(answer)
    claims = json.loads(answer)["claims"]
    assert claims
    assert all(claim["quote"] in text for claim in claims)


def test_a_mark_stays_on_one_line() -> None:
    lines = run("check", SAMPLE, "--offline", "--fail-on", "none").stdout.splitlines()
    assert all(line.count("[") == line.count("]") for line in lines)
    assert all(line == line.rstrip() and len(line) <= 100 for line in lines)


def test_output_is_a_file_a_device_or_refused(tmp_path: Path) -> None:
    text = run("check", SAMPLE, "--offline", "--output", str(tmp_path / "answer.txt"))
    assert text.returncode == 1
    assert "11 claims" in (tmp_path / "answer.txt").read_text("utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    run("check", SAMPLE, "--offline", "--output", str(pipe))
    assert b"11 claims" in os.read(reader, 65536)
    assert pipe.is_fifo()
    os.close(reader)
    refused = run("check", SAMPLE, "--offline", "--output", str(tmp_path / "none" / "answer.txt"))
    assert (refused.returncode, "there is no folder" in refused.stderr) == (2, True)


def test_a_fault_of_ours_does_not_look_like_a_refutation() -> None:
    code = "import tapecheck.checking as c\nc.one = None\nfrom tapecheck.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", SAMPLE, "--offline"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "TypeError" in done.stderr) == (70, True)


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tapecheck", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "Usage: tapecheck" in done.stdout


def test_tape_gives_the_session() -> None:
    done = run("tape", "^RUT", "2025-12-11", "--offline")
    assert "2,590.61" in done.stdout
    assert "+1.21%" in done.stdout


def test_doctor() -> None:
    done = run("doctor")
    assert done.returncode == 0
    assert "almanac ^GSPC" in done.stdout
    assert "(default)" in done.stdout


def test_settings_come_from_the_file_too(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text('tape = ["almanac"]\nfail_on = "none"\n', "utf-8")
    assert run("check", SAMPLE, "--config", str(tmp_path / "t.toml")).returncode == 0
    (tmp_path / "t.toml").write_text("colour = 1\n", "utf-8")
    assert run("check", SAMPLE, "--config", str(tmp_path / "t.toml")).returncode == 2


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['tapecheck', '--help']\nfrom tapecheck.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('spacy', 'pandas', 'transformers', 'yfinance', 'numpy', 'trafilatura', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    assert done.stdout.strip().endswith("[]")
