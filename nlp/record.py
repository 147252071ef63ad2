"""A claim as a plain record and back: what the JSON, the CSV, the ledger and a replay hold of it.

`value` is the plain number (27 for 27%); dates are ISO 8601. `claim_of(record_of(claim)) == claim`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tapecheck.nlp.claim import Claim, Reference, Window


def record_of(claim: Claim) -> dict[str, Any]:
    """Every field of a claim, JSON-ready, in the order a reader expects."""
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
        "ulp": plain(claim.ulp),
        "unit": claim.unit,
        "direction": claim.direction,
        "comparator": claim.comparator,
        "basis": claim.basis,
        "window": _days(claim.window),
        "window_text": claim.window_text,
        "nearby": [_days(window) for window in claim.nearby],
        "reference": _reference(claim.reference),
        "attributed_to": claim.attributed_to,
        "modality": claim.modality,
        "origin": claim.origin,
        "confidence": claim.confidence,
    }


def claim_of(record: Mapping[str, Any]) -> Claim:
    """The claim of a record. Raises `ValueError` naming the field that is missing or is not what it should be."""
    try:
        return Claim(
            id=record["id"],
            start=record["start"],
            end=record["end"],
            quote=record["quote"],
            kind=record["kind"],
            subject=record["subject"],
            value=_decimal(record["value"]),
            value_text=record["value_text"],
            ulp=_decimal(record["ulp"]),
            value_high=_decimal(record["value_high"]),
            unit=record["unit"],
            direction=record["direction"],
            comparator=record["comparator"],
            basis=record["basis"],
            window=_window(record["window"]),
            window_text=record["window_text"],
            nearby=tuple(_span(days) for days in record["nearby"]),
            reference=_referred(record["reference"]),
            attributed_to=record["attributed_to"],
            modality=record["modality"],
            origin=record["origin"],
            confidence=record["confidence"],
        )
    except (KeyError, TypeError, ArithmeticError, ValueError) as wrong:
        raise ValueError(f"claim {record.get('id')}: {type(wrong).__name__}: {wrong}") from wrong


def plain(value: Decimal | None) -> int | float | None:
    """A decimal as the number a reader expects: 27, not 27.0; 92578.4, not 92578.40."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(number: int | float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _days(window: Window | None) -> list[str] | None:
    return [day.isoformat() for day in window] if window else None


def _window(days: list[str] | None) -> Window | None:
    return _span(days) if days is not None else None


def _span(days: list[str]) -> Window:
    first, last = map(date.fromisoformat, days)
    return first, last


def _reference(reference: Reference | None) -> Mapping[str, Any] | None:
    if reference is None:
        return None
    return {
        "kind": reference.kind,
        "text": reference.text,
        "value": plain(reference.value),
        "ulp": plain(reference.ulp),
        "window": _days(reference.window),
        "subject": reference.subject,
    }


def _referred(record: Mapping[str, Any] | None) -> Reference | None:
    if record is None:
        return None
    return Reference(
        record["kind"],
        record["text"],
        _decimal(record["value"]),
        _decimal(record["ulp"]),
        _window(record["window"]),
        record["subject"],
    )
