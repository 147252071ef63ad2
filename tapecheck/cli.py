"""The command line. Heavy imports stand inside the commands, so that `--help` is instant.

Exit statuses: 0 all checked and nothing refuted, 1 something refuted, 2 wrong usage, 3 some inputs failed or were quarantined, 4 a data
source was unavailable, 70 tapecheck itself failed, 75 another run holds the store.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from tapecheck.exits import FAULT
from tapecheck.options import (
    Added,
    AsOf,
    Config,
    Every,
    FailOn,
    KeptIn,
    LogAs,
    MetricsTo,
    Offline,
    Once,
    Output,
    Published,
    Quiet,
    ReadBy,
    StorePath,
    TapeNames,
    Watched,
    chosen,
    found_settings,
)

app = typer.Typer(
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    help="Checks market news against the tape: every claim, its verdict, and the rows that prove it.",
)  # fmt: skip


class _SymbolFirst(typer.core.TyperGroup):
    """`tapecheck tape SYMBOL DATE` beside `tapecheck tape fetch ...`: what is no command is a symbol."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """See `TyperGroup`; typer exports no names for these types."""
        known = args and self.get_command(ctx, args[0]) is not None
        return super().resolve_command(ctx, args if known else ["session", *args])


tape_app = typer.Typer(
    no_args_is_help=True,
    cls=_SymbolFirst,
    help="The facts of one session (SYMBOL DATE), and what is kept of the tape.",
)
app.add_typer(tape_app, name="tape")
store_app = typer.Typer(no_args_is_help=True, help="What batches keep with --store.")
app.add_typer(store_app, name="store")
quarantine_app = typer.Typer(no_args_is_help=True, help="What batches with --store could not check.")
app.add_typer(quarantine_app, name="quarantine")


@app.command()
def check(
    location: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="A .txt, .md or .html file, a URL, or - for standard input."),
    ],
    published: Published = None,
    as_of: AsOf = None,
    tape: TapeNames = None,
    offline: Offline = False,
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="text|json|ndjson|csv|parquet", help="How to print the answer."
        ),
    ] = "text",
    output: Output = None,
    config: Config = None,
    fail_on: FailOn = None,
    reading: ReadBy = None,
    quiet: Quiet = False,
) -> None:
    """Fact-check one article.

    Example: tapecheck check article.html --tape almanac
    """
    from tapecheck import checking

    settings = chosen(config, tape, offline, fail_on, reading)
    checking.one(location, published, as_of, settings, format, output)


@app.command()
def batch(
    locations: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Feeds (files or URLs), OPML, folders, .jsonl or .parquet."),
    ],
    published: Published = None,
    as_of: AsOf = None,
    tape: TapeNames = None,
    offline: Offline = False,
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="ndjson|json|csv|parquet|text", help="How to print the answers."
        ),
    ] = "ndjson",
    output: Output = None,
    config: Config = None,
    fail_on: FailOn = None,
    reading: ReadBy = None,
    quiet: Quiet = False,
    store: KeptIn = None,
) -> None:
    """Check every article of feeds, folders and tables.

    Example: tapecheck batch feed.xml --offline --format csv --output verified.csv --store seen.sqlite
    """
    from tapecheck import checking

    settings = chosen(config, tape, offline, fail_on, reading)
    checking.many(locations, published, as_of, settings, format, output, quiet, store)


@app.command()
def watch(
    locations: Watched,
    every: Every = "10m",
    once: Once = False,
    tape: TapeNames = None,
    offline: Offline = False,
    output: Added = None,
    store: KeptIn = None,
    metrics: MetricsTo = None,
    log: LogAs = "text",
    config: Config = None,
    fail_on: FailOn = None,
    reading: ReadBy = None,
    quiet: Quiet = False,
) -> None:
    """Check what is new in feeds, again and again.

    Example: tapecheck watch feeds.opml --every 10m --store seen.sqlite --output findings.ndjson --metrics 9273
    """
    from tapecheck import watching

    settings = chosen(config, tape, offline, fail_on, reading)
    watching.watch(locations, every, once, settings, output, store, metrics, log, quiet)


@tape_app.command("session", hidden=True)
def session(
    symbol: Annotated[
        str, typer.Argument(metavar="SYMBOL", help="A Yahoo symbol, such as ^GSPC or BTC-USD.")
    ],
    day: Annotated[str, typer.Argument(metavar="DATE", help="The session, such as 2025-12-11.")],
    as_of: AsOf = None,
    tape: TapeNames = None,
    offline: Offline = False,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="How to print the facts.")
    ] = "text",
    output: Output = None,
    config: Config = None,
) -> None:
    """The facts of one session, as an editor would want them.

    Example: tapecheck tape ^RUT 2025-12-11 --offline
    """
    from tapecheck import checking

    checking.session(symbol, day, as_of, chosen(config, tape, offline), format, output)


@tape_app.command("fetch")
def fetch(
    symbols: Annotated[
        list[str], typer.Argument(metavar="SYMBOLS...", help="Yahoo symbols, such as ^GSPC BTC-USD.")
    ],
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="From that day on (default: the whole history, then what is missing).",
        ),
    ] = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Fetch daily bars from the live sources and keep them, for runs with --offline.

    Example: tapecheck tape fetch ^GSPC ^RUT BTC-USD --since 2020-01-01
    """
    from tapecheck import keeping

    keeping.fetch(symbols, since, chosen(config, None, False), quiet)


