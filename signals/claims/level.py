"""A level: where a price stood. "closed at 4,649.23", "hit $69,000 in November 2021", "topped $40,000".

A close is the exchange's last regular print of the session; "trading at" is any price of the day's range; a level of the
past was reached when the range of the window came to it (Cboe and S&P index methodology; Yahoo's daily bars).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import isnan, nan

import numpy as np

from tapecheck.data import instrument
from tapecheck.nlp.claim import Claim, Comparator, Direction, Unit, Window
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.extremes import Extreme, extreme_holding
from tapecheck.nlp.numbers import Quantity
from tapecheck.signals.answers import (
    NO_TIME,
    beside,
    row_of,
    rows_meant,
    settled,
    too_coarse,
    trouble,
    uncovered,
    undated,
    whole,
)
from tapecheck.signals.extremes import extremes, spans
from tapecheck.signals.finding import Evidence, Reading
from tapecheck.signals.look import (
    WIDEST_SESSION,
    Field,
    Look,
    day_of,
    evidence_of,
    highest,
    last_on,
    lowest,
    point,
    rows_within,
)
from tapecheck.signals.moves import range_within, session_range
from tapecheck.signals.phrases import number
from tapecheck.signals.rounding import agrees, tolerance
from tapecheck.signals.tape.known import FIELDS
from tapecheck.signals.tape.protocol import NotCovered, Period, Series, Unavailable
from tapecheck.signals.tape.splits import split_since

_LEAD_IN = re.compile(
    r"(?<![A-Za-z])(?:"
    r"(?P<gt>above|over|past|topp(?:ed|ing)|tops|surpass(?:ed|es|ing)|cross(?:ed|es|ing)|exceed(?:ed|s|ing)|broke|breaks|breached|breaking|"
    r"through|reclaim(?:ed|s|ing)|north of|eclipsed|clear(?:ed|s)|beyond|higher than|more than|upwards? of|conquered|overcame|overcome)"
    r"|(?P<lt>below|under|beneath|south of|lower than|less than|lost|shy of)"
    r"|(?P<approx>near|around|about|close to|roughly|approximately|nearly|almost|~|hovering|the neighborhood of)"
    r"|(?P<eq>to|at|hit|hits|hitting|touch(?:ed|es|ing)|reach(?:ed|es|ing)|of|is|was|are|were|stood|stands|trad(?:ing|ed|es)|for|costs?|valued|"
    r"price|settled|closed|currently|just|now|worth|level|yielding|yields?|pegged|fetch(?:ed|ing)?|:|,|\(|-|–|as high as|as low as|from|between|"
    r"within|tagged|taps|tapped|retested|tested|approach(?:ed|ing)|in|on|back|recorded|posted|held|with|printed|notched|low|high|mark|saw|set|"
    r"registered|peaked|bottomed)"
    r")\s?(?:the\s|a\s|an\s|its\s|key\s|critical\s|psychological\s|crucial\s|(?:level|price|low|high)\sof\s|record\s|just\s)*"
    r"(?:about\s|around\s|nearly\s|roughly\s|approximately\s|over\s|above\s|below\s|under\s|just\s|~\s?)*$",
    re.IGNORECASE,
)
# What the number counts instead of a price.
_COUNTS_ELSE = re.compile(
    r"(?:-|\s)?(?:in\s(?:liquidations?|inflows?|outflows?|profit|losses|revenue|fees|volume|assets|value|cash|crypto|bitcoin|BTC|ETH|earnings)|worth|"
    r"market\scap|support|resistance|strike|call|put|options?|inflows?|outflows?|fine|bonus|prize|investment|million|billion|trillion|dividend|"
    r"price\starget|target|loss|gain|move|drop|rise|increase|decline|rally|slide|range|profit|jobs|shares|contracts|tokens|coins|BTC|ETH|ounces|"
    r"tons|tonnes|barrels|barrel\sper|companies|stocks|people|workers|percent|%|times|days?|weeks?|months?|years?|hours?|minutes|x\b|basis|cuts?|"
    r"points?\s(?:higher|lower|gain|loss|drop|rise|rally|decline))",
    re.IGNORECASE,
)
_NOT_A_PRICE = re.compile(
    r"support|resistance|moving average|\b(?:EMA|SMA|MA|DMA)\b|fibonacci|retracement|\btarget|liquidat|inflow|outflow|market cap|capitali[sz]ation|"
    r"trading volume|revenue|\bEPS\b|earnings per share|reward|strike price|open interest|invest(?:ed|ment) of|\bdividend|pivot|trend ?line|"
    r"neckline|breakdown below|demand zone|supply zone|\bbuy point|settlement with|shares were traded|session average",
    re.IGNORECASE,
)
_BY_HOW_MUCH = re.compile(
    r"\b(?:by|gained|lost|added|adding|shed|rose|fell|up|down|dropped|climbed)\s(?:about\s|nearly\s|over\s|more\sthan\s|almost\s|around\s)?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_RANGE: tuple[Field, ...] = ("low", "high", "close")
_LARGE = ("million", "billion", "trillion", "bn", "tn", "mn")
_SMALL_INDEXES = frozenset({"^VIX", "DX-Y.NYB"})
# Beyond this many times a price a number is hardly about it, unless its decimal point slipped (within a few per cent).
_FAR_OFF = 1.8
_SLIP = 0.03
# An extreme without a date is a recent one.
_RECENT_DAYS = 31
# How far from the days named a level is looked for, to correct a wrong date.
_NEARBY_DAYS = 60


class Level:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "level"
    rule = "level/2"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A number at which the subject is said to stand, to have stood, or to have passed."""
        for q in sentence.quantities:
            lead = _LEAD_IN.search(sentence.before(q.start))
            if lead is None or not self._stands(sentence, q):
                continue
            for who in sentence.subjects(q.start, q.end)[-1:]:
                unit = _unit(q, who)
                if unit is not None:
                    yield self._draft(sentence, q, who, lead, unit)

    def _stands(self, sentence: Sentence, q: Quantity) -> bool:
        a, b = sentence.clause(q.start)
        if q.signed or _COUNTS_ELSE.match(sentence.text, q.end) or _NOT_A_PRICE.search(sentence.text, a, b):
            return False
        return sentence.modality(q.start) == "asserted" and not _BY_HOW_MUCH.search(sentence.before(q.start))

    def _draft(self, sentence: Sentence, q: Quantity, who: Who, lead: re.Match[str], unit: Unit) -> Draft:
        passed: Comparator = (
            "gt" if lead["gt"] else "lt" if lead["lt"] else "approx" if lead["approx"] else "eq"
        )
        comparator = passed if q.comparator == "eq" else q.comparator
        direction: Direction | None = (
            "up"
            if comparator == "gt" and lead["gt"]
            else "down"
            if comparator == "lt" and lead["lt"]
            else None
        )
        extreme = extreme_holding(sentence, q)
        if extreme is not None:
            return self._of_extreme(sentence, q, who, unit, extreme)
        return sentence.draft(
            self.name, who, q.start, q.end, q, unit, comparator=comparator, direction=direction, score=0.7
        )

    def _of_extreme(self, sentence: Sentence, q: Quantity, who: Who, unit: Unit, extreme: Extreme) -> Draft:
        """The level of a peak, a low or a record: it belongs to the time of that, not to today."""
        window = extreme.reference.window
        said = extreme.reference.text if window else None
        return sentence.draft(
            self.name,
            who,
            q.start,
            extreme.end,
            q,
            unit,
            window=window,
            window_text=said,
            basis="intraday",
            reference=extreme.reference,
            score=0.75,
        )

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """The close or the range of the sessions meant; an extreme's level against that extreme."""
        series = look.series(claim.subject)
        if isinstance(series, NotCovered | Unavailable):
            yield trouble(series)
            return
        if claim.reference is not None and claim.reference.kind in ("peak", "low", "record"):
            yield from self._of_an_extreme(claim, series, look)
            return
        yield from self._at_its_time(claim, series, look)
        yield from self._in_the_money_of_that_day(claim, series, look)
        if _of_something_else(claim, series, look):
            yield uncovered(
                "its subject",
                f"the number is far from any price of {series.symbol} then; it may be of something else",
            )

    def _at_its_time(self, claim: Claim, series: Series, look: Look) -> Iterator[Reading]:
        window = claim.window or (look.as_of, look.as_of)
        if window[0] == window[1]:
            yield from self._on_a_day(claim, series, window[1])
        else:
            yield self._within(claim, series, window)
        if claim.window_text is None:
            recent = (look.as_of - timedelta(days=7), look.as_of)
            yield self._within(claim, series, recent).stretched
            if undated(claim):
                yield uncovered("its date", NO_TIME)

    def _in_the_money_of_that_day(self, claim: Claim, series: Series, look: Look) -> Iterator[Reading]:
        """A past price told as it was printed then, before the splits since."""
        shares = split_since(claim.subject, claim.window[1], look.known_at) if claim.window else 1.0
        if claim.window_text is not None and shares != 1.0:
            before = replace(series, **{field: getattr(series, field) * shares for field in FIELDS})
            yield from (r.stretched for r in self._at_its_time(claim, before, look))

    def _on_a_day(self, claim: Claim, series: Series, day: date) -> Iterator[Reading]:
        row = row_of(series, day)
        if row is None:
            yield uncovered(f"the session of {day}", too_coarse(series, day))
            return
        rows = rows_meant(claim, series, row)
        if claim.window_text is not None and _never_closes(claim.subject):
            yield from (self._range(claim, series, one).stretched for one in beside(series, row))
        for one in rows:
            if not (series.in_progress and one == len(series) - 1):
                yield self._close(claim, series, one)
            if claim.basis != "close" or (series.in_progress and one == len(series) - 1):
                yield self._range(claim, series, one)

    def _close(self, claim: Claim, series: Series, row: int) -> Reading:
        close = point(series, row)
        day = day_of(series, row)
        if close is None:
            return uncovered(f"close of {day}", f"{series.source} has no close of {series.symbol} on {day}")
        return settled(
            lambda: f"close of {day}",
            agrees(claim, close.value, slack=_slack(claim)),
            lambda: f"{series.symbol} closed at {number(close.value)} on {day}",
            close.value,
            "close",
            lambda: (close.evidence,),
        )

    def _range(self, claim: Claim, series: Series, row: int) -> Reading:
        low, high = session_range(series, row)
        day = day_of(series, row)
        grade = agrees(claim, low, high, _slack(claim))
        if grade is None and isnan(series.high.item(row)) and _near(claim, low, high):
            return uncovered(
                f"range of {day}", f"{series.source} has no intraday range of {series.symbol} on {day}"
            )
        return settled(
            lambda: f"range of {day}",
            grade,
            lambda: f"{series.symbol} ranged {number(low)} to {number(high)} on {day}",
            None,
            "low <= value <= high",
            lambda: [e for field in _RANGE for e in evidence_of(series, (row,), field)],
        )

    def _within(self, claim: Claim, series: Series, window: Window) -> Reading:
        name = f"range of {window[0]} to {window[1]}"
        rows = rows_within(series, Period(*window))
        if (
            rows.start >= rows.stop
            or not spans(series, window)
            or not whole(series, max(0, rows.start - 1), rows.stop - 1)
        ):
            return uncovered(name, too_coarse(series, window[0]))
        low, high = range_within(series, rows)
        grade = agrees(claim, low, high, _slack(claim))

        def observed() -> str:
            ranged = f"{series.symbol} ranged {number(low)} to {number(high)} from {window[0]} to {window[1]}"
            return ranged + (_elsewhere(claim, series, window) if grade is None else "")

        return settled(name, grade, observed, None, "low <= value <= high", lambda: _ends(series, rows))

    def _of_an_extreme(self, claim: Claim, series: Series, look: Look) -> Iterator[Reading]:
        assert claim.reference is not None
        for one in extremes(claim.reference, series, look.as_of):
            value, day = one.point.value, one.point.day
            grade = agrees(claim, value, slack=_slack(claim)) if _then(claim, series, day) else None
            if grade is None and not one.complete:
                yield uncovered(one.name, f"{series.source} has no intraday range of {series.symbol} then")
                continue
            observed = f"the {one.name} of {series.symbol} was {number(value)} on {day}"
            yield settled(one.name, grade, observed, value, one.name, (one.point.evidence,), one.usual)
        reached = claim.reference.window or (look.as_of - timedelta(days=_RECENT_DAYS), look.as_of)
        yield self._within(claim, series, reached).stretched
        if claim.reference.window is None and claim.reference.kind != "record":
            yield uncovered("its date", NO_TIME)


