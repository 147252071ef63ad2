"""The engine: what the declared ways need is read once, what is missing is said, and the ways are tried in their order."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from tapecheck.ingest.article import Article, Precision
from tapecheck.nlp.claim import Claim, Reference
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.pipeline import check_article
from tapecheck.signals.answers import settled, uncovered
from tapecheck.signals.claims import kinds
from tapecheck.signals.engine import load, needs, readings
from tapecheck.signals.finding import Answer, Reading, Verdict
from tapecheck.signals.kind import Allowance, Kind, Way, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.prints import MEASURES, measures
from tapecheck.signals.sources import PROXIES, SUBJECT, THE_OTHER, Elsewhere, Need, facts
from tapecheck.signals.tape import folder
from tapecheck.signals.tape.folder import FolderTape
from tapecheck.signals.tape.memory import MemoryTape
from tapecheck.signals.tape.protocol import Events, NotCovered, Period, Series, Unavailable
from tapecheck.signals.vintages import Vintages

FRIDAY, LATE = date(2025, 12, 12), datetime(2025, 12, 12, 23, tzinfo=UTC)
ROWS = [(FRIDAY - timedelta(days=n), 100.0, 101.0, 99.0, 100.0) for n in (4, 3, 2, 1, 0)]
TEXTS = (
    "The S&P 500 rose 1.8% on Friday. The S&P 500 closed at 6,827.41. The Dow gained 0.5% on Friday.",
    "The S&P 500 closed at a record on Thursday. The Dow outperformed the S&P 500 on Friday.",
    "The Nasdaq fell 1.7% on Friday, its third straight decline. The Dow is 3% below its record high.",
)


class _Counting(MemoryTape):
    """A tape that counts what it is asked for."""

    asked: Counter[str]

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """See `Tape.bars`."""
        self.asked[symbol] += 1
        return super().bars(symbol, period, known_at)

    def events(
        self, name: str, period: Period | None, known_at: datetime
    ) -> Events | NotCovered | Unavailable:
        """See `Tape.events`."""
        self.asked[name] += 1
        return super().events(name, period, known_at)


def _counting(*symbols: str, failing: tuple[str, ...] = ()) -> _Counting:
    tape = _Counting(dict.fromkeys(symbols, ROWS), failing=failing)
    tape.asked = Counter()
    return tape


class _Wording:
    name = "made_up"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """None."""
        return iter(())


def _kind(*ways: Way) -> Kind:
    return Kind(_Wording(), "made_up/1", ways)


def _claim(**fields: object) -> Claim:
    return replace(Claim("1", 0, 1, "x", "made_up", "^GSPC"), **fields)


def _told(claim: Claim, look: Look, *found: object) -> Iterator[Reading]:
    yield settled("told", True, f"{len(found)} handed over", usual=False)


def _names(kind: Kind, tape: MemoryTape, claim: Claim | None = None) -> list[tuple[object, Answer]]:
    look = Look(tape, LATE, FRIDAY)
    return [(one.name, one.answer) for one in readings(claim or _claim(), kind, look)]


def _checked(text: str, tape: FolderTape | MemoryTape, day: int) -> list[Verdict]:
    article = Article(text=text, id="t", published=LATE + timedelta(days=day), precision=Precision.TIME)
    return [finding.verdict for finding in check_article(article, tape).findings]


def _folder(tmp_path: Path, symbols: tuple[str, ...]) -> FolderTape:
    daily = tmp_path / "daily"
    daily.mkdir()
    listed = "".join(f"{n}.csv,{symbol}\n" for n, symbol in enumerate(symbols))
    (daily / "symbols.csv").write_text(f"file,yahoo_symbol\n{listed}", "utf-8")
    rows = "".join(f"{day},{o},{h},{low},{c},1\n" for day, o, h, low, c in ROWS)
    for n, _ in enumerate(symbols):
        (daily / f"{n}.csv").write_text(f"date,open,high,low,close,volume\n{rows}", "utf-8")
    return FolderTape(tmp_path)


def _counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file of a folder is read from now on."""
    read, real = Counter[str](), folder._daily

    def counting(path: Path) -> object:
        read[path.name] += 1
        return real(path)

    monkeypatch.setattr(folder, "_daily", counting)
    return read


def test_several_articles_read_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tape, read = _folder(tmp_path, ("^GSPC", "^DJI", "^IXIC", "SPY", "DIA")), _counted(monkeypatch)
    found = [verdict for day in (0, 3) for text in TEXTS for verdict in _checked(text, tape, day)]
    assert len(found) >= 12
    assert set(found) & {Verdict.REFUTED, Verdict.SUPPORTED}
    assert {"0.csv", "1.csv", "2.csv"} <= set(read)
    assert set(read.values()) == {1}


