"""What the commands do: read, check, show, and end with the right status."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import typer

from tapecheck import output as out
from tapecheck.cli import INPUTS, REFUTED, SOURCE, USAGE, stop
from tapecheck.errors import TapecheckError
from tapecheck.ingest.article import Precision, Quarantined
from tapecheck.ingest.errors import IngestError
from tapecheck.ingest.source import articles, single
from tapecheck.library import checked, known_at, moment_of_text
from tapecheck.pipeline import Report, check_article, dated
from tapecheck.report import table
from tapecheck.report.records import dumps, record
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.protocol import Tape

Chosen = tuple[Tape, bool]
Given = tuple[datetime, Precision] | None
Made = TypeVar("Made")

# Columns of a text answer that does not go to a terminal.
_PLAIN_WIDTH = 100


@dataclass(slots=True)
class Tally:
    """What a run has come to so far: articles checked, claims by verdict."""

    checked: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def claims(self) -> int:
        """All claims so far: the sum of the verdicts."""
        return self.verdicts.total()

    def add(self, done: Report | Quarantined) -> None:
        """Counts one article."""
        if isinstance(done, Report):
            self.checked += 1
            self.verdicts.update(finding.verdict for finding in done.findings)


def one(
    location: str, published: str | None, as_of: str | None, chosen: Chosen, format: str, path: Path | None
) -> None:
    """`tapecheck check`."""
    _known(format, ("text", "json", "ndjson", "csv"))
    given, moment = _times(published, as_of)
    try:
        article = single(location, _stdin(location))
    except IngestError as wrong:
        stop(str(wrong), INPUTS)
    report = _or_stop(lambda: check_article(dated(article, *given) if given else article, chosen[0], moment))
    if format == "text" and path is None:
        _print(report)
    else:
        _or_stop(lambda: _save(format, [report], path))
    tally = Tally()
    tally.add(report)
    _end(tally, 0, chosen[1])


def many(
    locations: Sequence[str],
    published: str | None,
    as_of: str | None,
    chosen: Chosen,
    format: str,
    path: Path | None,
    quiet: bool,
) -> None:
    """`tapecheck batch`: every article in comes out as checked, quarantined or failed."""
    _known(format, ("ndjson", "json", "csv", "text"))
    given, moment = _times(published, as_of)
    stream = format == "ndjson" and path is None
    tally, kept, lost = Tally(), list[Report](), list[Quarantined]()
    for done in _progress(_all(locations, chosen[0], moment, given), tally, quiet):
        if isinstance(done, Quarantined):
            lost.append(done)
        elif stream:
            out.write(dumps(done, indent=None), None)
        else:
            kept.append(done)
    if not stream:
        _or_stop(lambda: _save(format, kept, path))
    if not quiet:
        _totals(tally, lost)
    _end(tally, len(lost), chosen[1])


def session(symbol: str, day: str, chosen: Chosen) -> None:
    """`tapecheck tape`."""
    from tapecheck.pipeline import end_of
    from tapecheck.signals.session_facts import NoSession, facts_of, lines

    moment, _ = _or_stop(lambda: moment_of_text(day, "DATE"))
    found = facts_of(symbol, moment.date(), chosen[0], end_of(moment.date()))
    if isinstance(found, NoSession):
        stop(found.reason, SOURCE if found.unavailable else INPUTS)
    for line in lines(found):
        typer.echo(line)


def _all(
    locations: Sequence[str], tape: Tape, moment: datetime | None, given: Given
) -> Iterator[Report | Quarantined]:
    for location in locations:
        for article in articles(location, _stdin(location)):
            if isinstance(article, Quarantined):
                yield article
                continue
            try:
                yield checked(article, tape, moment, given)
            except TapeError as wrong:
                stop(str(wrong), USAGE)


def _progress(
    done: Iterator[Report | Quarantined], tally: Tally, quiet: bool
) -> Iterator[Report | Quarantined]:
    """The same, counted, with a running count on a terminal's standard error."""
    if quiet or not sys.stderr.isatty():
        for one in done:
            tally.add(one)
            yield one
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    words = "{task.completed} articles, {task.fields[claims]} claims, {task.fields[refuted]} refuted"
    columns = (SpinnerColumn(), TextColumn(words), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, claims=0, refuted=0)
        for one in done:
            tally.add(one)
            bar.update(task, advance=1, claims=tally.claims, refuted=tally.verdicts[Verdict.REFUTED])
            yield one


def _totals(tally: Tally, lost: Sequence[Quarantined]) -> None:
    """Two lines that reconcile, and what was set aside with its reason."""
    claims = " + ".join(
        f"{tally.verdicts[verdict]} {verdict.value.replace('_', ' ')}"
        for verdict in Verdict
        if tally.verdicts[verdict]
    )
    failed = sum(one.failed for one in lost)
    parts = f"{tally.checked} checked + {len(lost) - failed} quarantined + {failed} failed"
    typer.echo(f"{tally.checked + len(lost)} articles in = {parts}", err=True)
    typer.echo(f"{tally.claims} claims{' = ' + claims if claims else ''}", err=True)
    for one in lost:
        typer.echo(f"{'failed' if one.failed else 'quarantined'}: {one.location}: {one.reason}", err=True)


def _save(format: str, reports: Sequence[Report], path: Path | None) -> None:
    if format == "csv":
        out.write(table.write(record(report) for report in reports), path)
        if path is not None:
            out.write(table.schema(), path.with_suffix(".schema.json"))
    elif format == "text":
        out.write("\n".join(_text(report) for report in reports), path)
    elif format == "json" and len(reports) != 1:
        out.write("[" + ",\n".join(dumps(report) for report in reports) + "]", path)
    else:
        out.write(
            "\n".join(dumps(report, indent=1 if format == "json" else None) for report in reports), path
        )


def _print(report: Report) -> None:
    from rich.console import Console

    from tapecheck.report.terminal import show

    show(report, Console(highlight=False, width=None if sys.stdout.isatty() else _PLAIN_WIDTH))


def _text(report: Report) -> str:
    from io import StringIO

    from rich.console import Console

    from tapecheck.report.terminal import show

    buffer = StringIO()
    show(report, Console(file=buffer, width=_PLAIN_WIDTH, highlight=False))
    return buffer.getvalue()


def _end(tally: Tally, lost: int, fail_on_refuted: bool) -> None:
    """Ends with the gravest status: a source that failed, then inputs, then something refuted."""
    if tally.verdicts[Verdict.UNAVAILABLE]:
        raise typer.Exit(SOURCE)
    if lost:
        raise typer.Exit(INPUTS)
    if fail_on_refuted and tally.verdicts[Verdict.REFUTED]:
        raise typer.Exit(REFUTED)


def _times(published: str | None, as_of: str | None) -> tuple[Given, datetime | None]:
    given = _or_stop(lambda: moment_of_text(published, "--published") if published else None)
    return given, _or_stop(lambda: known_at(as_of, "--as-of"))


def _or_stop(make: Callable[[], Made]) -> Made:
    try:
        return make()
    except (TapecheckError, TapeError) as wrong:
        stop(str(wrong), USAGE)


def _known(format: str, formats: Sequence[str]) -> None:
    if format not in formats:
        stop(f"--format must be one of {', '.join(formats)}, not {format}", USAGE)


def _stdin(location: str) -> bytes | None:
    return sys.stdin.buffer.read() if location == "-" else None
