"""What the commands do: read, check, show, and end with the right status."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import typer

from tapecheck import output as out
from tapecheck.access import now
from tapecheck.exits import INPUTS, REFUTED, SOURCE, USAGE, or_stop, stop
from tapecheck.guarded import Guarded
from tapecheck.ingest.article import Precision, Quarantined
from tapecheck.ingest.errors import IngestError
from tapecheck.ingest.source import articles, single
from tapecheck.keeping import Keeper
from tapecheck.library import checked, known_at, moment_of_text
from tapecheck.options import Chosen
from tapecheck.pipeline import Report, check_article, dated
from tapecheck.reading import reader
from tapecheck.report.visible import one_line
from tapecheck.signals.finding import Verdict

Given = tuple[datetime, Precision] | None


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
    _known(format, ("text", "json", "ndjson", "csv", "parquet"), path)
    or_stop(lambda: out.check_writable(path))
    given, moment = _times(published, as_of)
    try:
        article = single(location, _stdin(location), chosen.fetch)
    except IngestError as wrong:
        stop(str(wrong), INPUTS)
    tape, kept = or_stop(chosen.tape), Keeper(chosen)
    article = dated(article, *given) if given else article
    report = or_stop(lambda: check_article(article, tape, moment, chosen.reading))
    kept.forecasts_of(report)
    if format == "text" and path is None:
        out.show(report)
    else:
        or_stop(lambda: out.save(format, [report], path))
    tally = Tally()
    tally.add(report)
    _end(tally, 0, chosen.fail_on_refuted)


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
    _known(format, ("ndjson", "json", "csv", "parquet", "text"), path)
    or_stop(lambda: out.check_writable(path))
    given, moment = _times(published, as_of)
    tally, lost = Tally(), list[Quarantined]()
    silent = quiet or not sys.stderr.isatty() or (path is None and sys.stdout.isatty())
    done = _progress(_all(locations, chosen, moment, given), tally, silent)
    reports = _kept(done, lost, Keeper(chosen))
    if format == "text" and path is None:
        for report in reports:
            out.show(report)
    else:
        or_stop(lambda: out.save(format, reports, path))
    if not quiet:
        _totals(tally, lost)
    _end(tally, len(lost), chosen.fail_on_refuted)


def _kept(done: Iterator[Report | Quarantined], lost: list[Quarantined], keeper: Keeper) -> Iterator[Report]:
    """The reports, their forecasts kept; what is none goes to `lost`."""
    for one in done:
        if isinstance(one, Quarantined):
            lost.append(one)
            continue
        keeper.forecasts_of(one)
        yield one


def session(symbol: str, day: str, as_of: str | None, chosen: Chosen, format: str, path: Path | None) -> None:
    """`tapecheck tape`: a day means its end in New York, but never later than now, when its newest row may be of part of a day."""
    from tapecheck.pipeline import end_of
    from tapecheck.report.session import text
    from tapecheck.report.session_record import dumps as facts_json
    from tapecheck.signals.session_facts import NoSession, facts_of

    _known(format, ("text", "json"), path)
    or_stop(lambda: out.check_writable(path))
    asked, _ = or_stop(lambda: moment_of_text(day, "DATE"))
    moment = or_stop(lambda: known_at(as_of, "--as-of")) or end_of(asked.date())
    found = facts_of(symbol, asked.date(), Guarded(or_stop(chosen.tape)), min(moment, now()))
    if isinstance(found, NoSession):
        stop(found.reason, SOURCE if found.unavailable else INPUTS)
    or_stop(lambda: out.write(facts_json(found) if format == "json" else text(found), path))


def _all(
    locations: Sequence[str], chosen: Chosen, moment: datetime | None, given: Given
) -> Iterator[Report | Quarantined]:
    tape = or_stop(chosen.tape)
    or_stop(lambda: reader(chosen.reading))
    for location in locations:
        for article in articles(location, _stdin(location), chosen.fetch):
            if isinstance(article, Quarantined):
                yield article
            else:
                yield checked(article, tape, moment, given, chosen.reading)


def _progress(
    done: Iterator[Report | Quarantined], tally: Tally, silent: bool
) -> Iterator[Report | Quarantined]:
    """The same, counted; unless `silent`, with a running count on a terminal's standard error."""
    if silent:
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
        word = "failed" if one.failed else "quarantined"
        typer.echo(one_line(f"{word}: {one.location}: {one.reason}"), err=True)


def _end(tally: Tally, lost: int, fail_on_refuted: bool) -> None:
    """Ends with the gravest status: a source that failed, then inputs, then something refuted."""
    if tally.verdicts[Verdict.UNAVAILABLE]:
        raise typer.Exit(SOURCE)
    if lost:
        raise typer.Exit(INPUTS)
    if fail_on_refuted and tally.verdicts[Verdict.REFUTED]:
        raise typer.Exit(REFUTED)


def _times(published: str | None, as_of: str | None) -> tuple[Given, datetime | None]:
    given = or_stop(lambda: moment_of_text(published, "--published") if published else None)
    return given, or_stop(lambda: known_at(as_of, "--as-of"))


def _known(format: str, formats: Sequence[str], path: Path | None) -> None:
    if format == "parquet" and path is None:
        stop("--format parquet is for a file: name one with --output", USAGE)
    if format not in formats:
        stop(f"--format must be one of {', '.join(formats)}, not {format}", USAGE)


def _stdin(location: str) -> bytes | None:
    return sys.stdin.buffer.read() if location == "-" else None
