"""`tapecheck replay`: the verdicts of a findings file worked out again from the rows they rested on.

A findings file holds the claims as they were read, the moment and the tape. The tape is opened again as it stood: a folder or the almanac
by name, kept market data after the very answers that were used. Nobody is asked anything. Equal bytes mean equal verdicts, rows and words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tapecheck.errors import BadOption
from tapecheck.nlp.record import claim_of
from tapecheck.pipeline import Moment, findings_of
from tapecheck.report.records import Record, claim_record, json_of, summary_of
from tapecheck.signals.finding import Verdict
from tapecheck.signals.tape.protocol import Tape


@dataclass(frozen=True, slots=True)
class Replayed:
    """One article again: its record as it was given and as it came out now.

    `failed_then` counts claims whose source had failed: there are no rows to replay, and their records are taken over.
    """

    given: Record
    again: Record
    failed_then: int

    @property
    def article(self) -> str:
        """The article's id."""
        return str(self.given["article"]["id"])

    @property
    def identical(self) -> bool:
        """Whether the record comes out byte for byte."""
        return json_of(self.given) == json_of(self.again)

    @property
    def differences(self) -> Iterator[str]:
        """Each claim and field that came out differently, with both values."""
        for before, now in zip(self.given["claims"], self.again["claims"], strict=True):
            for field in sorted(set(before) | set(now)):
                if before.get(field) != now.get(field):
                    yield f"{before['id']} {field}: {before.get(field)} then, {now.get(field)} now"


def records_in(path: Path) -> Sequence[Record]:
    """The records of a findings file: one JSON object, a list of them, or one a line. Raises `BadOption` for anything else."""
    try:
        text = path.read_text("utf-8")
        found = [json.loads(line) for line in text.splitlines()] if _of_lines(text) else json.loads(text)
    except (OSError, ValueError) as wrong:
        raise BadOption(f"{path}: expected findings as tapecheck writes them in JSON ({wrong})") from wrong
    records = found if isinstance(found, list) else [found]
    for place, record in enumerate(records, 1):
        if not isinstance(record, dict) or not {"article", "claims", "summary"} <= record.keys():
            raise BadOption(f"{path}, record {place}: expected article, claims and summary")
    return records


def replayed(record: Record, tape: Tape) -> Replayed:
    """The record of an article worked out again from `tape`. Raises `BadOption` where it does not hold what a replay needs."""
    try:
        moment = Moment(
            datetime.fromisoformat(record["article"]["as_of"]), date.fromisoformat(record["article"]["day"])
        )
        claims = [claim_of(claim) for claim in record["claims"]]
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadOption(f"{record['article'].get('id')}: cannot be replayed ({wrong})") from wrong
    article = record["article"]
    findings = findings_of(claims, tape, moment, article.get("title"), article.get("tables", ()))
    failed = [claim["verdict"] == Verdict.UNAVAILABLE for claim in record["claims"]]
    again = [
        given if lost else _as_written(claim_record(finding))
        for given, lost, finding in zip(record["claims"], failed, findings, strict=True)
    ]
    return Replayed(
        record,
        {**record, "claims": again, "summary": {**record["summary"], **summary_of(again)}},
        sum(failed),
    )


def _of_lines(text: str) -> bool:
    """Whether every line is an object of its own."""
    lines = text.splitlines()
    return bool(lines) and all(line.startswith("{") and line.endswith("}") for line in lines)


def _as_written(record: Record) -> Any:
    """A record as it comes back from JSON."""
    return json.loads(json_of(record))
