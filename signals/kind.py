"""What a kind of claim declares: how it is worded, and every way in which it may be read. `engine` evaluates that, `check` decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.signals.finding import Reading
from tapecheck.signals.look import Look
from tapecheck.signals.sources import Source
from tapecheck.signals.tape.protocol import NotCovered, Unavailable

# The columns of `data/tolerances.toml` that say what vendors may differ by.
Allowance = Literal["level", "extreme", "percent", "bp"]
Absence = type[NotCovered] | type[Unavailable]


class Wording(Protocol):
    """How a kind of claim is worded; `name` is the word for the kind in the output."""

    name: str

    def propose(self, sentence: Sentence) -> Iterable[Draft]:
        """Drafts of claims of this kind in a sentence, generously: something else decides."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way in which an honest writer could have meant a claim, and how it is held against the tape.

    `name` is what the docs call the reading, `series` what it looks at, `base` what it is measured from ("—": it is measured from
    nothing), `tolerance` what vendors may differ by (the columns of `data/tolerances.toml`; none: nothing on top of rounding).

    `find(claim, look, *found)` yields its readings; `found` is what the tape has of each of `series`, in that order. Where a claim may
    be of several sessions, spans or extremes, `at(claim, look, *found)` yields them, or a reading that says why there is none, and
    `find(claim, look, place)` reads one of them: ways that stand together and share their `at` are all tried at a place before the next.
    Where `at` yields places of several sorts, `of` says which sort the way reads.

    `when(claim, look)` says for which claims the way is tried (None: for all). `absent` are the answers of a tape without the series
    that are readings themselves; after the others the way is passed over. A way that never `decides` only says why nothing can be.
    """

    name: str
    series: tuple[Source, ...]
    base: str
    tolerance: tuple[Allowance, ...]
    find: Callable[..., Iterable[Reading]]
    at: Callable[..., Iterable[Any]] | None = None
    of: type[Any] | None = None
    when: Callable[[Claim, Look], bool] | None = None
    absent: tuple[Absence, ...] = (NotCovered, Unavailable)
    decides: bool = True


def undecided(
    name: str,
    series: tuple[Source, ...],
    find: Callable[..., Iterable[Reading]],
    when: Callable[[Claim, Look], bool] | None = None,
    absent: tuple[Absence, ...] = (NotCovered, Unavailable),
) -> Way:
    """A way that only says why nothing can be decided; what `find` yields is uncovered."""
    return Way(name, series, "—", (), find, when=when, absent=absent, decides=False)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of claim, as its file in `signals/claims/` declares it.

    `rule` changes whenever a verdict could; `ways` stand in the order in which they are tried, the usual one first. A claim of which no
    way has a reading is one that no data could settle.
    """

    wording: Wording
    rule: str
    ways: tuple[Way, ...]

    @property
    def name(self) -> str:
        """The word for the kind in the output."""
        return self.wording.name

    def propose(self, sentence: Sentence) -> Iterable[Draft]:
        """See `Wording.propose`."""
        return self.wording.propose(sentence)

    def settled_by(self, claim: Claim) -> str:
        """What a forecast of this kind waits for, in words: what its first way looks at."""
        return self.ways[0].series[0].settles(claim)
