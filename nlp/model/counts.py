"""Counts of periods and times, which carry a claim where no market figure does: "a third straight gain", "five-month high", "two decades"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tapecheck.nlp.numbers import ORDINALS, WORDS, Quantity

_WORDS = {**WORDS, **ORDINALS, "a": 1, "an": 1, "couple": 2, "double": 2, "dozen": 12}
_PERIOD = r"(?:trading[\s-])?(?:days?|weeks?|months?|years?|quarters?|sessions?|(?P<decades>decades?))"
_EVENT = r"(?:hikes?|cuts?|increases?|reductions?|gains?|loss(?:es)?|wins?|declines?|records?|times?|distribution\sdays?|members?|dissents?)"
_IN_ROW = r"straight|consecutive|successive|more|in\sa\srow"
_RANK = r"(?:best|worst|highest|lowest|largest|biggest|smallest|longest)"
_SAMPLE = r"(?:the\s|its\s)?(?:past|last|previous)\s"
_MANNER = r"(?:(?:positive|negative|winning|losing|weekly|monthly|yearly|annual|quarterly|daily|Fed|(?:interest[\s-])?rate|quarter[\s-]point)\s){0,2}"
_COUNT = re.compile(
    rf"\b(?P<number>{'|'.join(_WORDS)}|[0-9]{{1,3}}(?:st|nd|rd|th)?)(?P<half>(?:[\s-]years?)?[\s-]and[\s-]a[\s-]half)?(?:[\s-]|\sof\s)"
    rf"(?:(?:{_IN_ROW}|{_RANK}|{_SAMPLE}|{_MANNER}(?:{_PERIOD}|{_EVENT}))\b|(?<=half\s))",
    re.IGNORECASE,
)
_HALF = Decimal("0.5")


def counts(text: str) -> Iterator[Quantity]:
    """Every count of `text`, its unit `count`, decades as ten years each; offsets are of the number word alone."""
    for match in _COUNT.finditer(text):
        printed = match["number"]
        value = Decimal(_WORDS.get(printed.lower()) or int(re.sub(r"\D", "", printed)))
        value = value * 10 if match["decades"] else value + _HALF if match["half"] else value
        yield Quantity(*match.span("number"), printed, value, Decimal(1), "count")
