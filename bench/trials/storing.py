"""What is kept: kills, cuts, double starts, broken feeds, clocks. Runs happen in forked children of a process that has everything loaded, so
that a kill falls into the work and not into the imports."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer

from tapecheck.ingest.store import Seen, StoreError
from tapecheck.options import Chosen
from tapecheck.plan import Plan, plan_of
from tapecheck.running import run
from trials import Trial

SEED = 20251212
LOCKED = 75
_DAYS = [
    datetime(2025, 10, 27, 17, 0, tzinfo=UTC) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
]


def trials(small: bool) -> Iterator[Trial]:
    """B1, B3, B5, B6 and B8 of the plan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from kills(folder, 20 if small else 1_000, 60 if small else 150)
        yield cuts(folder, 40 if small else 500)
        yield double_starts(folder, 5 if small else 100)
        yield reconciled(folder, 200 if small else 1_000, 1 if small else 3)
        yield clocks(folder, 20)


def kills(folder: Path, wanted: int, articles: int) -> Iterator[Trial]:
    """B1: batches killed at random moments and started again until they end."""
    chance, plan = random.Random(SEED), _plan(_feed(folder / "kills.xml", articles))
    whole = folder / "whole.ndjson"
    _run(plan, folder / "whole.sqlite", whole)
    _, seconds = _timed(lambda: _status(_forked(lambda: _run(plan, folder / "timed.sqlite", None))))
    killed, rounds, found = 0, 0, Counter[str]()
    while killed < wanted:
        rounds += 1
        store, output = folder / f"killed-{rounds}.sqlite", folder / f"killed-{rounds}.ndjson"
        killed += _until_it_ends(plan, store, output, chance, seconds, wanted - killed)
        found.update(_difference(whole, output, store))
        for path in folder.glob(f"killed-{rounds}.*"):
            path.unlink()
    figure = f"{rounds} batches of {articles} articles"
    yield Trial("B1", "kill -9 at a random moment, claims lost", killed, found["lost"], figure)
    yield Trial("B1", "kill -9 at a random moment, claims double", killed, found["double"], figure)
    yield Trial(
        "B1",
        "kill -9 at a random moment, stores not whole or answers not byte for byte",
        killed,
        found["other"],
        figure,
    )


def cuts(folder: Path, wanted: int) -> Trial:
    """B3: the file of the store or its log cut off, or a block of it zeroed, at steps of 4 kB: it opens at an earlier commit, and says so."""
    earlier, later = _plan(_feed(folder / "one.xml", 20)), _plan(_feed(folder / "two.xml", 60, "b"))
    store, states = folder / "cut.sqlite", folder / "states"
    _run(earlier, store, None)
    states.mkdir()
    expected, seconds = _timed(lambda: _answers(later, folder / "expected.sqlite"))
    _stopped(later, store, states, seconds)
    chance, failed, said = random.Random(SEED), 0, Counter[str]()
    for number in range(wanted):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            copied = (
                Path(shutil.copytree(chance.choice(sorted(states.iterdir())), Path(name) / "store"))
                / store.name
            )
            _cut(copied, chance)
            outcome = _opened(copied, later, expected, number % 10 == 0)
            failed += outcome.startswith("wrong")
            said[outcome] += 1
    return Trial("B3", "cuts of the store or its log", wanted, failed, _words(said))


def double_starts(folder: Path, wanted: int) -> Trial:
    """B5: two runs on one store at once: one works, the other ends with 75, or waits its turn."""
    plan = _plan(_feed(folder / "double.xml", 20))
    expected = _answers(plan, folder / "double-expected.sqlite")
    chance, failed, said = random.Random(SEED), 0, Counter[str]()
    for number in range(wanted):
        store = folder / f"double-{number}.sqlite"
        first = _forked(lambda store=store: _run(plan, store, None))
        time.sleep(chance.uniform(0, 0.05))
        second = _forked(lambda store=store: _run(plan, store, None))
        ended = sorted((_status(first), _status(second)))
        said[" and ".join(map(str, ended))] += 1
        answers = _held(store)
        failed += ended not in ([0, 0], [0, LOCKED]) or answers != expected
    return Trial("B5", "two runs started at once on one store", wanted, failed, "statuses " + _words(said))


