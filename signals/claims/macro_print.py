"""A macro print: "CPI rose 0.3% in June, 2.9% on the year", "payrolls grew by 187,000", "the jobless rate held at 4.1%".

Consumer and PCE prices are quoted as the change on the month, seasonally adjusted, and on the year (BLS, BEA); jobs as the month's change. A
series of today's vintage bears a print out where it agrees; where it does not, a revision may be why, so it refutes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim, Window
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import settled, trouble, uncovered
from tapecheck.signals.finding import Evidence, Grade, Reading
from tapecheck.signals.look import Look
from tapecheck.signals.rounding import agrees
from tapecheck.signals.tape.protocol import Event, NotCovered, Unavailable

_LEAD_IN = re.compile(
    r"\b(?:by|to|at|of|was|is|were|rose|fell|climbed|grew|increased|decreased|declined|dropped|gained|added|slowed|eased|accelerated|jumped|dipped|edged|ticked|up|down|"
    r"higher|lower|held|steady|in|came|posted|rising|falling|unchanged|hit|reached|showed|growth|gain|print|reading|shrank|contracted|expanded|a|an|and|or)\s"
    r"(?:by\s|to\s|at\s|about\s|a\s|an\s|just\s|only\s|nearly\s|over\s|more\sthan\s|higher\s|lower\s|up\s|down\s|seasonally\sadjusted\s|modest\s|annualized\s)*$",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:expect(?:ed|ation|ations)?|consensus|forecasts?|estimates?|estimated|economists|predicted|projected|target|versus|vs\.?|than|goal|from|stocks?|shares|yields?|index\sof\s)\b",
    re.IGNORECASE,
)
_ON_THE_YEAR = re.compile(
    r"\b(?:year[\s-](?:over|on|to)[\s-]year|y/y|yoy|annual(?:ly|ized)?|from a year|on the year|12[\s-]months?|twelve months|per year|over the year)\b",
    re.IGNORECASE,
)
_ON_THE_MONTH = re.compile(
    r"\b(?:month[\s-](?:over|on|to)[\s-]month|m/m|mom|monthly|on the month|from (?:the )?(?:previous|prior) month|from [A-Z]\w+ber|for the month)\b",
    re.IGNORECASE,
)
_JOBS = "US_PAYROLLS"
# The prints that an undated number may be of: the newest ones.
_LATEST = 2
_COLUMNS = {
    "US_CPI": "CPI", "US_CORE_CPI": "CORE_CPI", "US_PCE": "PCE", "US_CORE_PCE": "CORE_PCE",
    "US_UNEMPLOYMENT": "unemployment_rate", _JOBS: "payrolls_thousands",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Print:
    """What a month's release said: the figure's name and its value."""

    name: str
    month: date
    value: float


class MacroPrint:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "macro_print"
    rule = "macro_print/2"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """The figures that a release of US prices, jobs or output is said to have shown."""
        for q in sentence.quantities:
            start, _ = sentence.clause(q.start)
            if not _LEAD_IN.search(sentence.before(q.start)) or _EXPECTED.search(
                sentence.text, start, q.start
            ):
                continue
            for who in sentence.subjects(q.start, q.end)[-1:]:
                fitted = _fitted(who, q)
                if fitted is not None and sentence.modality(q.start) in ("asserted", "forecast"):
                    yield sentence.draft(
                        self.name,
                        who,
                        q.start,
                        q.end,
                        fitted,
                        fitted.unit,
                        direction=words.latest_direction(sentence.text, start, q.start),
                        score=0.75,
                    )

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """The month's and the year's change of the months meant, in the vintage at hand."""
        column = _COLUMNS.get(claim.subject)
        table = look.events(claim.subject)
        if isinstance(table, NotCovered | Unavailable):
            yield trouble(table)
            return
        if column is None:
            yield uncovered("the print", f"no table of {claim.subject} is known")
            return
        levels = {e.day: float(e.values[column] or 0) for e in table.rows if e.values.get(column)}
        if (month := _left_out(claim, table.rows, levels)) is not None:
            yield uncovered("its month", f"{table.source} has no figure for {month:%B %Y}")
            return
        agreeing = [
            r for p in _meant(claim, levels) if (r := self._reading(claim, p, table.rows[-1])) is not None
        ]
        yield from agreeing
        if not agreeing:
            yield uncovered(
                "the first print",
                "the vintage at hand does not agree, and does not hold what was first published (ALFRED does)",
            )

    def _reading(self, claim: Claim, one: _Print, event: Event) -> Reading | None:
        grade: Grade | None = agrees(claim, abs(one.value))
        if grade is None:
            return None
        observed = f"{one.name} of {one.month:%B %Y}: {one.value:,.2f}, today's vintage"
        proof = (Evidence(claim.subject, one.month, one.name, one.value, event.source),)
        return settled(one.name, grade, observed, one.value, "from the index of the series", proof)


def _fitted(who: Who, q: Quantity) -> Quantity | None:
    """The number as the series counts it, None where it cannot be one of its figures."""
    if who.family != "macro":
        return None
    if who.symbol == _JOBS:
        if q.unit is not None or q.value < 1000:
            return None
        return replace(q, unit="count")
    return q if q.unit == "percent" and q.value < 30 else None


def _meant(claim: Claim, levels: Mapping[date, float]) -> Iterator[_Print]:
    """The prints a claim may be of: its month where one is named, else the newest ones."""
    months = sorted(levels)
    named = _named(claim)
    chosen = [m for m in months if named and named[0] <= m <= named[1]] or months[-_LATEST:]
    for month in reversed(chosen):
        yield from _prints(claim, levels, month)


def _named(claim: Claim) -> Window | None:
    """The month or months that the words name."""
    near = claim.window is not None and (claim.window[1] - claim.window[0]).days < 100
    return claim.window if claim.window_text and near else None


def _left_out(claim: Claim, rows: Sequence[Event], levels: Mapping[date, float]) -> date | None:
    """The month named, where the table has a row for it without the figure: prices of October 2025 were never collected."""
    named = _named(claim)
    within = [e.day for e in rows if named and named[0] <= e.day <= named[1]]
    return within[0] if within and not any(day in levels for day in within) else None


def _prints(claim: Claim, levels: Mapping[date, float], month: date) -> Iterator[_Print]:
    before, year = _back(month, 1), _back(month, 12)
    if claim.subject == "US_UNEMPLOYMENT":
        yield _Print("unemployment rate", month, levels[month])
        return
    if claim.subject == _JOBS:
        if before in levels:
            yield _Print("change in payrolls", month, 1000 * (levels[month] - levels[before]))
        return
    if before in levels and not _ON_THE_YEAR.search(claim.quote):
        yield _Print("change on the month", month, 100 * (levels[month] / levels[before] - 1))
    if year in levels and not _ON_THE_MONTH.search(claim.quote):
        yield _Print("change on the year", month, 100 * (levels[month] / levels[year] - 1))


def _back(month: date, count: int) -> date:
    total = month.year * 12 + month.month - 1 - count
    return date(total // 12, total % 12 + 1, 1)


KIND = MacroPrint()
