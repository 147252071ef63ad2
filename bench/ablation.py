"""What the model adds to the reading: the grammar alone, the model alone (without the grammar's proposals), and both, on labelled articles.

    python bench/ablation.py GOLD.jsonl [--model FOLDER] [--threshold T]

Prints a table of Markdown; GOLD is as for `tapecheck eval`, verdicts are not looked at. FOLDER is another model than the shipped one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tapecheck.evaluation.gold import Labelled, read_gold
from tapecheck.evaluation.outcome import Outcome, outcome_of
from tapecheck.evaluation.scores import Figures, figures_of
from tapecheck.evaluation.statement import answer_of
from tapecheck.nlp.decision import Decider, Decision, by_score
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.model.decide import decider
from tapecheck.nlp.model.judge import Judge, shipped
from tapecheck.nlp.read import Reader
from tapecheck.pipeline import moment_of
from tapecheck.signals.claims import kinds
from tapecheck.signals.finding import Finding, Verdict

_FIELDS = ("direction", "unit", "comparator", "modality", "window")
_SOME_ARTICLES = 5


def main() -> None:
    """Runs and prints."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("gold", type=Path)
    options.add_argument("--model", type=Path, default=shipped())
    options.add_argument("--threshold", type=float)
    chosen = options.parse_args()
    judge = Judge(chosen.model)
    if chosen.threshold:
        judge.card = replace(judge.card, threshold=chosen.threshold)
    print("\n".join(table(chosen.gold, judge)))


def table(path: Path, judge: Judge) -> Iterator[str]:
    """The rows of the table, its head first, then the worst outlet of the last row."""
    gold = read_gold(path)
    yield f"| reading | core found | core typed (P / R) | plain typed | {' / '.join(_FIELDS)} |"
    yield "|---|---|---|---|---|"
    outcomes: list[Outcome] = []
    for name, decide in (("grammar", by_score), ("model alone", alone(judge)), ("both", decider(judge))):
        outcomes = list(_read(gold, decide))
        yield _row(name, figures_of(outcomes))
    yield f"\nWorst outlet of at least {_SOME_ARTICLES} articles, both: {worst(outcomes)}."


def alone(judge: Judge) -> Decider:
    """The model without the grammar's proposals: only numbers, times and names are the grammar's."""

    def decide(read: Sequence[Sentence], drafts: Sequence[Sequence[Draft]]) -> Iterable[Decision]:
        return decider(judge)(read, [()] * len(read))

    return decide


def worst(outcomes: Sequence[Outcome]) -> str:
    """The outlet with the lowest F1, with its figure and how many articles it has."""
    by: dict[str, list[Outcome]] = {}
    for one in outcomes:
        by.setdefault(one.article.outlet or "unnamed", []).append(one)
    enough = {name: own for name, own in by.items() if len(own) >= _SOME_ARTICLES}
    if not enough:
        return "none has as many"
    f1, name = min((figures_of(own).core.as_typed.f1, name) for name, own in enough.items())
    return f"{name}, core typed {f1:.3f} ({len(enough[name])} articles)"


def _read(gold: Sequence[Labelled], decide: Decider) -> Iterator[Outcome]:
    reader = Reader(kinds(), decide)
    for one in gold:
        claims = reader.claims(one.article, moment_of(one.article).day)
        told = [answer_of(Finding(claim, Verdict.NOT_CHECKABLE, "", rule=1)) for claim in claims]
        yield outcome_of(one, told)


def _row(name: str, found: Figures) -> str:
    typed = found.core.as_typed
    fields = " / ".join(f"{found.fields.get(field, 0):.3f}" for field in _FIELDS)
    return (
        f"| {name} | {found.core.as_found.f1:.3f} | {typed.f1:.3f} ({typed.precision:.3f} / {typed.recall:.3f}) "
        f"| {found.plain.as_typed.f1:.3f} | {fields} |"
    )


if __name__ == "__main__":
    main()
