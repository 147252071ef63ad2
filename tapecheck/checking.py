"""What the commands do: read, check, show, and end with the right status."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.protocol import Tape

Chosen = tuple[Tape, bool]
Given = tuple[datetime, Precision] | None
Made = TypeVar("Made")

# Columns of a text answer that does not go to a terminal.
_PLAIN_WIDTH = 100


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
    _end([report], 0, chosen[1])


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
    reports, lost = [], []
    for done in _progress(_all(locations, chosen[0], moment, given), quiet):
        if isinstance(done, Quarantined):
            lost.append(done)
        elif format == "ndjson" and path is None:
            out.write(dumps(done, indent=None), None)
            reports.append(done)
        else:
            reports.append(done)
    if not (format == "ndjson" and path is None):
        _or_stop(lambda: _save(format, reports, path))
    if not quiet:
        _totals(reports, lost)
    _end(reports, len(lost), chosen[1])


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


def _progress(done: Iterator[Report | Quarantined], quiet: bool) -> Iterator[Report | Quarantined]:
    """The same, with a running count on a terminal's standard error."""
    if quiet or not sys.stderr.isatty():
        yield from done
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed} articles, {task.fields[claims]} claims, {task.fields[refuted]} refuted"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task, claims, refuted = bar.add_task("", total=None, claims=0, refuted=0), 0, 0
        for one in done:
            if isinstance(one, Report):
                claims, refuted = claims + len(one.findings), refuted + one.summary["refuted"]
            bar.update(task, advance=1, claims=claims, refuted=refuted)
            yield one


def _totals(reports: Sequence[Report], lost: Sequence[Quarantined]) -> None:
    """One line that reconciles, and what was set aside with its reason."""
    verdicts = Counter[str]()
    for report in reports:
        verdicts.update(report.summary)
    claims = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in verdicts.items() if count)
    total = sum(verdicts.values())
    typer.echo(
        f"{len(reports) + len(lost)} articles in = {len(reports)} checked + {len(lost)} quarantined + 0 failed",
        err=True,
    )
    typer.echo(f"{total} claims{' = ' + claims if claims else ''}", err=True)
    for one in lost:
        typer.echo(f"quarantined: {one.location}: {one.reason}", err=True)


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


def _end(reports: Sequence[Report], lost: int, fail_on_refuted: bool) -> None:
    """Ends with the gravest status: a source that failed, then inputs, then something refuted."""
    if any(report.unavailable for report in reports):
        raise typer.Exit(SOURCE)
    if lost:
        raise typer.Exit(INPUTS)
    if fail_on_refuted and any(report.refuted for report in reports):
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
