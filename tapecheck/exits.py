"""How a run ends: the exit statuses, and the one sentence that goes with a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

import typer

REFUTED, USAGE, INPUTS, SOURCE, FAULT, LOCKED = 1, 2, 3, 4, 70, 75

Made = TypeVar("Made")


def stop(sentence: str, status: int) -> NoReturn:
    """Says what was wrong on standard error and ends with a status."""
    from tapecheck.report.visible import one_line

    typer.echo(one_line(f"tapecheck: {sentence}"), err=True)
    raise typer.Exit(status)


def or_stop(make: Callable[[], Made]) -> Made:
    """What `make` makes; a request that cannot be carried out ends the run as wrong usage, a store that is held as locked."""
    from tapecheck.errors import TapecheckError
    from tapecheck.ingest.errors import StoreError, StoreLocked
    from tapecheck.signals.tape.errors import TapeError

    try:
        return make()
    except StoreLocked as wrong:
        stop(f"{wrong}; wait for it, or name another store", LOCKED)
    except (TapecheckError, TapeError, StoreError) as wrong:
        stop(str(wrong), USAGE)
