"""Reports as the parts of a file, one after the other: no more than one report is held at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from tapecheck.report import table
from tapecheck.report.records import dumps, record

if TYPE_CHECKING:
    from tapecheck.pipeline import Report

Parts = Iterator[str]


def csv(reports: Iterable[Report]) -> Parts:
    """The header, then the rows of each report."""
    yield table.header()
    for report in reports:
        yield table.lines(record(report))


def ndjson(reports: Iterable[Report]) -> Parts:
    """One line a report."""
    for report in reports:
        yield dumps(report, indent=None) + "\n"


def json(reports: Iterable[Report]) -> Parts:
    """One object for one report, else an array."""
    following = iter(reports)
    first = list(islice(following, 2))
    if len(first) == 1:
        yield dumps(first[0])
        return
    yield "["
    for place, report in enumerate(chain(_emptied(first), following)):
        yield (",\n" if place else "") + dumps(report)
    yield "]"


def _emptied(held: list[Report]) -> Iterator[Report]:
    while held:
        yield held.pop(0)


def text(reports: Iterable[Report], shown: Callable[[Report], str]) -> Parts:
    """The reports as `shown` prints them, a blank line between two."""
    for place, report in enumerate(reports):
        yield ("\n" if place else "") + shown(report)
