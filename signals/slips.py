"""What a false figure was probably meant to be: the usual slips, tried in a fixed order, the first that makes the claim true named.

The price at the time of writing taken for a peak comes before all of these and needs no tape (`contradictions.py`). A slip is a guess for the
editor's eye; it changes no verdict.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tapecheck.nlp.claim import Claim, Unit
from tapecheck.signals.engine import readings
from tapecheck.signals.finding import Answer, Finding, Reading, told
from tapecheck.signals.kind import Kind
from tapecheck.signals.look import Look
from tapecheck.signals.phrases import number

Meant = tuple[str, Claim]

_TENS = (Decimal(10), Decimal("0.1"), Decimal(100), Decimal("0.01"))
_THOUSANDS = (Decimal(1000), Decimal("0.001"))
_MONEY = frozenset({"policy_operation", "market_value", "volume_flow"})
_OTHER_UNITS: dict[Unit, tuple[Unit, ...]] = {
    "percent": ("points", "bp"),
    "points": ("percent",),
    "bp": ("percent",),
    "pp": ("bp",),
}
_OF_A_SHARE: dict[Unit, Unit] = {"percent": "pp", "pp": "percent"}
_WORDS = {"percent": "%", "points": " points", "bp": " basis points", "pp": " percentage points"}


def likely(finding: Finding, kind: Kind, look: Look) -> str | None:
    """A sentence that names the slip which would make a refuted claim true; None when none of the usual ones does."""
    for slip, variants in _SLIPS:
        for meant, claim in variants(finding.claim):
            reading = _true(claim, kind, look)
            if reading is not None:
                return f"{meant} would be true ({told(reading).name}): it looks like {slip}."
    return None


def _true(claim: Claim, kind: Kind, look: Look) -> Reading | None:
    """The usual reading that comes first, if it is true: by the wider ones too many guesses would be. A claim within a session has no other."""
    usual = (one for one in readings(claim, kind, look) if one.usual)
    if claim.basis == "intraday":
        return next((one for one in usual if one.answer is Answer.TRUE), None)
    first = next(usual, None)
    return first if first is not None and first.answer is Answer.TRUE else None


def _years(claim: Claim) -> Iterator[Meant]:
    """The same days of the year before and after, where the sentence names a day or a month."""
    if claim.window is None or claim.window_text is None:
        return
    for years in (-1, 1):
        window = _moved(claim.window[0], years), _moved(claim.window[1], years)
        yield f"The same of {window[0].year}", replace(claim, window=window)


def _moved(day: date, years: int) -> date:
    year = day.year + years
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not isleap(year) else day.day)


def _decimals(claim: Claim) -> Iterator[Meant]:
    """A hundredth of a percentage point is a basis point: that is a slip of the unit."""
    yield from _scaled(claim, _TENS[:2] if claim.unit in ("pp", "bp") else _TENS)


def _thousands(claim: Claim) -> Iterator[Meant]:
    """A million for a billion, and a figure in another unit."""
    if claim.kind in _MONEY:
        yield from _scaled(claim, _THOUSANDS)
    for unit in _OTHER_UNITS.get(claim.unit, ()) if claim.unit else ():
        yield f"{claim.value}{_WORDS[unit]}", replace(claim, unit=unit)


def _scaled(claim: Claim, factors: tuple[Decimal, ...]) -> Iterator[Meant]:
    if claim.value is None or claim.unit == "count":
        return
    for factor in factors:
        value, ulp = claim.value * factor, claim.ulp * factor if claim.ulp is not None else None
        yield _printed(value, claim), replace(claim, value=value, ulp=ulp)


def _printed(value: Decimal, claim: Claim) -> str:
    digits = max(0, -int(value.normalize().as_tuple().exponent))
    return f"{'$' if claim.unit == 'usd' else ''}{number(float(value), digits)}{_WORDS.get(claim.unit or '', '')}"


def _intraday(claim: Claim) -> Iterator[Meant]:
    if claim.basis == "close":
        yield "A price within the session", replace(claim, basis="intraday")


def _share(claim: Claim) -> Iterator[Meant]:
    unit = _OF_A_SHARE.get(claim.unit) if claim.unit else None
    if unit is not None:
        yield f"{claim.value}{_WORDS[unit]}", replace(claim, unit=unit)


_SLIPS: tuple[tuple[str, Callable[[Claim], Iterator[Meant]]], ...] = (
    ("a slip of the year", _years),
    ("a slip of the decimal point", _decimals),
    ("a slip of the unit", _thousands),
    ("a price within the session taken for its close", _intraday),
    ("a per cent of a per cent taken for points, or the other way round", _share),
)
