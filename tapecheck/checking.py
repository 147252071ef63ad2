"""What the commands do: read, check, show, and end with the right status."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tapecheck import output as out
from tapecheck.access import now
from tapecheck.exits import INPUTS, SOURCE, USAGE, or_stop, stop
from tapecheck.guarded import Guarded
from tapecheck.ingest.article import Precision, Quarantined
from tapecheck.ingest.errors import IngestError
from tapecheck.ingest.source import articles, single
from tapecheck.keeping import Keeper
from tapecheck.library import checked, known_at, moment_of_text
from tapecheck.options import Chosen
from tapecheck.pipeline import Report, check_article, dated
from tapecheck.reading import reader
from tapecheck.tally import Tally, end, progress, totals

Given = tuple[datetime, Precision] | None


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
    or_stop(lambda: out.deliver(format, [report], path))
    tally = Tally()
    tally.add(report)
    end(tally, chosen.fail_on_refuted)


def many(
    locations: Sequence[str],
    published: str | None,
    as_of: str | None,
    chosen: Chosen,
    format: str,
    path: Path | None,
    quiet: bool,
    store: Path | None = None,
) -> None:
    """`tapecheck batch`: every article in comes out as checked, quarantined or failed."""
    _known(format, ("ndjson", "json", "csv", "parquet", "text"), path)
    or_stop(lambda: out.check_writable(path))
    given, moment = _times(published, as_of)
    if store is not None:
        from tapecheck import plan, running

        plans = [plan.plan_of(locations, published, as_of, chosen)]
        running.run(plans, store, chosen, format, path, quiet)
        return
    tally, lost = Tally(), list[Quarantined]()
    silent = quiet or not sys.stderr.isatty() or (path is None and sys.stdout.isatty())
    done = progress(_all(locations, chosen, moment, given), tally, silent)
    reports = _kept(done, lost, Keeper(chosen))
    or_stop(lambda: out.deliver(format, reports, path))
    if not quiet:
        totals(tally, lost)
    end(tally, chosen.fail_on_refuted)


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
