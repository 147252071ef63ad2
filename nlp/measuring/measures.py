"""Every number of general prose with what it measures or counts: `310 pound-feet`, `nine new oil rigs`, `$3 a barrel`, `aged 41`.

The market's grammar (`numbers`) reads what a price can be held against; this one reads the rest of the news too. A measure keeps the unit as
printed and by its own name (`data/units.toml`); a counted noun is its own unit. Years, dates, scores and numbers of names measure nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tapecheck.nlp.measuring import unit_words
from tapecheck.nlp.measuring.ages import age
from tapecheck.nlp.measuring.cardinal import Cardinal
from tapecheck.nlp.measuring.cardinals import cardinals
from tapecheck.nlp.measuring.counted import counted
from tapecheck.nlp.measuring.measure import BARE, Measure
from tapecheck.nlp.measuring.ranges import joined
from tapecheck.nlp.measuring.uncounted import uncounted
from tapecheck.nlp.measuring.unit_words import UnitRead
from tapecheck.nlp.measuring.units_left_out import filled
from tapecheck.nlp.numbers import hedge

_US_AFTER = re.compile(r"\sU\.?S\.?(?=\s(?:a|per)\s)")


def measures(text: str) -> tuple[Measure, ...]:
    """Every measure of a text, left to right, ranges joined and hedges read."""
    found = [one for cardinal in cardinals(text) if (one := _measure(text, cardinal)) is not None]
    return tuple(_hedged(text, one) for one in joined(text, filled(text, _apart(found))))


def _apart(found: Sequence[Measure]) -> list[Measure]:
    """Without the numbers that stand within another's unit, `900 parts per million`."""
    return [one for i, one in enumerate(found) if not i or one.start >= found[i - 1].end]


def _hedged(text: str, one: Measure) -> Measure:
    one = replace(one, text=text[one.start : one.end])
    if one.value_high is not None:
        return replace(one, comparator="range")
    comparator, start = hedge(text, one.start)
    return replace(one, comparator=comparator, hedge_start=start)


def _measure(text: str, one: Cardinal) -> Measure | None:
    old = age(text, one)
    if old is not None:
        return old
    money = unit_words.before(text, one.start)
    if money is not None:
        return _money(text, one, money)
    unit = _unit(text, one)
    if uncounted(text, one, unit is not None):
        return None
    if unit is not None:
        pounds_of_money = unit.name == unit_words.POUNDS and one.scaled
        return _of(
            one, unit.end, text[unit.start : unit.end], "pound sterling" if pounds_of_money else unit.name
        )
    return _counting(text, one)


def _counting(text: str, one: Cardinal) -> Measure:
    """The noun that is counted; of `90 rushing yards` the unit."""
    noun = counted(text, one.end, several=one.value != 1, share=one.part)
    if noun is None:
        return _of(one, one.end, "", BARE)
    name = unit_words.spelled(noun.name.split()[-1]) or noun.name
    return _of(one, noun.end, text[noun.start : noun.end], name)


def _of(one: Cardinal, end: int, unit: str, name: str) -> Measure:
    return Measure(
        one.start,
        end,
        one.value,
        unit,
        name,
        (one.start, one.end),
        one.high,
        part=one.part,
        digits=one.digits,
    )


def _money(text: str, one: Cardinal, money: UnitRead) -> Measure:
    """The sign before the number, and what the sum is for each of (`$3 a barrel`)."""
    named = _US_AFTER.match(text, one.end) if money.name == "dollar" else None
    whole = unit_words.per(text, UnitRead(money.start, named.end() if named else one.end, money.name))
    unit = f"{text[money.start : one.start].strip()}{text[one.end : whole.end]}"
    return replace(_of(one, whole.end, unit, whole.name), start=money.start)


def _unit(text: str, one: Cardinal) -> UnitRead | None:
    """The unit after a number; of a crowd also `tens of thousands of dollars`."""
    found = unit_words.after(text, one.end)
    if found is None and one.high is not None and text.startswith(" of ", one.end):
        return unit_words.after(text, one.end + 3)
    return None if found and _is_year_before_a_name(text, one, found) else found


def _is_year_before_a_name(text: str, one: Cardinal, found: UnitRead) -> bool:
    """`during 2014 Foot said`: a year before a name that is spelled like a unit."""
    return (
        len(one.digits) == 4 and 1900 <= one.value <= 2100 and text[found.start : found.start + 2].istitle()
    )
