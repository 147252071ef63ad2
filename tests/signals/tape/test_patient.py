"""Manners towards a source: once more, not too fast, and a rest when told to stop; on a clock that only sleeping moves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows
from tapecheck.signals.tape.patient import Manners, Patient
from tapecheck.signals.tape.protocol import NotCovered, Unavailable

NONE = np.array([], dtype=float)
GOOD = FetchedRows(
    daily_rows(np.array([], dtype="datetime64[D]"), NONE, NONE, NONE, NONE),
    datetime(2025, 12, 12, tzinfo=UTC), "source", "request", "sha",
)  # fmt: skip
DOWN, LIMITED = Unavailable("down"), Unavailable("slow down (429)", "rate_limited")
LATE, PART = Unavailable("late", "timeout"), Unavailable("part", "partial")


class Clock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Source:
    """A source that gives the answers it was told to, the last of them for ever."""

    name = "source"

    def __init__(self, answers: Sequence[FetchedRows | NotCovered | Unavailable]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def knows(self, series: str) -> bool:
        return True

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        self.asked += 1
        return NotCovered("none")


def _patient(source: Source, clock: Clock, manners: Manners | None = None, chance: float = 0) -> Patient:
    return Patient(source, clock, clock.sleep, manners, lambda: chance)


@pytest.mark.parametrize("answer", [GOOD, NotCovered("none")])
def test_an_answer_is_asked_for_once(answer: FetchedRows | NotCovered) -> None:
    source, clock = Source([answer]), Clock()
    patient = _patient(source, clock)
    assert patient.daily("X", None) is answer
    assert isinstance(patient.facts("x"), NotCovered)
    assert (source.asked, clock.slept, patient.name) == (2, [], "source")


def test_what_stumbles_is_asked_again_after_longer_and_longer_waits() -> None:
    source, clock = Source([DOWN, DOWN, GOOD]), Clock()
    assert _patient(source, clock).daily("X", None) is GOOD
    assert clock.slept == [0.5, 1.0]


def test_waits_are_shortened_by_chance_and_never_grow_past_the_longest() -> None:
    source, clock = Source([DOWN]), Clock()
    manners = Manners(tries={"down": 6}, wait=1, longest_wait=4)
    assert _patient(source, clock, manners, chance=1).daily("X", None) is DOWN
    assert clock.slept == [0.5, 1.0, 2.0, 2.0, 2.0]


@pytest.mark.parametrize(("answer", "asked"), [(DOWN, 3), (LATE, 2), (PART, 2), (LIMITED, 1)])
def test_each_failure_has_its_number_of_tries(answer: Unavailable, asked: int) -> None:
    source = Source([answer])
    assert _patient(source, Clock()).daily("X", None) is answer
    assert source.asked == asked


def test_told_to_slow_down_it_asks_nothing_for_a_while() -> None:
    source, clock = Source([LIMITED, GOOD]), Clock()
    patient = _patient(source, clock)
    assert patient.daily("X", None) is LIMITED
    clock.now += 119
    again = patient.daily("Y", None)
    assert isinstance(again, Unavailable)
    assert again.failure == "rate_limited"
    assert "429" in again.reason
    assert (source.asked, clock.slept) == (1, [])
    clock.now += 2
    assert patient.daily("Y", None) is GOOD


def test_it_gives_up_for_a_while_on_a_source_that_lost_several_questions_in_a_row() -> None:
    source, clock = Source([LATE]), Clock()
    patient = _patient(source, clock)
    failed = [patient.daily("X", None) for _ in range(5)]
    assert all(isinstance(one, Unavailable) and one.failure == "timeout" for one in failed)
    assert source.asked == 3 * 2


def test_one_symbol_without_an_answer_does_not_close_the_source() -> None:
    source = Source([LATE, LATE, GOOD, LATE, LATE, GOOD, LATE, LATE, GOOD])
    patient = _patient(source, Clock())
    assert [patient.daily("X", None) is GOOD for _ in range(6)] == [False, True] * 3


def test_a_burst_is_free_and_then_questions_wait_their_turn() -> None:
    clock = Clock()
    patient = _patient(Source([GOOD]), clock, Manners(burst=3, per_second=2))
    for _ in range(5):
        patient.daily("X", None)
    assert clock.slept == [0.5, 0.5]
    clock.now += 60
    for _ in range(3):
        patient.daily("X", None)
    assert clock.slept == [0.5, 0.5]


def test_all_threads_share_one_bucket() -> None:
    source, slept = Source([GOOD]), list[float]()
    patient = Patient(source, lambda: 0.0, slept.append, Manners(burst=2, per_second=1))
    threads = [threading.Thread(target=patient.daily, args=("X", None)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [1, 2, 3, 4]
