"""The live tape: what it asks for, what it keeps, what it says offline and when a source fails."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tapecheck.data.calendars import is_session
from tapecheck.signals.tape.kept import KeptTape
from tapecheck.signals.tape.known import daily_rows
from tapecheck.signals.tape.live import FetchedFacts, FetchedRows
from tapecheck.signals.tape.protocol import Event, Events, NotCovered, Series, Unavailable
from tapecheck.signals.tape.store import Store

# Friday, an hour after the close; the session before it was Thursday's.
EVENING = datetime(2026, 5, 29, 21, tzinfo=UTC)
MORNING = datetime(2026, 5, 29, 15, tzinfo=UTC)


class Quoting:
    """A source with a bar a session up to its own today, of which every second hour is a price; it notes what it was asked."""

    name = "Quotes"

    def __init__(self, now: datetime = EVENING, scale: float = 1.0) -> None:
        self.now, self.scale, self.asked = now, scale, list[tuple[str, date | None]]()
        self.fails: Unavailable | None = None

    def clock(self) -> datetime:
        return self.now

    def knows(self, series: str) -> bool:
        return True

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        self.asked.append((symbol, since))
        if self.fails is not None or symbol != "^GSPC":
            return self.fails or NotCovered(f"Quotes has no {symbol}")
        start = date(2026, 1, 5)
        span = (start + timedelta(days=n) for n in range((self.now.date() - start).days + 1))
        days = [day for day in span if is_session("XNYS", day) and (since is None or day >= since)]
        close = self.scale * np.array([100.0 + (day - start).days for day in days])
        rows = daily_rows(np.array(days, dtype="datetime64[D]"), close, close + 1, close - 1, close)
        return FetchedRows(rows, self.now, self.name, "asked", "00")

    def facts(self, name: str) -> FetchedFacts | NotCovered | Unavailable:
        self.asked.append((name, None))
        if self.fails is not None or name != "US_CPI":
            return self.fails or NotCovered(f"Quotes has no {name}")
        event = Event(
            name, date(2026, 4, 1), datetime(2026, 5, 12, 12, 30, tzinfo=UTC), {"CPI": 330.0}, "CPI"
        )
        return FetchedFacts((event,), date(2026, 1, 1), self.now, self.name, "asked", "00")


def _bars(tape: KeptTape, known_at: datetime) -> Series:
    found = tape.bars("^GSPC", None, known_at)
    assert isinstance(found, Series)
    return found


def test_a_series_is_asked_for_once_a_run_and_not_again_while_it_covers() -> None:
    source, store = Quoting(), Store(None)
    tape = KeptTape([source], store, source.clock)
    for _ in range(3):
        assert _bars(tape, EVENING).last[-1].item() == date(2026, 5, 29)
    _bars(KeptTape([source], store, source.clock), EVENING)
    assert source.asked == [("^GSPC", None)]


def test_the_next_day_only_the_newest_bars_are_asked_for() -> None:
    source, store = Quoting(), Store(None)
    _bars(KeptTape([source], store, source.clock), EVENING)
    source.now = EVENING + timedelta(days=3)
    found = _bars(KeptTape([source], store, source.clock), source.now)
    assert found.last[-1].item() == date(2026, 6, 1)
    assert source.asked[1:] == [("^GSPC", date(2026, 5, 15))]


def test_a_rewritten_history_is_asked_for_whole() -> None:
    source, store = Quoting(), Store(None)
    _bars(KeptTape([source], store, source.clock), EVENING)
    source.now, source.scale = EVENING + timedelta(days=3), 0.1
    found = _bars(KeptTape([source], store, source.clock), source.now)
    assert [since for _, since in source.asked] == [None, date(2026, 5, 15), None]
    assert float(found.close[0]) == 10.0


def test_a_bar_seen_in_its_session_is_no_close_later() -> None:
    source, store = Quoting(MORNING), Store(None)
    running = _bars(KeptTape([source], store, source.clock), MORNING)
    assert running.in_progress
    assert np.isnan(running.close[-1])
    offline = _bars(KeptTape([source], store, None), EVENING)
    assert offline.last[-1].item() == date(2026, 5, 28)
    source.now = EVENING
    closed = _bars(KeptTape([source], store, source.clock), EVENING)
    assert (closed.last[-1].item(), closed.in_progress) == (date(2026, 5, 29), False)


def test_offline_only_the_store_answers() -> None:
    source, store = Quoting(), Store(None)
    assert isinstance(KeptTape([source], store, None).bars("^GSPC", None, EVENING), NotCovered)
    assert source.asked == []
    _bars(KeptTape([source], store, source.clock), EVENING)
    offline = _bars(KeptTape([], store, None), EVENING)
    assert offline.source == "Quotes"
    assert offline.fetched_at == EVENING


def test_a_source_that_fails_is_unavailable_where_the_store_does_not_reach() -> None:
    source, store = Quoting(), Store(None)
    _bars(KeptTape([source], store, source.clock), EVENING)
    source.now, source.fails = EVENING + timedelta(days=3), Unavailable("down", "rate_limited")
    tape = KeptTape([source], store, source.clock)
    assert isinstance(_bars(tape, EVENING), Series)
    assert tape.bars("^GSPC", None, source.now) == source.fails
    assert len([one for one in source.asked if one[0] == "^GSPC"]) == 2


def test_the_next_source_is_asked_where_one_has_nothing() -> None:
    empty, source = Quoting(), Quoting()
    empty.name, empty.fails = "Silence", None
    tape = KeptTape([empty, source], Store(None), source.clock)
    assert isinstance(tape.bars("^RUT", None, EVENING), NotCovered)
    down = KeptTape([_Down(), source], Store(None), source.clock)
    assert isinstance(down.bars("^GSPC", None, EVENING), Series)
    assert isinstance(down.bars("^RUT", None, EVENING), Unavailable)


class _Down(Quoting):
    name = "Down"

    def daily(self, symbol: str, since: date | None) -> FetchedRows | NotCovered | Unavailable:
        return Unavailable("down for the night")


def test_facts_are_kept_and_cut_at_the_moment() -> None:
    source, store = Quoting(), Store(None)
    tape = KeptTape([source], store, source.clock)
    found = tape.events("US_CPI", None, EVENING)
    assert isinstance(found, Events)
    assert [event.values["CPI"] for event in found.rows] == [330.0]
    before = tape.events("US_CPI", None, EVENING - timedelta(days=30))
    assert isinstance(before, Events)
    assert before.rows == ()
    assert source.asked == [("US_CPI", None)]


def test_shipped_facts_stand_in_only_where_they_reach() -> None:
    source = Quoting()
    source.fails = Unavailable("down")
    tape = KeptTape([source], Store(None), source.clock)
    assert isinstance(tape.events("fomc_decisions", None, datetime(2025, 12, 1, tzinfo=UTC)), Events)
    assert isinstance(tape.events("fomc_decisions", None, datetime(2029, 1, 1, tzinfo=UTC)), Unavailable)


def test_a_pinned_tape_is_as_it_stood() -> None:
    source, store = Quoting(), Store(None)
    first = KeptTape([source], store, source.clock)
    _bars(first, EVENING)
    source.now, source.scale = EVENING + timedelta(days=3), 2.0
    _bars(KeptTape([source], store, source.clock), source.now)
    pinned = KeptTape([], store, None, dict(first.origin.answers))
    assert float(_bars(pinned, EVENING).close[0]) == 100.0
    assert float(_bars(KeptTape([], store, None), EVENING).close[0]) == 200.0


@pytest.mark.parametrize("moment", [MORNING, EVENING])
def test_nothing_after_the_moment_is_seen(moment: datetime) -> None:
    source = Quoting(EVENING + timedelta(days=30))
    found = _bars(KeptTape([source], Store(None), source.clock), moment)
    assert found.last[-1].item() == date(2026, 5, 29)
    assert found.in_progress is (moment == MORNING)
