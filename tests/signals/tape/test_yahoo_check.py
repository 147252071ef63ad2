"""Articles checked while Yahoo is broken: whatever it sends, nothing true is refuted, and what it does not send refutes nothing at all."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from yahoo_server import FAULTS, ROW_FAULTS, YahooServer, rows_of

from tapecheck import check
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.kept import KeptTape
from tapecheck.signals.tape.patient import Patient
from tapecheck.signals.tape.store import Store
from tapecheck.signals.tape.yahoo import Yahoo

# Saturday: what is true of the week up to Friday is known.
NOW = datetime(2025, 12, 13, 15, tzinfo=UTC)
WRONG = " ".join(f"The S&P 500 closed at {5000 + n:,}.50 on Thursday." for n in range(50))


def _true() -> str:
    """What the sound rows bear out: every close of the newest week, the moves between them, and that each was a record."""
    rows = rows_of("^GSPC")[-6:]
    said = []
    for before, row in pairwise(rows):
        day = datetime.fromtimestamp(row[0], UTC).date()
        assert row[4] is not None
        assert before[4] is not None
        said.append(f"The S&P 500 closed at {row[4]:,.2f} on {day:%B} {day.day}, 2025.")
        said.append(f"The S&P 500 rose {row[4] - before[4]:.2f} points on {day:%A}.")
        said.append(f"The S&P 500 hit a record close on {day:%A}.")
    return "\n\n".join(said)


def _verdicts(text: str, session: Any) -> list[Verdict]:
    patient = Patient(Yahoo(lambda: NOW, session, timeout=0.3), lambda: 0.0, lambda seconds: None)
    report = check(text, "2025-12-12", tape=KeptTape([patient], Store(None), lambda: NOW))
    return [finding.verdict for finding in report.findings]


@pytest.mark.parametrize("fault", [*FAULTS, "slow", "truncated", "cut off", "closed", "2 of 5"])
def test_no_failure_is_anything_but_unavailable(server: YahooServer, session: Any, fault: str) -> None:
    server.fault = fault
    found = _verdicts(WRONG, session)
    assert len(found) >= 50
    assert set(found) == {Verdict.UNAVAILABLE}


@pytest.mark.parametrize("fault", ["", *ROW_FAULTS])
def test_bad_rows_refute_nothing_true(server: YahooServer, session: Any, fault: str) -> None:
    server.fault = fault
    found = _verdicts(_true(), session)
    assert len(found) >= 12
    assert Verdict.REFUTED not in found
    if fault not in ("2 of 5", "closed"):
        assert found.count(Verdict.SUPPORTED) >= len(found) // 2


def test_sound_rows_refute_what_is_wrong(server: YahooServer, session: Any) -> None:
    assert Verdict.REFUTED in _verdicts(WRONG, session)
