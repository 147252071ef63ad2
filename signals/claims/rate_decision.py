"""A rate decision: "cut by 25 basis points to 3.50-3.75%", "third straight cut", "held".

The Federal Open Market Committee announces at 14:00 New York; the new range takes effect the day after (federalreserve.gov).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from tapecheck.nlp.claim import Claim, Direction
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import ORDINALS, ordinal
from tapecheck.signals.answers import settled, uncovered
from tapecheck.signals.finding import Evidence, Grade, Reading
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.look import Look
from tapecheck.signals.sources import facts
from tapecheck.signals.tape.protocol import Event, Events

_FED = re.compile(
    r"\b(?:Fed|Federal Reserve|FOMC|Federal Open Market Committee|U\.?S\.? central bank|central bank|policymakers|Powell|the committee)\b"
)
_FOREIGN = re.compile(
    r"\b(?:ECB|European Central Bank|Bank of England|BoE|BOE|Bank of Japan|BOJ|BoJ|RBA|RBI|PBOC|Bank of Canada|Swiss National Bank|SNB|Reserve Bank|Riksbank|Banxico|"
    r"China['’]s|Turkey|Brazil|Japan|India|Mexico|Korea)\b"
)
_DECIDED = re.compile(
    r"\b(?:(?P<down>cut|cuts|lowered|reduced|slashed|trimmed|eased)|(?P<up>raised|raises|hiked|hikes|lifted|increased)|"
    r"(?P<flat>held|kept|left|maintained|paused|stood pat))\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?:rates?|borrowing costs?|target range|benchmark|basis points?|bps|percentage[\s-]points?|quarter[\s-](?:of a\s)?(?:percentage[\s-])?point|half[\s-]point)\b",
    re.IGNORECASE,
)
_NTH = re.compile(
    rf"\b(?P<nth>[0-9]{{1,3}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})\s(?:straight|consecutive|successive|time|(?:rate\s|interest-rate\s)?(?:cut|hike|reduction|increase)|meeting)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:to|not|begin|start|of|for|more|future|further|when|pause|continue|stop|n.t|before|until)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
# A sum of several decisions is none of them.
_SEVERAL = re.compile(
    r"\bso far\b|\boccasions\b|\btimes\b|\bin total\b|\bcumulative|\bcombined\b|\bsince\b|\blast year\b",
    re.IGNORECASE,
)
_BY_THE_FED = re.compile(r"\bby the (?:Fed|Federal)")
_CHANCE = re.compile(r".{0,14}(?:chance|probab|odds)", re.IGNORECASE)
_FED_FUNDS = "FED_FUNDS"
# A decision is often told some days later; "last" decisions are the latest three.
_AROUND_DAYS = 3
_LATEST = 3
_EARLIER = 12


class RateDecision:
    """How it is worded."""

    name = "rate_decision"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """What the Fed did to its target range: size, range, and which one in a row it was."""
        fed = _FED.search(sentence.text)
        if fed is None or sentence.has(_FOREIGN):
            return
        for match in _DECIDED.finditer(sentence.text):
            if self._decided(sentence, fed, match):
                yield from self._drafts(sentence, fed, match)
                return

    def _decided(self, sentence: Sentence, fed: re.Match[str], match: re.Match[str]) -> bool:
        text = sentence.text
        if not _RATE.search(text, match.start(), match.end() + 70) or match.start() - fed.end() > 60:
            return False
        if fed.start() > match.start() and not _BY_THE_FED.search(text, match.end()):
            return False
        start, end = sentence.clause(match.start())
        if _SEVERAL.search(text, start, end):
            return False
        return sentence.modality(match.start()) == "asserted" and not _NOT_YET.search(
            sentence.before(match.start(), 16)
        )

    def _drafts(self, sentence: Sentence, fed: re.Match[str], match: re.Match[str]) -> Iterator[Draft]:
        direction: Direction = "down" if match["down"] else "up" if match["up"] else "flat"
        who, start = Who(_FED_FUNDS, min(fed.start(), match.start())), match.start()
        numbers = [
            q
            for q in sentence.quantities
            if 0 <= q.start - match.end() < 140
            and q.unit in ("bp", "pp", "percent")
            and not _CHANCE.match(sentence.text, q.end)
        ]
        for q in numbers[:2]:
            yield sentence.draft(self.name, who, start, q.end, q, direction=direction, score=0.8)
        nth = _NTH.search(sentence.text, start)
        count = ordinal(nth["nth"]) if nth else 1
        if nth and count > 1:
            yield sentence.draft(
                self.name,
                who,
                start,
                nth.end(),
                direction=direction,
                value=Decimal(count),
                value_text=nth["nth"],
                ulp=Decimal(1),
                unit="count",
                score=0.8,
            )
        rate = _RATE.search(sentence.text, start)
        if not numbers and count == 1 and rate:
            yield sentence.draft(self.name, who, start, rate.end(), direction=direction, score=0.8)


class _Decision(NamedTuple):
    """A decision that may be meant, among all that are known; `usual` is whether the words name it."""

    event: Event
    known: Sequence[Event]
    usual: bool = True


def _decisions(claim: Claim, look: Look, table: Events) -> Iterator[_Decision | Reading]:
    """The decisions in the window named, or the latest ones; where no time is named and none of these fits, those before them."""
    until = claim.window[1] if claim.window else look.as_of
    meant = _around(claim, table, until)
    if until < table.covered.first or not meant:
        yield uncovered("the decision", f"{table.source} lists decisions only from {table.covered.first}")
        return
    yield from (_Decision(event, table.rows) for event in reversed(meant))
    if claim.window_text is None and not any(_decided(claim, event, table.rows) for event in meant):
        earlier = [event for event in table.rows if event.values["change_bp"]]
        yield from (_Decision(event, table.rows, usual=False) for event in earlier[-_EARLIER:])


def _around(claim: Claim, table: Events, until: date) -> Sequence[Event]:
    around = timedelta(days=_AROUND_DAYS)
    since = claim.window[0] - around if claim.window and claim.window_text else date.min
    last = max(until, claim.window[0] if claim.window else until) + around
    return [event for event in table.rows if since <= event.day <= last][-_LATEST:]


def _announced(claim: Claim, look: Look, at: _Decision) -> Iterator[Reading]:
    event, values = at.event, at.event.values
    observed = (
        f"on {event.day} the Fed's decision was {_told(values)}, to {values['lower']:g}-{values['upper']:g}%"
    )
    proof = [
        Evidence("FED_FUNDS", event.day, field, float(values[field] or 0), event.source)
        for field in ("change_bp", "lower", "upper")
    ]
    yield settled(
        f"decision of {event.day}",
        _decided(claim, event, at.known),
        observed,
        float(values["change_bp"] or 0),
        "announced change",
        proof,
        at.usual,
    )


def _told(values: Mapping[str, float | str | None]) -> str:
    """ "a cut of 25 bp", "a hold"."""
    change = abs(float(values["change_bp"] or 0))
    return f"a {values['action']}" + (f" of {change:g} bp" if change else "")


def _decided(claim: Claim, event: Event, rows: Sequence[Event]) -> Grade | None:
    change, lower, upper = (float(event.values[k] or 0) for k in ("change_bp", "lower", "upper"))
    way = "down" if change < 0 else "up" if change > 0 else "flat"
    moved = claim.direction is None or claim.direction == way
    value = float(claim.value) if claim.value is not None else None
    match claim.unit:
        case None:
            return Grade.EXACT if moved else None
        case "count":
            return Grade.EXACT if moved and value in _counts(event, rows) else None
        case "bp" | "pp":
            return (
                Grade.EXACT if moved and value == abs(change) / (1 if claim.unit == "bp" else 100) else None
            )
    high = float(claim.value_high) if claim.value_high is not None else None
    if high is not None:
        return Grade.EXACT if (value, high) == (lower, upper) else None
    return Grade.EXACT if value in (lower, upper, abs(change) / 100) else None


def _counts(event: Event, rows: Sequence[Event]) -> set[int]:
    """Which one it was: in a row, and in its year."""
    past = [e for e in rows if e.day <= event.day]
    run = 0
    for e in reversed(past):
        if e.values["action"] != event.values["action"]:
            break
        run += 1
    year = sum(e.values["action"] == event.values["action"] for e in past if e.day.year == event.day.year)
    return {run, year}


KIND = Kind(
    RateDecision(),
    rule="rate_decision/1",
    ways=(
        Way(
            "the change, the range or the count announced",
            (facts("fomc_decisions", "the Fed's decisions"),),
            "the range before",
            (),
            _announced,
            at=_decisions,
        ),
    ),
)
