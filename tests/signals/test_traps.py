"""Traps met in real articles, each from a sentence of our own to its verdict. What is right in each case stands in its test.

An honest writer must not be called false because a vendor's row is wrong, partial, adjusted or of another clock; and a false figure must
not slip through by the same door.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from shared import SHARED, needs

import tapecheck
from tapecheck.signals.finding import Finding, Verdict
from tapecheck.signals.tape.kept import KeptTape
from tapecheck.signals.tape.memory import Bar, MemoryTape
from tapecheck.signals.tape.protocol import Event, Tape
from tapecheck.signals.tape.store import Store
from tapecheck.signals.tape.yahoo import Yahoo

FOLDER = str(SHARED / "market")
folder = needs("market")

SUPPORTED, REFUTED = Verdict.SUPPORTED, Verdict.REFUTED


def findings(text: str, published: str, tape: str | Tape = FOLDER) -> tuple[Finding, ...]:
    return tapecheck.check(text, published, tape=tape).findings


def only(text: str, published: str, tape: str | Tape = FOLDER) -> Finding:
    (finding,) = findings(text, published, tape)
    return finding


def verdict(text: str, published: str, tape: str | Tape = FOLDER) -> Verdict:
    return only(text, published, tape).verdict


# A close that a vendor prints wrongly: ^VIX of 2026-02-06 is 17.76 at Cboe, 20.37 at Yahoo.
VIX_FRIDAY = "2026-02-06T18:00:00-05:00"


@folder
def test_the_vix_of_its_publisher_is_supported() -> None:
    finding = only("The VIX closed at 17.76 on Friday.", VIX_FRIDAY)
    assert finding.verdict is SUPPORTED
    assert "misprint" in finding.explanation


@folder
@pytest.mark.parametrize("text", ["The VIX closed at 20.37 on Friday.", "The VIX fell 6.4% on Friday."])
def test_the_vix_as_yahoo_misprints_it_is_not_called_false(text: str) -> None:
    """The figure is wrong, but the writer read it at a vendor: the sources disagree, so it is neither borne out nor refuted."""
    finding = only(text, VIX_FRIDAY)
    assert finding.verdict is Verdict.NOT_CHECKABLE
    assert "The sources disagree" in finding.explanation
    assert "Yahoo Finance, whose close of 2026-02-06 is a misprint" in finding.explanation


@folder
def test_the_misprint_covers_for_no_other_figure() -> None:
    assert verdict("The VIX closed at 25.37 on Friday.", VIX_FRIDAY) is REFUTED
    assert verdict("The VIX closed at 20.37 on Thursday.", VIX_FRIDAY) is REFUTED


# Silver: rows without a range, and a fall that looks like an error and is none.


@folder
def test_an_intraday_high_of_silver_on_a_day_without_a_range() -> None:
    """On 2024-04-25 the front month has one figure, 27.342, as open, high, low and close."""
    at = "2024-04-25T18:00:00-04:00"
    for price in ("27.61", "27.05"):
        assert verdict(f"Silver traded at ${price} on Thursday.", at) is not REFUTED
    assert verdict("Silver traded at $31.90 on Thursday.", at) is REFUTED


@folder
def test_silver_really_fell_by_a_third() -> None:
    at = "2026-01-30T18:00:00-05:00"
    assert verdict("Silver plunged 31% on Friday.", at) is SUPPORTED
    assert verdict("Silver closed at $78.29 on Friday.", at) is SUPPORTED
    assert verdict("Silver plunged 51% on Friday.", at) is REFUTED


# A row fetched during its session is no close.
PARTIAL: list[Bar] = [
    (date(2025, 12, 9), 5350.0, 5390.0, 5340.0, 5380.0),
    (date(2025, 12, 10), 5380.0, 5410.0, 5370.0, 5400.0),
    (date(2025, 12, 11), 5400.0, 5420.0, 5390.0, 5405.0),
]


@pytest.mark.parametrize(
    "text", ["The S&P 500 traded at 5,417.00 on Thursday.", "The S&P 500 rose 0.3% on Thursday."]
)
def test_a_price_of_the_session_in_progress_is_held_against_its_range(text: str) -> None:
    finding = only(text, "2025-12-11T11:00:00-05:00", MemoryTape({"^GSPC": PARTIAL}))
    assert finding.verdict is SUPPORTED
    assert not any(row.day == date(2025, 12, 11) and row.field == "close" for row in finding.evidence)


def test_a_move_of_the_session_in_progress_is_held_against_its_range_known_to_be_possible() -> None:
    tape, at = MemoryTape({"^GSPC": PARTIAL}), "2025-12-11T11:00:00-05:00"
    finding = only("The S&P 500 fell 2% on Thursday.", at, tape)
    assert finding.verdict is REFUTED
    assert "the range of 2025-12-11" in finding.explanation
    blind = MemoryTape(
        {"^GSPC": [*PARTIAL[:-1], (PARTIAL[-1][0], PARTIAL[-1][1], None, None, PARTIAL[-1][4])]}
    )
    assert verdict("The S&P 500 fell 2% on Thursday.", at, blind) is Verdict.NO_DATA
    assert verdict("The S&P 500 fell 2% on Thursday.", "2025-12-11T17:00:00-05:00", tape) is REFUTED


# The statistics of October 2025 were never collected.


@folder
@pytest.mark.parametrize(
    "published", ["2025-11-20T10:00:00-05:00", "2025-12-20T10:00:00-05:00", "2026-03-02"]
)
def test_consumer_prices_of_october_2025_do_not_exist(published: str) -> None:
    """Not borne out by September's print, which happens to be the same 0.3%, and not refuted by it."""
    finding = only("The consumer price index rose 0.3% in October 2025.", published)
    assert finding.verdict is Verdict.NO_DATA
    assert "October 2025 does not exist (shutdown)" in finding.explanation


