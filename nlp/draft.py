"""What passes between the grammar and the kinds of claim: a sentence that has been read, and the drafts made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tapecheck.data import instrument
from tapecheck.nlp import scope
from tapecheck.nlp.claim import Basis, Comparator, Direction, Modality, Reference, Unit, Window
from tapecheck.nlp.clauses import clause_of, group_before, named_after, stranger_between
from tapecheck.nlp.numbers import Quantity
from tapecheck.nlp.plainly import dateless_perfect, said_plainly
from tapecheck.nlp.spans import MONTHLY, horizon, released
from tapecheck.nlp.spelling import Piece
from tapecheck.nlp.subjects import OTHER, Mention
from tapecheck.nlp.times import TimeRef

# Doubt leaves a claim readable, and too little for a refutation.
_DOUBTFUL = 0.5
# "over the same period": the time that the sentence before gave.
_THE_SAME = re.compile(
    r"\b(?:same|that|a similar)\s(?:time\s)?(?:period|timeframe|span|stretch)\b", re.IGNORECASE
)
_WITH_A_YEAR = re.compile(r"\b(?:19|20)[0-9][0-9]\b")
_WEEK = 7
PRICED = frozenset({"index", "etf", "stock", "crypto", "future", "fx", "rate"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed claim: where it stands in its sentence and what it would say. Something else decides whether it is one.

    `score` says how well the words fit the kind, `firm` how safely subject and time were resolved; both in 0..1.
    """

    start: int
    end: int
    kind: str
    subject: str
    value: Decimal | None = None
    value_text: str | None = None
    ulp: Decimal | None = None
    value_high: Decimal | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    comparator: Comparator = "eq"
    basis: Basis = "unspecified"
    window: Window | None = None
    window_text: str | None = None
    reference: Reference | None = None
    attributed_to: str | None = None
    modality: Modality = "asserted"
    score: float = 1.0
    firm: float = 1.0


