"""What is kept between runs: market data fetched ahead, forecasts until they are due, findings that can be replayed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from tapecheck import access
from tapecheck import output as out
from tapecheck.data.calendars import NEW_YORK
from tapecheck.exits import INPUTS, REFUTED, SOURCE, USAGE, or_stop, stop
from tapecheck.guarded import Guarded
from tapecheck.library import known_at, moment_of_text
from tapecheck.options import Chosen
from tapecheck.pipeline import Report
from tapecheck.report.records import claim_record, json_of
from tapecheck.report.visible import one_line
from tapecheck.signals.claims import kinds
from tapecheck.signals.finding import Verdict
from tapecheck.signals.ledger import Forecast, Ledger, Settlement, decides, forecast_of, settled
from tapecheck.signals.look import Look
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.kept import KeptTape
from tapecheck.signals.tape.open import open_tape
from tapecheck.signals.tape.protocol import Tape, Unavailable


class Keeper:
    """Writes the open claims of reports into the ledger; that it cannot be written is said once and fails nothing."""

    def __init__(self, chosen: Chosen) -> None:
        self._folder = chosen.folder
        self._ledger: Ledger | None = None
        self._broken = False

    def forecasts_of(self, report: Report) -> None:
        """Keeps the forecasts of one article."""
        waiting = [finding for finding in report.findings if finding.verdict is Verdict.OPEN]
        if not waiting or self._broken:
            return
        by_name = {kind.name: kind for kind in kinds()}
        article, moment = report.article, report.moment
        self._keep([
            forecast_of(finding, by_name[finding.claim.kind], article.sha256, article.outlet, article.url, moment.known_at, moment.day)
            for finding in waiting
        ])  # fmt: skip

    def _keep(self, found: Sequence[Forecast]) -> None:
        try:
            self._ledger = self._ledger or access.ledger(self._folder)
            self._ledger.keep(found)
        except TapeError as wrong:
            self._broken = True
            typer.echo(one_line(f"tapecheck: {wrong}; forecasts are not kept"), err=True)


def fetch(symbols: Sequence[str], since: str | None, chosen: Chosen, quiet: bool) -> None:
    """`tapecheck tape fetch`: one line a symbol on standard error, the gravest outcome as the status."""
    start = or_stop(lambda: moment_of_text(since, "--since")[0].date() if since else None)
    tape = or_stop(lambda: open_tape(["yahoo"], access.access(False, chosen.folder)))
    assert isinstance(tape, KeptTape)
    status = 0
    for symbol, outcome in _progress(symbols, lambda one: tape.refresh(one, start), quiet):
        if isinstance(outcome, int):
            line = f"{symbol}: {outcome} new or revised bars"
        else:
            line = f"{symbol}: {outcome.reason}"
            status = SOURCE if isinstance(outcome, Unavailable) else status or INPUTS
        if not quiet or not isinstance(outcome, int):
            typer.echo(one_line(line), err=True)
    raise typer.Exit(status)


def replay(path: Path, sources: list[str] | None, chosen: Chosen, output: Path | None, quiet: bool) -> None:
    """`tapecheck replay`: says how many claims came out byte for byte, and what did not."""
    from tapecheck.replay import records_in, replayed

    or_stop(lambda: out.check_writable(output))
    records = or_stop(lambda: records_in(path))
    done = [
        or_stop(lambda r=record: replayed(r, _tape_of(r, sources, chosen)))  # type: ignore[misc]
        for record in records
    ]
    if output is not None:
        texts = [json_of(one.again) for one in done]
        or_stop(lambda: out.write(texts[0] if len(texts) == 1 else "[" + ",\n".join(texts) + "]", output))
    for one in done:
        for difference in one.differences:
            typer.echo(one_line(f"{one.article}: {difference}"))
    claims, failed = sum(len(one.given["claims"]) for one in done), sum(one.failed_then for one in done)
    changed = sum(not one.identical for one in done)
    if not quiet:
        lost = f"; {failed} of them had no source then and were taken over" if failed else ""
        typer.echo(
            f"{len(done) - changed} of {len(done)} articles identical, {claims} claims replayed{lost}",
            err=True,
        )
    raise typer.Exit(REFUTED if changed else 0)


def recheck(as_of: str | None, chosen: Chosen, format: str, output: Path | None) -> None:
    """`tapecheck recheck`: settles what is due, as new rows of the ledger."""
    if format not in ("text", "json"):
        stop(f"--format must be text or json, not {format}", USAGE)
    or_stop(lambda: out.check_writable(output))
    moment = or_stop(lambda: known_at(as_of, "--as-of")) or access.now()
    ledger, tape = or_stop(lambda: access.ledger(chosen.folder)), Guarded(or_stop(chosen.tape))
    look = Look(tape, moment, moment.astimezone(NEW_YORK).date())
    waiting = ledger.open()
    done = list(_settlements(waiting, look))
    for one in done:
        if decides(one):
            ledger.settle(one)
    show = _settled_json if format == "json" else _settled_text
    or_stop(lambda: out.write(show(done, len(waiting)), output))
    verdicts = {one.finding.verdict for one in done}
    raise typer.Exit(
        SOURCE
        if Verdict.UNAVAILABLE in verdicts
        else REFUTED
        if chosen.fail_on_refuted and Verdict.REFUTED in verdicts
        else 0
    )


def _settlements(waiting: Sequence[Forecast], look: Look) -> Iterator[Settlement]:
    by_name = {kind.name: kind for kind in kinds()}
    for forecast in waiting:
        found = settled(forecast, by_name[forecast.claim.kind], look)
        if found is not None:
            yield found


def _settled_text(done: Sequence[Settlement], waiting: int) -> str:
    lines = []
    for one in done:
        claim, finding = one.forecast.claim, one.finding
        who = claim.attributed_to or one.forecast.outlet or "the article"
        lines += [
            f"{finding.verdict.value.upper().replace('_', ' ')}  {claim.kind.replace('_', ' ')}, {claim.subject}, due {one.forecast.due}",
            f"“{claim.quote}” ({who}, {one.forecast.said_at:%Y-%m-%d})",
            finding.explanation,
            "",
        ]
    decided = sum(map(decides, done))
    lines.append(
        f"{waiting} open forecasts, {len(done)} due, {decided} settled, {waiting - decided} stay open"
    )
    return "\n".join(map(one_line, lines))


def _settled_json(done: Sequence[Settlement], waiting: int) -> str:
    return json.dumps({"open": waiting, "due": [_record(one) for one in done]}, ensure_ascii=False, indent=1)


def _record(one: Settlement) -> dict[str, Any]:
    forecast = one.forecast
    return {
        "article": {"sha256": forecast.article, "outlet": forecast.outlet, "url": forecast.url, "said_at": forecast.said_at.isoformat()},
        "due": forecast.due.isoformat() if forecast.due else None,
        "settled_by": forecast.settled_by,
        "as_of": one.as_of.isoformat(),
        "settled": decides(one),
        "claim": claim_record(one.finding),
    }  # fmt: skip


def _tape_of(record: dict[str, Any], sources: list[str] | None, chosen: Chosen) -> Tape:
    """The tape that a record was made from, or the one named instead."""
    made_from = record["article"].get("tape") or {}
    named = sources or made_from.get("sources") or []
    if not named:
        stop(
            f"{record['article'].get('id')}: does not say which tape it was checked against; name it with --tape",
            USAGE,
        )
    return open_tape(named, access.access(True, chosen.folder), made_from.get("answers") or {})


def _progress(symbols: Sequence[str], ask: Any, quiet: bool) -> Iterator[tuple[str, Any]]:
    """Each symbol with its outcome; on a terminal with a bar that says how many are done."""
    if quiet or not sys.stderr.isatty():
        yield from ((symbol, ask(symbol)) for symbol in symbols)
        return
    from rich.console import Console
    from rich.progress import track

    for symbol in track(symbols, "fetching", console=Console(stderr=True), transient=True):
        yield symbol, ask(symbol)
