"""An evaluation as a page of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tapecheck.evaluation.record import Evaluation
from tapecheck.evaluation.scores import MISSED, Extraction, Figures, share
from tapecheck.evaluation.slices import ENOUGH, ENOUGH_ARTICLES, KIND, Slice, worst
from tapecheck.report.visible import one_line
from tapecheck.signals.finding import Verdict

_DASH = "–"


def page(evaluation: Evaluation) -> str:
    """The whole page; figures are shares unless they are counts."""
    parts = [
        _head(evaluation.figures),
        _extraction(evaluation.figures),
        _checking(evaluation.figures),
        _confusion(evaluation.figures),
        *(_slices(by, found) for by, found in evaluation.slices.items()),
        _origins(evaluation),
        _calibration(evaluation),
        *_mistakes(evaluation),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _head(figures: Figures) -> Iterator[str]:
    lost = figures.articles - figures.answered
    yield f"{figures.articles} articles{f', {lost} of them not checked' if lost else ''}; {figures.every.gold} labels in scope"
    covered = figures.coverage
    yield f"coverage: {covered.typed} of {covered.figures} market figures became part of a claim ({_of(covered.share)})"
    yield f"quotes verbatim: {figures.verbatim} of {figures.verbatim + figures.not_verbatim}"


def _extraction(figures: Figures) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("reading", "labels", "found P", "R", "F1", "typed P", "R", "F1")]
    rows += [(name, *_rates(counts)) for name, counts in (("core", figures.core), ("plain", figures.plain))]
    yield from _table(rows)
    if figures.fields:
        agreed = ", ".join(f"{name.replace('_', ' ')} {_of(part)}" for name, part in figures.fields.items())
        yield f"of typed: {agreed}"


def _rates(counts: Extraction) -> tuple[str, ...]:
    found, typed = counts.as_found, counts.as_typed
    shares = (found.precision, found.recall, found.f1, typed.precision, typed.recall, typed.f1)
    return (str(counts.gold), *map(_of, shares))


def _checking(figures: Figures) -> Iterator[str]:
    verdicts, flags = figures.verdicts, figures.flags
    yield f"verdicts: {_of(verdicts.when_found)} right when found, {_of(verdicts.end_to_end)} end to end, of {verdicts.decidable} labels that are supported or refuted"
    yield f"refuted: precision {_of(share(flags.true, flags.true + flags.false))} ({flags.true} of {flags.true + flags.false}), recall {_of(share(flags.hits, flags.gold))} ({flags.hits} of {flags.gold})"
    if flags.planted:
        yield f"planted errors: {_of(share(flags.planted_hits, flags.planted))} refuted end to end ({flags.planted_hits} of {flags.planted}), {_of(share(flags.planted_hits, flags.planted_found))} of the {flags.planted_found} found"
    yield f"false alarms: {flags.false}, {figures.alarms_per_100:.2f} to 100 articles"


def _confusion(figures: Figures) -> Iterator[str]:
    counts = figures.verdicts.confusion
    given = [one for one in (*(v.value for v in Verdict), MISSED) if any(got == one for _, got in counts)]
    if not counts:
        return
    rows = [("labelled \\ given", *(name.replace("_", " ") for name in given))]
    for labelled in (v.value for v in Verdict):
        row = [counts.get((labelled, got), 0) for got in given]
        if any(row):
            rows.append((labelled.replace("_", " "), *map(str, row)))
    yield from _table(rows)


def _slices(by: str, found: Sequence[Slice]) -> Iterator[str]:
    level = "all" if by == KIND else "core"
    rows: list[tuple[str, ...]] = [
        (f"by {by}", "articles", f"{level} labels", "typed P", "R", "F1", "verdict", "alarms")
    ]
    rows += [_slice(one) for one in found]
    yield from _table(rows)
    poorest = worst(found)
    if poorest is not None:
        yield f"worst with {ENOUGH} labels or more: {one_line(poorest.name)}, typed F1 {_of(poorest.extraction.as_typed.f1)}"


def _origins(evaluation: Evaluation) -> Iterator[str]:
    for by, one in evaluation.worst_origins.items():
        yield (
            f"worst {by} with {ENOUGH_ARTICLES} articles or more: {one_line(one.name)}, "
            f"typed F1 {_of(one.extraction.as_typed.f1)} in {one.figures.articles} articles"
        )


def _slice(one: Slice) -> tuple[str, ...]:
    typed = one.extraction.as_typed
    return (
        one_line(one.name), str(one.figures.articles), str(one.extraction.gold), _of(typed.precision), _of(typed.recall), _of(typed.f1),
        _of(one.figures.verdicts.when_found), str(one.figures.flags.false),
    )  # fmt: skip


def _calibration(evaluation: Evaluation) -> Iterator[str]:
    rows = [("confidence", "answers", "claimed", "observed")]
    rows += [
        (f"{one.low:.1f} to {one.high:.1f}", str(one.answers), _of(one.claimed), _of(one.observed))
        for one in evaluation.bins
        if one.answers
    ]
    yield from _table(rows)
    yield f"expected calibration error: {_of(evaluation.calibration_error)}"


def _mistakes(evaluation: Evaluation) -> Iterator[list[str]]:
    for sort, found in groupby(evaluation.mistakes, key=lambda one: one.sort):
        for one in found:
            yield [
                f"{sort}: {one_line(one.article)}",
                f"  sentence  {one_line(one.sentence)}",
                f"  expected  {one_line(one.expected)}",
                f"  got       {one_line(one.got)}",
            ]


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows in columns, the first to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join((f"{first:<{widths[0]}}", *cells)).rstrip()


def _of(part: float | None) -> str:
    return _DASH if part is None else f"{part:.3f}"