@folder
def test_consumer_prices_of_the_months_around_it_do() -> None:
    at = "2025-12-20T10:00:00-05:00"
    assert verdict("The consumer price index rose 0.3% in September 2025.", at) is SUPPORTED
    assert verdict("Consumer prices rose 2.7% on the year in November 2025.", at) is SUPPORTED


# A Fed decision is dated by its announcement; the range takes effect the day after, which is how FRED dates it.


@folder
def test_a_cut_on_the_day_it_is_announced() -> None:
    text = "The Federal Reserve cut interest rates by 25 basis points on Wednesday."
    assert verdict(text, "2025-12-10T18:00:00-05:00") is SUPPORTED
    assert verdict(text, "2025-12-10T13:00:00-05:00") is Verdict.NO_DATA  # an hour before it was known


@folder
def test_a_cut_dated_by_its_effective_day() -> None:
    """Right as well: the new range held from Thursday. The size must be the announced one all the same."""
    at = "2025-12-11T18:00:00-05:00"
    finding = only("The Federal Reserve cut interest rates by 25 basis points on Thursday.", at)
    assert finding.verdict is SUPPORTED
    assert "on 2025-12-10 the Fed's decision" in (finding.observed or "")
    assert verdict("The Federal Reserve cut interest rates by 50 basis points on Thursday.", at) is REFUTED


def test_a_decision_is_looked_up_by_the_announced_day() -> None:
    cut = Event(
        "fomc_decisions",
        date(2025, 12, 10),
        datetime(2025, 12, 10, 19, tzinfo=UTC),
        {"action": "cut", "change_bp": -25.0, "lower": 3.5, "upper": 3.75, "effective": "2025-12-11"},
        "test",
    )
    finding = only(
        "The Federal Reserve cut interest rates by a quarter point on Dec. 10, 2025.",
        "2025-12-12",
        MemoryTape({}, {"fomc_decisions": [cut]}),
    )
    assert (finding.verdict, finding.evidence[0].day) == (SUPPORTED, date(2025, 12, 10))


# Closes adjusted for dividends are no prices.


class _Ticker:
    """Yahoo's answer for a payer of dividends: the close as printed, and the one reduced by the dividends since."""

    asked: dict[str, Any]

    def __init__(self, symbol: str, session: object) -> None:
        self.symbol = symbol

    def history(self, **asked: Any) -> Any:
        import pandas as pd

        type(self).asked = asked
        days = pd.DatetimeIndex(["2025-12-11", "2025-12-12"]).tz_localize("America/New_York")
        closes = [200.0, 204.0]
        adjusted = [192.0, 195.84]
        printed = adjusted if asked.get("auto_adjust", True) else closes
        frame = dict.fromkeys(("Open", "High", "Low", "Close"), printed)
        return pd.DataFrame({**frame, "Adj Close": adjusted, "Volume": [1000, 1000]}, index=days)


class _Silent:
    """A session that is asked nothing."""

    def request(self, **asked: Any) -> Any:
        raise AssertionError(asked)


