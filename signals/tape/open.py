"""Opening a tape by what the user calls it: `yahoo`, `almanac`, or a folder; several are asked in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.folder import FolderTape
from tapecheck.signals.tape.kept import KeptTape
from tapecheck.signals.tape.live import Clock, LiveSource, worst
from tapecheck.signals.tape.protocol import Events, NotCovered, Origin, Period, Series, Tape, Unavailable
from tapecheck.signals.tape.store import Store


class FirstOf:
    """Several tapes as one: the first that covers a question answers it; a failure is kept over a mere gap."""

    def __init__(self, tapes: Sequence[Tape]) -> None:
        self._tapes = tapes

    @property
    def tapes(self) -> Sequence[Tape]:
        """The tapes one by one, in the order they are asked."""
        return self._tapes

    @property
    def name(self) -> str:
        """How verdicts name this source."""
        return ", then ".join(tape.name for tape in self._tapes)

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        parts = [tape.origin for tape in self._tapes]
        return Origin(
            tuple(source for part in parts for source in part.sources),
            tuple(answer for part in parts for answer in part.answers),
        )

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        answers = []
        for tape in self._tapes:
            answer = tape.bars(symbol, period, known_at)
            if isinstance(answer, Series):
                return answer
            answers.append(answer)
        return worst(answers)

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        answers = []
        for tape in self._tapes:
            answer = tape.events(name, period, known_at)
            if isinstance(answer, Events):
                return answer
            answers.append(answer)
        return worst(answers)


def further(tape: Tape) -> Sequence[Tape]:
    """The single tapes of several, for a second opinion; none of a single one."""
    return tape.tapes[1:] if isinstance(tape, FirstOf) else ()


@dataclass(frozen=True, slots=True)
class Access:
    """What a live tape may use: the store, opened only when asked for (None: nothing is kept), the clock (None: no network), the sources
    in their order."""

    store: Callable[[], Store | None]
    now: Clock | None
    sources: Callable[[Clock], Sequence[LiveSource]]


OFFLINE = Access(lambda: None, None, lambda _: ())


def open_tape(
    sources: Sequence[str], access: Access = OFFLINE, pinned: Mapping[str, int] | None = None
) -> Tape:
    """The tape of the sources named, in that order; none named means `yahoo`, offline what is kept of it and then the almanac.

    `pinned` opens kept market data as it stood after those answers. Raises `TapeError` for a folder that is no tape.
    """
    tapes = [_one(source, access, pinned) for source in sources or _usual(access)]
    return tapes[0] if len(tapes) == 1 else FirstOf(tapes)


def _usual(access: Access) -> Sequence[str]:
    if access.now is not None:
        return ("yahoo",)
    return ("almanac",) if access.store() is None else ("yahoo", "almanac")


def _one(source: str, access: Access, pinned: Mapping[str, int] | None) -> Tape:
    if source == "almanac":
        return AlmanacTape()
    if source == "yahoo":
        live = access.sources(access.now) if access.now is not None else ()
        return KeptTape(live, access.store() or Store(None), access.now, pinned)
    folder = Path(source)
    if not folder.is_dir():
        raise TapeError(f"{source}: no such tape; name yahoo, almanac, or a folder with daily/symbols.csv")
    return FolderTape(folder)