def test_a_broken_file_is_read_once_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tape, read = _folder(tmp_path, ("^GSPC",)), _counted(monkeypatch)
    (tmp_path / "daily" / "0.csv").write_text("date,open,high,low,close\n2025-12-12,x,x,x,x\n", "utf-8")
    for _ in range(3):
        assert set(_checked("The S&P 500 rose 1.8% on Friday.", tape, 0)) == {Verdict.UNAVAILABLE}
    assert read == {"0.csv": 1}


def test_the_claims_of_an_article_ask_for_each_series_once() -> None:
    tape = _counting("^GSPC", "^DJI", "^IXIC")
    _checked(" ".join(TEXTS), tape, 0)
    assert {tape.asked[symbol] for symbol in ("^GSPC", "^DJI", "^IXIC")} == {1}


def test_needs_are_of_the_claims_that_are_checked() -> None:
    kind = _kind(
        Way("one", (SUBJECT, facts("fomc_decisions")), "—", (), _told),
        Way("two", (SUBJECT, THE_OTHER), "—", (), _told, when=lambda claim, _: claim.reference is not None),
        Way("three", (SUBJECT, PROXIES), "—", (), _told, absent=()),
        undecided("four", (Elsewhere("filings"),), _told),
    )
    beside = _claim(subject="GC=F", reference=Reference("other", "gold", subject="SI=F"))
    claims = [
        _claim(),
        beside,
        _claim(subject="^VIX", modality="forecast"),
        _claim(subject="OTHER:Nifty"),
    ]
    tape = _counting("^GSPC")
    look = Look(tape, LATE, FRIDAY)
    needed = needs(claims, [kind], look)
    assert needed == {
        Need(False, "^GSPC"),
        Need(False, "GC=F"),
        Need(False, "SI=F"),
        Need(True, "fomc_decisions"),
    }
    load(needed, look)
    load(needed, look)
    assert tape.asked == {"^GSPC": 1, "GC=F": 1, "SI=F": 1, "fomc_decisions": 1}


def test_what_is_not_at_hand_is_said_or_passed_over() -> None:
    said = _kind(Way("one", (SUBJECT,), "—", (), _told))
    failures = _kind(Way("one", (SUBJECT,), "—", (), _told, absent=(Unavailable,)))
    neither = _kind(Way("one", (SUBJECT,), "—", (), _told, absent=()))
    gap, failed = MemoryTape({}), MemoryTape({}, failing=["^GSPC"])
    uncovered_, unavailable = [("the tape", Answer.UNCOVERED)], [("the tape", Answer.UNAVAILABLE)]
    assert [_names(kind, gap) for kind in (said, failures, neither)] == [uncovered_, [], []]
    assert [_names(kind, failed) for kind in (said, failures, neither)] == [unavailable, unavailable, []]


def test_at_a_place_every_way_is_tried_before_the_next_place() -> None:
    def places(claim: Claim, look: Look, series: Series) -> Iterator[object]:
        yield from (1, 2.0, uncovered("a gap", "nothing"), 3)

    def named(name: str) -> Way:
        def find(claim: Claim, look: Look, place: float) -> Iterator[Reading]:
            yield settled(f"{name}{place}", None, "seen")

        sort = float if name == "c" else int
        return Way(name, (SUBJECT,), "—", (), find, at=places, of=sort)

    kind = _kind(*map(named, "abc"))
    found = [name for name, _ in _names(kind, MemoryTape({"^GSPC": ROWS}))]
    assert found == ["a1", "b1", "c2.0", "a gap", "a3", "b3"]


def test_a_forecast_waits_for_what_the_first_way_looks_at() -> None:
    by_name = {kind.name: kind for kind in kinds()}
    waits = {
        name: by_name[name].settled_by(_claim(subject="BTC-USD"))
        for name in ("price_forecast", "rate_path", "earnings_forecast", "macro_print")
    }
    assert waits == {
        "price_forecast": "the tape of BTC-USD",
        "rate_path": "the Fed's decisions",
        "earnings_forecast": "reported earnings",
        "macro_print": "the tape of BTC-USD",
    }


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: str(kind.name))
def test_ways_are_declared_in_full(kind: Kind) -> None:
    for way in kind.ways:
        handed = sum(not isinstance(source, Elsewhere) for source in way.series)
        assert way.name
        assert way.base
        assert set(way.tolerance) <= set(get_args(Allowance))
        expects = [way.at, way.find] if way.at else [way.find]
        takes = [len(inspect.signature(one).parameters) for one in expects]
        assert takes == [2 + handed, 3][: len(takes)]


@pytest.mark.parametrize("subject", ["US_CPI", "US_PCE", "US_UNEMPLOYMENT", "US_PAYROLLS", "US_GDP"])
def test_every_measure_of_a_release_is_a_way(subject: str) -> None:
    at_hand = {"CPI_NSA": Vintages({}, None), "CPI": Vintages({}, None)}
    assert {one.name for one in measures(subject, at_hand)} <= set(MEASURES)
