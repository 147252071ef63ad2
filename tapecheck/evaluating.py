"""`tapecheck eval`: labelled articles checked like any other, and the answers held against the labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from tapecheck import output as out
from tapecheck.errors import BadGold, BadOption
from tapecheck.evaluation.calibration import Bin
from tapecheck.evaluation.gold import Labelled, read_gold
from tapecheck.evaluation.outcome import Outcome, outcome_of
from tapecheck.evaluation.page import page
from tapecheck.evaluation.record import dumps, evaluation_of
from tapecheck.evaluation.slices import CUTS
from tapecheck.evaluation.statement import answer_of
from tapecheck.exits import INPUTS, SOURCE, USAGE, or_stop, stop
from tapecheck.ingest.article import Quarantined
from tapecheck.library import checked
from tapecheck.options import Chosen
from tapecheck.reading import Reading, reader
from tapecheck.report.visible import one_line
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.protocol import Tape


def evaluate(
    path: Path, chosen: Chosen, by: str, errors: int, format: str, output: Path | None, plot: Path | None
) -> None:
    """Measures, prints, and ends with a status: 3 where an article could not be checked, 4 where a source failed."""
    if format not in ("text", "json"):
        stop(f"--format must be text or json, not {format}", USAGE)
    ways = or_stop(lambda: ways_of(by))
    or_stop(lambda: out.check_writable(output))
    or_stop(lambda: out.check_writable(plot, "--plot"))
    outcomes = list(_outcomes(_gold(path), or_stop(chosen.tape), chosen.reading))
    found = evaluation_of(outcomes, ways, errors)
    if plot is not None:
        _draw(found.bins, plot)
    or_stop(lambda: out.write(dumps(found) if format == "json" else page(found), output))
    raise typer.Exit(_status(outcomes))


def ways_of(by: str) -> tuple[str, ...]:
    """The ways to cut that `kind,outlet` names, each once. Raises `BadOption` for one that is none."""
    ways = tuple(dict.fromkeys(part.strip() for part in by.split(",") if part.strip()))
    unknown = [way for way in ways if way not in CUTS]
    if unknown:
        raise BadOption(f"--by: unknown {', '.join(unknown)}; known are {', '.join(CUTS)}")
    return ways


def _gold(path: Path) -> Sequence[Labelled]:
    try:
        return read_gold(path)
    except BadGold as wrong:
        stop(str(wrong), INPUTS)


def _outcomes(gold: Sequence[Labelled], tape: Tape, reading: Reading) -> Iterator[Outcome]:
    """Each article checked at the moment that its row gives; what could not be checked is told and counts as missed."""
    or_stop(lambda: reader(reading))
    for one in gold:
        done = checked(one.article, tape, None, None, reading)
        if isinstance(done, Quarantined):
            typer.echo(one_line(f"not checked: {done.location}: {done.reason}"), err=True)
            yield outcome_of(one, None)
        else:
            yield outcome_of(one, [answer_of(finding) for finding in done.findings], done.coverage)


def _draw(bins: Sequence[Bin], path: Path) -> None:
    from tapecheck.evaluation.plot import svg

    or_stop(lambda: out.write(svg(bins), path, "--plot"))


def _status(outcomes: Sequence[Outcome]) -> int:
    if any(answer.verdict == Verdict.UNAVAILABLE for one in outcomes for answer in one.answers):
        return SOURCE
    return 0 if all(one.answered for one in outcomes) else INPUTS
