"""Tries what can go wrong, and prints how often it did.

    python bench/reliability.py [--small] [--only PART] [--write docs/reliability.md] [--shared SHARED]

`--small` is the fixed-seed slice of a few minutes that the tests run; the whole takes hours. SHARED holds corpus/feeds. Everything runs on the
loopback; nothing outside is asked.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
PARTS = ("fetching", "feeds", "bodies", "storing", "outputs")

from trials import Trial  # noqa: E402  (the parts lie beside this file)


def main() -> None:
    """Runs and prints, or writes, the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--small", action="store_true")
    options.add_argument("--only", choices=PARTS)
    options.add_argument("--write", type=Path)
    options.add_argument("--shared", type=Path)
    chosen = options.parse_args()
    if chosen.shared:
        os.environ["TAPECHECK_SHARED"] = str(chosen.shared)
    found = list(tried(chosen.small, (chosen.only,) if chosen.only else PARTS))
    page = "\n".join(_page(found, chosen.small)) + "\n"
    if chosen.write:
        chosen.write.write_text(page, "utf-8")
    print(page)
    raise SystemExit(any(one.failed for one in found))


def tried(small: bool, parts: tuple[str, ...] = PARTS) -> Iterator[Trial]:
    """Every trial of the parts, in their order."""
    for part in parts:
        yield from importlib.import_module(f"trials.{part}").trials(small)


def _page(found: list[Trial], small: bool) -> Iterator[str]:
    yield "# Reliability\n"
    yield f"Written by `python bench/reliability.py{' --small' if small else ''} --write docs/reliability.md`. Where nothing failed, the rate of failures is below the bound with 95% confidence (3/N).\n"
    yield "| | what | tried | failed | bound | |"
    yield "|---|---|---|---|---|---|"
    for one in found:
        bound = f"{one.bound:.2%}" if one.bound is not None else ""
        yield f"| {one.id} | {one.what} | {one.tried:,} | {one.failed:,} | {bound} | {one.figure} |"


if __name__ == "__main__":
    main()