def reconciled(folder: Path, feeds: int, times: int) -> Trial:
    """B6: one feed of a thousand broken: 999 checked, 1 quarantined, status 3, and a retry of the mended feed leaves nothing."""
    failed = 0
    for number in range(times):
        wire = folder / f"wire-{number}"
        wire.mkdir()
        broken = random.Random(SEED + number).randrange(feeds)
        for place in range(feeds):
            _feed(wire / f"{place:04}.xml", 1, f"f{place}-")
        good = (wire / f"{broken:04}.xml").read_bytes()
        (wire / f"{broken:04}.xml").write_bytes(b"<rss><channel><item><title>" + bytes(40))
        store = folder / f"wire-{number}.sqlite"
        said = folder / "said"
        plan = plan_of([str(wire)], None, None, _CHOSEN)
        status = _status(_forked(lambda plan=plan, store=store, said=said: _run(plan, store, None, said)))
        line = f"{feeds} articles in = {feeds - 1} checked + 1 quarantined + 0 failed"
        right = (
            status == 3 and line in said.read_text("utf-8") and f"{broken:04}.xml" in said.read_text("utf-8")
        )
        (wire / f"{broken:04}.xml").write_bytes(good)
        again = _status(_forked(lambda store=store: _retried(store)))
        with Seen(store, reading=True) as seen:
            failed += not (right and again == 0 and not list(seen.asides()))
    return Trial("B6", f"1 of {feeds:,} feeds broken: counts, status and list", times, failed)


def clocks(folder: Path, wanted: int) -> Trial:
    """B8: clocks that stand wrong, jump by a day in the middle, or pass through nights when the hour changes: one answer."""
    plan, answers = _plan(_feed(folder / "clock.xml", 20)), Counter[bytes]()
    for number, clock in enumerate(_clocks()[:wanted]):
        output = folder / f"clock-{number}.ndjson"
        _status(
            _forked(lambda n=number, c=clock, o=output: _run(plan, folder / f"clock-{n}.sqlite", o, clock=c))
        )
        answers[output.read_bytes()] += 1
    failed = wanted - max(answers.values())
    return Trial("B8", "clocks that jump or stand wrong", wanted, failed, f"{len(answers)} distinct output")


_CHOSEN = Chosen(
    ("almanac",), True, False, Path(tempfile.gettempdir()) / "tapecheck-no-such-store", "grammar"
)


def _plan(feed: Path) -> Plan:
    return plan_of([str(feed)], None, None, _CHOSEN)


def _feed(path: Path, articles: int, prefix: str = "a") -> Path:
    chance = random.Random(f"{SEED} {path.name}")
    items = "".join(_item(f"{prefix}{number}", chance) for number in range(articles))
    path.write_text(f'<rss version="2.0"><channel><title>Trial wire</title>{items}</channel></rss>', "utf-8")
    return path


def _item(name: str, chance: random.Random) -> str:
    moved, level, day = chance.uniform(-2, 2), chance.uniform(6_600, 6_900), chance.choice(_DAYS)
    verb = "rose" if moved > 0 else "fell"
    text = f"Report {name}. The S&amp;P 500 {verb} {abs(moved):.1f}% on {day:%A} to {level:,.2f}. The Russell 2000 closed at a record."
    return (
        f'<item><title>Stocks on {day:%A}, report {name}</title><guid isPermaLink="false">{name}</guid>'
        f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} -0400</pubDate><description>{text}</description></item>"
    )