def _ends(series: Series, rows: slice) -> list[Evidence]:
    """The lowest and the highest figure of rows as evidence."""
    bottom = lowest(series, rows, "low") or lowest(series, rows, "lowest_close")
    top = highest(series, rows, "high") or highest(series, rows, "highest_close")
    return [p.evidence for p in (bottom, top) if p is not None]


def _then(claim: Claim, series: Series, day: date) -> bool:
    """Whether an extreme may have been reached in the time named for it: a row may be of several days, a day another one elsewhere."""
    window = claim.reference.window if claim.reference else None
    if window is None:
        return True
    row, edge = last_on(series, day), timedelta(days=1)
    return bool(series.first[row].item() <= window[1] + edge and day_of(series, row) >= window[0] - edge)


def _unit(q: Quantity, who: Who) -> Unit | None:
    """The unit that a level of this subject is printed in, None when this number cannot be one."""
    match who.family:
        case "rate":
            return "yield" if q.unit == "percent" or (q.unit is None and "." in q.text) else None
        case "index":
            return "index" if q.unit in (None, "points") and _index_sized(q, who) else None
        case "fx":
            return "usd" if q.unit in (None, "usd") and "." in q.text and q.value < 10 else None
        case "crypto" | "future" | "stock" | "etf":
            return "usd" if _price_like(q, who) else None
    return None


