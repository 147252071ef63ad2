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
from tapecheck.nlp.subjects import OTHER, Mention
from tapecheck.nlp.times import TimeRef

_DOUBTFUL = 0.6
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
    """One sentence as the grammar has read it; all offsets are relative to it.

    `start` is its offset in the article, `anchor` the day the article speaks from, `prior` the symbol that an "it" or "the
    index" would mean here, or None.
    """

    text: str
    start: int
    anchor: date
    quantities: tuple[Quantity, ...]
    times: tuple[TimeRef, ...]
    mentions: tuple[Mention, ...]
    prior: str | None = None

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
        others = [m.start for m in self.mentions]
        doubt = self._doubt(who, window, said)
        fields: dict[str, Any] = (
            {
                "firm": doubt * scope.firmness(self.text, opening, start, end, who.start is not None, others),
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

    def _doubt(self, who: Who, window: Window, said: str | None) -> float:
        """Below 1 where a name is shared, an index is one of futures, or a weekday may be tomorrow's in another time zone."""
        shared = any(m.shared for m in self.mentions if m.symbol == who.symbol and m.start == who.start)
        futures = who.family == "index" and "futures" in self.text.lower()
        elsewhere = (
            said is not None and said.lower().endswith("day") and window[0] == self.anchor - timedelta(days=6)
        )
        return _DOUBTFUL if shared or futures or elsewhere else 1.0

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
