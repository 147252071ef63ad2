"""A small, fixed slice of what `bench/reliability.py` tries of feeds."""

from __future__ import annotations

import sys

import pytest
from shared import ROOT

sys.path.insert(0, str(ROOT / "bench"))

from trials import feeds
from trials.feed_maker import bombs, mutant, strangers
from trials.mutants import lot
from trials.polls import polled
from trials.sound import NOW, costed


def test_mutated_feeds_are_read_or_refused() -> None:
    assert lot(0, 150).failed == ()


def test_a_mutant_follows_from_its_number() -> None:
    assert mutant(7) == mutant(7) != mutant(8)


@pytest.mark.parametrize(("name", "data"), list(bombs()), ids=[name for name, _ in bombs()])
def test_bombs_are_refused_or_capped(name: str, data: bytes) -> None:
    cost = costed(data)
    assert cost.escaped is None
    assert all(len(getattr(one, "text", "")) <= 200_000 for one in cost.found)


@pytest.mark.parametrize(("name", "data"), list(strangers("/etc/hostname", 9)))
def test_nothing_of_this_machine_is_read(name: str, data: bytes) -> None:
    assert costed(data).escaped is None


def test_dates_are_never_wrong_in_silence() -> None:
    tried = feeds._dates()
    assert (tried.tried, tried.figure) == (35, "")


def test_entries_are_known_over_five_polls() -> None:
    assert polled(42, NOW)[1] == 0
