"""Where the shared material lies, for tests that run only where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def needs(*parts: str) -> pytest.MarkDecorator:
    """Skips, with the reason, where `../shared/<parts>` is absent."""
    return pytest.mark.skipif(
        not SHARED.joinpath(*parts).exists(), reason=f"../shared/{'/'.join(parts)} is not here"
    )