def test_a_price_on_a_date_is_the_unadjusted_close(monkeypatch: pytest.MonkeyPatch) -> None:
    import yfinance

    monkeypatch.setattr(yfinance, "Ticker", _Ticker)
    at, now = "2025-12-12T18:00:00-05:00", datetime(2025, 12, 13, 15, tzinfo=UTC)
    tape = KeptTape([Yahoo(lambda: now, session=_Silent())], Store(None), lambda: now)
    assert verdict("Apple closed at $204.00 on Friday.", at, tape) is SUPPORTED
    assert verdict("Apple closed at $195.84 on Friday.", at, tape) is REFUTED
    assert _Ticker.asked["auto_adjust"] is False


# Splits: a price is in the money of its day.


@folder
def test_a_price_before_a_split_as_it_was_printed_then() -> None:
    """Nvidia split ten for one on 2024-06-10."""
    at = "2024-01-31T18:00:00-05:00"
    assert verdict("Nvidia closed at $615.27 on Wednesday.", at) is SUPPORTED
    assert verdict("Nvidia closed at $61.53 on Wednesday.", at) is REFUTED


@folder
def test_a_price_before_a_split_told_after_it() -> None:
    """Either money is honest then; a wrong price is wrong in both."""
    at = "2024-07-01T18:00:00-04:00"
    assert verdict("Nvidia closed at $61.53 on Jan. 31, 2024.", at) is SUPPORTED
    assert verdict("Nvidia closed at $615.27 on Jan. 31, 2024.", at) is SUPPORTED
    assert verdict("Nvidia closed at $66.53 on Jan. 31, 2024.", at) is REFUTED
    assert verdict("Nvidia closed at $123.54 on June 28, 2024.", at) is SUPPORTED
    assert verdict("Nvidia closed at $1,235.40 on June 28, 2024.", at) is REFUTED


# "+1.7%" of a yield is 1.7% of the yield, 4.4 basis points.
YIELDS: list[Bar] = [
    (date(2025, 12, day), None, None, None, close)
    for day, close in ((8, 2.51), (9, 2.53), (10, 2.537), (11, 2.581))
]


@pytest.mark.parametrize(
    ("move", "expected"),
    [("was +1.7%", SUPPORTED), ("rose 4.4 basis points", SUPPORTED), ("rose 17 basis points", REFUTED)],
)
def test_the_move_of_a_yield_in_per_cent_of_itself(move: str, expected: Verdict) -> None:
    text = f"The 10-year Treasury yield {move} on Thursday."
    assert verdict(text, "2025-12-11T18:00:00-05:00", MemoryTape({"^TNX": YIELDS})) is expected


# An update on top of an older story has two as-of times.


@folder
def test_an_update_on_top_of_an_older_story_is_no_contradiction() -> None:
    """On 2025-04-03 the S&P 500 fell by up to 5% during the day; at one hour 3%, at another 4%."""
    text = "The S&P 500 was down more than 4%.\n\nThe S&P 500 was down 3%."
    both = findings(text, "2025-04-03T15:00:00-04:00")
    assert [finding.verdict for finding in both] == [SUPPORTED, SUPPORTED]
    assert [finding.conflicts_with for finding in both] == [(), ()]


# Bitcoin's record of $126,198 was on 6 October; "mid-October" is the 11th to the 20th.
IN_DECEMBER = "2025-12-12T18:00:00-05:00"


@folder
def test_bitcoins_record_was_not_in_mid_october() -> None:
    assert verdict("Bitcoin hit $126,198 on October 6.", IN_DECEMBER) is SUPPORTED
    assert verdict("In early October, Bitcoin hit $126,198.", IN_DECEMBER) is SUPPORTED
    wrong = only("In mid-October, Bitcoin hit $126,198.", IN_DECEMBER)
    assert wrong.verdict is REFUTED
    assert "$126,198 was reached on 2025-10-06" in (wrong.correction or "")


@folder
def test_a_records_right_level_with_a_wrong_date() -> None:
    found = findings("Bitcoin stood at a record $126,198 in mid-October.", IN_DECEMBER)
    (level,) = (finding for finding in found if finding.claim.kind == "level")
    assert level.verdict is REFUTED
    assert "2025-10-06" in (level.correction or "")
    assert not any(finding.verdict is SUPPORTED for finding in found)
    right = findings("Bitcoin stood at a record $126,198 in early October.", IN_DECEMBER)
    assert SUPPORTED in {finding.verdict for finding in right if finding.claim.kind == "level"}


def test_a_record_of_a_months_row_may_have_been_on_any_of_its_days() -> None:
    """The almanac has March 2024 in one row; the record of that month was on the 14th."""
    found = findings("Bitcoin stood at a record $73,750 in mid-March 2024.", "2024-04-02", "almanac")
    assert REFUTED not in {finding.verdict for finding in found if finding.claim.kind == "level"}


