"""The command line. Heavy imports stand inside the commands, so that `--help` is instant.

Exit statuses: 0 all checked and nothing refuted, 1 something refuted, 2 wrong usage, 3 some inputs failed or were quarantined, 4 a data
source was unavailable, 70 tapecheck itself failed.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from tapecheck.checking import Chosen

app = typer.Typer(
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    help="Checks market news against the tape: every claim, its verdict, and the rows that prove it.",
)  # fmt: skip

REFUTED, USAGE, INPUTS, SOURCE, FAULT = 1, 2, 3, 4, 70

Published = Annotated[
    str | None,
    typer.Option("--published", metavar="TIME", help="When the article appeared, if it does not say."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="Look with what was known then (default: publication, or the session's day).",
    ),
]
TapeNames = Annotated[
    list[str] | None,
    typer.Option("--tape", metavar="SOURCE", help="yahoo, almanac or a folder; may be repeated."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="No network: the almanac, unless --tape names a folder.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write there instead of to standard output."),
]
Config = Annotated[Path | None, typer.Option("--config", metavar="PATH", help="A tapecheck.toml.")]
FailOn = Annotated[
    str | None, typer.Option("--fail-on", metavar="refuted|none", help="What makes the exit status 1.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no totals on standard error.")]


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
        str, typer.Option("--format", "-f", metavar="text|json|ndjson|csv", help="How to print the answer.")
    ] = "text",
    output: Output = None,
    config: Config = None,
    fail_on: FailOn = None,
    quiet: Quiet = False,
) -> None:
    """Fact-check one article.

    Example: tapecheck check article.html --tape almanac
    """
    from tapecheck import checking

    checking.one(location, published, as_of, _chosen(config, tape, offline, fail_on), format, output)


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
        str, typer.Option("--format", "-f", metavar="ndjson|json|csv|text", help="How to print the answers.")
    ] = "ndjson",
    output: Output = None,
    config: Config = None,
    fail_on: FailOn = None,
    quiet: Quiet = False,
) -> None:
    """Check every article of feeds, folders and tables.

    Example: tapecheck batch feed.xml --offline --format csv --output verified.csv
    """
    from tapecheck import checking

    checking.many(locations, published, as_of, _chosen(config, tape, offline, fail_on), format, output, quiet)


@app.command("tape")
def tape_facts(
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

    checking.session(symbol, day, as_of, _chosen(config, tape, offline, None), format, output)


@app.command()
def doctor(config: Config = None) -> None:
    """Versions, tapes, samples and where each setting comes from."""
    from tapecheck.doctor import examine

    for line in examine(_settings(config, None, False, None)):
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


def _settings(
    config: Path | None, tape: list[str] | None, offline: bool, fail_on: str | None
) -> dict[str, Any]:
    from tapecheck.config import settings
    from tapecheck.errors import TapecheckError

    try:
        return dict(settings({"tape": tape, "offline": offline, "fail_on": fail_on}, config))
    except TapecheckError as wrong:
        stop(str(wrong), USAGE)


def _chosen(config: Path | None, tape: list[str] | None, offline: bool, fail_on: str | None) -> Chosen:
    from tapecheck.checking import Chosen
    from tapecheck.signals.tape.errors import TapeError
    from tapecheck.signals.tape.open import open_tape

    found = _settings(config, tape, offline, fail_on)
    if found["fail_on"].value not in ("refuted", "none"):
        stop(f"--fail-on must be refuted or none, not {found['fail_on'].value}", USAGE)
    try:
        tape_to_ask = open_tape(found["tape"].value, found["offline"].value)
    except TapeError as wrong:
        stop(str(wrong), USAGE)
    return Chosen(tape_to_ask, found["offline"].value, found["fail_on"].value == "refuted")


def stop(sentence: str, status: int) -> NoReturn:
    """Says what was wrong on standard error and ends with a status."""
    from tapecheck.report.visible import one_line

    typer.echo(one_line(f"tapecheck: {sentence}"), err=True)
    raise typer.Exit(status)