@dataclass(frozen=True, slots=True)
class Who:
    """A subject as it was resolved: its symbol and where in the sentence its name begins (None: from context)."""

    symbol: str
    start: int | None

    @property
    def family(self) -> str | None:
        """The instrument's family, None for a subject without a series."""
        found = instrument(self.symbol)
        return found.family if found else None

    @property
    def priced(self) -> bool:
        """Whether prices of it exist: neither a policy, nor a macro figure, nor unknown."""
        return self.family in PRICED


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as the grammar has read it; all offsets are relative to its `text`, which is in the grammar's spelling.

    `start` is its offset in the article as printed, `piece` what tells where else its words stand there, `anchor` the day the article speaks from, `prior` the symbol that an "it" or "the
    index" would mean here, or None; `elsewhen` is the day that the sentences before it in its paragraph had gone back to,
    `uncertain` that the article may speak from another day than the anchor; `recent` are the times that the sentences just before it named.
    """

    text: str
    start: int
    anchor: date
    quantities: tuple[Quantity, ...]
    times: tuple[TimeRef, ...]
    mentions: tuple[Mention, ...]
    prior: str | None = None
    elsewhen: date | None = None
    uncertain: bool = False
    recent: tuple[Window, ...] = ()
    piece: Piece | None = None

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Where the words `start..end` stand in the article as printed."""
        return self.piece.printed(start, end) if self.piece else (self.start + start, self.start + end)

    def clause(self, at: int) -> tuple[int, int]:
        """Span of the clause around a position."""
        return clause_of(self.text, at)

    def subjects(self, start: int, end: int, *, named_only: bool = False) -> tuple[Who, ...]:
        """Whom the words `start..end` speak of: a name right after ("a 2% gain for the Dow"), else the names before, else context."""
        after = named_after(self.text, end, self.mentions)
        if after:
            return tuple(Who(m.symbol, m.start) for m in after)
        before = group_before(self.text, start, self.mentions)
        before = self._respectively(start, before)
        stranger = stranger_between(self.text, before[-1].end if before else 0, start)
        if stranger:
            return (Who(OTHER + stranger[0], stranger[1]),)
        if before:
            return tuple(Who(m.symbol, m.start) for m in before)
        return (Who(self.prior, None),) if self.prior and not named_only else ()

    def _respectively(self, start: int, names: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """ "the Dow and the S&P 500 rose 0.3% and 0.5%, respectively": each number goes to its own name."""
        if len(names) < 2 or "respectively" not in self.text[start:]:
            return names
        here = next((q for q in self.quantities if q.start >= start), None)
        if here is None:
            return names
        row = [q for q in self.quantities if q.start >= names[-1].end and q.unit == here.unit]
        place = row.index(here) if here in row else -1
        return names[place : place + 1] if 0 <= place < len(names) else names

    def window(self, start: int, end: int, symbol: str) -> tuple[Window, str | None]:
        """The days that the words `start..end` speak about, and the wording that says so (None: taken for granted)."""
        found = scope.time_near(
            self.text, start, end, self.times, [(q.start, q.end) for q in self.quantities]
        )
        if symbol in MONTHLY and (found is None or found.kind not in ("month", "quarter")):
            return released(symbol, self.anchor), None
        if found is None and self.recent and _THE_SAME.search(self.text, max(0, start - 60), end + 60):
            return self.recent[-1], None
        if found is None:
            day = self.session(symbol)
            return (day, day), None
        if found.open_start:
            return (found.window[0], self.anchor), f"since {found.text}"
        return (found.window[0], min(found.window[1], max(self.anchor, found.window[0]))), found.text

    def session(self, symbol: str) -> date:
        """The latest weekday up to the anchor for what does not trade on weekends, else the anchor itself."""
        found = instrument(symbol)
        weekend = max(0, self.anchor.weekday() - 4)
        return self.anchor if found and found.family == "crypto" else self.anchor - timedelta(days=weekend)

    def draft(
        self,
        kind: str,
        who: Who,
        start: int,
        end: int,
        q: Quantity | None = None,
        unit: Unit | None = None,
        *,
        until: int = 0,
        **more: Any,
    ) -> Draft:
        """A draft about `who` over the words `start..end`, reaching back to its name, with the number `q` and the time nearby.

        The quote ends where the words, the number or `until` do, whichever is last; `more` overrides any other field.
        """
        window, said = self.window(start, end, who.symbol)
        if kind == "rate_path":
            ahead = horizon(self.text, start, end, self.times, self.anchor)
            day = self.session(who.symbol)
            window, said = ahead or (day, day), said if ahead else None
        number: dict[str, Any] = {"unit": unit}
        if q is not None:
            number = {
                "value": q.value,
                "value_text": q.text,
                "ulp": q.ulp,
                "value_high": q.value_high,
                "unit": unit or q.unit,
                "comparator": q.comparator,
            }
        opening = self.opening(who, start)
        meant = more.get("window") or window, more.get("window_text", said)
        sure = self._sureness(who, start, max(end, q.end if q else 0), *meant)
        fields: dict[str, Any] = (
            {
                "firm": sure,
                "window": window,
                "window_text": said,
                "basis": self.basis(start, end),
                "modality": self.modality(start),
            }
            | number
            | more
        )
        return Draft(
            start=opening,
            end=max(end, until, q.end if q else 0),
            kind=kind,
            subject=who.symbol,
            **fields,
        )

    def _sureness(self, who: Who, start: int, end: int, window: Window, said: str | None) -> float:
        """How safely the words `start..end` are about `who` at the time taken for them, in 0..1."""
        name = next((m for m in self.mentions if m.start == who.start), None)
        if name is None:
            return _DOUBTFUL
        joined = group_before(self.text, max(start, name.end), self.mentions)
        names = [m for m in self.mentions if m.symbol == who.symbol or (name in joined and m in joined)]
        plain = said_plainly(
            self.text,
            self.clause(start),
            (name.start, name.end),
            (start, end),
            [(m.start, m.end) for m in names],
            [(q.start, q.end) for q in self.quantities],
            [(t.start, t.end) for t in self.times],
        )
        return 1.0 if plain and not self._doubtful(name, who, start, window, said) else _DOUBTFUL

    def _doubtful(self, name: Mention, who: Who, start: int, window: Window, said: str | None) -> bool:
        """Whether an index is one of futures, a weekday may be tomorrow's elsewhere, or the time is another sentence's."""
        futures = who.family == "index" and "futures" in self.text.lower()
        tomorrow = self.anchor - timedelta(days=6)
        elsewhere = any(
            t.kind == "day" and t.window[0] == tomorrow and t.text.lower().endswith("day") for t in self.times
        )
        at_its_most = window[0] != window[1] and "as much as" in self.text[name.end : start]
        undated = said is None and (
            self.elsewhen is not None or dateless_perfect(self.text, min(name.end, start), start)
        )
        return futures or elsewhere or at_its_most or undated or self._astray(window, said)

    def _astray(self, window: Window, said: str | None) -> bool:
        """Whether the day may be another one: the article's own is uncertain, or its paragraph tells of another year."""
        if self.uncertain and (said is None or window[1] >= self.anchor):
            return True
        yearless = (
            said is not None and not _WITH_A_YEAR.search(said) and (self.anchor - window[1]).days > _WEEK
        )
        return yearless and self.elsewhen is not None and self.elsewhen.year < window[0].year

    def opening(self, who: Who, start: int) -> int:
        """Where a quote about `who` begins: at its name when that stands before, else where its clause does."""
        if who.start is None:
            return min(start, self.clause(start)[0])
        return min(start, who.start)

    def basis(self, start: int, end: int) -> Basis:
        """Whether the clause speaks of closes or of the trading day."""
        a, b = self.clause(start)
        return scope.basis_of(self.text[a : max(b, end)])

    def modality(self, start: int) -> Modality:
        """How sure the writer is of what stands at `start`."""
        return scope.modality_of(self.text, start, self.clause(start))

    def source(self) -> str | None:
        """Who says it, where the sentence names somebody."""
        return scope.source_of(self.text)

    def before(self, at: int, width: int = 48) -> str:
        """The words just before a position."""
        return self.text[max(0, at - width) : at]

    def after(self, at: int, width: int = 48) -> str:
        """The words just after a position."""
        return self.text[at : at + width]

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether a wording occurs anywhere in the sentence."""
        return pattern.search(self.text) is not None
