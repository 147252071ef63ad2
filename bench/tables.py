"""Prints what a figure may differ by into docs/verdicts.md, from data/tolerances.toml, and how each kind is read, from signals/claims/.

    python bench/tables.py [--check]

Only what stands between marks like `<!-- tolerances -->` and `<!-- /tolerances -->` is rewritten. With --check nothing is: the status is 1
where the page is out of date.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tapecheck.signals.claims import kinds
from tapecheck.signals.kind import Kind, Way
from tapecheck.signals.sources import Elsewhere, Source

ROOT = Path(__file__).resolve().parent.parent

Row = Mapping[str, Any]


def main() -> None:
    """Rewrites the page, or says that it is out of date."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--check", action="store_true", help="write nothing; status 1 where the page is out of date"
    )
    options.add_argument("--page", type=Path, default=ROOT / "docs" / "verdicts.md")
    chosen = options.parse_args()
    table = tomllib.loads((ROOT / "data" / "tolerances.toml").read_text("utf-8"))
    old = chosen.page.read_text("utf-8")
    new = filled(old, "tolerances", section(table))
    new = filled(new, "readings", ways(kinds()))
    if chosen.check and new != old:
        sys.exit(f"{chosen.page.name} is out of date: python bench/tables.py writes it afresh")
    if new != old:
        chosen.page.write_text(new, "utf-8")


def filled(page: str, mark: str, lines: Iterable[str]) -> str:
    """The page with the lines between the marks of that name. Exits with a sentence where they are missing."""
    opened, closed = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, opening, rest = page.partition(opened)
    _, closing, after = rest.partition(closed)
    if not opening or not closing:
        sys.exit(f"the page has no {opened} followed by {closed}")
    text = "\n".join(lines)
    return f"{before}{opened}\n{text}\n{closed}{after}"


def section(table: Row) -> Iterator[str]:
    """The lines of the section: what a way of printing allows, then what vendors may differ by."""
    yield "What a printed figure allows, in units of its last digit (0.1 of 3.5%, 1 of 27%, 1,000 of $126,000):\n"
    yield "| printed | allows | why |"
    yield "|---|---|---|"
    for name, allows in _printed(table):
        yield f"| {name} | {allows} | {table[name]['reason']} |"
    yield "\nWhat vendors may differ by comes on top, except of a truncated figure; a dash is none:\n"
    yield "| family | level, % of the price | high or low, % of the price | move, percentage points | move, basis points | why |"
    yield "|---|---|---|---|---|---|"
    for family, row in table["vendors"].items():
        cells = (row["level"], row.get("extreme", row["level"]), row["percent"], row.get("bp"))
        yield f"| {family} | {' | '.join(_number(cell) for cell in cells)} | {row['reason']} |"
    yield "\nPrinted by `python bench/tables.py` from `data/tolerances.toml`."


def _printed(table: Row) -> Iterator[tuple[str, str]]:
    """Each way of printing and what it allows, in words."""
    about, bound = table["about"], table["bound"]
    yield "rounding", f"{_number(table['rounding']['units'])} to either side"
    yield "truncation", f"{_number(table['truncation']['units'])} upwards"
    yield "about", f"{100 * about['share']:g}% of the figure or {_number(about['units'])}, to either side"
    yield "bound", f"{_number(bound['units'])}; none to a level ({', '.join(bound['passed'])})"
    yield "arithmetic", f"{table['arithmetic']['noise']:g} as it is"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def ways(declared: Iterable[Kind]) -> Iterator[str]:
    """The lines of the section: the ways of every kind, in the order in which they are tried."""
    yield "What each kind of claim is held against, the usual reading first; where one of them is true, the claim is. The tolerance names the"
    yield "column above that comes on top of rounding. In italics: what only keeps a claim from being called false, and figures that no tape holds.\n"
    yield "| kind | reading | series | base | tolerance |"
    yield "|---|---|---|---|---|"
    for kind in declared:
        yield from (f"| {kind.name} | {' | '.join(_cells(way))} |" for way in kind.ways)
    yield "\nPrinted by `python bench/tables.py` from `signals/claims/`."


def _cells(way: Way) -> tuple[str, str, str, str]:
    series = ", ".join(_called(source) for source in way.series) or "—"
    if not way.decides:
        return f"*{way.name}*", series, "—", "—"
    return way.name, series, way.base, " or ".join(way.tolerance) or "none"


def _called(source: Source) -> str:
    return f"*{source.called}*" if isinstance(source, Elsewhere) else source.called


if __name__ == "__main__":
    main()
