"""How reading grows with hostile text: every pattern of the grammar and of the kinds, then whole texts.

    python bench/hostile.py [--longest 20000] [--texts]

Each pattern is searched for in strings that are made to hurt: those that anybody would try, and those that follow from the pattern itself
(what stands before a repetition and what is repeated, over and over, with an end that does not fit). Times are the processor's. A
pattern fails where a string takes more than twice as long as its four quarters one by one (a pattern that is linear takes as long, a
quadratic one four times), or where the longest string takes more than 50 ms. With
`--texts` whole articles of such strings are read too. Ends with status 1 where anything fails.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from strings import GENERAL, Make, from_pattern

from tapecheck.ingest.article import Article
from tapecheck.nlp.read import Reader
from tapecheck.signals.claims import kinds

ROOMS = ("tapecheck.nlp", "tapecheck.signals")
MOST_SECONDS, MOST_GROWTH = 0.05, 2.0
_A_TEXT = 16_000
# Below this a clock says nothing of growth.
_MEASURABLE = 0.015
_INLINE = frozenset(("match", "fullmatch", "search", "split", "sub", "findall", "finditer", "compile"))


@dataclass(frozen=True, slots=True)
class Clock:
    """How a time is taken: the best of so many tries, none longer than it takes to give up (seconds)."""

    tries: int
    give_up: float


PATTERNS, TEXTS = Clock(5, 0.4), Clock(1, 60.0)


@dataclass(frozen=True, slots=True)
class Worst:
    """The slowest that a pattern was: on which string, in seconds, and as a multiple of what its four quarters take."""

    where: str
    string: str
    seconds: float
    growth: float

    @property
    def fails(self) -> bool:
        """Whether it is too slow or grows too fast."""
        return self.seconds > MOST_SECONDS or (self.seconds > _MEASURABLE and self.growth > MOST_GROWTH)


def main() -> None:
    """Prints the table, worst first."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--longest", type=int, default=20_000)
    options.add_argument("--texts", action="store_true")
    options.add_argument("--rows", type=int, default=15)
    chosen = options.parse_args()
    found = patterns()
    table = [worst_of(where, pattern, chosen.longest) for where, pattern in found.items()]
    _show("pattern", table, chosen.longest, chosen.rows)
    failed = sum(one.fails for one in table)
    print(f"{len(found)} patterns x {len(GENERAL)} strings and their own, {failed} failed")
    if chosen.texts:
        failed += texts(chosen.rows)
    sys.exit(1 if failed else 0)


def patterns() -> Mapping[str, re.Pattern[str]]:
    """Every pattern of the rooms by the place it stands at, each once."""
    found: dict[tuple[str, int], str] = {}
    for module in _modules():
        for where, pattern in (*_kept(module), *_inline(module)):
            found.setdefault((pattern.pattern, pattern.flags), where)
    return {where: re.compile(*what) for what, where in found.items()}


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        home = importlib.import_module(room)
        for one in pkgutil.walk_packages(home.__path__, f"{room}."):
            if ".training" not in one.name:
                yield importlib.import_module(one.name)


def _kept(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that a module keeps under a name, in whatever it keeps there."""
    for name, value in vars(module).items():
        if not name.startswith("__"):
            for number, pattern in enumerate(_within(value, set())):
                yield f"{_short(module)}:{name}[{number}]", pattern


def _within(value: Any, seen: set[int]) -> Iterator[re.Pattern[str]]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, Mapping):
        for one in (*value.keys(), *value.values()):
            yield from _within(one, seen)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _within(one, seen)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _within(getattr(value, field.name), seen)


def _inline(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that are written where they are used: `re.search(r"...", ...)`."""
    for call in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
            continue
        if isinstance(call.func.value, ast.Name) and call.func.value.id == "re" and call.func.attr in _INLINE:
            written = _evaluated(call.args[0], module)
            if isinstance(written, str):
                yield f"{_short(module)}:{call.lineno}", re.compile(written, _flags(call, module))


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    """The value of an expression of a module's own names, None where it needs others."""
    try:
        return eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))
    except NameError:
        return None


def _flags(call: ast.Call, module: ModuleType) -> int:
    given = [k.value for k in call.keywords if k.arg == "flags"] + call.args[1:]
    values = (_evaluated(one, module) for one in given)
    return next((int(one) for one in values if isinstance(one, re.RegexFlag)), 0)


def _short(module: ModuleType) -> str:
    return module.__name__.removeprefix("tapecheck.")


def worst_of(where: str, pattern: re.Pattern[str], longest: int) -> Worst:
    """The worst that a pattern does on any of the strings."""
    strings = {**GENERAL, **from_pattern(pattern)}
    tried = (grown(where, name, partial(_searched, pattern, make), longest) for name, make in strings.items())
    return max(tried, key=lambda one: (one.fails, one.seconds))


def _searched(pattern: re.Pattern[str], make: Make, length: int) -> None:
    text = make(length)
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)


def grown(where: str, string: str, do: Callable[[int], None], longest: int, clock: Clock = PATTERNS) -> Worst:
    """What doing something costs at the longest length, and how that compares with as much text in four parts."""
    seconds = _timed(do, longest, clock.give_up)
    if seconds < _MEASURABLE:
        return Worst(where, string, seconds, 0.0)

    def quarters(length: int) -> None:
        for _ in range(4):
            do(length // 4)

    apart = _best(quarters, longest, clock)
    seconds = min(seconds, _best(do, longest, clock))
    return Worst(where, string, seconds, seconds / max(apart, _MEASURABLE / 4))


def _best(do: Callable[[int], None], length: int, clock: Clock) -> float:
    """The best of several: other work on the machine only ever slows it down."""
    best = clock.give_up
    for _ in range(clock.tries):
        best = min(best, _timed(do, length, clock.give_up))
        if best >= clock.give_up:
            break
    return best


def _timed(do: Callable[[int], None], length: int, give_up: float) -> float:
    began = time.process_time()
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, give_up)
    try:
        do(length)
    except TimeoutError:
        return give_up
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def texts(rows: int) -> int:
    """Reads whole articles of each string, and prints how that grows; the number of them that fail."""
    reader = Reader(kinds())
    prose = "The S&P 500 rose 1.2% on Friday to 6,901.00, and gold fell 0.3%. "
    made: Mapping[str, Make] = {**GENERAL, "prose": lambda n: (prose * n)[:n]}
    table = [
        grown("reading", name, partial(_read, reader, make), _A_TEXT, TEXTS) for name, make in made.items()
    ]
    _show("text", table, _A_TEXT, rows, names=True)
    return sum(one.growth > MOST_GROWTH and one.seconds > 0.1 for one in table)


def _read(reader: Reader, make: Make, length: int) -> None:
    reader.read(Article(text=make(length), id="text"), date(2025, 12, 12))


def _show(title: str, table: list[Worst], longest: int, rows: int, *, names: bool = False) -> None:
    print(f"| {title} | worst string | ms at {longest:,} characters | times its quarters | |")
    print("|---|---|---|---|---|")
    for one in sorted(table, key=lambda one: (not one.fails, -one.seconds))[:rows]:
        mark = "FAILED" if one.fails and not names else ""
        print(f"| {one.where} | {one.string} | {1000 * one.seconds:.1f} | {one.growth:.1f} | {mark} |")


if __name__ == "__main__":
    main()
