"""What a way of reading a claim looks at: series of prices, tables of facts, or somebody whom no tape holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tapecheck.data import instrument
from tapecheck.nlp.claim import Claim
from tapecheck.signals.look import Look
from tapecheck.signals.tape.protocol import Events, NotCovered, Series, Unavailable

Held = Series | Events
Found = Held | tuple[Held, ...] | NotCovered | Unavailable


class Need(NamedTuple):
    """A series by its symbol, or a table of facts by its name."""

    facts: bool
    name: str


class Source(Protocol):
    """Something that ways look at; `called` is its name in the docs. It is found for each claim anew."""

    @property
    def called(self) -> str:
        """What the docs call it."""

    def needs(self, claim: Claim) -> Iterable[Need]:
        """What must be at hand for a claim; nothing for what is looked at only where it is at hand."""

    def found(self, claim: Claim, look: Look) -> Found:
        """What the tape has of it."""

    def settles(self, claim: Claim) -> str:
        """What a forecast is settled by that waits for it, in words."""


@dataclass(frozen=True, slots=True)
class Prices:
    """The series of one instrument that a claim names."""

    called: str
    symbol: Callable[[Claim], str]

    def needs(self, claim: Claim) -> Iterator[Need]:
        """See `Source.needs`."""
        yield Need(False, self.symbol(claim))

    def found(self, claim: Claim, look: Look) -> Found:
        """See `Source.found`."""
        return look.series(self.symbol(claim))

    def settles(self, claim: Claim) -> str:
        """See `Source.settles`."""
        return f"the tape of {claim.subject}"


@dataclass(frozen=True, slots=True)
class Facts:
    """One table of facts; `words` says what settles a forecast that waits for it, None for the tape of the claim's subject."""

    called: str
    table: Callable[[Claim], str]
    words: str | None = None

    def needs(self, claim: Claim) -> Iterator[Need]:
        """See `Source.needs`."""
        yield Need(True, self.table(claim))

    def found(self, claim: Claim, look: Look) -> Found:
        """See `Source.found`."""
        return look.events(self.table(claim))

    def settles(self, claim: Claim) -> str:
        """See `Source.settles`."""
        return self.words or f"the tape of {claim.subject}"


@dataclass(frozen=True, slots=True)
class AtHand:
    """Those of several that the tape has, in their order; that it has none is no trouble."""

    called: str
    several: Callable[[Claim], Iterable[Source]]

    def needs(self, claim: Claim) -> Iterable[Need]:
        """See `Source.needs`."""
        return ()

    def found(self, claim: Claim, look: Look) -> Found:
        """See `Source.found`."""
        answers = (one.found(claim, look) for one in self.several(claim))
        return tuple(answer for answer in answers if isinstance(answer, Series | Events))

    def settles(self, claim: Claim) -> str:
        """See `Source.settles`."""
        return f"the tape of {claim.subject}"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Figures that no tape holds: a claim about them is never decided, and nothing is handed to its ways."""

    called: str

    def needs(self, claim: Claim) -> Iterable[Need]:
        """See `Source.needs`."""
        return ()

    def found(self, claim: Claim, look: Look) -> Found:
        """See `Source.found`."""
        return NotCovered(f"no tape holds {self.called}")

    def settles(self, claim: Claim) -> str:
        """See `Source.settles`."""
        return self.called


def prices(symbol: str) -> Prices:
    """The series of a symbol, whatever the claim."""
    return Prices(symbol, lambda _: symbol)


def facts(name: str, words: str | None = None) -> Facts:
    """The table of that name, whatever the claim."""
    return Facts(name, lambda _: name, words)


def _the_other(claim: Claim) -> str:
    """The symbol that a claim compares its subject with; ways that look at it are tried only where there is one."""
    assert claim.reference is not None
    assert claim.reference.subject is not None
    return claim.reference.subject


def _tracking(claim: Claim) -> Iterator[Source]:
    found = instrument(claim.subject)
    return (prices(symbol) for symbol in (found.proxies if found else ()))


SUBJECT = Prices("the subject", lambda claim: claim.subject)
THE_OTHER = Prices("the other one", _the_other)
PROXIES = AtHand("the funds that track it", _tracking)
RELEASE = Facts("the release of the subject", lambda claim: claim.subject)
