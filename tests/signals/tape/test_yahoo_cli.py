"""The commands with the tape that they ask by default, told by nothing but the environment where Yahoo is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from shared import ROOT
from yahoo_server import YahooServer, rows_of

# Of the second figure the tape says otherwise.
ARTICLE = """The S&P 500 closed at {close:,.2f} on Thursday. The S&P 500 rose 3.4% on Thursday.
The index closed at a record.
"""


def _run(server: YahooServer, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    bundle = str(server.ca)
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
    told = {**dict.fromkeys(names, bundle), "HTTPS_PROXY": server.proxy}
    kept = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    return subprocess.run(
        [sys.executable, "-c", "from tapecheck.cli import main; main()", *arguments],
        env={**kept, **told, "XDG_CACHE_HOME": str(folder), "HOME": str(folder)},
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def _verdicts(server: YahooServer, folder: Path) -> list[str]:
    article = folder / "article.txt"
    article.write_text(ARTICLE.format(close=rows_of("^GSPC")[-2][4]), encoding="utf-8")
    done = _run(server, folder, "check", str(article), "--published", "2025-12-11", "--format", "json")
    assert done.returncode in (0, 1, 4), done.stderr
    return [claim["verdict"] for claim in json.loads(done.stdout)["claims"]]


def test_the_facts_of_a_session(server: YahooServer, tmp_path: Path) -> None:
    done = _run(server, tmp_path, "tape", "^GSPC", "2025-12-11")
    assert done.returncode == 0, done.stderr
    assert "(Yahoo Finance, from " in done.stdout
    assert f"{rows_of('^GSPC')[-2][4]:,.2f}" in done.stdout


def test_told_to_slow_down_the_command_says_so(server: YahooServer, tmp_path: Path) -> None:
    server.fault = "429"
    done = _run(server, tmp_path, "tape", "^GSPC", "2025-12-11")
    assert (done.returncode, done.stdout) == (4, "")
    assert "429" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_source_that_fails_refutes_nothing(server: YahooServer, tmp_path: Path) -> None:
    server.fault = "500"
    found = _verdicts(server, tmp_path)
    assert len(found) >= 2
    assert set(found) <= {"unavailable", "no_data"}
    assert "unavailable" in found


def test_a_sound_source_refutes_what_is_wrong(server: YahooServer, tmp_path: Path) -> None:
    assert {"supported", "refuted"} <= set(_verdicts(server, tmp_path))


def test_what_was_fetched_is_there_offline(server: YahooServer, tmp_path: Path) -> None:
    done = _run(server, tmp_path, "tape", "fetch", "^GSPC", "NOSUCH", "--since", "2025-11-03")
    assert done.returncode == 3
    assert "^GSPC: " in done.stderr
    assert "knows no symbol NOSUCH" in done.stderr
    server.fault = "500"
    offline = _run(server, tmp_path, "tape", "^GSPC", "2025-12-11", "--offline")
    assert offline.returncode == 0, offline.stderr
    assert "(Yahoo Finance, from 2025-11-03)" in offline.stdout


def test_a_fetch_that_fails_says_why(server: YahooServer, tmp_path: Path) -> None:
    server.fault = "429"
    done = _run(server, tmp_path, "tape", "fetch", "^GSPC")
    assert done.returncode == 4
    assert "slow down (429)" in done.stderr
