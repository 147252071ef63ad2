"""Which reader: the grammar with the model's opinion, or the grammar alone."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from tapecheck.errors import BadModel, BadOption
from tapecheck.nlp.decision import Decider, by_score
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds

Reading = Literal["model", "grammar"]
READINGS: tuple[str, ...] = get_args(Reading)


@cache
def reader(reading: str = "model") -> Reader:
    """The reader of a setting, made once. Raises `BadOption` for an unknown one, `BadModel` where the shipped model is damaged."""
    return Reader(kinds(), decide(reading))


@cache
def decide(reading: str) -> Decider:
    """Who decides what is a claim; the model is loaded only where it is asked for."""
    if reading not in READINGS:
        raise BadOption(f"reading must be {' or '.join(READINGS)}, not {reading}")
    if reading == "grammar":
        return by_score
    from tapecheck.nlp.model.decide import decider
    from tapecheck.nlp.model.judge import BrokenModel, Judge, shipped

    try:
        return decider(Judge(shipped()))
    except BrokenModel as wrong:
        raise BadModel(f"{wrong}, or read with --reading grammar") from wrong
