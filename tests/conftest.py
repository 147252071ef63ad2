"""Makes the folder of the tests importable, for `shared`, and keeps every test's store to itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test keeps of market data and forecasts, its commands included, lies in its own folder."""
    monkeypatch.setenv("TAPECHECK_STORE", str(tmp_path / "store"))
