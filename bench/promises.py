"""The promises of a verdict, tried on real articles: no look ahead, no refutation without cover, no favour to an outlet, the same answer twice.

    python bench/promises.py SHARED [--articles 300] [--seed 7] [--write docs/promises.md]

Every labelled article and a sample of unlabelled ones are checked on the folder tape, and again with the tape or the article changed in a way that
must not matter.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from alarms import article, gold, rows, sample

from tapecheck.ingest.article import Article, Quarantined
from tapecheck.pipeline import check_article
from tapecheck.replay import replayed
from tapecheck.report.records import dumps
from tapecheck.signals.finding import Finding, Verdict
from tapecheck.signals.tape.folder import FolderTape
from tapecheck.signals.tape.known import FIELDS, Rows
from tapecheck.signals.tape.protocol import NotCovered, Period, Series, Tape, Unavailable


class Changed(FolderTape):
    """A folder tape whose rows are changed before anything looks at them."""

    def __init__(self, folder: Path, change: Callable[[Rows, datetime], Rows]) -> None:
        super().__init__(folder)
        self._change = change

    def bars(
        self, symbol: str, period: Period | None, known_at: datetime
    ) -> Series | NotCovered | Unavailable:
        """The series, cut from changed rows."""
        unchanged = super().bars(symbol, period, known_at)
        kept = self._rows.get(symbol)
        if not isinstance(kept, dict):
            return unchanged
        self._rows[symbol] = self._change(kept, known_at)
        try:
            return super().bars(symbol, period, known_at)
        finally:
            self._rows[symbol] = kept


def noise_after(rows: Rows, known_at: datetime) -> Rows:
    """Rows of later days replaced by nonsense."""
    later = rows["first"] > np.datetime64(known_at.date(), "D") + 1
    nonsense = np.random.default_rng(1).uniform(1, 1e6, later.size)
    return {**rows, **{field: np.where(later, nonsense, rows[field]) for field in FIELDS}}  # type: ignore[literal-required, typeddict-item]


def with_holes(seed: int, share: float) -> Callable[[Rows, datetime], Rows]:
    """Rows with a share of the days left out, the same ones for a series at every look."""

    def holes(rows: Rows, _: datetime) -> Rows:
        kept = np.random.default_rng((seed, rows["last"].size)).random(rows["last"].size) >= share
        return {name: column[kept] for name, column in rows.items()}  # type: ignore[attr-defined, index, return-value]

    return holes


def main() -> None:
    """Prints, or writes, the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("shared", type=Path)
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    texts = list(_articles(chosen.shared / "corpus", chosen.articles, chosen.seed))
    market = chosen.shared / "market"
    lines = [_line(*one) for one in _tried(texts, market, chosen.seed)]
    page = (
        "# Promises\n\nWritten by `python bench/promises.py ../shared --write docs/promises.md`.\n\n"
        "| what was changed | tried | broken | at most, with 95% confidence |\n|---|---|---|---|\n"
        + "\n".join(lines)
        + "\n"
    )
    if chosen.write:
        chosen.write.write_text(page, "utf-8")
    print(page)


def _articles(corpus: Path, size: int, seed: int) -> Iterator[Article]:
    labelled = [
        row for name in ("train", "dev", "planted") for row in rows(corpus / "gold" / f"{name}.jsonl")
    ]
    for row in labelled + sample(rows(corpus / "articles.jsonl"), gold(corpus), size, seed):
        if not isinstance(found := article(row, "as_of"), Quarantined):
            yield found


def _tried(texts: Sequence[Article], market: Path, seed: int) -> Iterator[tuple[str, int, int]]:
    tape = FolderTape(market)
    plain = [check_article(article, tape).findings for article in texts]
    yield (
        "every later bar replaced by noise: verdicts that changed",
        *_differing(plain, texts, Changed(market, noise_after)),
    )
    yield "outlet and address swapped: verdicts that changed", *_swapped(plain, texts, tape)
    yield "checked again from the start: reports that differ by a byte", *_again(texts, market)
    yield "replayed from their own JSON: claims that differ by a byte", *_replayed(texts, tape)
    tried = broken = 0
    for share in (0.02, 0.1, 0.3):
        a, b = _refuted_by_holes(plain, texts, Changed(market, with_holes(seed, share)))
        tried, broken = tried + a, broken + b
    yield "bars deleted at random: claims not refuted that became refuted", tried, broken


def _differing(plain: Sequence[Sequence[Finding]], texts: Sequence[Article], tape: Tape) -> tuple[int, int]:
    pairs = _pairs(plain, texts, tape)
    return len(pairs), sum(one.verdict is not other.verdict for one, other in pairs)


def _pairs(
    plain: Sequence[Sequence[Finding]], texts: Sequence[Article], tape: Tape
) -> list[tuple[Finding, Finding]]:
    """Every finding beside what comes of its claim with the tape or the articles changed."""
    return [
        pair
        for before, text in zip(plain, texts, strict=True)
        for pair in zip(before, check_article(text, tape).findings, strict=True)
    ]


def _swapped(plain: Sequence[Sequence[Finding]], texts: Sequence[Article], tape: Tape) -> tuple[int, int]:
    others = random.Random(3).sample(list(texts), len(texts))
    moved = [
        replace(article, outlet=other.outlet, url=other.url)
        for article, other in zip(texts, others, strict=True)
    ]
    return _differing(plain, moved, tape)


def _again(texts: Sequence[Article], market: Path) -> tuple[int, int]:
    first, second = FolderTape(market), FolderTape(market)
    return len(texts), sum(dumps(check_article(a, first)) != dumps(check_article(a, second)) for a in texts)


def _replayed(texts: Sequence[Article], tape: Tape) -> tuple[int, int]:
    done = [replayed(json.loads(dumps(check_article(article, tape))), tape) for article in texts]
    claims = [(len(one.given["claims"]), one.identical) for one in done]
    return sum(count for count, _ in claims), sum(count for count, same in claims if not same)


def _refuted_by_holes(
    plain: Sequence[Sequence[Finding]], texts: Sequence[Article], tape: Tape
) -> tuple[int, int]:
    pairs = [p for p in _pairs(plain, texts, tape) if p[0].verdict is not Verdict.REFUTED]
    return len(pairs), sum(other.verdict is Verdict.REFUTED for _, other in pairs)


def _line(what: str, tried: int, broken: int) -> str:
    bound = f"{3 / tried:.4%}" if tried and not broken else "-"
    return f"| {what} | {tried:,} | {broken:,} | {bound} |"


if __name__ == "__main__":
    main()