@app.command()
def replay(
    path: Annotated[
        Path, typer.Argument(metavar="FINDINGS.json", help="Findings as --format json or ndjson wrote them.")
    ],
    tape: TapeNames = None,
    output: Output = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Work out the verdicts of a findings file again, from the rows they rested on.

    Example: tapecheck replay findings.json
    """
    from tapecheck import keeping

    keeping.replay(path, tape, chosen(config, None, True), output, quiet)


@app.command()
def recheck(
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="Settle what is due by then (default: now).")
    ] = None,
    tape: TapeNames = None,
    offline: Offline = False,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="How to print the answer.")
    ] = "text",
    output: Output = None,
    config: Config = None,
    fail_on: FailOn = None,
) -> None:
    """Settle the forecasts of the ledger that are due.

    Example: tapecheck recheck --as-of 2026-12-31
    """
    from tapecheck import keeping

    keeping.recheck(as_of, chosen(config, tape, offline, fail_on), format, output)


@store_app.command("check")
def store_check(path: StorePath) -> None:
    """Say what is in a store, and whether it is what was written.

    Example: tapecheck store check seen.sqlite
    """
    from tapecheck import storekeeping

    storekeeping.check(path)


@store_app.command("export")
def store_export(path: StorePath, output: Output = None) -> None:
    """Write everything in a store as lines of JSON.

    Example: tapecheck store export seen.sqlite --output seen.ndjson
    """
    from tapecheck import storekeeping

    storekeeping.export(path, output)


@store_app.command("import")
def store_import(
    source: Annotated[Path, typer.Argument(metavar="EXPORT.ndjson", help="What store export wrote.")],
    path: StorePath,
) -> None:
    """Make a new store of what was exported.

    Example: tapecheck store import seen.ndjson again.sqlite
    """
    from tapecheck import storekeeping

    storekeeping.take(source, path)


@store_app.command("vacuum")
def store_vacuum(path: StorePath) -> None:
    """Give back the room that a store does not use any more.

    Example: tapecheck store vacuum seen.sqlite
    """
    from tapecheck import storekeeping

    storekeeping.vacuum(path)


@quarantine_app.command("list")
def quarantine_list(
    path: StorePath,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="How to print the list.")
    ] = "text",
) -> None:
    """List what could not be checked and was not read again since.

    Example: tapecheck quarantine list seen.sqlite
    """
    from tapecheck import storekeeping

    storekeeping.waiting(path, format)


@quarantine_app.command("retry")
def quarantine_retry(
    path: StorePath,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="ndjson|json|csv|text", help="How to print the answers.")
    ] = "ndjson",
    output: Output = None,
    config: Config = None,
    fail_on: FailOn = None,
    quiet: Quiet = False,
) -> None:
    """Read those feeds and files again; the answer is of all their articles.

    Example: tapecheck quarantine retry seen.sqlite --output verified.ndjson
    """
    from tapecheck import storekeeping

    storekeeping.retry(path, chosen(config, None, False, fail_on), format, output, quiet)


@app.command("eval")
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Labelled articles, one {id, text, published, claims} a line."
        ),
    ],
    tape: TapeNames = None,
    offline: Offline = False,
    by: Annotated[
        str, typer.Option("--by", metavar="kind,outlet,year,length", help="Which slices to show.")
    ] = "kind",
    errors: Annotated[
        int, typer.Option("--errors", metavar="N", min=0, help="Show up to N mistakes of each sort.")
    ] = 0,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="How to print the figures.")
    ] = "text",
    output: Output = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="PATH.svg", help="Draw how well confidence is calibrated."),
    ] = None,
    config: Config = None,
    reading: ReadBy = None,
) -> None:
    """Measure reading and checking on labelled articles of your own.

    Example: tapecheck eval labelled.jsonl --tape almanac --by kind,outlet --errors 5
    """
    from tapecheck import evaluating

    evaluating.evaluate(gold, chosen(config, tape, offline, None, reading), by, errors, format, output, plot)


@app.command()
def train(
    labels: Annotated[
        list[Path],
        typer.Argument(
            metavar="LABELS...", help="Labelled articles (.jsonl); outlets of the first are held out."
        ),
    ],
    output: Annotated[Path, typer.Option(help="The folder that the model is written into.")],
    articles: Annotated[
        Path | None,
        typer.Option(
            help="Articles (.jsonl): texts of labels without one; of the rest the grammar's reading is learnt."
        ),
    ] = None,
    layers: Annotated[int, typer.Option(min=1, max=6, help="Layers of the encoder.")] = 3,
    seed: Annotated[int, typer.Option(help="The same seed, data and machine give the same model.")] = 0,
    pieces: Annotated[
        int, typer.Option(min=0, help="Word pieces of unlabelled text to learn from.")
    ] = 60_000,
) -> None:
    """Train the reading model on labelled articles (needs the extra `train`).

    Example: tapecheck train labelled.jsonl --articles articles.jsonl --output model/
    """
    from tapecheck import training

    training.train(labels, articles, output, layers, seed, pieces)


@app.command()
def doctor(config: Config = None) -> None:
    """Versions, tapes, samples and where each setting comes from."""
    from tapecheck.doctor import examine

    for line in examine(found_settings(config)):
        typer.echo(line)


def main() -> None:
    """The entry point of the command `tapecheck`: known trouble becomes one sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="tapecheck")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:  # a fault of ours must not look like "something refuted"
        traceback.print_exc()
        sys.exit(FAULT)
