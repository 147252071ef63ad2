"""What a run has come to: the counts that must add up, what was set aside, and the exit status that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import typer

from tapecheck.exits import INPUTS, REFUTED, SOURCE
from tapecheck.ingest.article import Quarantined
from tapecheck.pipeline import Report
from tapecheck.report.visible import one_line
from tapecheck.signals.finding import Verdict


@dataclass(slots=True)
class Tally:
    """Articles checked, quarantined and failed, claims by verdict."""

    checked: int = 0
    quarantined: int = 0
    failed: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def claims(self) -> int:
        """All claims so far: the sum of the verdicts."""
        return self.verdicts.total()

    @property
    def lost(self) -> int:
        """Articles without findings."""
        return self.quarantined + self.failed

    @property
    def articles(self) -> int:
        """All articles so far."""
        return self.checked + self.lost

    def add(self, done: Report | Quarantined) -> None:
        """Counts one article."""
        if isinstance(done, Report):
            self.checked += 1
            self.verdicts.update(finding.verdict for finding in done.findings)
        elif done.failed:
            self.failed += 1
        else:
            self.quarantined += 1


def progress(
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


def totals(tally: Tally, lost: Iterable[Quarantined]) -> None:
    """Two lines that reconcile, and what was set aside with its reason."""
    claims = " + ".join(
        f"{tally.verdicts[verdict]} {verdict.value.replace('_', ' ')}"
        for verdict in Verdict
        if tally.verdicts[verdict]
    )
    parts = f"{tally.checked} checked + {tally.quarantined} quarantined + {tally.failed} failed"
    typer.echo(f"{tally.articles} articles in = {parts}", err=True)
    typer.echo(f"{tally.claims} claims{' = ' + claims if claims else ''}", err=True)
    for one in lost:
        word = "failed" if one.failed else "quarantined"
        typer.echo(one_line(f"{word}: {one.location}: {one.reason}"), err=True)


def end(tally: Tally, fail_on_refuted: bool) -> None:
    """Ends with the gravest status: a source that failed, then inputs, then something refuted."""
    if tally.verdicts[Verdict.UNAVAILABLE]:
        raise typer.Exit(SOURCE)
    if tally.lost:
        raise typer.Exit(INPUTS)
    if fail_on_refuted and tally.verdicts[Verdict.REFUTED]:
        raise typer.Exit(REFUTED)
