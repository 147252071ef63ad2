"""A tape whose broken file costs the claims that need it their verdict, and nothing else."""

from __future__ import annotations

from datetime import datetime

from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.protocol import Events, NotCovered, Origin, Period, Series, Tape, Unavailable


class Guarded:
    """The same tape; a file of it that is not what it should be is an answer that failed, with the reason."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    @property
    def name(self) -> str:
        """See `Tape.name`."""
        return self._tape.name

    @property
    def origin(self) -> Origin:
        """See `Tape.origin`."""
        return self._tape.origin

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        try:
            return self._tape.bars(symbol, period, known_at)
        except TapeError as wrong:
            return Unavailable(str(wrong))

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        try:
            return self._tape.events(name, period, known_at)
        except TapeError as wrong:
            return Unavailable(str(wrong))
