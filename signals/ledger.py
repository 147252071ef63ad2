"""The forecast ledger: what somebody said would happen, by when, and what became of it.

SQLite, appended to and never edited: a forecast is written once, a settlement is a row beside it. Forecasts are told apart by the text
they stand in and the claim in it, so that an article read twice is one entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.record import claim_of, record_of
from tapecheck.signals.check import decide, due_of
from tapecheck.signals.engine import readings
from tapecheck.signals.finding import Finding, Verdict
from tapecheck.signals.kind import Kind
from tapecheck.signals.look import Look
from tapecheck.signals.tape.database import database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS forecasts (
    number INTEGER PRIMARY KEY, article TEXT NOT NULL, claim TEXT NOT NULL, outlet TEXT, url TEXT, said_at TEXT NOT NULL, due TEXT,
    attributed_to TEXT, settled_by TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (article, claim)
);
CREATE TABLE IF NOT EXISTS settlements (
    forecast INTEGER NOT NULL REFERENCES forecasts, as_of TEXT NOT NULL, verdict TEXT NOT NULL, observed TEXT, explanation TEXT NOT NULL,
    snapshot TEXT, rule TEXT NOT NULL, PRIMARY KEY (forecast, as_of)
) WITHOUT ROWID;
"""
_SETTLING = frozenset({Verdict.SUPPORTED, Verdict.REFUTED})


@dataclass(frozen=True, slots=True)
class Forecast:
    """An open claim: the text it stands in (SHA-256), who published and who said it, when (aware), the day it falls due, what settles it."""

    article: str
    outlet: str | None
    url: str | None
    said_at: datetime
    due: date | None
    settled_by: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a forecast, seen from `as_of` (aware): `finding` holds the verdict and its rows."""

    forecast: Forecast
    as_of: datetime
    finding: Finding


class Ledger:
    """The ledger in a file, or in memory when `path` is None. Raises `TapeError` for a file that is no ledger."""

    def __init__(self, path: Path | None) -> None:
        self._db = database(path, _SCHEMA, "the ledger of forecasts")

    def keep(self, forecasts: Iterable[Forecast]) -> int:
        """Writes down forecasts that are not in the ledger yet; how many there were."""
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO forecasts (article, claim, outlet, url, said_at, due, attributed_to, settled_by, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_row(one) for one in forecasts],
        )
        return self._db.total_changes - before

    def open(self) -> Sequence[Forecast]:
        """The forecasts that nothing has settled yet, the first due first, those without a date last."""
        found = self._db.execute(
            "SELECT article, outlet, url, said_at, due, settled_by, record FROM forecasts"
            " WHERE number NOT IN (SELECT forecast FROM settlements) ORDER BY due IS NULL, due, number"
        )
        return [_forecast(*row) for row in found.fetchall()]

    def settle(self, settlement: Settlement) -> None:
        """Writes down what became of a forecast, as a new row."""
        finding, forecast = settlement.finding, settlement.forecast
        self._db.execute(
            "INSERT OR IGNORE INTO settlements SELECT number, ?, ?, ?, ?, ?, ? FROM forecasts WHERE article = ? AND claim = ?",
            (
                settlement.as_of.isoformat(), finding.verdict.value, finding.observed, finding.explanation, finding.snapshot, finding.rule,
                forecast.article, forecast.claim.id,
            ),
        )  # fmt: skip


def forecast_of(
    finding: Finding,
    kind: Kind,
    article: str,
    outlet: str | None,
    url: str | None,
    said_at: datetime,
    day: date,
) -> Forecast:
    """An open claim of the article that spoke on `day`, as the ledger keeps it."""
    due = due_of(finding.claim, day)
    what = kind.settled_by(finding.claim)
    settled_by = f"{what} up to {due}" if due else f"{what}; no day is named"
    return Forecast(article, outlet, url, said_at, due, settled_by, finding.claim)


def settled(forecast: Forecast, kind: Kind, look: Look) -> Settlement | None:
    """What became of a forecast by the moment of the look; None before it is due, and of one that names no day.

    However plainly it was worded, it came true or it did not: nobody is accused of a false statement.
    """
    if forecast.due is None or forecast.due >= look.as_of:
        return None
    claim = replace(forecast.claim, confidence=1.0)
    return Settlement(forecast, look.known_at, decide(claim, kind, readings(claim, kind, look)))


def decides(settlement: Settlement) -> bool:
    """Whether the tape has decided the forecast; if not, it stays open."""
    return settlement.finding.verdict in _SETTLING


def _row(one: Forecast) -> tuple[str | None, ...]:
    return (
        one.article, one.claim.id, one.outlet, one.url, one.said_at.isoformat(), one.due.isoformat() if one.due else None,
        one.claim.attributed_to, one.settled_by, json.dumps(record_of(one.claim), ensure_ascii=False),
    )  # fmt: skip


def _forecast(
    article: str,
    outlet: str | None,
    url: str | None,
    said_at: str,
    due: str | None,
    settled_by: str,
    record: str,
) -> Forecast:
    day = date.fromisoformat(due) if due else None
    return Forecast(
        article, outlet, url, datetime.fromisoformat(said_at), day, settled_by, claim_of(json.loads(record))
    )
