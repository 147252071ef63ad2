"""Mutated feeds by the hundred thousand, over two processes (F2)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tapecheck.ingest.article import Article
from tapecheck.ingest.child import Worker
from tapecheck.ingest.errors import IngestError
from trials.feed_maker import mutant
from trials.sound import costed, unsound

_LOT = 1_000
SLOW = 5.0


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a lot: feeds read and refused, articles, rows set aside, the numbers of the feeds that failed, the slowest."""

    read: int
    refused: int
    articles: int
    aside: int
    failed: tuple[str, ...]
    slowest: float


def lot(first: int, last: int) -> Tally:
    """The mutants of these numbers, read in this process."""
    read = refused = articles = aside = 0
    failed, slowest = [], 0.0
    for number in range(first, last):
        cost = costed(mutant(number))
        read, refused = read + (cost.refused is None), refused + (cost.refused is not None)
        whole = sum(isinstance(one, Article) for one in cost.found)
        articles, aside = articles + whole, aside + len(cost.found) - whole
        slowest = max(slowest, cost.seconds)
        wrong = cost.escaped or next((why for one in cost.found if (why := unsound(one))), None)
        if wrong or cost.seconds > SLOW:
            failed.append(f"{number} {wrong or f'{cost.seconds:.1f} s'}")
    return Tally(read, refused, articles, aside, tuple(failed), slowest)


def tallied(many: int, processes: int = 2) -> Iterator[Tally]:
    """The tallies of the first so many mutants."""
    lots = [(first, min(first + _LOT, many)) for first in range(0, many, _LOT)]
    workers = [Worker(deadline=_LOT * 2.0) for _ in range(processes)]
    try:
        with ThreadPoolExecutor(processes) as pool:
            shares = [pool.submit(_share, one, lots[at::processes]) for at, one in enumerate(workers)]
            for share in shares:
                yield from share.result()
    finally:
        for one in workers:
            one.close()


def _share(worker: Worker, lots: list[tuple[int, int]]) -> list[Tally]:
    return [_tally(worker, *numbers) for numbers in lots]


def _tally(worker: Worker, first: int, last: int) -> Tally:
    """One lot; where it could not be finished, the one mutant that ended it counts as failed and is named by its lot."""
    try:
        return worker.run(f"mutants {first} to {last}", lot, first, last)
    except IngestError as wrong:
        return Tally(0, 0, 0, 0, (f"{first}-{last} {wrong.reason}",), 0.0)
