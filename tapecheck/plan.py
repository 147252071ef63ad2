"""What a run reads and how: what one run has in common with the one that goes on with it, and its verdicts with those of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from tapecheck import __version__
from tapecheck.options import Chosen
from tapecheck.reading import Reading
from tapecheck.signals.claims import kinds


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run reads and how; a run of an equal plan that was stopped is the same run. `rules` tells one state of the checking from another."""

    inputs: tuple[str, ...]
    published: str | None
    as_of: str | None
    sources: tuple[str, ...]
    offline: bool
    reading: Reading
    rules: str

    @property
    def text(self) -> str:
        """The plan as the store holds it."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def terms(self) -> str:
        """What a verdict depends on beside the article."""
        terms = {name: value for name, value in asdict(self).items() if name != "inputs"}
        return sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()[:16]


def plan_of(inputs: Sequence[str], published: str | None, as_of: str | None, chosen: Chosen) -> Plan:
    """The plan of a batch."""
    return Plan(
        tuple(inputs),
        published,
        as_of,
        chosen.sources,
        chosen.offline,
        chosen.reading,
        _rules(chosen.reading),
    )


def plan_in(text: str, inputs: Sequence[str]) -> Plan:
    """The plan that a run was made by, for other inputs and with the rules of today."""
    made: dict[str, Any] = json.loads(text)
    again = {
        **made,
        "inputs": tuple(inputs),
        "sources": tuple(made["sources"]),
        "rules": _rules(made["reading"]),
    }
    return Plan(**again)


def _rules(reading: Reading) -> str:
    """One word for the version, the rules of every kind and, where it reads, the model."""
    said = [__version__, *sorted(f"{kind.name} {kind.rule}" for kind in kinds())]
    if reading == "model":
        from tapecheck.nlp.model.judge import CARD, shipped

        card = shipped() / CARD
        said.append(sha256(card.read_bytes()).hexdigest() if card.is_file() else "none")
    return sha256("\n".join(said).encode()).hexdigest()[:16]