def _run(
    plan: Plan,
    store: Path,
    output: Path | None,
    said: Path | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """One batch in this process, its lines on standard error kept where they are asked for; its exit status."""
    with (said or Path(os.devnull)).open("w", encoding="utf-8") as err, contextlib.redirect_stderr(err):
        try:
            run([plan], store, _CHOSEN, "ndjson", output or store.with_suffix(".ndjson"), said is None, clock)
        except typer.Exit as end:
            return end.exit_code
    return 0


def _retried(store: Path) -> int:
    from tapecheck.storekeeping import retry

    try:
        retry(store, _CHOSEN, "ndjson", store.with_suffix(".retried"), True)
    except typer.Exit as end:
        return end.exit_code
    return 0


def _forked(work: Callable[[], int]) -> int:
    """A child that does the work and nothing of what this process would do at its end."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os._exit(work())
    except BaseException:
        os._exit(70)


def _status(child: int) -> int:
    """The exit status; negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _until_it_ends(
    plan: Plan, store: Path, output: Path, chance: random.Random, seconds: float, most: int
) -> int:
    """Starts the batch until it ends by itself, and kills it up to `most` times; how often it was killed."""
    killed = 0
    while True:
        child = _forked(lambda: _run(plan, store, output))
        if killed < most:
            time.sleep(chance.uniform(0, seconds / 4))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = _status(child)
        if status >= 0:
            return killed
        killed += 1


def _difference(whole: Path, output: Path, store: Path) -> Iterator[str]:
    """What the answer lacks or has twice, and whether bytes and store are as they should be."""
    expected, got = _verdicts(whole), _verdicts(output)
    yield from ["lost"] * (expected - got).total()
    yield from ["double"] * (got - expected).total()
    with Seen(store, reading=True) as seen:
        if list(seen.troubles()) or output.read_bytes() != whole.read_bytes():
            yield "other"


def _verdicts(path: Path) -> Counter[tuple[str, str, str]]:
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return Counter(
        (one["article"]["id"], claim["id"], claim["verdict"]) for one in records for claim in one["claims"]
    )


def _stopped(plan: Plan, store: Path, states: Path, seconds: float) -> None:
    """Copies the store as it lies on the disk at moments of a run; the run ends with its log still there."""
    child = _forked(lambda: _run(plan, store, None))
    ended, number = False, 0
    while not ended:
        time.sleep(seconds / 40)
        ended = os.waitpid(child, os.WNOHANG)[0] != 0
        state = states / f"{number:02}"
        state.mkdir()
        os.kill(child, signal.SIGSTOP) if not ended else None
        for path in store.parent.glob(f"{store.name}*"):
            shutil.copy(path, state)
        os.kill(child, signal.SIGCONT) if not ended else None
        number += 1


def _cut(store: Path, chance: random.Random) -> None:
    """Cuts one of the two files off at a step of 4 kB, or zeroes blocks of it."""
    files = [path for path in (store, Path(f"{store}-wal")) if path.exists() and path.stat().st_size]
    path = chance.choice(files)
    size = path.stat().st_size
    start = chance.randrange(0, size, 4096)
    with path.open("r+b") as file:
        if chance.random() < 0.5:
            file.truncate(start)
        else:
            file.seek(start)
            file.write(bytes(min(4096 * chance.randint(1, 4), size - start)))


def _opened(store: Path, plan: Plan, expected: list[str], finish: bool) -> str:
    """What became of a store that was cut: opened at some commit of before, with or without its copy, or wrong."""
    try:
        with Seen(store, datetime.now(UTC)) as seen:
            said = seen.said
            troubles = list(seen.troubles())
            held = [one.found.report for one in seen.outcomes(seen.begin(plan.text, datetime.now(UTC)))]
    except StoreError as wrong:
        return f"wrong: {wrong}"
    if troubles or held != expected[: len(held)]:
        return "wrong: not a state that it was ever in"
    if finish and (_status(_forked(lambda: _run(plan, store, None))) != 0 or _held(store) != expected):
        return "wrong: cannot be gone on with"
    return "put back from the copy, said so" if said else "opened at a commit"


def _answers(plan: Plan, store: Path) -> list[str]:
    _run(plan, store, None)
    return _held(store)


def _held(store: Path) -> list[str]:
    """The reports of the newest run."""
    with Seen(store, reading=True) as seen:
        newest = seen.last()
        return [one.found.report for one in seen.outcomes(newest)] if newest else []


def _clocks() -> list[Callable[[], datetime]]:
    start = datetime(2025, 12, 12, 22, 0, tzinfo=UTC)
    still = [datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 1999, 2000, 2038, 2100)]
    nights = [datetime(2025, 3, 9, 6, 59, 59, tzinfo=UTC), datetime(2025, 11, 2, 5, 59, 59, tzinfo=UTC), datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2024, 2, 29, 4, 59, 59, tzinfo=UTC)]  # fmt: skip
    jumps = [timedelta(days=d) for d in (-365, -31, -7, -1, 1, 7, 31, 365)] + [
        timedelta(hours=h) for h in (-1, 1, 12)
    ]
    return [_steady(one) for one in (*still, *nights)] + [_jumping(start, jump) for jump in jumps]


def _steady(start: datetime) -> Callable[[], datetime]:
    ticks: Iterator[int] = iter(range(10**9))
    return lambda: start + timedelta(seconds=next(ticks))


def _jumping(start: datetime, jump: timedelta) -> Callable[[], datetime]:
    """Jumps after every tenth look, there and back."""
    ticks: Iterator[int] = iter(range(10**9))

    def now() -> datetime:
        tick = next(ticks)
        return start + timedelta(seconds=tick) + (jump if tick // 10 % 2 else timedelta())

    return now


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.monotonic()
    return work(), time.monotonic() - start


def _words(said: Counter[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in said.most_common())
