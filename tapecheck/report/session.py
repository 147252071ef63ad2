"""The facts of a session in words, a line each.

Where the largest move since is another day by points than by per cent, both are said: both are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tapecheck.data.calendars import NEW_YORK
from tapecheck.nlp.claim import Window
from tapecheck.report.visible import visible
from tapecheck.signals.session_facts import Outcome, SessionFacts, SoFar
from tapecheck.signals.session_past import Change
from tapecheck.signals.session_spans import Average, Distance

# A yield is quoted to a tenth of a basis point, a currency to a hundredth of a cent.
_DECIMALS = {"yield": 3, "other": 4}


def text(facts: SessionFacts) -> str:
    """The facts as lines of text."""
    return "".join(f"{visible(line)}\n" for line in lines(facts))


def lines(facts: SessionFacts) -> Iterator[str]:
    """The facts, a line each; what the tape does not cover has none."""
    yield f"{facts.symbol}  {facts.day:%A %Y-%m-%d}  ({facts.source}, from {facts.history_from})"
    if facts.outcome is not None:
        yield _row("close", _price(facts.outcome.close, facts.unit))
    else:
        yield _row(
            "close", f"none yet: in progress at {facts.known_at.astimezone(NEW_YORK):%Y-%m-%d %H:%M %Z}"
        )
    yield from _range(facts)
    if facts.outcome is not None:
        yield from _past(facts.outcome, facts)
    elif facts.so_far is not None:
        yield _row("change", _possible(facts.so_far, facts.unit))
    yield from _extremes(facts)
    if facts.outcome is not None:
        yield from _spans(facts.outcome, facts.unit)


def _row(name: str, words: str) -> str:
    return f"{name:<15} {words}"


def _price(value: float, unit: str) -> str:
    return f"{value:,.{_DECIMALS.get(unit, 2)}f}"


def _move(points: float, unit: str) -> str:
    """A move in the unit that it is told in: a yield's in basis points."""
    return f"{100 * points:+,.1f} bp" if unit == "yield" else f"{points:+,.{_DECIMALS.get(unit, 2)}f}"


def _range(facts: SessionFacts) -> Iterator[str]:
    if facts.high is None or facts.low is None:
        return
    opened = f"open {_price(facts.open, facts.unit)}, " if facts.open is not None else ""
    told = f"{opened}low {_price(facts.low, facts.unit)}, high {_price(facts.high, facts.unit)}"
    yield _row("range", told + (", known to be possible so far" if facts.in_progress else ""))


def _possible(so_far: SoFar, unit: str) -> str:
    (least, most), (low, high) = so_far.points, so_far.percent
    span = f"{_move(least, unit)} to {_move(most, unit)} ({low:+.2f}% to {high:+.2f}%)"
    return f"{span} from the close before, {_price(so_far.before, unit)}, is possible so far"


def _past(outcome: Outcome, facts: SessionFacts) -> Iterator[str]:
    if outcome.change is not None:
        percent = "" if outcome.change.percent is None else f" ({outcome.change.percent:+.2f}%)"
        yield _row("change", _move(outcome.change.points, facts.unit) + percent + _largest(outcome.change))
    for name, since in (("highest", outcome.highest_since), ("lowest", outcome.lowest_since)):
        if since is not None and _tells(since, outcome.change):
            yield _row(f"{name} close", f"since {_days(since)}")
    if outcome.streak:
        ended = (
            f", snapping one of {abs(outcome.snapped)} {'down' if outcome.streak > 0 else 'up'}"
            if outcome.snapped
            else ""
        )
        yield _row("streak", f"{abs(outcome.streak)} {'up' if outcome.streak > 0 else 'down'}{ended}")


def _tells(since: Window, change: Change | None) -> bool:
    """Whether it says anything: a close is always the highest since the one before, or the lowest."""
    return change is None or since[1] < change.before.day


def _days(window: Window) -> str:
    first, last = window
    return str(first) if first == last else f"a day of {first} to {last}"


def _largest(change: Change) -> str:
    """ ", largest gain since ..." by both measures."""
    if not change.points:
        return ""
    word = "gain" if change.points > 0 else "loss"
    if change.by_percent == change.by_points or change.percent is None:
        return f", largest {word} {_since(change.by_points, change)}"
    by_percent, by_points = _since(change.by_percent, change), _since(change.by_points, change)
    return f", largest {word} {by_percent} by per cent, {by_points} by points"


def _since(day: date | None, change: Change) -> str:
    return f"since {day}" if day else f"of all sessions from {change.compared_from} on"


def _extremes(facts: SessionFacts) -> Iterator[str]:
    extremes, outcome = facts.extremes, facts.outcome
    if outcome is not None and outcome.is_record:
        nth = f", number {outcome.records_this_year} of the year" if outcome.records_this_year else ""
        yield _row("record close", f"is it{nth}")
    elif extremes.record is not None:
        count = outcome.records_this_year if outcome is not None else None
        told = f"; {count} records this year" if count else ""
        yield _row("record close", _from(extremes.record, facts) + told)
    for name, closing, intraday in (
        ("52-week high", extremes.year_high, extremes.year_high_intraday),
        ("52-week low", extremes.year_low, extremes.year_low_intraday),
    ):
        both = [
            f"{_from(one, facts)} by {basis}"
            for one, basis in ((closing, "close"), (intraday, "range"))
            if one
        ]
        if both:
            yield _row(name, "; ".join(both))


def _from(distance: Distance, facts: SessionFacts) -> str:
    place = f"{_price(distance.value, facts.unit)} ({_days(distance.days)})"
    if distance.points is None:
        return place
    return (
        "is it"
        if distance.points == 0
        else f"{_way(distance.points, distance.percent, facts.unit)} from {place}"
    )


def _way(points: float, percent: float | None, unit: str) -> str:
    """How far, as it is told: in per cent, of a yield in basis points."""
    return _move(points, unit) if percent is None or unit == "yield" else f"{percent:+.2f}%"


def _spans(outcome: Outcome, unit: str) -> Iterator[str]:
    if outcome.to_date:
        told = (f"{one.name} {_way(one.points, one.percent, unit)}" for one in outcome.to_date)
        yield _row("to date", ", ".join(told))
    if outcome.averages:
        yield _row("averages", "; ".join(_average(one, unit) for one in outcome.averages))


def _average(one: Average, unit: str) -> str:
    return f"{abs(one.percent):.2f}% {side(one)} the {one.sessions}-day, {_price(one.value, unit)}"


def side(one: Average) -> str:
    """Where the close is from an average: "above", "below" or "at" it."""
    return "above" if one.percent > 0 else "below" if one.percent < 0 else "at"
