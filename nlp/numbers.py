"""Quantities as the market prints them: money, per cent, basis points, index points, levels, ranges, number words.

Every quantity keeps what was printed: `value` is the plain number, `ulp` what one unit of its last printed digit is worth, so
that a checker can give the writer the benefit of rounding. Numbers are ASCII digits only; grouping must be by threes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tapecheck.nlp.claim import Comparator, Unit

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
SCALES = {
    "trillion": 12, "tn": 12, "t": 12, "billion": 9, "bn": 9, "b": 9, "bln": 9, "million": 6, "mn": 6, "mln": 6, "m": 6,
    "thousand": 3, "k": 3, "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7,
}  # fmt: skip
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip

_SCALE = r"trillion|billion|million|thousand|tn|bln|bn|mln|mn|lakhs?|crores?"
_CODES = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "Rs": "₹", "Rs.": "₹"}
_TIGHT = r"[kKmMbBtT](?![A-Za-z])"
_QUANTITY = re.compile(
    rf"""
    (?P<sign>(?<![\w.,)$%])[+\-−–](?=[$0-9]))?
    (?P<currency>(?:(?<![A-Z])(?:US|AU|CA|HK|NZ|NT|C|A|S|R))?\$|€|£|¥|₹|\b(?:USD|EUR|GBP|JPY|CNY|INR|Rs\.?)(?=\s?[0-9$]))?\s?
    (?<![0-9.,/])(?P<number>{NUMBER})(?!/?[0-9]|,[0-9]|\.[0-9])
    (?: \s?(?P<scale>(?:{_SCALE})\b|{_TIGHT}) | -(?P<dashed>trillion|billion|million)\b )?
    (?:
        \s?(?P<percent>%|percent\b(?!age)|per\ cent\b|pct\b)
      | [\s-]?(?P<pp>percentage[\s-]points?\b)
      | [\s-]?(?P<bp>basis[\s-]points?\b|bps?\b)
      | [\s-](?P<cents>cents?\b)
      | [\s-](?P<pips>pips?\b)
      | [\s-](?P<points>points?\b|pts\b)
      | [\s-](?P<dollars>dollars\b|USD\b)
    )?
    """,
    re.VERBOSE,
)
_WORDED = re.compile(
    rf"\b(?:(?P<fraction>half|quarter|three[\s-]quarters)(?:[\s-]of)?(?:[\s-]an?)?|(?P<word>{'|'.join(WORDS)}|an?))"
    r"[\s-](?P<unit>percentage[\s-]points?|percent|per cent|points?)\b",
    re.IGNORECASE,
)
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "three": Decimal("0.75")}
_RANGE = re.compile(r"\s?(?:-|–|—|to|and)\s?")
_HEDGES: tuple[tuple[Comparator, re.Pattern[str]], ...] = (
    (
        "gt",
        re.compile(
            r"(?:more than|over|greater than|above|at least|north of|exceeding|upwards? of|in excess of|well over)\s(?:the\s|a\s)?$",
            re.I,
        ),
    ),
    (
        "lt",
        re.compile(
            r"(?:less than|under|below|fewer than|shy of|short of|no more than|up to)\s(?:the\s|a\s)?$", re.I
        ),
    ),
    (
        "approx",
        re.compile(
            r"(?:about|around|nearly|roughly|approximately|almost|some|close to|near|approx\.|an? estimated|just|~)\s?(?:the\s|a\s|an\s)?$",
            re.I,
        ),
    ),
)
_JUST = re.compile(r"just\s?$", re.I)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity; offsets index into the text that was read.

    `unit` is None for a bare number, whose meaning the subject decides (an index level, a rate, a year). `signed` is
    the printed sign (+1, -1, 0 for none). `value_high` is the upper end of a range.
    """

    start: int
    end: int
    text: str
    value: Decimal
    ulp: Decimal
    unit: Unit | None
    signed: int = 0
    comparator: Comparator = "eq"
    value_high: Decimal | None = None
    currency: str | None = None
    hedge_start: int | None = None


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, left to right, ranges joined and hedges read."""
    found = sorted((*_printed(text), *_worded(text)), key=lambda q: q.start)
    return tuple(_hedged(text, q) for q in _joined(text, found))


def quantity(text: str) -> Quantity | None:
    """The first quantity of a short text such as `$8.2 billion`, or None."""
    return next(iter(quantities(text)), None)


def ordinal(word: str) -> int:
    """The number of `third` or `30th`."""
    word = word.lower()
    return ORDINALS.get(word) or int(word.rstrip("stndrh"))


def counted(word: str) -> Decimal | None:
    """The number of `five`, `26`, `a` or `a couple of`; None for `several`."""
    word = word.lower()
    if word[0].isdigit():
        return Decimal(word)
    known = {"a": 1, "an": 1, "a couple of": 2, **WORDS}
    return Decimal(known[word]) if word in known else None


def _printed(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        digits = match["number"].replace(",", "")
        scale = (match["scale"] or match["dashed"] or "").lower()
        power = SCALES.get(scale, 0)
        unit, currency = _unit(match)
        if unit == "usd" and match["cents"]:
            power = -2
        start = (
            match.start("sign")
            if match["sign"]
            else match.start("currency")
            if match["currency"]
            else match.start("number")
        )
        yield Quantity(
            start=start,
            end=match.end(),
            text=text[start : match.end()],
            value=Decimal(digits).scaleb(power),
            ulp=ulp(digits, power),
            unit=unit,
            signed={"+": 1}.get(match["sign"], -1) if match["sign"] else 0,
            currency=currency,
        )


def _unit(match: re.Match[str]) -> tuple[Unit | None, str | None]:
    if match["currency"]:
        symbol = _CODES.get(match["currency"], match["currency"].removeprefix("US"))
        return ("usd" if symbol == "$" else "other"), symbol
    for name, unit in (
        ("percent", "percent"),
        ("pp", "pp"),
        ("bp", "bp"),
        ("points", "points"),
        ("pips", "other"),
    ):
        if match[name]:
            return unit, None  # type: ignore[return-value]
    if match["cents"] or match["dollars"]:
        return "usd", "$"
    return None, None


def ulp(digits: str, power: int) -> Decimal:
    """One unit of the last digit that was meant: trailing zeros of a round number past its third digit are not."""
    whole, _, decimals = digits.partition(".")
    if decimals or power > 0:
        return Decimal(1).scaleb(power - len(decimals))
    zeros = len(whole) - len(whole.rstrip("0"))
    return Decimal(1).scaleb(power + max(0, min(zeros, len(whole) - 3)))


def _worded(text: str) -> Iterator[Quantity]:
    for match in _WORDED.finditer(text):
        unit: Unit = "percent" if match["unit"].lower().startswith("per") else "pp"
        if match["unit"].lower().startswith("percentage"):
            unit = "pp"
        if match["word"]:
            value, ulp = Decimal(WORDS.get(match["word"].lower(), 1)), Decimal(1)
            unit = "points" if match["unit"].lower().startswith("point") else unit
        else:
            value, ulp = _FRACTIONS[re.split(r"[\s-]", match["fraction"].lower())[0]], Decimal("0.01")
        yield Quantity(match.start(), match.end(), match[0], value, ulp, unit)


def _joined(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Ranges become one quantity: `3.50% to 3.75%`, `$1.3-$4.8 million`, `between 5% and 6%`."""
    skip = -1
    for i, low in enumerate(found):
        if i <= skip:
            continue
        high = found[i + 1] if i + 1 < len(found) else None
        if high is not None and _is_range(text, low, high):
            skip = i + 1
            power = high.ulp if low.unit is None or low.currency else low.ulp
            scaled = _same_scale(text, low, high)
            yield replace(
                low, end=high.end, text=text[low.start : high.end], value=scaled, value_high=high.value, ulp=min(low.ulp, power),
                unit=high.unit if low.unit is None else low.unit, comparator="range", currency=low.currency or high.currency,
            )  # fmt: skip
            continue
        yield low


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    gap = text[low.end : high.start]
    if not _RANGE.fullmatch(gap) or (low.unit is not None and high.unit not in (None, low.unit)):
        return False
    between = re.search(r"\bbetween\s(?:about\s)?$", text[max(0, low.start - 16) : low.start], re.I)
    if "and" in gap:
        return bool(between)
    before = re.search(r"\bfrom\s(?:about\s|around\s)?$", text[max(0, low.start - 16) : low.start], re.I)
    near = low.value < high.value <= 10 * _same_scale(text, low, high)
    return not before and near and high.unit is not None and not low.text.endswith(("cent", "cents"))


def _same_scale(text: str, low: Quantity, high: Quantity) -> Decimal:
    """`$1.3-4.8 million`: the scale printed once belongs to both ends."""
    if low.value * 1000 > high.value or not re.search(_SCALE + "|" + _TIGHT, high.text):
        return low.value
    return low.value * (high.ulp / low.ulp if high.ulp > low.ulp else 1)


def _hedged(text: str, q: Quantity) -> Quantity:
    if q.comparator == "range":
        return q
    comparator, start = hedge(text, q.start)
    return q if start is None else replace(q, comparator=comparator, hedge_start=start)


def hedge(text: str, at: int) -> tuple[Comparator, int | None]:
    """What stands before a number to loosen it (`nearly`, `more than`), and where it starts; `eq` and None for nothing."""
    before = text[max(0, at - 24) : at]
    for comparator, pattern in _HEDGES:
        match = pattern.search(before)
        if match and not _JUST.search(before):
            return comparator, at - len(before) + match.start()
    return "eq", None
