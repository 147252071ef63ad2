"""`tapecheck store` and `tapecheck quarantine`: looking after what runs have kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from tapecheck import output as out
from tapecheck.access import now
from tapecheck.errors import BadOption
from tapecheck.exits import INPUTS, USAGE, or_stop, stop
from tapecheck.ingest.store import Aside, Seen
from tapecheck.options import Chosen
from tapecheck.report.visible import one_line


def check(path: Path) -> None:
    """`tapecheck store check`: what is in the store, and whether it is what was written; 3 where it is not."""
    with or_stop(lambda: Seen(path, reading=True)) as seen:
        wrong = list(seen.troubles())
        found = "" if wrong else ", ".join(f"{count} {name}" for name, count in seen.sizes().items())
    for trouble in wrong:
        typer.echo(one_line(trouble))
    if wrong:
        raise typer.Exit(INPUTS)
    typer.echo(f"whole: {found}".replace("_", " "))


def export(path: Path, output: Path | None) -> None:
    """`tapecheck store export`: one JSON object a row of every table."""
    or_stop(lambda: out.check_writable(output))
    with or_stop(lambda: Seen(path, reading=True)) as seen:
        if output is None:
            sys.stdout.writelines(f"{line}\n" for line in seen.lines())
        else:
            or_stop(lambda: out.write("".join(f"{line}\n" for line in seen.lines()), output))


def take(source: Path, path: Path) -> None:
    """`tapecheck store import`: a new store from what `export` wrote."""
    with or_stop(lambda: Seen(path, now())) as seen:
        taken = or_stop(lambda: seen.take(_lines(source)))
    typer.echo(f"{taken:,} rows", err=True)


def vacuum(path: Path) -> None:
    """`tapecheck store vacuum`: gives back the room that is not used any more."""
    with or_stop(lambda: Seen(path, now())) as seen:
        before, after = or_stop(seen.vacuum)
    typer.echo(f"{before:,} bytes before, {after:,} now", err=True)


def waiting(path: Path, format: str) -> None:
    """`tapecheck quarantine list`: what no later run has read again."""
    if format not in ("text", "json"):
        stop(f"--format must be text or json, not {format}", USAGE)
    with or_stop(lambda: Seen(path, reading=True)) as seen:
        asides = list(seen.asides())
    if format == "json":
        out.write(json.dumps([_record(one) for one in asides], ensure_ascii=False, indent=1), None)
        return
    for one in asides:
        word = "failed" if one.failed else "quarantined"
        typer.echo(one_line(f"{one.at:%Y-%m-%d %H:%M} {word}: {one.location}: {one.reason}"))


def retry(path: Path, chosen: Chosen, format: str, output: Path | None, quiet: bool) -> None:
    """`tapecheck quarantine retry`: reads the feeds and files again in which something was set aside, on the terms of the run that did."""
    from tapecheck.plan import plan_in
    from tapecheck.running import run

    if format not in ("ndjson", "json", "csv", "text"):
        stop(f"--format must be one of ndjson, json, csv, text, not {format}", USAGE)
    or_stop(lambda: out.check_writable(output))
    with or_stop(lambda: Seen(path, reading=True)) as seen:
        sources = _sources(list(seen.asides()))
    if not sources:
        typer.echo("nothing to read again", err=True)
        return
    run([plan_in(made, inputs) for made, inputs in sources.items()], path, chosen, format, output, quiet)


def _sources(asides: Sequence[Aside]) -> dict[str, list[str]]:
    """What to read again, each once, by the plan that it was read by; standard input cannot be."""
    found: dict[str, dict[str, None]] = {}
    for one in asides:
        if one.source == "-":
            typer.echo(one_line(f"standard input is gone: {one.location}: {one.reason}"), err=True)
        else:
            found.setdefault(one.plan, {})[one.source] = None
    return {made: list(sources) for made, sources in found.items()}


def _record(one: Aside) -> dict[str, object]:
    return {
        "location": one.location,
        "source": one.source,
        "input": one.input,
        "reason": one.reason,
        "failed": one.failed,
        "at": one.at.isoformat(),
    }


def _lines(source: Path) -> Sequence[str]:
    try:
        return source.read_text("utf-8").split("\n")
    except (OSError, ValueError) as wrong:
        raise BadOption(f"{source}: cannot be read as an export of a store ({wrong})") from wrong
