"""A record: higher (or lower) than ever before. "closed at a record", "a fresh all-time high", "its 30th record this year".

Records are kept of closes and of intraday highs apart; which one was meant is named. A record needs the history from its start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import ordinal
from tapecheck.signals.answers import has_session, row_of, settled, too_coarse, trouble, uncovered, whole
from tapecheck.signals.finding import Answer, Reading
from tapecheck.signals.look import (
    WIDEST_SESSION,
    Field,
    Look,
    Point,
    day_of,
    first_on,
    highest,
    last_on,
    lowest,
)
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.tape.protocol import NotCovered, Series, Unavailable

_NTH = r"(?P<nth{0}>\d+(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s(?:straight\s|consecutive\s)?"
_RECORD = re.compile(
    rf"\b(?:{_NTH.format(1)})?(?:all[\s-]time|record[\s-]?(?:setting|breaking)?|lifetime|life-time|historic(?:al)?)\s?"
    r"(?:closing\s|intraday\s|intra-day\s|nominal\s)*(?:highs?|lows?|close|closes|peaks?|territory|finish|closing)\b"
    rf"|\b(?:{_NTH.format(2)})?(?:hit|hits|hitting|set|sets|setting|notched|(?:clos|finish|end)(?:ed|ing) at|reach(?:ed|ing)|scored|at|to(?=\s(?:an?|fresh|new)\s)|posted|fresh|new|another|clinched|"
    r"logged)\s(?:a\s|an\s|another\s|fresh\s|new\s|its\s|their\s|back-to-back\s|closing\s|intraday\s|the\s)*(?:records?|ATHs?)\b"
    r"(?!\s(?:number|amount|pace|profit|revenue|inflow|outflow|volume|date|quarter|year|sales|earnings|level of|holdings|production|highs?|lows?|close))",
    re.IGNORECASE,
)
# Near it, off it, on the way to it: those are claims of another kind.
_NOT_SET = re.compile(
    r"\b(?:below|from|off|short of|under|near(?:ing|s)?|close to|towards?|shy of|away from|approach(?:ing|es|ed)?|since|of (?:its|their)|within|than|retest\w*|back to|"
    r"return(?:s|ed|ing)? to|reclaim\w*|beneath|eyeing|target\w*|test\w*|distance of|versus|vs\.?|half of|compared (?:to|with)|previous|prior|former|last|earlier|flirt\w* with|just under)\s"
    r"(?:[\w.’'-]+\s){0,4}$",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:inflows?|outflows?|hash ?rate|open interest|revenue|profits?|earnings|dominance|production|output|holdings|volume|deliveries|exports|imports|debt|correlation|"
    r"difficulty|supply|addresses|deficit|TVL|margin|sales|stablecoins?|market cap\w*|assets|temperature|staking|staked|fees)\b",
    re.IGNORECASE,
)
_AT_LEVEL = re.compile(r"\s(?:of|at|above|near|just|around|over|price of|level of|almost|about|\s)+\s?")
_POSSESSIVE = re.compile(r"\b(?:its|the|their)\s(?:\w+\s)?$")
_IN_A_ROW = re.compile(r"\b(?:straight|consecutive)\b", re.IGNORECASE)
_CLOSING = re.compile(r"clos|finish|end", re.IGNORECASE)
_LONG_AGO_DAYS = 10
# Equal to the last cent is still a record told.
_SAME_LEVEL = 1e-6


class Record:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "record"
    rule = "record/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A subject at the highest (or lowest) it has ever been, with the count of it or its level where printed."""
        for match in _RECORD.finditer(sentence.text):
            if not self._was_set(sentence, match):
                continue
            for who in sentence.subjects(match.start(), match.end()):
                if who.priced:
                    yield self._draft(sentence, match, who)

    def _was_set(self, sentence: Sentence, match: re.Match[str]) -> bool:
        start, _ = sentence.clause(match.start())
        if _NOT_SET.search(sentence.before(match.start(), 60)) or _OF_SOMETHING_ELSE.search(
            sentence.text, start, match.end() + 30
        ):
            return False
        return sentence.modality(match.start()) == "asserted"

    def _draft(self, sentence: Sentence, match: re.Match[str], who: Who) -> Draft:
        start, _ = sentence.clause(match.start())
        closing = _CLOSING.search(sentence.text, start, match.end())
        return sentence.draft(
            self.name, who, match.start(), match.end(), direction="down" if "low" in match[0].lower() else "up",
            basis="close" if closing else sentence.basis(match.start(), match.end()), score=0.75,
            **(self._count(match) or self._level(sentence, match, who)),
        )  # fmt: skip

    def _count(self, match: re.Match[str]) -> dict[str, Any]:
        """ "its 30th record this year": the number is a count."""
        nth = match["nth1"] or match["nth2"]
        if nth is None:
            return {}
        count = ordinal(nth)
        return {"value": Decimal(count), "value_text": nth, "ulp": Decimal(1), "unit": "count"}

    def _level(self, sentence: Sentence, match: re.Match[str], who: Who) -> dict[str, Any]:
        """The level of a record of the past, or of "its record"; a record just set keeps its level as a claim of its own."""
        q = next((q for q in sentence.quantities if q.start >= match.end()), None)
        if (
            q is None
            or q.unit not in ("usd", "points", None)
            or not _AT_LEVEL.fullmatch(sentence.text, match.end(), q.start)
        ):
            return {}
        window, said = sentence.window(match.start(), q.end, who.symbol)
        past = said is not None and (sentence.anchor - window[1]).days > _LONG_AGO_DAYS
        if not past and not _POSSESSIVE.search(sentence.before(match.start())):
            return {}
        unit = "usd" if q.unit == "usd" else "index"
        return {
            "value": q.value,
            "value_text": q.text,
            "ulp": q.ulp,
            "unit": unit,
            "window": window,
            "window_text": said,
            "until": q.end,
        }

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """Closing and intraday record on the days meant; the count or the level where one is printed; the fund that tracks it."""
        series = look.series(claim.subject)
        if isinstance(series, NotCovered | Unavailable):
            yield trouble(series)
            return
        if claim.unit in ("usd", "index"):
            yield from self._at_level(claim, series, look)
            return
        yield from self._set_within(claim, series, look)
        for proxy in found.proxies if (found := look.instrument(claim.subject)) else ():
            tracked = look.series(proxy)
            if isinstance(tracked, Series):
                yield from (
                    r.stretched for r in self._set_within(claim, tracked, look) if r.answer is Answer.TRUE
                )

    def _set_within(self, claim: Claim, series: Series, look: Look) -> Iterator[Reading]:
        window = claim.window or (look.as_of, look.as_of)
        last = last_on(series, window[1])
        first = min(first_on(series, window[0]), last)
        if claim.window_text is None:
            first = max(0, first - 1)
        if last < 1 or (window[1] - day_of(series, last)).days > 5:
            yield uncovered("the record", too_coarse(series, window[1]))
            return
        if row_of(series, min(window[1], look.as_of)) is None or not whole(series, max(0, first - 1), last):
            yield uncovered(
                "the record", f"{series.source} lacks a session of {series.symbol} around {window[1]}"
            )
            return
        if not has_session(claim, series, last):
            yield uncovered("the record", f"{series.source} has no session of {series.symbol} on {window[1]}")
            return
        sign = -1 if claim.direction == "down" else 1
        intraday: Field = "high" if sign > 0 else "low"
        closing: Field = "close"
        for basis, field in (("closing", closing), ("intraday", intraday)):
            yield self._reading(claim, series, slice(first, last + 1), basis, field, sign)

    def _reading(
        self, claim: Claim, series: Series, rows: slice, basis: str, field: Field, sign: int
    ) -> Reading:
        name = f"{basis} record"
        here = (highest if sign > 0 else lowest)(series, rows, field)
        best: Field = "highest_close" if sign > 0 else "lowest_close"
        wider: Field = best if field == "close" else field
        before = _best_before(series, rows.start, wider, best, sign)
        if here is None or before is None:
            return self._without_range(series, rows, best, sign, name)
        grade = sign * here.value >= sign * before.value * (1 - sign * _SAME_LEVEL)
        if claim.unit == "count" and np.isnan(getattr(series, field)[rows]).any():
            return uncovered(name, "a count of records needs every session's range, which thin futures lack")
        if claim.unit == "count" and not whole(
            series, first_on(series, date(here.day.year, 1, 1)), rows.stop - 1
        ):
            return uncovered(name, f"{series.source} lacks a session of {series.symbol} that year")
        if claim.unit == "count" and grade:
            count = _run if _IN_A_ROW.search(claim.quote) else _count
            grade = int(claim.value or 0) in {count(series, rows.stop - 1, f, sign) for f in (best, wider)}
        side = "high" if sign > 0 else "low"
        return settled(
            name,
            grade,
            lambda: (
                f"{series.symbol} {side} {number(here.value)} on {here.day}, before it {number(before.value)} on {before.day}"
                f" (since {series.history_from} in this data)"
            ),
            here.value,
            "figure against all before it",
            (before.evidence, here.evidence),
        )

    def _without_range(self, series: Series, rows: slice, best: Field, sign: int, name: str) -> Reading:
        """No intraday figures: a close far inside the old record still rules one out."""
        here, before = (
            (highest if sign > 0 else lowest)(series, rows, best),
            _best_before(series, rows.start, best, best, sign),
        )
        if (
            here is None
            or before is None
            or sign * here.value > sign * before.value * (1 - sign * WIDEST_SESSION)
        ):
            return uncovered(name, f"{series.source} has no intraday figures of {series.symbol} then")
        observed = f"{series.symbol} closed at {number(here.value)} on {here.day}, far from {number(before.value)} on {before.day}"
        return settled(
            name,
            None,
            observed,
            here.value,
            "close against all closes before it",
            (before.evidence, here.evidence),
        )

    def _at_level(self, claim: Claim, series: Series, look: Look) -> Iterator[Reading]:
        """A record said to stand at a level, within the window named, if one is."""
        until = min(claim.window[1] if claim.window else look.as_of, look.as_of)
        rows = slice(0, last_on(series, until) + 1)
        low = claim.direction == "down"
        fields: tuple[Field, ...] = ("low", "lowest_close") if low else ("high", "highest_close")
        slack = tolerance(look.market(claim.subject)).extreme / 100 * float(claim.value or 0)
        for field in fields:
            top = (lowest if low else highest)(series, rows, field)
            if top is None:
                continue
            grade = agrees(claim, top.value, slack=slack)
            if (
                grade
                and claim.window
                and claim.window_text
                and not claim.window[0] <= top.day <= claim.window[1]
            ):
                grade = None
            observed = f"the record of {series.symbol} up to {until} was {number(top.value)} on {top.day}"
            yield settled(
                f"record by {field.replace('_', ' ')}", grade, observed, top.value, field, (top.evidence,)
            )
        if not rows.stop:
            yield uncovered("the record", too_coarse(series, until))


def _best_before(series: Series, start: int, field: Field, closes: Field, sign: int) -> Point | None:
    """The best figure before a row; closes stand in where the older rows have no intraday figures."""
    pick = highest if sign > 0 else lowest
    found = [p for f in dict.fromkeys((field, closes)) if (p := pick(series, slice(0, start), f)) is not None]
    return max(found, key=lambda p: sign * p.value) if found else None


def _count(series: Series, row: int, field: Field, sign: int) -> int:
    """How many closing records the year of a row has seen up to it."""
    closes = sign * getattr(series, field)
    running = np.maximum.accumulate(np.nan_to_num(closes, nan=-np.inf))
    year = day_of(series, row).year
    records = [i for i in range(1, row + 1) if day_of(series, i).year == year and closes[i] > running[i - 1]]
    return len(records)


def _run(series: Series, row: int, field: Field, sign: int) -> int:
    """How many sessions in a row up to a row closed (or traded) at a record."""
    values = sign * getattr(series, field)[: row + 1]
    before = np.maximum.accumulate(np.nan_to_num(values, nan=-np.inf))
    set_ = values[1:] > before[:-1]
    return int(np.argmin(set_[::-1])) if not set_.all() else int(set_.size)


KIND = Record()