# Points and per cent may reach back to different days; both are right.


@folder
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("biggest point drop since April 21", SUPPORTED),
        ("biggest percentage drop since May 21", SUPPORTED),
        ("biggest daily drop since April", SUPPORTED),
        ("biggest daily drop since May", SUPPORTED),
        ("biggest daily drop since February", REFUTED),
    ],
)
def test_the_dows_biggest_drop_by_points_and_by_per_cent(words: str, expected: Verdict) -> None:
    """-878.82 points, -1.90% on 2025-10-10: more points fell on 21 April, more per cent on 21 May."""
    assert verdict(f"The Dow posted its {words} on Friday.", "2025-10-10T18:00:00-04:00") is expected


# Words that only look like a figure of the author's.


@folder
@pytest.mark.parametrize(
    "text", ["Bitcoin BTC$99,441.66 slipped on Friday.", "Bitcoin (BTC $99,441.66) slipped on Friday."]
)
def test_a_live_price_widget_is_not_the_authors_number(text: str) -> None:
    """The page filled it in when it was read, long after the article: no claim, and nothing refuted."""
    found = findings(text, IN_DECEMBER)
    assert all(finding.claim.value is None and finding.verdict is not REFUTED for finding in found)


@folder
def test_risen_three_times_in_four_is_no_rise_of_75_per_cent() -> None:
    assert findings("The S&P 500 has risen 75% of the time in December.", IN_DECEMBER) == ()


# Days that are no sessions, or short ones, and the weeks when clocks differ.
GOOD_FRIDAY = "2025-04-18T10:00:00-04:00"


@folder
def test_on_good_friday_the_last_session_is_thursdays() -> None:
    assert verdict("The S&P 500 closed at 5,282.70 on Thursday.", GOOD_FRIDAY) is SUPPORTED
    assert verdict("The S&P 500 closed at 5,282.70.", GOOD_FRIDAY) is SUPPORTED
    assert verdict("The S&P 500 closed at 5,382.70 on Thursday.", GOOD_FRIDAY) is REFUTED


@folder
def test_the_close_of_a_holiday_is_the_last_one_before_and_says_so() -> None:
    """Writers do call the last close before it that of the day: the close "of Inauguration Day" 2025, a Monday without a session, was Friday's."""
    finding = only("The S&P 500 closed at 5,282.70 on Friday.", "2025-04-18T18:00:00-04:00")
    assert (finding.verdict, finding.reading) == (SUPPORTED, "close of 2025-04-17")
    assert verdict("The S&P 500 rose 2% on Friday.", "2025-04-18T18:00:00-04:00") is REFUTED


@folder
def test_at_two_o_clock_after_thanksgiving_the_market_has_closed() -> None:
    """The session of 2025-11-28 ended at 13:00: 6,830 was within its range, 6,849.09 its close."""
    early, late = "2025-11-28T12:30:00-05:00", "2025-11-28T14:00:00-05:00"
    assert verdict("The S&P 500 closed at 6,849.09 on Friday.", late) is SUPPORTED
    assert verdict("The S&P 500 closed at 6,830.00 on Friday.", late) is REFUTED
    assert verdict("The S&P 500 stood at 6,830.00 on Friday.", early) is SUPPORTED


@folder
@pytest.mark.parametrize(
    ("day", "weekday", "open_at", "closed_at", "inside", "close"),
    [
        ("2025-03-07", "Friday", "20:05", "21:05", "5,700.10", "5,770.20"),  # winter time
        (
            "2025-03-10",
            "Monday",
            "19:05",
            "20:05",
            "5,600.00",
            "5,614.56",
        ),  # New York's clocks went on, London's did not
        (
            "2025-10-31",
            "Friday",
            "19:05",
            "20:05",
            "6,860.00",
            "6,840.20",
        ),  # London's went back, New York's did not
        ("2025-11-03", "Monday", "20:05", "21:05", "6,830.00", "6,851.97"),  # both are back
    ],
)
def test_the_close_in_the_weeks_when_clocks_change(
    day: str, weekday: str, open_at: str, closed_at: str, inside: str, close: str
) -> None:
    """16:00 in New York, whatever that is in UTC: before it a price of the day may be meant, after it only the close."""
    text = "The S&P 500 closed at {} on " + weekday + "."
    before, after = f"{day}T{open_at}:00+00:00", f"{day}T{closed_at}:00+00:00"
    assert verdict(text.format(inside), before) is SUPPORTED
    assert verdict(text.format(inside), after) is REFUTED
    assert verdict(text.format(close), after) is SUPPORTED
