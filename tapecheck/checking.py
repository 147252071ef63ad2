"""What the commands do: read, check, show, and end with the right status."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import typer

from tapecheck import output as out
from tapecheck.cli import INPUTS, REFUTED, SOURCE, USAGE, stop
from tapecheck.errors import TapecheckError
from tapecheck.guarded import Guarded
from tapecheck.ingest.article import Precision, Quarantined
from tapecheck.ingest.errors import FetchError, IngestError
from tapecheck.ingest.fetch import Fetched, fetch
from tapecheck.ingest.source import articles, single
from tapecheck.library import checked, known_at, moment_of_text
from tapecheck.pipeline import Report, check_article, dated
from tapecheck.report.records import dumps
from tapecheck.report.visible import one_line
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.protocol import Tape

Given = tuple[datetime, Precision] | None
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings come to: the tape to ask, whether the network may be used, whether something refuted fails the run."""

    tape: Tape
    offline: bool
    fail_on_refuted: bool

    def fetch(self, url: str) -> Fetched:
        """What stands at an address. Raises `FetchError`, offline for every address."""
        if self.offline:
            raise FetchError(url, "this needs the network, which --offline rules out")
        return fetch(url)


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
    _or_stop(lambda: out.check_writable(path))
    given, moment = _times(published, as_of)
    try:
        article = single(location, _stdin(location), chosen.fetch)
    except IngestError as wrong:
        stop(str(wrong), INPUTS)
    report = _or_stop(
        lambda: check_article(dated(article, *given) if given else article, chosen.tape, moment)
    )
    if format == "text" and path is None:
        out.show(report)
    else:
        _or_stop(lambda: out.save(format, [report], path))
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
    _known(format, ("ndjson", "json", "csv", "text"))
    _or_stop(lambda: out.check_writable(path))
    given, moment = _times(published, as_of)
    stream = format in ("ndjson", "text") and path is None
    tally, kept, lost = Tally(), list[Report](), list[Quarantined]()
    silent = quiet or not sys.stderr.isatty() or (stream and sys.stdout.isatty())
    for done in _progress(_all(locations, chosen, moment, given), tally, silent):
        if isinstance(done, Quarantined):
            lost.append(done)
        elif stream and format == "text":
            out.show(done)
        elif stream:
            out.write(dumps(done, indent=None), None)
        else:
            kept.append(done)
    if not stream:
        _or_stop(lambda: out.save(format, kept, path))
    if not quiet:
        _totals(tally, lost)
    _end(tally, len(lost), chosen.fail_on_refuted)


def session(symbol: str, day: str, as_of: str | None, chosen: Chosen, format: str, path: Path | None) -> None:
    """`tapecheck tape`: a day means its end in New York, but never later than now, when its newest row may be of part of a day."""
    from tapecheck.pipeline import end_of
    from tapecheck.report.session import text
    from tapecheck.report.session_record import dumps as facts_json
    from tapecheck.signals.session_facts import NoSession, facts_of

    _known(format, ("text", "json"))
    _or_stop(lambda: out.check_writable(path))
    asked, _ = _or_stop(lambda: moment_of_text(day, "DATE"))
    moment = _or_stop(lambda: known_at(as_of, "--as-of")) or end_of(asked.date())
    found = facts_of(symbol, asked.date(), Guarded(chosen.tape), min(moment, datetime.now(UTC)))
    if isinstance(found, NoSession):
        stop(found.reason, SOURCE if found.unavailable else INPUTS)
    _or_stop(lambda: out.write(facts_json(found) if format == "json" else text(found), path))


def _all(
    locations: Sequence[str], chosen: Chosen, moment: datetime | None, given: Given
) -> Iterator[Report | Quarantined]:
    for location in locations:
        for article in articles(location, _stdin(location), chosen.fetch):
            if isinstance(article, Quarantined):
                yield article
            else:
                yield checked(article, chosen.tape, moment, given)


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
