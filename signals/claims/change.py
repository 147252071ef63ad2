"""A change: how far a price moved. "rose 1.8%", "fell 31.3 points", "up 17.5% this year", "rose 4 basis points".

The market's base is the previous close for a day, the last close of the prior period for a week, month, quarter or year, and
the close of the day named for "since"; a yield moves in basis points, or in per cent of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from tapecheck.nlp.claim import Claim
from tapecheck.signals.answers import NO_TIME, before_the_open, settled, too_coarse, uncovered, undated, whole
from tapecheck.signals.finding import Grade, Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look, first_on, last_on
from tapecheck.signals.meant import Session, Span, meant
from tapecheck.signals.moves import OF_A_SESSION, OF_A_SPAN, Measured, Move
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Series
from tapecheck.signals.wording.change import ChangeWording

_QUOTED_BEFORE = frozenset({"stock", "etf"})
_PAYS = frozenset({"index", "stock", "etf"})
# Per cent a year that dividends may add, over spans of at least this many years.
_DIVIDENDS, _MOST_OF_A_YEAR = 3.0, 0.8
# Flat is within a tenth of a per cent.
_FLAT_PERCENT = 0.1


def _meant(claim: Claim, look: Look, series: Series) -> Iterator[Session | Span | Reading]:
    found = meant(claim, look, series)
    first = next(found, None)
    if first is not None:
        yield first
        yield from found
    else:
        day = claim.window[0] if claim.window else look.as_of
        yield uncovered(f"the move from {day}", too_coarse(series, day))


def _of_a_session(measured: Measured) -> Callable[..., Iterable[Reading]]:
    """The figure of a claim against one measure of a session's move."""

    def find(claim: Claim, look: Look, at: Session) -> Iterable[Reading]:
        move = measured.of(at)
        return () if move is None else (_reading(claim, move, at.family, at.series.symbol),)

    return find


def _of_a_span(measured: Measured) -> Callable[..., Iterable[Reading]]:
    """The figure of a claim against one measure of a span's move, and whether it may be the total return of that instead."""

    def find(claim: Claim, look: Look, at: Span) -> Iterable[Reading]:
        move = measured.of(at)
        if move is None:
            return ()
        reading = _reading(claim, move, at.family, at.series.symbol)
        if not _with_dividends(claim, move, at.family):
            return (reading,)
        lacks = f"it may count dividends, which no series of {at.series.symbol} here does"
        return reading, uncovered("total return", lacks)

    return find


def _reading(claim: Claim, move: Move, family: str, symbol: str) -> Reading:
    grade = _which_way(claim, move) if claim.value is None else _grade(claim, move, family)
    if grade is None and move.beyond and _may_have_been(claim, move):
        return uncovered(move.words, f"the tape has no intraday range of {symbol} then")
    typical = move.typical
    return settled(
        move.words, grade, lambda: f"{symbol} moved {typical:+.2f}% {move.name}", typical, "end / base - 1", move.evidence, move.usual
    )  # fmt: skip


def _with_dividends(claim: Claim, move: Move, family: str) -> bool:
    """Whether a year's gain is as far above the price's as dividends reach: then it may be the total return."""
    if family not in _PAYS or claim.window is None or claim.unit != "percent" or claim.direction != "up":
        return False
    years = (claim.window[1] - claim.window[0]).days / 365
    if years <= _MOST_OF_A_YEAR:
        return False
    return 0 < float(claim.value or 0) - move.typical <= _DIVIDENDS * max(1.0, years)


def _a_session_missing(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    if not _whole(claim, series, look):
        yield uncovered(
            "its sessions", f"{series.source} lacks a session of {series.symbol} that it may be counted from"
        )


def _loosely(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    if _too_loose(claim):
        yield uncovered("its base", NO_TIME)


def _before_the_bell(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    quoted = claim.window_text is None and look.market(claim.subject) in _QUOTED_BEFORE
    if quoted and before_the_open(look):
        yield uncovered("its moment", "trading before the opening bell is not on this tape")


def _whole(claim: Claim, series: Series, look: Look) -> bool:
    """Whether the tape has every session that a move may be counted from: of an undated one, all of the year so far."""
    first, last = claim.window or (look.as_of, look.as_of)
    if claim.window_text is None:
        first = min(first, date(look.as_of.year, 1, 1))
    start, end = first_on(series, first), last_on(series, min(last, look.as_of))
    return whole(series, max(0, min(start, end) - 2), max(0, end))


def _may_have_been(claim: Claim, move: Move) -> bool:
    """Whether a session whose range is not on the tape could have gone that far beyond its open and close."""
    low, high = move.percent
    if claim.unit != "percent" or claim.value is None:
        return True
    far = float(claim.value) * (-1 if claim.direction == "down" else 1)
    return low - move.beyond <= far <= high + move.beyond


def _grade(claim: Claim, move: Move, family: str) -> Grade | None:
    for low, high, slack in _figures(claim, move, family):
        if claim.direction == "down":
            low, high = -high, -low
        grade = agrees(claim, low, high, slack) if high > -slack else None
        if grade:
            return grade
    return None


def _figures(claim: Claim, move: Move, family: str) -> Sequence[tuple[float, float, float]]:
    """The move in the claim's unit, least and most, with what vendors may differ by; "1.7%" of a yield may be of it or in points."""
    allowed, (least, most) = tolerance(family), move.points
    match claim.unit:
        case "percent" | None:
            share = (*move.percent, allowed.percent)
            return (share, (least, most, 0.0)) if family == "rate" else (share,)
        case "bp":
            return ((100 * least, 100 * most, allowed.bp),)
        case "pp":
            return ((least, most, allowed.bp / 100),)
        case "other":
            return ((10_000 * least, 10_000 * most, 10_000 * allowed.percent / 100 * move.base[0]),)
    return ((least, most, allowed.percent / 100 * move.base[0]),)


def _which_way(claim: Claim, move: Move) -> Grade | None:
    low, high = move.percent
    match claim.direction:
        case "up":
            return Grade.EXACT if high > 0 else None
        case "down":
            return Grade.EXACT if low < 0 else None
    return Grade.EXACT if low <= _FLAT_PERCENT and high >= -_FLAT_PERCENT else None


def _too_loose(claim: Claim) -> bool:
    """Whether a move fits too many spans to be called false: undated and not plainly today's, or without number and close."""
    if claim.value is None:
        return claim.window_text is None or claim.basis != "close"
    return claim.window_text is None and undated(claim)


def _way(one: Measured, find: Callable[..., Iterable[Reading]], of: type[Session] | type[Span]) -> Way:
    return Way(one.name, (SUBJECT,), one.base, ("percent", "bp"), find, at=_meant, of=of)


KIND = Kind(
    ChangeWording(),
    rule="change/2",
    ways=(
        *(_way(one, _of_a_session(one), Session) for one in OF_A_SESSION),
        *(_way(one, _of_a_span(one), Span) for one in OF_A_SPAN),
        undecided("a session missing", (SUBJECT,), _a_session_missing),
        undecided("no time named", (SUBJECT,), _loosely),
        undecided("trading before the bell", (SUBJECT,), _before_the_bell),
    ),
)
