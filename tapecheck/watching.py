"""The command `tapecheck watch`: what a watch works with, and how it ends."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

from tapecheck import logs
from tapecheck import output as out
from tapecheck.access import now
from tapecheck.errors import BadOption
from tapecheck.exits import USAGE, or_stop, stop
from tapecheck.growing import Growing
from tapecheck.ingest.article import Article, Quarantined
from tapecheck.keeping import Keeper
from tapecheck.library import checked
from tapecheck.metrics import Metrics, place_of
from tapecheck.options import Chosen
from tapecheck.pipeline import Report
from tapecheck.reading import reader
from tapecheck.remembered import InMemory, InStore, Memory
from tapecheck.report.records import dumps
from tapecheck.schedule import LONGEST, Schedule
from tapecheck.signals.tape.protocol import Tape
from tapecheck.tally import end
from tapecheck.watch import Parts, Watch

_EVERY = re.compile(r"(\d{1,6})\s?(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SHORTEST = timedelta(seconds=10)


def watch(
    locations: Sequence[str],
    every: str,
    once: bool,
    chosen: Chosen,
    path: Path | None,
    store: Path | None,
    metrics: str | None,
    log: str,
    quiet: bool,
) -> None:
    """`tapecheck watch`: a single round ends with the status of what was found, one that was told to stop with 0."""
    if log not in logs.FORMATS:
        stop(f"--log must be {' or '.join(logs.FORMATS)}, not {log}", USAGE)
    interval, place = or_stop(lambda: interval_of(every)), or_stop(lambda: place_of(metrics))
    or_stop(lambda: reader(chosen.reading))
    logs.begin(log, quiet)
    with ExitStack() as open_things:
        memory = _memory(store, locations, chosen, open_things)
        figures, told = Metrics(), or_stop(lambda: _told(path, open_things))
        if isinstance(place, int):
            or_stop(partial(figures.serve, place))
        parts = _parts(chosen, memory, told, figures, place if isinstance(place, Path) else None)
        watched = Watch(Schedule(locations, interval, now()), parts)
        or_stop(lambda: watched.run(once))
        if isinstance(memory, InStore):
            or_stop(partial(memory.end, now()))
    if once:
        watched.tally.quarantined += len(watched.failing)
        end(watched.tally, chosen.fail_on_refuted)


def interval_of(text: str) -> timedelta:
    """What `--every` says. Raises `BadOption`."""
    found = _EVERY.fullmatch(text.strip())
    interval = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not _SHORTEST <= interval <= LONGEST:
        raise BadOption(f"--every {text}: give 10s to 1d, such as 10m")
    return interval


def _parts(
    chosen: Chosen, memory: Memory, told: Callable[[str], None], metrics: Metrics, published: Path | None
) -> Parts:
    checker = _Checker(chosen)
    return Parts(
        chosen.get, memory, checker.begin, checker.check, partial(_tell, told, Keeper(chosen)), now, _asked_to_stop(), metrics, published,
    )  # fmt: skip


class _Checker:
    """Checks articles; the tape is opened afresh for every round, because it looks at its sources once."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._tape: Tape = or_stop(chosen.tape)

    def begin(self) -> None:
        """A round begins."""
        self._tape = or_stop(self._chosen.tape)

    def check(self, article: Article) -> Report | Quarantined:
        """What came of an article."""
        return checked(article, self._tape, None, None, self._chosen.reading)


def _tell(told: Callable[[str], None], keeper: Keeper, report: Report) -> None:
    keeper.forecasts_of(report)
    told(dumps(report, indent=None))


def _told(path: Path | None, open_things: ExitStack) -> Callable[[str], None]:
    """Where findings go, a line an article."""
    out.check_writable(path)
    if path is None:
        return lambda line: out.write(line, None)
    file = Growing(path)
    open_things.callback(file.close)
    return file.add


def _memory(store: Path | None, locations: Sequence[str], chosen: Chosen, open_things: ExitStack) -> Memory:
    if store is None:
        return InMemory()
    from tapecheck.ingest.store import Seen
    from tapecheck.plan import plan_of

    seen = open_things.enter_context(or_stop(lambda: Seen(store, now())))
    plan = plan_of(locations, None, None, chosen)
    return or_stop(lambda: InStore(seen, plan.text, plan.terms, locations, now()))


def _asked_to_stop() -> Callable[[float], bool]:
    """A sleep from which SIGTERM and Ctrl-C wake: the article in work is finished, what is done is kept."""
    stopping = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stopping.set())
    return stopping.wait
