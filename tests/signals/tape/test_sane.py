"""The gate: what cannot be is dropped or unknown and told, and what really happened passes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tapecheck.data.calendars import is_session
from tapecheck.signals.tape.known import Rows
from tapecheck.signals.tape.sane import PRICES, Bars, Sane, sane

NOW = datetime(2026, 3, 2, 22, tzinfo=UTC)
LAST = date(2026, 3, 2)


def _days(count: int, last: date = LAST) -> list[date]:
    back = (last - timedelta(days=n) for n in range(3 * count + 10))
    return sorted([day for day in back if is_session("XNYS", day)][:count])


def _bars(closes: list[float], days: list[date] | None = None) -> Bars:
    """Bars around the closes given: opened at them, a hundredth wide either way."""
    close = np.array(closes, dtype=float)
    wide = np.abs(close) / 100
    dated = np.array(days or _days(len(closes)), dtype="datetime64[D]")
    return Bars(dated, close.copy(), close + wide, close - wide, close, np.full(len(close), 5.0))


def _joined(one: Bars, other: Bars) -> Bars:
    return Bars(
        *(np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("days", *PRICES, "volume"))
    )


def _closes(found: Sane) -> list[float | None]:
    return [None if np.isnan(close) else float(close) for close in found.rows["close"]]


def _same(one: Rows, other: Rows) -> bool:
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in ("last", *PRICES))  # type: ignore[literal-required]


def test_sound_bars_pass_untouched() -> None:
    bars = _bars([100, 101, 99.5, 103])
    found = sane("SPY", bars, NOW)
    assert found.repairs == ()
    assert found.rows["close"].tolist() == bars.close.tolist()
    assert found.rows["high"].tolist() == bars.high.tolist()
    assert found.rows["volume"].tolist() == [5.0] * 4


def test_no_bars_pass() -> None:
    assert len(sane("SPY", _bars([]), NOW).rows["last"]) == 0


@pytest.mark.parametrize(
    ("symbol", "closes"),
    [
        ("SI=F", [114.9, 115.1, 78.5, 77.0]),  # 2026-01-30, a fall of 31%
        ("BTC-USD", [7911.0, 4970.0, 5563.0]),  # 2020-03-12
        ("BTC-USD", [100.0, 140.0, 85.0, 119.0]),
        ("CL=F", [25.03, 18.27, -37.63, 10.01, 13.78]),  # 2020-04-20, and the bounce of the day after
        ("^VIX", [17.3, 37.3, 30.0]),  # 2018-02-05
        ("UST_3M", [0.03, 0.003, 0.05, 0.28]),  # a bill near zero multiplies
        ("UST_3M", [0.02, -0.03, -0.105, 0.01]),
    ],
)
def test_what_really_happened_passes(symbol: str, closes: list[float]) -> None:
    bars = _bars(closes)
    found = sane(symbol, bars, NOW)
    assert found.repairs == ()
    assert found.rows["close"].tolist() == closes
    assert not np.isnan(found.rows["low"]).any()


def test_newest_first_and_shuffled_rows_are_put_in_order() -> None:
    bars = _bars([100, 101, 102, 103])
    right = sane("SPY", bars, NOW).rows
    for places, word in (([3, 2, 1, 0], "newest first"), ([2, 0, 3, 1], "out of order")):
        found = sane("SPY", bars.at(places), NOW)
        assert _same(found.rows, right)
        assert word in found.repairs[0]


def test_a_day_sent_twice_alike_is_one_row() -> None:
    bars = _bars([100, 101, 102])
    found = sane("SPY", _joined(bars, bars.at([2])), NOW)
    assert _closes(found) == [100, 101, 102]
    assert "more than once" in found.repairs[0]


def test_of_a_day_sent_twice_the_impossible_row_is_dropped() -> None:
    bars = _bars([6500, 6550, 6600])
    wrong = _bars([999.0], [LAST])
    for sent in (_joined(bars, wrong), _joined(bars.at([0, 1]), _joined(wrong, bars.at([2])))):
        assert _closes(sane("^GSPC", sent, NOW)) == [6500, 6550, 6600]


def test_a_day_whose_rows_disagree_is_unknown() -> None:
    found = sane("SPY", _joined(_bars([100, 101, 102]), _bars([99.0], [LAST])), NOW)
    assert _closes(found) == [100, 101, None]


def test_what_one_of_two_rows_leaves_open_the_other_tells() -> None:
    found = sane("SPY", _joined(_bars([100, 101, 102]), _bars([np.nan], [LAST])), NOW)
    assert _closes(found) == [100, 101, 102]


@pytest.mark.parametrize("factor", [100, 0.01])
@pytest.mark.parametrize("wrong", [[3], [0], [7], [6, 7], [0, 1], [2, 3], [1, 5]])
def test_rows_in_other_units_are_unknown_wherever_they_stand(factor: float, wrong: list[int]) -> None:
    true = [100.0, 101, 99, 104, 102, 98, 100, 103]
    sent = [close * factor if place in wrong else close for place, close in enumerate(true)]
    found = sane("SPY", _bars(sent), NOW)
    assert _closes(found) == [None if place in wrong else close for place, close in enumerate(true)]
    assert all(np.isnan(found.rows[name][wrong]).all() for name in PRICES)  # type: ignore[literal-required]
    assert len(found.repairs) == 1


def test_where_no_scale_has_most_rows_none_is_believed() -> None:
    assert _closes(sane("SPY", _bars([100, 10000]), NOW)) == [None, None]


def test_a_last_row_far_from_all_others_is_unknown() -> None:
    assert _closes(sane("^GSPC", _bars([6500, 6550, 6600, 999.0]), NOW)) == [6500, 6550, 6600, None]


def test_a_single_price_in_other_units_is_unknown() -> None:
    bars = _bars([100, 101, 102])
    bars.high[1] *= 100
    found = sane("SPY", bars, NOW)
    assert np.isnan(found.rows["high"]).tolist() == [False, True, False]
    assert _closes(found) == [100, 101, 102]


def test_a_hole_of_years_may_hide_any_move() -> None:
    days = [date(2011, 1, 3), date(2011, 1, 4), date(2024, 1, 3), date(2024, 1, 4)]
    assert _closes(sane("BTC-USD", _bars([0.3, 0.3, 43000, 44000], days), NOW)) == [0.3, 0.3, 43000, 44000]


@pytest.mark.parametrize(("field", "value"), [("high", 100.5), ("low", 101.5), ("high", 99.0)])
def test_a_range_that_leaves_the_close_out_is_unknown(field: str, value: float) -> None:
    bars = _bars([100, 101, 102])
    getattr(bars, field)[1] = value
    found = sane("SPY", bars, NOW)
    assert (
        np.isnan(found.rows["high"]).tolist() == np.isnan(found.rows["low"]).tolist() == [False, True, False]
    )
    assert _closes(found) == [100, 101, 102]


def test_single_precision_is_no_broken_range() -> None:
    bars = _bars([100, 101, 102])
    bars.high[1] = np.float32(101) * (1 - 1e-7)
    assert sane("SPY", bars, NOW).repairs == ()


@pytest.mark.parametrize(("symbol", "value"), [("SPY", 0.0), ("SPY", -5.0), ("BTC-USD", -1.0), ("CL=F", 0.0)])
def test_no_price_is_zero_and_few_are_below(symbol: str, value: float) -> None:
    found = sane(symbol, _bars([60, value, 61]), NOW)
    assert _closes(found) == [60, None, 61]
    assert "zero" in found.repairs[0]


def test_days_without_a_session_and_days_to_come_are_dropped() -> None:
    days = [date(2026, 2, 26), date(2026, 2, 27), date(2026, 2, 28), LAST, date(2026, 3, 3)]
    found = sane("SPY", _bars([100, 101, 150, 102, 103], days), NOW)
    assert _closes(found) == [100, 101, 102]
    assert [("future" in one, "session" in one) for one in found.repairs] == [(True, False), (False, True)]
    assert "2026-02-28" in found.repairs[1]


def test_the_session_in_progress_stays() -> None:
    midday = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert sane("SPY", _bars([100, 101]), midday).rows["last"][-1].item() == LAST
    before = datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert sane("SPY", _bars([100, 101]), before).rows["last"][-1].item() == date(2026, 2, 27)


def test_futures_trade_on_some_holidays_of_new_york() -> None:
    mourning = [date(2025, 1, 8), date(2025, 1, 9), date(2025, 1, 10)]
    assert len(sane("GC=F", _bars([2660, 2680, 2710], mourning), NOW).rows["last"]) == 3
    assert len(sane("^GSPC", _bars([5918, 5900, 5827], mourning), NOW).rows["last"]) == 2
    weekend = [date(2025, 1, 10), date(2025, 1, 11), date(2025, 1, 13)]
    assert len(sane("GC=F", _bars([2660, 2680, 2710], weekend), NOW).rows["last"]) == 2


def test_of_an_instrument_not_ours_no_calendar_is_known() -> None:
    tokyo = [date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 16)]
    assert len(sane("7203.T", _bars([3000, 3010, 3020], tokyo), NOW).rows["last"]) == 3
