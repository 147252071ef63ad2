"""A batch that is kept in a store: what was done is not done again, a run that was stopped goes on, and every run accounts for what it read.

Each article is written down with its findings in one piece, so that a run may be killed at any moment: the same command goes on where it
stopped, and its answer is the one it would have had. The answer is read from the store when all inputs are read; no more than one report
is held at a time.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import typer

from tapecheck import output as out
from tapecheck.access import now
from tapecheck.exits import FAULT, or_stop, stop
from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.errors import FetchError
from tapecheck.ingest.fetch import Fetched
from tapecheck.ingest.source import articles
from tapecheck.ingest.store import Found, Outcome, Run, Seen
from tapecheck.ingest.store_feeds import Fetch
from tapecheck.keeping import Keeper
from tapecheck.library import checked, known_at, moment_of_text
from tapecheck.options import Chosen
from tapecheck.pipeline import Report
from tapecheck.plan import Plan
from tapecheck.reading import reader
from tapecheck.report.records import dumps
from tapecheck.report.restored import report_of
from tapecheck.report.visible import one_line
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.protocol import Tape
from tapecheck.tally import Tally, end, progress, totals

Clock = Callable[[], datetime]
# The moment to look from, and the time of articles that have none.
Moments = tuple[datetime | None, tuple[datetime, Precision] | None]
# What a feed or a file is followed by where one of its articles is named.
_WITHIN = re.compile(r", (?:entry|entries from|line|row) [\d,]+$")


def run(
    plans: Sequence[Plan],
    store: Path,
    chosen: Chosen,
    format: str,
    path: Path | None,
    quiet: bool,
    clock: Clock = now,
) -> None:
    """Runs each plan, writes the answer of all of them, and ends with the status."""
    tally = Tally()
    with or_stop(lambda: Seen(store, clock())) as seen:
        if seen.said:
            typer.echo(one_line(f"tapecheck: {seen.said}"), err=True)
        done = [_Pass(seen, plan, chosen, clock) for plan in plans]
        for one in done:
            or_stop(lambda one=one: one.to_the_end(quiet))  # type: ignore[misc]
        or_stop(lambda: out.deliver(format, (report for one in done for report in one.reports(tally)), path))
        for one in done:
            or_stop(lambda one=one: one.end(tally))  # type: ignore[misc]
        if not quiet:
            _account(done, tally, seen, store, clock())
    end(tally, chosen.fail_on_refuted)


@dataclass(slots=True)
class _Pass:
    """One reading of the inputs of a run, from the first to the last."""

    seen: Seen
    plan: Plan
    chosen: Chosen
    clock: Clock
    run: Run = field(init=False)
    tape: Tape = field(init=False)
    keeper: Keeper = field(init=False)
    moments: Moments = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        plan = self.plan
        self.chosen = replace(self.chosen, sources=plan.sources, offline=plan.offline, reading=plan.reading)
        self.tape, self.keeper = or_stop(self.chosen.tape), Keeper(self.chosen)
        or_stop(lambda: reader(self.plan.reading))
        self.moments = or_stop(self._moments)
        self.run = or_stop(lambda: self.seen.begin(self.plan.text, self.clock()))
        self.counts["before"] = sum(self.seen.counts(self.run))

    def to_the_end(self, quiet: bool) -> None:
        """Deals with every input."""
        if self.run.resumed and not quiet:
            typer.echo(
                f"going on with run {self.run.number}: {self.counts['before']} articles were done", err=True
            )
        for _ in progress(self._dealt(), Tally(), quiet or not sys.stderr.isatty()):
            pass

    def reports(self, tally: Tally) -> Iterator[Report]:
        """The reports of the run from the store, one at a time."""
        for outcome in self.seen.outcomes(self.run):
            tally.verdicts.update(_verdicts(outcome))
            yield _report(outcome)

    def end(self, tally: Tally) -> None:
        """Counts what the store holds of the run; where something read is not among it that is a fault, and the run has not ended."""
        checked, quarantined, failed = self.seen.counts(self.run)
        held = checked + quarantined + failed
        new = self.counts["new"]
        if held != self.counts["before"] + new or self.counts["read"] != new + self.counts["known"]:
            stop(f"run {self.run.number} does not add up: {dict(self.counts)}, {held} in the store", FAULT)
        tally.checked += checked
        tally.quarantined += quarantined
        tally.failed += failed
        self.seen.end(self.run, self.plan.inputs, self.clock())

    def _dealt(self) -> Iterator[Report | Quarantined]:
        """What was found now; what the run holds already is passed over."""
        for given in self.plan.inputs:
            for one in self._read(given):
                self.counts["read"] += 1
                done = self._aside(given, one) if isinstance(one, Quarantined) else self._article(given, one)
                self.counts["known" if done is None else "new"] += 1
                if done is not None and not isinstance(done, Found):
                    yield done

    def _read(self, given: str) -> Iterator[Article | Quarantined]:
        """What stands at a location; a fault of ours in reading it costs no other location anything."""
        stdin = sys.stdin.buffer.read() if given == "-" else None
        try:
            yield from articles(given, stdin, self._fetch)
        except Exception as wrong:
            yield Quarantined(
                given, f"tapecheck failed to read it ({type(wrong).__name__}: {wrong})", failed=True
            )

    def _article(self, given: str, article: Article) -> Report | Quarantined | Found | None:
        if self.seen.holds(self.run, article, given):
            return None
        found = self.seen.found(article, given, self.plan.terms)
        if found is not None:
            self._keep(given, article, found)
            self.counts["found before"] += 1
            return found
        done = checked(article, self.tape, *self.moments, self.plan.reading)
        if isinstance(done, Quarantined):
            self.seen.set_aside(self.run, given, done, article.feed or given, self.clock(), article)
        else:
            self.keeper.forecasts_of(done)
            self._keep(given, article, found_in(done))
        return done

    def _aside(self, given: str, one: Quarantined) -> Quarantined | None:
        source = given if given == "-" else _WITHIN.sub("", one.location)
        return one if self.seen.set_aside(self.run, given, one, source, self.clock()) else None

    def _keep(self, given: str, article: Article, found: Found) -> None:
        self.seen.keep(self.run, article, given, self.plan.terms, found, self.clock())

    def _moments(self) -> Moments:
        """The moment to look from and the time of articles without one, as the plan gives them."""
        published = self.plan.published
        return known_at(self.plan.as_of, "--as-of"), moment_of_text(
            published, "--published"
        ) if published else None

    def _fetch(self, url: str) -> Fetched:
        try:
            page = self.chosen.fetch(url)
        except FetchError as wrong:
            self.seen.feeds.log(Fetch(url, self.clock(), wrong.status, reason=wrong.reason))
            raise
        self.seen.feeds.log(Fetch(url, self.clock(), 200, len(page.data)))
        return page


def _account(done: Sequence[_Pass], tally: Tally, seen: Seen, store: Path, moment: datetime) -> None:
    """What came of every input, what to read again, and which feeds have gone silent."""
    lost = (Quarantined(a.location, a.reason, a.failed) for one in done for a in seen.asides(one.run))
    totals(tally, lost)
    before = sum(one.counts["found before"] for one in done)
    again = sum(one.counts["known"] for one in done if not one.run.resumed)
    if before:
        typer.echo(f"{before} of them found by an earlier run", err=True)
    if again:
        typer.echo(f"{again} more stood in the inputs again", err=True)
    if tally.lost:
        typer.echo(one_line(f"to read them again: tapecheck quarantine retry {store}"), err=True)
    for feed in seen.feeds.silent(moment):
        why = f", failed {feed.failures} times in a row ({feed.reason})" if feed.failures else ""
        typer.echo(
            one_line(f"silent: {feed.location}: nothing new since {feed.since:%Y-%m-%d}{why}"), err=True
        )


def found_in(report: Report) -> Found:
    """A report as the store holds it."""
    coverage = [report.coverage.figures, report.coverage.typed]
    counts = {verdict: count for verdict, count in report.summary.items() if count}
    summary = json.dumps({"verdicts": counts, "coverage": coverage})
    return Found(dumps(report, indent=None), summary, final=Verdict.UNAVAILABLE not in counts)


def _verdicts(outcome: Outcome) -> dict[Verdict, int]:
    counts = json.loads(outcome.found.summary)["verdicts"]
    return {Verdict(verdict): count for verdict, count in counts.items()}


def _report(outcome: Outcome) -> Report:
    return report_of(
        json.loads(outcome.found.report), outcome.article, json.loads(outcome.found.summary)["coverage"]
    )
