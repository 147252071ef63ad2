"""Counts of periods and times, which carry a claim where no market figure does: "a third straight gain", "five-month high", "two decades"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tapecheck.nlp.numbers import ORDINALS, WORDS, Quantity

_WORDS = {**WORDS, **ORDINALS, "a": 1, "an": 1, "couple": 2, "double": 2, "dozen": 12}
_PERIOD = r"(?:trading[\s-])?(?:days?|weeks?|months?|years?|quarters?|decades?|sessions?)"
_EVENT = r"(?:hikes?|cuts?|increases?|reductions?|gains?|loss(?:es)?|wins?|declines?|records?|times?)"
_COUNT = re.compile(
    rf"\b(?P<number>{'|'.join(_WORDS)}|[0-9]{{1,3}}(?:st|nd|rd|th)?)(?:[\s-]|-and-a-half[\s-]|\sof\s)"
    rf"(?:straight|consecutive|successive|more|in\sa\srow|best|worst|{_PERIOD}|{_EVENT})\b",
    re.IGNORECASE,
)


def counts(text: str) -> Iterator[Quantity]:
    """Every count of `text`, its unit `count`; offsets are of the number word alone."""
    for match in _COUNT.finditer(text):
        printed = match["number"]
        value = _WORDS.get(printed.lower()) or int(re.sub(r"\D", "", printed))
        yield Quantity(*match.span("number"), printed, Decimal(value), Decimal(1), "count")
