"""FRED's and ALFRED's pages in the shapes that they have, and what comes of a sentence held against them."""

from __future__ import annotations

import json
from datetime import datetime

from web_server import WebServer, now

from tapecheck.ingest.article import Article
from tapecheck.nlp.read import Reader
from tapecheck.signals.check import check
from tapecheck.signals.claims import kinds
from tapecheck.signals.finding import Finding
from tapecheck.signals.look import Look
from tapecheck.signals.tape.fred import Fred
from tapecheck.signals.tape.live import FetchedFacts
from tapecheck.signals.tape.memory import MemoryTape

KEY = "0123456789abcdef0123456789abcdef"
EVER = "9999-12-31"
Row = tuple[str, str, str, str]


def fred(web: WebServer, key: str | None = None) -> Fred:
    return Fred(now, key, base=web.url, api=web.url)


def csv(series: str, *rows: str) -> str:
    return "\n".join([f"observation_date,{series}", *rows, ""])


def vintages(*rows: Row) -> str:
    """ALFRED's JSON of rows of day, figure, first and last day of its standing."""
    keys = ("date", "value", "realtime_start", "realtime_end")
    observations = [dict(zip(keys, row, strict=True)) for row in rows]
    return json.dumps({"count": len(rows), "limit": 100000, "observations": observations})


def table(web: WebServer, name: str, key: str | None = None) -> FetchedFacts:
    found = fred(web, key).facts(name)
    assert isinstance(found, FetchedFacts), found
    return found


def judged(facts: FetchedFacts, name: str, text: str, known_at: datetime) -> Finding:
    """The finding for the one macro print of a sentence, with these facts as the tape."""
    tape = MemoryTape({}, {name: facts.rows})
    by_name = {kind.name: kind for kind in kinds()}
    claims = Reader(kinds()).claims(Article(text=text, id="x"), known_at.date())
    (claim,) = [one for one in claims if one.kind == "macro_print"]
    return check(claim, by_name["macro_print"], Look(tape, known_at, known_at.date()))


PRICES = {
    "?id=CPIAUCSL": csv("CPIAUCSL", "2025-08-01,323.364", "2025-09-01,324.368", "2025-10-01,", "2025-11-01,325.063"),
    "?id=CPIAUCNS": csv("CPIAUCNS", "2024-09-01,315.301", "2025-09-01,324.800", "2025-10-01,", "2025-11-01,324.122"),
}  # fmt: skip
