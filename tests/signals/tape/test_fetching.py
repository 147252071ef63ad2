"""Live sources as a tape: asked once, in order, and seen as of a moment that they can know."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tapecheck.signals.tape.fetching import LiveTape
from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows
from tapecheck.signals.tape.open import open_tape
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Period, Series, Unavailable

FETCHED = datetime(2025, 12, 12, 17, tzinfo=UTC)  # noon in New York, a Friday
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def _rows(closes: list[float], last: str = "2025-12-12", fetched_at: datetime = FETCHED) -> FetchedRows:
    days = np.busday_offset(last, np.arange(1 - len(closes), 1)).astype("datetime64[D]")
    close = np.array(closes)
    rows = daily_rows(days, close, close + 1, close - 1, close, np.full(len(close), 7.0))
    return FetchedRows(rows, fetched_at, "a source", "request", "sha")


class Source:
    """A source with the rows and facts given, and a failure for the symbols and names that are `failing`."""

    def __init__(
        self,
        rows: dict[str, FetchedRows] | None = None,
        facts: FetchedFacts | None = None,
        failing: tuple[str, ...] = (),
    ) -> None:
        self.name = "a source"
        self.rows, self.table, self.failing = rows or {}, facts, failing
        self.asked = Counter[str]()

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        self.asked[symbol] += 1
        if symbol in self.failing:
            return Unavailable("down")
        return self.rows.get(symbol, NotCovered(f"no {symbol}"))

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        self.asked[name] += 1
        if name in self.failing:
            return Unavailable("down")
        return self.table or NotCovered(f"no {name}")


def _series(tape: LiveTape, symbol: str, known_at: datetime = LATER, period: Period | None = None) -> Series:
    found = tape.bars(symbol, period, known_at)
    assert isinstance(found, Series), found
    return found


def test_rows_carry_when_they_were_fetched_and_from_whom() -> None:
    series = _series(LiveTape([Source({"^GSPC": _rows([1, 2, 3])})]), "^GSPC")
    assert (series.fetched_at, series.source, len(series)) == (FETCHED, "a source", 3)


def test_a_close_is_none_before_the_session_has_ended_for_the_source() -> None:
    """However late the moment asked about: an answer of noon knows no close of that day."""
    series = _series(LiveTape([Source({"^GSPC": _rows([1, 2, 3])})]), "^GSPC")
    assert series.in_progress
    assert np.isnan(series.close[-1])
    at_the_bell = _rows([1, 2, 3], fetched_at=datetime(2025, 12, 12, 21, 5, tzinfo=UTC))
    assert _series(LiveTape([Source({"^GSPC": at_the_bell})]), "^GSPC").in_progress
    settled = _rows([1, 2, 3], fetched_at=datetime(2025, 12, 12, 21, 31, tzinfo=UTC))
    assert _series(LiveTape([Source({"^GSPC": settled})]), "^GSPC").close[-1] == 3


def test_nothing_is_seen_before_it_was_known() -> None:
    tape = LiveTape([Source({"^GSPC": _rows([1, 2, 3])})])
    assert _series(tape, "^GSPC", datetime(2025, 12, 10, 22, tzinfo=UTC)).close.tolist() == [1]
    assert isinstance(tape.bars("^GSPC", None, datetime(2025, 12, 1, tzinfo=UTC)), NotCovered)
    day = date(2025, 12, 11)
    assert _series(tape, "^GSPC", period=Period(day, day)).close.tolist() == [2]


def test_prices_are_in_the_money_of_the_day() -> None:
    tape = LiveTape([Source({"NVDA": _rows([60, 62], last="2024-01-24")})])
    before = _series(tape, "NVDA", datetime(2024, 1, 24, 22, tzinfo=UTC))
    assert before.close.tolist() == [600, 620]
    assert _series(tape, "NVDA").close.tolist() == [60, 62]


def test_each_source_is_asked_once_whatever_it_answers() -> None:
    source = Source({"^GSPC": _rows([1, 2])}, failing=("^DJI", "x"))
    tape = LiveTape([source])
    for _ in range(3):
        for symbol in ("^GSPC", "^DJI", "^RUT"):
            tape.bars(symbol, None, LATER)
        tape.events("x", None, LATER)
    assert set(source.asked.values()) == {1}


def test_the_first_source_that_has_it_answers_and_failure_is_kept() -> None:
    down, empty, full = Source(failing=("X",)), Source(), Source({"X": _rows([1, 2])})
    assert len(_series(LiveTape([down, empty, full]), "X")) == 2
    assert isinstance(LiveTape([empty, down]).bars("X", None, LATER), Unavailable)
    assert isinstance(LiveTape([empty, empty]).bars("X", None, LATER), NotCovered)
    assert LiveTape([down, full]).name == "a source, then a source"


def test_a_market_that_was_closed_has_no_row() -> None:
    assert isinstance(LiveTape([Source({"X": _rows([])})]).bars("X", None, LATER), NotCovered)


def test_facts_of_a_source_come_before_those_that_ship() -> None:
    known = [datetime(2025, month, 5, 14, tzinfo=UTC) for month in (9, 10, 11)]
    rows = tuple(Event("fomc_decisions", moment.date(), moment, {}, "a source") for moment in known)
    facts = FetchedFacts(rows, date(2025, 1, 1), FETCHED, "a source", "request", "sha")
    found = LiveTape([Source(facts=facts)]).events("fomc_decisions", None, known[1])
    assert isinstance(found, Events)
    assert (found.source, len(found.rows)) == ("a source", 2)
    assert found.covered == Period(date(2025, 1, 1), date(2025, 10, 5))


@pytest.mark.parametrize("source", [Source(), Source(failing=("fomc_decisions", "other"))])
def test_facts_that_no_source_has_are_those_that_ship(source: Source) -> None:
    tape = LiveTape([source])
    shipped = tape.events("fomc_decisions", None, LATER)
    assert isinstance(shipped, Events)
    assert shipped.source == "tapecheck data"
    assert isinstance(tape.events("other", None, LATER), Unavailable if source.failing else NotCovered)


def test_yahoo_is_the_tape_when_none_is_named() -> None:
    tape = open_tape([])
    assert isinstance(tape, LiveTape)
    assert tape.name == "Yahoo Finance"
    assert isinstance(tape.bars("US_CPI", None, LATER), NotCovered)
