"""A report from its record and its article: what the store hands out is shown and written like a report just made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tapecheck.ingest.article import Article
from tapecheck.nlp.coverage import Coverage
from tapecheck.nlp.record import claim_of
from tapecheck.pipeline import Moment, Report
from tapecheck.report.records import Record
from tapecheck.signals.finding import Evidence, Finding, Grade, Verdict
from tapecheck.signals.tape.protocol import Origin


def report_of(record: Record, article: Article, coverage: Sequence[int]) -> Report:
    """The report; `coverage` are the market figures printed and those typed. `record(report_of(record, ...)) == record`."""
    head, tape = record["article"], record["article"]["tape"]
    return Report(
        article,
        Moment(datetime.fromisoformat(head["as_of"]), date.fromisoformat(head["day"])),
        tape["name"],
        Origin(tuple(tape["sources"]), tuple(tape["answers"].items())),
        tuple(map(_finding, record["claims"])),
        Coverage(*coverage),
    )


def _finding(record: Record) -> Finding:
    return Finding(
        claim=claim_of(record),
        verdict=Verdict(record["verdict"]),
        explanation=record["explanation"],
        grade=Grade(record["grade"]) if record["grade"] else None,
        reading=record["reading"],
        observed=record["observed"],
        computed=record["computed"],
        formula=record["formula"],
        correction=record["correction"],
        evidence=tuple(map(_evidence, record["evidence"])),
        rule=record["rule"],
        conflicts_with=tuple(record["conflicts_with"]),
    )


def _evidence(row: dict[str, Any]) -> Evidence:
    fetched = row["fetched_at"]
    return Evidence(
        row["series"], date.fromisoformat(row["date"]), row["field"], row["value"], row["source"],
        datetime.fromisoformat(fetched) if fetched else None,
    )  # fmt: skip
