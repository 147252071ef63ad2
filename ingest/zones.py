"""The zone names that news uses, and what they stand for.

Feed libraries read `BST`, `CET`, `JST` and `IST` as UTC without a word, which moves an article to another trading
day. The names here are fixed offsets by their printed letters (RFC 822, the tz database), except those that name a
place's clock whatever the season (`ET`, `CT`, `PT`). Where two places share letters the one that market news means is
taken: `BST` British, `IST` Indian, `CST` US Central. Where the other place's press prints the letters too (China's `CST`,
Israel's and Ireland's `IST`, Arabia's `AST`), `shares_letters` says so.
"""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_CLOCKS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

_MINUTES_EAST = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600, "AST": -240, "ADT": -180, "NST": -210, "NDT": -150, "BRT": -180,
    "BST": 60, "IST": 330, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180,
    "SAST": 120, "GST": 240, "PKT": 300, "ICT": 420, "WIB": 420, "SGT": 480, "HKT": 480, "MYT": 480, "PHT": 480,
    "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip


_SHARED = frozenset(("CST", "IST", "AST"))


def shares_letters(name: str) -> bool:
    """Whether the printed letters stand for another zone as well."""
    return name.upper().rstrip(".") in _SHARED


def zone_named(name: str) -> tzinfo | None:
    """The zone of a printed name (`EST`, `ET`, `America/New_York`), or None when nobody can tell."""
    upper = name.upper().rstrip(".")
    if upper in _MINUTES_EAST:
        return timezone(timedelta(minutes=_MINUTES_EAST[upper]), upper)
    if upper in _CLOCKS:
        return ZoneInfo(_CLOCKS[upper])
    return _place(name) if "/" in name else None


def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
