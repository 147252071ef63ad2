"""Opening a tape by what the user calls it: `yahoo`, `almanac`, or a folder; several are asked in order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tapecheck.signals.tape.almanac import AlmanacTape
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.fetching import LiveTape, worst
from tapecheck.signals.tape.folder import FolderTape
from tapecheck.signals.tape.live import Clock
from tapecheck.signals.tape.patient import Patient
from tapecheck.signals.tape.protocol import Events, NotCovered, Period, Series, Tape, Unavailable


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


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_tape(sources: Sequence[str], offline: bool = False, now: Clock = _utc_now) -> Tape:
    """The tape of the sources named, in that order; none named means `yahoo`, or the almanac when offline.

    `now` dates what a live source answers: the one clock of a run. Raises `TapeError` for a folder that is no tape, and for `yahoo` named
    together with `offline`.
    """
    named = list(sources) or (["almanac"] if offline else ["yahoo"])
    tapes = [_one(source, offline, now) for source in named]
    return tapes[0] if len(tapes) == 1 else FirstOf(tapes)


def _one(source: str, offline: bool, now: Clock) -> Tape:
    if source == "almanac":
        return AlmanacTape()
    if source == "yahoo":
        if offline:
            raise TapeError(
                "--tape yahoo needs the network; leave out --offline, or name almanac or a folder"
            )
        from tapecheck.signals.tape.yahoo import Yahoo

        return LiveTape([Patient(Yahoo(now), time.monotonic, time.sleep)])
    folder = Path(source)
    if not folder.is_dir():
        raise TapeError(f"{source}: no such tape; name yahoo, almanac, or a folder with daily/symbols.csv")
    return FolderTape(folder)
