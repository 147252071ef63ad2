"""The report as plain records: the JSON and NDJSON that others build on, and the rows of the CSV.

`value` is the plain number (27 for 27%); dates and times are ISO 8601; text offsets index into the article's text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tapecheck.nlp.claim import Reference, Window
from tapecheck.report.visible import escaped
from tapecheck.signals.finding import Evidence, Finding

if TYPE_CHECKING:
    from tapecheck.pipeline import Report

Record = dict[str, Any]


def record(report: Report) -> Record:
    """The whole report as one JSON-ready object."""
    article = report.article
    return {
        "article": {
            "id": article.id,
            "url": article.url,
            "outlet": article.outlet,
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "as_of": report.moment.known_at.isoformat(),
            "sha256": article.sha256,
            "flags": list(article.flags),
        },
        "claims": [claim_record(finding) for finding in report.findings],
        "summary": {"claims": len(report.findings), **report.summary},
    }


def dumps(report: Report, indent: int | None = 1) -> str:
    """The report as JSON text; what would steer a terminal and lone surrogates of broken pages are escaped, never lost."""
    text = json.dumps(record(report), ensure_ascii=False, indent=indent)
    return escaped(text).encode("utf-8", "backslashreplace").decode("utf-8")


def claim_record(finding: Finding) -> Record:
    """One claim with its verdict."""
    claim = finding.claim
    return {
        "id": claim.id,
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "kind": claim.kind,
        "subject": claim.subject,
        "value": plain(claim.value),
        "value_high": plain(claim.value_high),
        "value_text": claim.value_text,
        "unit": claim.unit,
        "direction": claim.direction,
        "comparator": claim.comparator,
        "basis": claim.basis,
        "window": _window(claim.window),
        "reference": _reference(claim.reference),
        "attributed_to": claim.attributed_to,
        "modality": claim.modality,
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
        "origin": claim.origin,
        "confidence": claim.confidence,
        "rule": finding.rule,
    }


def plain(value: Decimal | None) -> int | float | None:
    """A decimal as the number a reader expects: 27, not 27.0; 92578.4, not 92578.40."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _window(window: Window | None) -> list[str] | None:
    return [day.isoformat() for day in window] if window else None


def _reference(reference: Reference | None) -> Mapping[str, Any] | None:
    if reference is None:
        return None
    return {
        "kind": reference.kind,
        "text": reference.text,
        "value": plain(reference.value),
        "window": _window(reference.window),
        "subject": reference.subject,
    }


def _evidence(row: Evidence) -> Mapping[str, Any]:
    return {
        "series": row.series,
        "date": row.day.isoformat(),
        "field": row.field,
        "value": row.value,
        "source": row.source,
        "fetched_at": row.fetched_at.isoformat() if row.fetched_at else None,
    }
