"""The most since: "highest since March 2020", "biggest drop since June", "worst week in two months", "a 26-year high".

True when nothing in between was at least as extreme and, where a date is named, something then was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim, Comparator, Direction, Reference, ReferenceKind
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import WORDS, counted
from tapecheck.signals.answers import has_session, row_of, settled, too_coarse, trouble, uncovered, whole
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.look import (
    Field,
    Look,
    day_of,
    evidence_of,
    highest,
    last_on,
    lowest,
    point,
    rows_within,
    signed,
)
from tapecheck.signals.lookback import last_time, period_ends
from tapecheck.signals.phrases import number
from tapecheck.signals.tape.protocol import NotCovered, Period, Series, Unavailable

_COUNT = rf"\d+(?:\.\d+)?|{'|'.join(WORDS)}|a|an|a couple of"
_SPAN = rf"(?P<hedge>about\s|nearly\s|almost\s|more than\s|over\s|around\s|roughly\s|at least\s)?(?:the\s(?:past|last)\s)?(?P<n>{_COUNT})\s(?:days?|sessions?|weeks?|months?|years?|decades?|quarters?)\b"
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<up>highest|best|strongest|largest|biggest|steepest|sharpest|longest|loftiest)|(?P<down>lowest|worst|weakest|cheapest|smallest))\b"
    r"(?P<noun>(?:\s(?!since\b|in\b|for\b|ever\b)[\w%’'-]+){0,6}?)\s"
    rf"(?:(?P<since>since)\b|in\s{_SPAN}|(?:of|this|so far this|for the)\s(?:the\s)?year\b|of\s20\d\d\b|ever\b|on record\b|in history\b)",
    re.IGNORECASE,
)
_FIRST_TIME = re.compile(
    rf"\b(?:for )?(?:the )?first time(?:(?:\s[\w’'-]+){{0,6}}?\s(?:(?P<since>since)\b|in\s{_SPAN})|\s(?:ever|in history|this year)\b)?",
    re.IGNORECASE,
)
_SPAN_HIGH = re.compile(
    rf"(?<!\d\snew\s)\b(?P<hedge>nearly\s|more than\s|over\s|almost\s|about\s)?(?P<n>{_COUNT})[-\s](?:and-a-half-)?(?:day|week|month|year|decade|session)[-\s](?P<end>highs?|lows?|peaks?|bottom|troughs?)\b"
    r"|\b(?:multi-?(?:year|month|week|decade)|20\d\d(?:\ssettlement)?|yearly|year-to-date)[-\s](?P<end2>highs?|lows?|peaks?)\b",
    re.IGNORECASE,
)
_FROM_IT = re.compile(
    r"\b(?:from|off|below|above|near|close to|of)\s(?:(?:its|their|the|a|\w+['’]s)\s)?(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_RECORD = re.compile(r"\brecords?\b|all-time", re.IGNORECASE)
_LOSS = re.compile(
    r"loss|drop|decline|fall|slide|slump|plunge|sell|tumble|decrease|pullback|low", re.IGNORECASE
)
_GAIN = re.compile(r"gain|rise|rally|jump|surge|advance|increase|high", re.IGNORECASE)
_UNDER = re.compile(r"\b(?:below|under)\b")
_AT_LEVEL = re.compile(r"\s(?:of|at|near|around|about|above|just|over|under|below)\s(?:\w+\s)?")
_HEDGED: dict[str, Comparator] = {
    "more than": "gt", "over": "gt", "at least": "gt", "nearly": "approx", "almost": "approx", "about": "approx", "around": "approx", "roughly": "approx",
}  # fmt: skip
_OF_A_MOVE = re.compile(r"\b(?:biggest|largest|worst|best|steepest|sharpest)\b", re.IGNORECASE)
_MOVE_NOUN = re.compile(
    r"gain|loss|drop|decline|rise\b|rally|jump|surge|advance|increase|slide|slump|plunge|tumble|performance",
    re.IGNORECASE,
)
# What is compared is no price, or a span of its own making: "its best first ten days", "the longest slide".
_UNLIKE_A_PRICE = re.compile(
    r"moving average|\bline\b|correlation|volatility|ratio|volume|fees|balance", re.IGNORECASE
)
_STRANGE_NOUN = re.compile(
    r"longest|\b(?:first|last)\s(?!time)|\b\w+-(?:day|week|month|year)\s(?!high|low|peak|bottom)|\b(?:best|worst|strongest|weakest)\s(?:since|in)\b",
    re.IGNORECASE,
)
_STEPS = tuple(
    (step, re.compile(pattern, re.IGNORECASE))
    for step, pattern in (
        ("week", r"week(?:ly)?\b(?!s)"),
        ("month", r"month(?:ly)?\b(?!s)"),
        ("quarter", r"quarter(?:ly)?\b"),
        ("year", r"annual|yearly|year\b"),
        ("day", r"day|session"),
    )
)
_UNIT_DAYS = {
    "day": 1,
    "session": 1.4,
    "week": 7,
    "month": 30.4,
    "quarter": 91.3,
    "year": 365.25,
    "decade": 3652.5,
}
# Records within this many sessions belong to one stretch.
_SAME_STRETCH = 20
_SAME_LEVEL = 2e-4
# A level passed again within this many sessions is the same passing; dates far back may be a little off.
_RUN = 4
# What was as extreme within these days belongs to the same episode: the writer may mean that moment.
_SAME_EPISODE = timedelta(days=7)
_SLACK = 0.03

# What a level is compared by, and with which figures of the rows before it.
_HIGHER: tuple[tuple[Field, Field], ...] = (("close", "highest_close"), ("high", "high"))
_LOWER: tuple[tuple[Field, Field], ...] = (("close", "lowest_close"), ("low", "low"))


class ExtremeSince:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "extreme_since"
    rule = "extreme_since/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Superlatives with a span: "highest since March", "first time in five years", "a 26-year high"."""
        for pattern in (_SUPERLATIVE, _FIRST_TIME, _SPAN_HIGH):
            for match in pattern.finditer(sentence.text):
                if sentence.modality(match.start()) == "asserted":
                    yield from self._drafts(sentence, match)

    def _drafts(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        reference, end = self._reference(sentence, match)
        found = match.groupdict()
        measured = (
            bool(found.get("end") or found.get("end2"))
            and _FROM_IT.search(sentence.before(match.start(), 30)) is not None
        )
        number = self._level(sentence, match) or self._count(found, match)
        if measured:
            return
        for who in sentence.subjects(match.start(), end):
            if who.priced:
                yield self._draft(sentence, match, who, end, {"reference": reference, **number})

    def _draft(
        self, sentence: Sentence, match: re.Match[str], who: Who, end: int, fields: dict[str, Any]
    ) -> Draft:
        window, said = sentence.window(match.start(), match.start(), who.symbol)
        reference: Reference = fields["reference"]
        if reference.window == window:
            window, said = (sentence.session(who.symbol),) * 2, None
        until = max(end, fields.pop("until", 0))
        return sentence.draft(
            self.name,
            who,
            match.start(),
            until,
            direction=self._direction(sentence, match),
            window=window,
            window_text=said,
            modality="asserted",
            score=0.75,
            **fields,
        )

    def _reference(self, sentence: Sentence, match: re.Match[str]) -> tuple[Reference, int]:
        """What it reaches back to, and where the words for it end."""
        found = match.groupdict()
        if not found.get("since"):
            count = counted(found["n"]) if found.get("n") else None
            record = match.re is _FIRST_TIME and _RECORD.search(sentence.text, 0, match.end()) is not None
            plain_first = match.re is _FIRST_TIME and not self._level(sentence, match)
            kind: ReferenceKind = (
                "record" if record else "date" if count is not None and not plain_first else "other"
            )
            return Reference(kind, match[0], value=count), match.end()
        when = next((t for t in sentence.times if 0 <= t.start - match.end() < 40), None)
        end = when.end if when else match.end()
        return Reference(
            "date", sentence.text[match.start() : end], window=when.window if when else None
        ), end

    def _count(self, found: dict[str, str | None], match: re.Match[str]) -> dict[str, Any]:
        """How many years, months or weeks back, when that is the number printed."""
        n = found.get("n")
        count = counted(n) if n else None
        if count is None or match.re is _FIRST_TIME:
            return {}
        hedge = _HEDGED.get((found.get("hedge") or "").strip().lower(), "eq")
        return {
            "value": count,
            "value_text": n,
            "ulp": Decimal(1),
            "unit": "other",
            "comparator": hedge,
        }

    def _level(self, sentence: Sentence, match: re.Match[str]) -> dict[str, Any]:
        """The level that was passed for the first time, or that the high stands at."""
        priced = [q for q in sentence.quantities if q.unit == "usd" or (q.unit is None and q.value >= 1000)]
        if match.re is _FIRST_TIME:
            start, _ = sentence.clause(match.start())
            q = next((q for q in reversed(priced) if start <= q.start < match.start()), None)
        elif match.re is _SPAN_HIGH:
            q = next(
                (
                    q
                    for q in priced
                    if q.start >= match.end() and _AT_LEVEL.fullmatch(sentence.text, match.end(), q.start)
                ),
                None,
            )
        else:
            q = None
        if q is None:
            return {}
        unit = "usd" if q.unit == "usd" else "index"
        return {
            "value": q.value,
            "value_text": q.text,
            "ulp": q.ulp,
            "unit": unit,
            "comparator": q.comparator,
            "until": q.end,
        }

    def _direction(self, sentence: Sentence, match: re.Match[str]) -> Direction:
        found = match.groupdict()
        end = found.get("end") or found.get("end2")
        if end:
            return "down" if end.lower().startswith(("low", "bot", "tro")) else "up"
        noun = found.get("noun") or ""
        if _LOSS.search(noun) or (found.get("down") and not _GAIN.search(noun)):
            return "down"
        if _GAIN.search(noun) or found.get("up"):
            return "up"
        start, _ = sentence.clause(match.start())
        moves = list(words.MOVE.finditer(sentence.text, start, match.start()))
        if _UNDER.search(sentence.text, start, match.start()):
            return "down"
        return words.direction_of(moves[-1]) if moves else "up"

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """The last time it was at least as extreme, by level or by move, by closes or by highs and lows."""
        series = look.series(claim.subject)
        if isinstance(series, NotCovered | Unavailable):
            yield trouble(series)
            return
        day = claim.window[1] if claim.window else look.as_of
        row = row_of(series, min(day, look.as_of))
        if row is None or row < 1 or not has_session(claim, series, row):
            yield uncovered("the day", too_coarse(series, day))
            return
        row = _most_extreme(claim, series, row)
        told = list(self._looks_back(claim, series, row))
        yield from told
        if not told or not _definite(claim):
            yield uncovered(
                "how far it reaches back", "the wording leaves open what is compared, and over which span"
            )

    def _looks_back(self, claim: Claim, series: Series, row: int) -> Iterator[Reading]:
        sign = -1 if claim.direction == "down" else 1
        rows = (row, row - 1) if claim.window_text is None and row > 1 else (row,)
        text = claim.reference.text if claim.reference else ""
        for one in rows:
            if claim.reference is not None and claim.reference.kind == "record":
                yield self._by_record(claim, series, one, sign)
                continue
            if (step := _step(text)) is not None:
                yield from self._by_move(claim, series, one, sign, step)
            else:
                yield from self._by_level(claim, series, one, sign)

    def _by_level(self, claim: Claim, series: Series, row: int, sign: int) -> Iterator[Reading]:
        passed = float(claim.value) if claim.unit in ("usd", "index") and claim.value is not None else None
        for field, wide in _HIGHER if sign > 0 else _LOWER:
            values, here = signed(series, wide, sign)[:row], sign * getattr(series, field).item(row)
            bar = here if passed is None else sign * passed
            if np.isnan(here):
                continue
            if here < bar - _SAME_LEVEL * abs(bar):
                yield settled(
                    f"level by {field}",
                    None,
                    f"{series.symbol} {field} {number(sign * here)} on {day_of(series, row)}",
                    sign * here,
                )
                continue
            yield self._reading(
                claim,
                series,
                row,
                last_time(values, bar, skip=_RUN if passed else 1),
                f"level by {field}",
                sign * here,
                number(sign * here),
            )

    def _by_record(self, claim: Claim, series: Series, row: int, sign: int) -> Reading:
        """The first record in so long: when the last one before this stretch of records was set."""
        closes = sign * getattr(series, "highest_close" if sign > 0 else "lowest_close")[: row + 1]
        best = np.maximum.accumulate(np.nan_to_num(closes, nan=-np.inf))
        until = max(1, row - _SAME_STRETCH)
        earlier = np.flatnonzero(closes[1:until] > best[: until - 1]) + 1
        last = int(earlier[-1]) if earlier.size else None
        day, since = day_of(series, row), day_of(series, last) if last is not None else None
        observed = (
            f"{series.symbol} had last closed at a record before that on {since}"
            if since
            else f"{series.symbol} had no record before"
        )
        proof = [p.evidence for p in [point(series, last if last is not None else row)] if p is not None]
        return settled(
            "the closing record before it",
            _reaches(claim, day, since),
            observed,
            None,
            "last closing record of an earlier stretch",
            proof,
        )

    def _by_move(self, claim: Claim, series: Series, row: int, sign: int, step: str) -> Iterator[Reading]:
        ends = period_ends(series, row, step)
        closes = series.close[ends]
        for name, changes in (("per cent", closes[1:] / closes[:-1] - 1), ("points", np.diff(closes))):
            if changes.size < 2:
                continue
            last = last_time(sign * changes[:-1], sign * float(changes[-1]))
            told = f"{100 * changes[-1]:+.2f}%" if name == "per cent" else f"{changes[-1]:+,.2f} points"
            yield self._reading(
                claim,
                series,
                row,
                None if last is None else int(ends[last + 1]),
                f"{step} move in {name}",
                float(changes[-1]),
                told,
            )

    def _reading(
        self, claim: Claim, series: Series, row: int, last: int | None, name: str, computed: float, told: str
    ) -> Reading:
        day = day_of(series, row)
        since = day_of(series, last) if last is not None else None

        def observed() -> str:
            rest = f"as extreme last on {since}" if since else f"never as extreme since {series.history_from}"
            return f"{series.symbol} {told} on {day}, {rest}"

        reaches = _reaches(claim, day, since)
        if reaches is None and not whole(series, max(0, (last or 0) - 1), row):
            return uncovered(name, f"{series.source} lacks a session of {series.symbol} since {since}")
        if reaches is None and since is not None and day - since <= _SAME_EPISODE:
            return uncovered(name, f"{observed()}: days before, which may be what is meant")
        rows = [one for one in (last, row) if one is not None]
        return settled(
            name,
            reaches,
            observed,
            computed,
            "last time at least as extreme",
            lambda: evidence_of(series, rows),
        )


def _most_extreme(claim: Claim, series: Series, row: int) -> int:
    """The row that a level "last month" or "this week" was reached on; a move is the whole span's."""
    text = claim.reference.text if claim.reference else ""
    if claim.window is None or claim.window[0] == claim.window[1] or _step(text) is not None:
        return row
    inside = rows_within(series, Period(*claim.window))
    found = (lowest if claim.direction == "down" else highest)(series, slice(inside.start, row + 1), "close")
    return last_on(series, found.day) if found else row


def _definite(claim: Claim) -> bool:
    """Whether the words say plainly what is compared with when."""
    reference = claim.reference
    return (
        reference is not None
        and not _UNLIKE_A_PRICE.search(claim.quote)
        and not _STRANGE_NOUN.search(reference.text)
        and reference.kind in ("date", "record")
        and (reference.window is not None or reference.value is not None)
    )


def _step(text: str) -> str | None:
    """The period whose move is compared, None when it is the level."""
    if not _OF_A_MOVE.search(text) and not _MOVE_NOUN.search(text):
        return None
    return next((step for step, pattern in _STEPS if pattern.search(text)), "day")


def _reaches(claim: Claim, day: date, since: date | None) -> Grade | None:
    """Whether the last time agrees with the date or the span that the claim names."""
    reference = claim.reference
    if reference is not None and reference.window is not None:
        last = reference.window[1]
        slack = timedelta(days=max(4, round(_SLACK * (day - last).days)))
        return Grade.EXACT if since is None or since <= last + slack else None
    unit = next(
        (days for word, days in _UNIT_DAYS.items() if reference and word in reference.text.lower()), None
    )
    if reference is None or reference.value is None or unit is None:
        return Grade.EXACT if since is None or (day - since).days > 300 else None
    least = float(reference.value) * unit * (0.8 if claim.comparator != "gt" else 0.95)
    return Grade.ROUNDED if since is None or (day - since).days >= least - 3 else None


KIND = ExtremeSince()
