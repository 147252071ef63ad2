"""How many claims a second are checked, once the series are loaded, on one core.

    python bench/throughput.py [--checks 100000] [--write docs/performance.md]

50 series of 30 years of daily bars, made up from a seeded walk; claims of seven kinds about random sessions of them, true and false ones
alike; one look for each of 100 moments, as a batch of articles has.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np

from tapecheck.data.calendars import is_session
from tapecheck.nlp.claim import Claim, Reference
from tapecheck.signals.check import check
from tapecheck.signals.claims import kinds
from tapecheck.signals.look import Look
from tapecheck.signals.tape.memory import MemoryTape

FIRST, LAST, SERIES, MOMENTS = date(1996, 1, 2), date(2025, 12, 31), 50, 100


def sessions() -> list[date]:
    """The sessions of New York in the thirty years."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in days if is_session("XNYS", day)]


def tape(days: list[date], seed: int) -> MemoryTape:
    """A walk a series, whose sessions range half a per cent about open and close."""
    chance = np.random.default_rng(seed)
    bars = {}
    for number in range(SERIES):
        close = 1000 * np.exp(np.cumsum(chance.normal(0.0003, 0.01, len(days))))
        open_ = np.concatenate(([close[0]], close[:-1]))
        high, low = np.maximum(open_, close) * 1.005, np.minimum(open_, close) * 0.995
        bars[f"S{number:02}"] = list(zip(days, open_, high, low, close, strict=True))
    return MemoryTape(bars)


def claims(days: list[date], size: int, seed: int) -> Iterator[tuple[int, Claim]]:
    """Claims by the place of the moment they are made at, the kinds in turn."""
    chance = np.random.default_rng(seed)
    for number in range(size):
        place = number * MOMENTS // size
        day = days[len(days) - MOMENTS + place]
        yield place, _claim(number, f"S{chance.integers(SERIES):02}", day, chance)


def _claim(number: int, symbol: str, day: date, chance: np.random.Generator) -> Claim:
    start = day - timedelta(days=int(chance.integers(5, 3000)))
    value = Decimal(f"{chance.uniform(0.1, 4):.1f}")
    base = Claim(
        str(number),
        0,
        10,
        "a claim",
        "change",
        symbol,
        window=(day, day),
        window_text="today",
        direction="up",
    )
    percent = {"value": value, "value_text": str(value), "ulp": Decimal("0.1"), "unit": "percent"}
    level = {"value": value * 500, "value_text": str(value * 500), "ulp": Decimal(1), "unit": "index"}
    match number % 7:
        case 0:
            return _with(base, "change", **percent)
        case 1:
            return _with(base, "change", window=(start, day), **percent)
        case 2:
            return _with(base, "level", **level)
        case 3:
            return _with(base, "record", basis="close")
        case 4:
            return _with(
                base, "off_extreme", direction="down", reference=Reference("peak", "52-week high"), **percent
            )
        case 5:
            return _with(base, "extreme_since", reference=Reference("date", "since", window=(start, start)))
        case _:
            return _with(
                base,
                "streak",
                value=Decimal(3),
                value_text="third",
                ulp=Decimal(1),
                unit="count",
                reference=Reference("other", "3 day"),
            )


def _with(base: Claim, kind: str, **fields: object) -> Claim:
    from dataclasses import replace

    return replace(base, kind=kind, **fields)  # type: ignore[arg-type]


def main() -> None:
    """Prints, or writes, what was measured."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--checks", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    days, by_name = sessions(), {kind.name: kind for kind in kinds()}
    market = tape(days, chosen.seed)
    made = list(claims(days, chosen.checks, chosen.seed))
    looks = [_look(market, day) for day in days[-MOMENTS:]]
    for look in looks:
        for number in range(SERIES):
            look.series(f"S{number:02}")
    began, verdicts = time.perf_counter(), Counter[str]()
    for place, claim in made:
        verdicts[check(claim, by_name[claim.kind], looks[place]).verdict] += 1
    seconds = time.perf_counter() - began
    print(
        f"{len(made):,} checks over {SERIES} series of {len(days):,} sessions in {seconds:.2f} s: {len(made) / seconds:,.0f} a second"
    )
    print(", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.most_common()))


def _look(market: MemoryTape, day: date) -> Look:
    return Look(market, datetime(day.year, day.month, day.day, 22, tzinfo=UTC), day)


if __name__ == "__main__":
    main()
