"""A macro print: "CPI rose 0.3% in June, 2.9% on the year", "payrolls grew by 187,000", "the jobless rate held at 4.1%".

What each release is quoted by stands in `signals/prints.py`. A series of today's vintage bears a print out where it agrees; where it does not,
a revision may be why, so it refutes nothing. With every vintage at hand a plain sentence that names its month and agrees with none is false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tapecheck.nlp import words
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import settled, uncovered
from tapecheck.signals.finding import Answer, Evidence, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.prints import (
    MEASURES,
    ON_THE_MONTH,
    ON_THE_YEAR,
    OUTPUT,
    PAYROLLS,
    UNEMPLOYMENT,
    Measure,
    Print,
    columns,
    does_not_exist,
    measures,
    prints,
)
from tapecheck.signals.rounding import agrees
from tapecheck.signals.sources import RELEASE
from tapecheck.signals.tape.protocol import Events
from tapecheck.signals.vintages import TODAYS, Vintages, vintages_of

_LEAD_IN = re.compile(
    r"\b(?:by|to|at|of|was|is|were|rose|fell|climbed|grew|increased|decreased|declined|dropped|gained|added|slowed|eased|accelerated|jumped|dipped|edged|ticked|up|down|"
    r"higher|lower|held|steady|in|came|posted|rising|falling|unchanged|hit|reached|showed|growth|gain|print|reading|shrank|contracted|expanded|a|an|and|or)\s"
    r"(?:by\s|to\s|at\s|about\s|a\s|an\s|just\s|only\s|nearly\s|over\s|more\sthan\s|higher\s|lower\s|up\s|down\s|seasonally\sadjusted\s|modest\s|annualized\s){0,6}$",
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
# Words for a figure that is none of the measures: of several months, of a part, of another count. Such a sentence is never false.
_ANOTHER_FIGURE = re.compile(
    r"\b(?:average|averaging|since|(?:two|three|four|five|six|nine|[0-9]+)[\s-]months?|so far|year[\s-]to[\s-]date|revis\w+|previous\w*|initial\w*|"
    r"private|ADP|government|federal|manufacturing|nominal|current[\s-]dollar|deflator|per capita|GDPNow|spending|energy|food|services|goods|shelter|"
    r"from\s(?!a year|the (?:year|previous|prior))|compared|versus|against|than)\b",
    re.IGNORECASE,
)
_AT_A_RATE = re.compile(r"\b(?:annuali[sz]ed|annual rate|quarter(?:ly)?)\b", re.IGNORECASE)
# PCE is the spending and the index of its prices; GDP has both a volume and a price.
_PRICES = re.compile(r"\b(?:pric\w+|inflation|index)\b", re.IGNORECASE)
# Other countries have consumer prices too, and the sentence before may have named one: a bare index is not surely the American one.
_AMERICAN = frozenset({PAYROLLS, "US_PCE", "US_CORE_PCE"})
_OF_AMERICA = re.compile(
    r"\bUS\b|\bU\.S\.|\bUnited States\b|\bAmerica|\b(?:Labor|Commerce) Department|\bBureau of (?:Labor|Economic)|\bBLS\b"
)
# Wherever they stand in the sentence: what is left out of the count, who else counts, what is yet to come.
_DOUBTED = re.compile(
    r"\b(?:excluding|except|leaving out|stripping|outside|without|ADP|private|is seen|are seen|forecasts?|estimates? of)\b",
    re.IGNORECASE,
)
_DOUBTFUL = 0.5
_COUNTS = frozenset({OUTPUT, PAYROLLS, UNEMPLOYMENT})
# The prints that an undated number may be of: the newest ones.
_LATEST = 2
# A window no longer than this names a month or a quarter; a whole month has 28 days or more, a whole quarter 90.
_QUARTER_DAYS = 100
_WHOLE_MONTH, _WHOLE_QUARTER = range(28, 32), range(90, 93)


class MacroPrint:
    """How it is worded."""

    name = "macro_print"

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
                    draft = sentence.draft(
                        self.name,
                        who,
                        q.start,
                        q.end,
                        fitted,
                        fitted.unit,
                        direction=words.latest_direction(sentence.text, start, q.start),
                        score=0.75,
                    )
                    yield draft if _sure(sentence, who) else replace(draft, firm=min(draft.firm, _DOUBTFUL))


class _Shown(NamedTuple):
    """What a measure showed, read against the claim."""

    measure: str
    reading: Reading


def _never_made(claim: Claim, _: Look) -> bool:
    named = _named(claim)
    return bool(named and _whole(claim.subject, named) and does_not_exist(claim.subject, named[0]))


def _made(claim: Claim, look: Look) -> bool:
    return not _never_made(claim, look)


def _of_a_shutdown(claim: Claim, look: Look) -> Iterator[Reading]:
    named = _named(claim)
    assert named is not None
    yield uncovered("the print", f"the US figure of {named[0]:%B %Y} does not exist (shutdown)")


def _shown(claim: Claim, look: Look, table: Events) -> Iterator[_Shown | Reading]:
    """Each measure of the months meant: in the newest vintage known, in the first print, in those between.

    Those that agree, else all where they make the claim false, else why it cannot be decided.
    """
    if not columns(claim.subject):
        yield uncovered("the print", f"no table of {claim.subject} is known")
        return
    series = {column: vintages_of(table.rows, column) for column in columns(claim.subject)}
    main = series[columns(claim.subject)[0]]
    shown = {
        (day, one): [_reading(claim, print_) for print_ in prints(one, series[one.column], day)]
        for day in _meant(claim, main)
        for one in measures(claim.subject, series)
    }
    told = [
        _Shown(one.name, reading)
        for (_, one), found in shown.items()
        if _may_mean(claim, one)
        for reading in found
    ]
    agreeing = [one for one in told if one.reading.answer is Answer.TRUE]
    if agreeing or (told and _decides(claim, main, shown)):
        yield from agreeing or told
    else:
        yield _undecided(main)


def _by(measure: str) -> Callable[..., Iterator[Reading]]:
    """The readings of one measure."""

    def find(claim: Claim, look: Look, at: _Shown) -> Iterator[Reading]:
        if at.measure == measure:
            yield at.reading

    return find


def _way(measure: str, base: str) -> Way:
    return Way(measure, (RELEASE,), base, (), _by(measure), at=_shown, when=_made)


def _reading(claim: Claim, one: Print) -> Reading:
    name, of = one.measure.name, _told(claim.subject, one.day)
    grade = agrees(claim, abs(one.value))
    observed = f"{name} of {of}: {one.value:,.2f}, {one.told}"
    source = one.source if one.told == TODAYS else f"{one.source}, {one.told}"
    proof = (Evidence(claim.subject, one.day, name, one.value, source),)
    return settled(name, grade, observed, one.value, "from the index of the series", proof, one.measure.usual)


def _undecided(main: Vintages) -> Reading:
    if main.archive_starts is None:
        return uncovered(
            "the first print",
            "the vintage at hand does not agree, and does not hold what was first published (ALFRED does)",
        )
    return uncovered(
        "the print", "no vintage at hand agrees, and the sentence does not say plainly which figure it means"
    )


def _decides(claim: Claim, main: Vintages, shown: Mapping[tuple[date, Measure], Sequence[Reading]]) -> bool:
    """Whether every figure that the sentence can mean is at hand as it was published, and none agrees: then it is false."""
    named = _named(claim)
    if not named or not shown or _of_another_figure(claim) or not _whole(claim.subject, named):
        return False
    # A measure that the wording rules out for a true figure must not make it true either before it is called false.
    return all(
        found
        and named[0] <= day <= named[1]
        and main.first_print(day)
        and all(reading.answer is Answer.FALSE for reading in found)
        for (day, _), found in shown.items()
    )


def _of_another_figure(claim: Claim) -> bool:
    if _ANOTHER_FIGURE.search(claim.quote):
        return True
    if claim.subject != OUTPUT and _AT_A_RATE.search(claim.quote):
        return True
    priced = _PRICES.search(claim.quote) is not None
    return not priced if claim.subject == "US_PCE" else priced and claim.subject in _COUNTS


def _whole(subject: str, window: tuple[date, date]) -> bool:
    """Whether a window is a month, of output a quarter, and not the days around a release."""
    length = (window[1] - window[0]).days + 1
    return window[0].day == 1 and length in (_WHOLE_QUARTER if subject == OUTPUT else _WHOLE_MONTH)


def _may_mean(claim: Claim, measure: Measure) -> bool:
    """Whether the wording leaves a measure possible; output is quoted at an annual rate, which is no change on the year."""
    if claim.subject == OUTPUT:
        return True
    if measure.name == ON_THE_MONTH:
        return not _ON_THE_YEAR.search(claim.quote)
    return not (measure.name.startswith(ON_THE_YEAR) and _ON_THE_MONTH.search(claim.quote))


def _told(subject: str, day: date) -> str:
    """ "September 2025", "the third quarter" as 2025 Q3."""
    return f"{day.year} Q{(day.month + 2) // 3}" if subject == OUTPUT else f"{day:%B %Y}"


def _sure(sentence: Sentence, who: Who) -> bool:
    """Whether the sentence is about the American series as it is published."""
    american = who.symbol in _AMERICAN or sentence.has(_OF_AMERICA)
    return american and not sentence.has(_DOUBTED)


def _fitted(who: Who, q: Quantity) -> Quantity | None:
    """The number as the series counts it, None where it cannot be one of its figures."""
    if who.family != "macro":
        return None
    if who.symbol == PAYROLLS:
        if q.unit is not None or q.value < 1000:
            return None
        return replace(q, unit="count")
    return q if q.unit == "percent" and q.value < 30 else None


def _named(claim: Claim) -> tuple[date, date] | None:
    """The month or quarter that the sentence names."""
    if claim.window_text and claim.window and (claim.window[1] - claim.window[0]).days < _QUARTER_DAYS:
        return claim.window
    return None


def _meant(claim: Claim, main: Vintages) -> Sequence[date]:
    """The months or quarters that a claim may be of, newest first: those it names, else the newest ones."""
    named = _named(claim)
    chosen = [day for day in main.days if named and named[0] <= day <= named[1]] or main.days[-_LATEST:]
    return chosen[::-1]


KIND = Kind(
    MacroPrint(),
    rule="macro_print/2",
    ways=(
        *(_way(measure, base) for measure, base in MEASURES.items()),
        undecided("a figure that was never made", (), _of_a_shutdown, when=_never_made),
    ),
)
