"""Volume from a folder tape: it bears claims out, refutes none, and is unknown while a session runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tapecheck.ingest.article import Article, Precision
from tapecheck.pipeline import check_article
from tapecheck.signals.tape.folder import FolderTape

ROWS = """date,open,high,low,close,volume
2025-12-10,100,101,99,100,1000
2025-12-11,101,102,100,101,1100
2025-12-12,102,103,101,102,900
"""


@pytest.fixture
def tape(tmp_path: Path) -> FolderTape:
    (tmp_path / "daily").mkdir()
    (tmp_path / "daily/symbols.csv").write_text("file,yahoo_symbol\nIXIC.csv,^IXIC\n", "utf-8")
    (tmp_path / "daily/IXIC.csv").write_text(ROWS, "utf-8")
    return FolderTape(tmp_path)


@pytest.mark.parametrize(
    ("text", "at", "verdict"),
    [
        ("Volume rose on the Nasdaq on Thursday.", datetime(2025, 12, 11, 23, tzinfo=UTC), "supported"),
        ("Volume on the Nasdaq rose 10% on Thursday.", datetime(2025, 12, 11, 23, tzinfo=UTC), "supported"),
        ("Volume fell on the Nasdaq on Thursday.", datetime(2025, 12, 11, 23, tzinfo=UTC), "no_data"),
        ("Volume fell on the Nasdaq on Friday.", datetime(2025, 12, 12, 18, tzinfo=UTC), "no_data"),
    ],
)
def test_volume(tape: FolderTape, text: str, at: datetime, verdict: str) -> None:
    (finding,) = check_article(
        Article(text=text, id="t", published=at, precision=Precision.TIME), tape
    ).findings
    assert (finding.claim.kind, finding.verdict.value) == ("volume_flow", verdict)
