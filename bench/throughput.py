"""How many claims a second are checked, once the series are loaded, on one core.

    python bench/throughput.py [--checks 100000]

50 series of 30 years of daily bars, made up from a seeded walk, seen from their end; claims about random sessions of them, true and false ones
alike, of each kind as often as the news states it. Making the claims is not counted.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np

from tapecheck.data.calendars import is_session
from tapecheck.nlp.claim import Claim, Reference
from tapecheck.signals.check import check
from tapecheck.signals.claims import kinds
from tapecheck.signals.look import Look
from tapecheck.signals.tape.memory import Bar, MemoryTape
from tapecheck.signals.tape.protocol import Floats

FIRST, LAST, SERIES, CHUNK = date(1996, 1, 2), date(2025, 12, 31), 50, 1000

# How often the news states each kind: of the claims found in 344 labelled articles.
MIX = {
    "move of a day": 34, "move over a span": 18, "level": 29, "off_extreme": 7, "extreme_since": 5, "record": 3, "near_extreme": 2, "streak": 2,
}  # fmt: skip
KINDS, SHARES = list(MIX), [share / 100 for share in MIX.values()]


def sessions() -> list[date]:
    """The sessions of New York in the thirty years."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in days if is_session("XNYS", day)]


def walks(days: list[date], seed: int) -> dict[str, Floats]:
    """The closes of each series: a walk with the drift and the spread of an index."""
    chance = np.random.default_rng(seed)
    return {
        f"S{n:02}": 1000 * np.exp(np.cumsum(chance.normal(0.0003, 0.01, len(days)))) for n in range(SERIES)
    }


def tape(days: list[date], closes: dict[str, Floats]) -> MemoryTape:
    """The series with sessions that open at the close before and range half a per cent beyond both."""
    return MemoryTape({symbol: _bars(days, close) for symbol, close in closes.items()})


def _bars(days: list[date], close: Floats) -> list[Bar]:
    open_ = np.concatenate(([close[0]], close[:-1]))
    high, low = np.maximum(open_, close) * 1.005, np.minimum(open_, close) * 0.995
    return list(zip(days, open_.tolist(), high.tolist(), low.tolist(), close.tolist(), strict=True))


def claims(days: list[date], closes: dict[str, Floats], size: int, seed: int) -> Iterator[Claim]:
    """Claims about sessions of the last twenty years, the kinds mixed as in the news; half of the figures are a little off."""
    chance = np.random.default_rng(seed)
    symbols = list(closes)
    for number in range(size):
        symbol, row = symbols[chance.integers(SERIES)], int(chance.integers(len(days) // 3, len(days)))
        back = int(chance.integers(5, 2000))
        kind, off = str(chance.choice(KINDS, p=SHARES)), float(chance.choice([0, 0.02]))
        base = Claim(
            str(number), 0, 10, "a claim", kind, symbol, window=(days[row], days[row]), window_text="Monday"
        )
        yield replace(base, **_said(kind, closes[symbol], days, row, row - back, off))


def _said(kind: str, close: Floats, days: list[date], row: int, back: int, off: float) -> dict[str, Any]:
    """The fields of a claim of a kind about a row, its figure `off` by a share."""
    peak = {"direction": "down", "reference": Reference("peak", "52-week high")}
    match kind:
        case "move of a day":
            return {"kind": "change", **_percent(close[row] / close[row - 1] - 1 + off)}
        case "move over a span":
            window = (days[back + 1], days[row])
            return {"kind": "change", "window": window, **_percent(close[row] / close[back] - 1 + off)}
        case "level":
            return {"unit": "index", **_number(close[row] * (1 + off), 2)}
        case "record":
            return {"direction": "up", "basis": "close"}
        case "off_extreme" | "near_extreme":
            return {**_percent(close[row] / close[-253:].max() - 1 + off), **peak}
        case "extreme_since":
            since = Reference("date", "since", window=(days[back], days[back]))
            return {"direction": "up", "reference": since}
        case _:
            return {
                "direction": "up",
                "unit": "count",
                "reference": Reference("other", "3 day"),
                **_number(3, 0),
            }


def _percent(share: float) -> dict[str, Any]:
    return {"unit": "percent", "direction": "up" if share >= 0 else "down", **_number(abs(100 * share), 1)}


def _number(value: float, digits: int) -> dict[str, Any]:
    printed = f"{value:.{digits}f}"
    return {"value": Decimal(printed), "value_text": printed, "ulp": Decimal(1).scaleb(-digits)}


def main() -> None:
    """Prints what was measured."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--checks", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    days, by_name = sessions(), {kind.name: kind for kind in kinds()}
    closes = walks(days, chosen.seed)
    look = Look(tape(days, closes), datetime(2025, 12, 31, 22, tzinfo=UTC), LAST)
    made = claims(days, closes, chosen.checks, chosen.seed)
    for symbol in closes:
        look.series(symbol)
    # What is loaded stays for the whole run: the collector of cycles need not walk it again and again.
    gc.freeze()
    seconds, verdicts = 0.0, Counter[str]()
    while chunk := list(islice(made, CHUNK)):
        began = time.perf_counter()
        found = [check(claim, by_name[claim.kind], look).verdict for claim in chunk]
        seconds += time.perf_counter() - began
        verdicts.update(found)
    print(
        f"{verdicts.total():,} checks over {SERIES} series of {len(days):,} sessions in {seconds:.2f} s: "
        f"{verdicts.total() / seconds:,.0f} a second"
    )
    print(", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.most_common()))


if __name__ == "__main__":
    main()
