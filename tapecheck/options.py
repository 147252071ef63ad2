"""The options that commands share, and what the settings come to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tapecheck.exits import USAGE, or_stop, stop

if TYPE_CHECKING:
    from tapecheck.ingest.fetch import Fetched
    from tapecheck.reading import Reading
    from tapecheck.signals.tape.protocol import Tape

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
    bool,
    typer.Option("--offline", help="No network: what is kept, then the almanac, unless --tape names others."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write there instead of to standard output."),
]
Config = Annotated[Path | None, typer.Option("--config", metavar="PATH", help="A tapecheck.toml.")]
FailOn = Annotated[
    str | None, typer.Option("--fail-on", metavar="refuted|none", help="What makes the exit status 1.")
]
ReadBy = Annotated[
    str | None,
    typer.Option("--reading", metavar="model|grammar", help="Read with the model, or by the grammar alone."),
]
StorePath = Annotated[
    Path,
    typer.Argument(metavar="STORE", help="The file that batch --store keeps, or the folder it lies in."),
]
KeptIn = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="PATH",
        help="Keep what was read and found in this file: a run that was stopped goes on, and nothing is checked twice.",
    ),
]
Watched = Annotated[
    list[str], typer.Argument(metavar="INPUT...", help="Feeds and lists of feeds (OPML): URLs or files.")
]
Every = Annotated[
    str, typer.Option("--every", metavar="TIME", help="How often each feed is asked: 30s, 10m, 2h.")
]
Once = Annotated[bool, typer.Option("--once", help="Ask each feed once and end, for cron.")]
Added = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="PATH", help="Add a line an article to this file, not to standard output."
    ),
]
MetricsTo = Annotated[
    str | None,
    typer.Option(
        "--metrics",
        metavar="PATH|PORT",
        help="Prometheus text in a file, or on a port of this machine's loopback.",
    ),
]
LogAs = Annotated[str, typer.Option("--log", metavar="text|json", help="How to log on standard error.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no totals on standard error.")]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings come to: the sources to ask, whether the network may be used, where things are kept, what fails the run, who reads."""

    sources: tuple[str, ...]
    offline: bool
    fail_on_refuted: bool
    folder: Path
    reading: Reading = "model"

    def tape(self) -> Tape:
        """The tape to ask. Raises `TapeError` where it cannot be opened."""
        from tapecheck.access import access
        from tapecheck.signals.tape.open import open_tape

        return open_tape(self.sources, access(self.offline, self.folder))

    def fetch(self, url: str) -> Fetched:
        """What stands at an address. Raises `FetchError`, offline for every address."""
        return self.get(url, etag=None, modified=None)

    def get(self, url: str, *, etag: str | None, modified: str | None) -> Fetched:
        """What stands at an address now, or that it stands as before. Raises `FetchError`, offline for every address."""
        from tapecheck.ingest.errors import FetchError, Outcome
        from tapecheck.ingest.fetch import fetcher

        if self.offline:
            raise FetchError(url, "this needs the network, which --offline rules out", Outcome.OFFLINE)
        return fetcher().get(url, etag=etag, modified=modified)


def chosen(
    config: Path | None,
    tape: list[str] | None,
    offline: bool,
    fail_on: str | None = None,
    reading: str | None = None,
) -> Chosen:
    """The settings of a run; ends it where one makes no sense."""
    from tapecheck.access import store_folder
    from tapecheck.config import CHOICES

    found = found_settings(config, tape, offline, fail_on, reading)
    for name, known in CHOICES.items():
        if found[name].value not in known:
            stop(f"--{name.replace('_', '-')} must be {' or '.join(known)}, not {found[name].value}", USAGE)
    return Chosen(
        tuple(found["tape"].value),
        found["offline"].value,
        found["fail_on"].value == "refuted",
        store_folder(found["store"].value),
        found["reading"].value,
    )


def found_settings(
    config: Path | None,
    tape: list[str] | None = None,
    offline: bool = False,
    fail_on: str | None = None,
    reading: str | None = None,
) -> dict[str, Any]:
    """Every setting with its origin."""
    from tapecheck.config import settings

    flags = {"tape": tape, "offline": offline, "fail_on": fail_on, "reading": reading}
    return or_stop(lambda: dict(settings(flags, config)))
