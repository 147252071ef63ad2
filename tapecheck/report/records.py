"""The report as plain records: the JSON and NDJSON that others build on, and the rows of the CSV.

`value` is the plain number (27 for 27%); dates and times are ISO 8601; text offsets index into the article's text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tapecheck.nlp.record import record_of
from tapecheck.report.visible import escaped
from tapecheck.signals.finding import Evidence, Finding, Verdict

if TYPE_CHECKING:
    from tapecheck.pipeline import Report

Record = dict[str, Any]


def record(report: Report) -> Record:
    """The whole report as one JSON-ready object."""
    article, claims = report.article, [claim_record(finding) for finding in report.findings]
    return {
        "article": {
            "id": article.id,
            "url": article.url,
            "outlet": article.outlet,
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "as_of": report.moment.known_at.isoformat(),
            "day": report.moment.day.isoformat(),
            "sha256": article.sha256,
            "flags": list(article.flags),
            "tape": _tape(report),
            "tables": list(article.tables),
        },
        "claims": claims,
        "summary": {**summary_of(claims), "coverage": _coverage(report)},
    }


def summary_of(claims: Sequence[Record]) -> Record:
    """How many claims there are and how many got which verdict."""
    counts = Counter(claim["verdict"] for claim in claims)
    return {"claims": len(claims), **{verdict.value: counts[verdict.value] for verdict in Verdict}}


def dumps(report: Report, indent: int | None = 1) -> str:
    """The report as JSON text."""
    return json_of(record(report), indent)


def json_of(one: Record, indent: int | None = 1) -> str:
    """A record as JSON text; what would steer a terminal and lone surrogates of broken pages are escaped, never lost."""
    text = json.dumps(one, ensure_ascii=False, indent=indent)
    return escaped(text).encode("utf-8", "backslashreplace").decode("utf-8")


def claim_record(finding: Finding) -> Record:
    """One claim with its verdict."""
    claim = record_of(finding.claim)
    read = {name: claim.pop(name) for name in ("origin", "confidence")}
    return {
        **claim,
        "verdict": finding.verdict.value,
        "grade": finding.grade.value if finding.grade else None,
        "reading": finding.reading,
        "observed": finding.observed,
        "computed": finding.computed,
        "formula": finding.formula,
        "explanation": finding.explanation,
        "correction": finding.correction,
        "evidence": [_evidence(row) for row in finding.evidence],
        "snapshot": finding.snapshot,
        "conflicts_with": list(finding.conflicts_with),
        **read,
        "rule": finding.rule,
    }


def _coverage(report: Report) -> float | None:
    """The share of the market figures in the text that became part of a claim; None where it prints none."""
    share = report.coverage.share
    return None if share is None else round(share, 3)


def _tape(report: Report) -> Record:
    """What a replay opens the tape by."""
    origin = report.origin
    return {"name": report.tape, "sources": list(origin.sources), "answers": dict(origin.answers)}


def _evidence(row: Evidence) -> Mapping[str, Any]:
    return {
        "series": row.series,
        "date": row.day.isoformat(),
        "field": row.field,
        "value": row.value,
        "source": row.source,
        "fetched_at": row.fetched_at.isoformat() if row.fetched_at else None,
    }