def _index_sized(q: Quantity, who: Who) -> bool:
    if _YEAR.fullmatch(q.text) or q.text.lower().endswith(_LARGE):
        return False
    if who.symbol in _SMALL_INDEXES:
        return 5 <= q.value < 200
    return q.value >= 1000 or ("." in q.text and q.unit is None)


def _price_like(q: Quantity, who: Who) -> bool:
    if q.unit == "usd":
        return q.value < 10_000_000 and not q.text.lower().endswith(_LARGE)
    bare = q.unit is None and q.value > 500 and ("," in q.text or q.text.lower().endswith("k"))
    return bare and who.family in ("crypto", "future")


def _slack(claim: Claim) -> float:
    """What vendors may differ by at this level."""
    found = instrument(claim.subject)
    allowed = tolerance(found.market if found else "index")
    per_cent = allowed.extreme if claim.reference else allowed.level
    return allowed.bp / 100 if claim.unit == "yield" else per_cent / 100 * float(claim.value or 0)


def _never_closes(symbol: str) -> bool:
    """Whether a day of it is another one in the writer's time zone."""
    found = instrument(symbol)
    return found is not None and found.calendar == "24/7"


def _of_something_else(claim: Claim, series: Series, look: Look) -> bool:
    """Whether a level lies so far from the price that it is hardly about it; a decimal slip is, and stays false."""
    row = last_on(series, claim.window[1] if claim.window else look.as_of)
    price = _last_known_close(series, row)
    ratio = float(claim.value or 0) / price if price > 0 else nan
    slipped = any(abs(ratio / slip - 1) < _SLIP for slip in (0.01, 0.1, 10, 100))
    return not isnan(ratio) and not slipped and not 1 / _FAR_OFF <= ratio <= _FAR_OFF


def _last_known_close(series: Series, row: int) -> float:
    """The newest close up to a row, NaN when none is known."""
    for one in range(row, -1, -1):
        close: float = series.lowest_close.item(one)
        if not isnan(close):
            return close
    return nan


def _elsewhere(claim: Claim, series: Series, window: Window) -> str:
    """When the level was really reached, if that was near the days named."""
    around = rows_within(
        series, Period(window[0] - timedelta(days=_NEARBY_DAYS), window[1] + timedelta(days=_NEARBY_DAYS))
    )
    reached = [row for row in range(around.start, around.stop) if agrees(claim, *session_range(series, row))]
    if not reached:
        return ""
    middle = np.datetime64(window[0], "D")
    nearest = min(reached, key=lambda row: abs(int((series.last[row] - middle).astype(int))))
    return f"; {claim.value_text} was reached on {day_of(series, nearest)}"


def _near(claim: Claim, low: float, high: float) -> bool:
    """Within what a session may have spanned beyond the prices known."""
    value = float(claim.value or 0)
    return low * (1 - WIDEST_SESSION) <= value <= high * (1 + WIDEST_SESSION)


KIND = Level()
