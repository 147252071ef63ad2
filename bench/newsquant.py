"""How well the numbers of general news are read: the CQE project's own measure on its labelled sets, beside the published scores.

    python bench/newsquant.py FOLDER [--errors 40] [--set NewsQuant]

FOLDER holds data/formatted_test_set and data/evaluation_output of CQE_Evaluation. A value is right within one part in a hundred thousand, and
a range only where both its ends are; with unit, the unit's name has to be the labelled `normalized_unit` too (letter case aside). One labelled
quantity is paired with one of ours at most, those that agree in both first: the authors' script may count one twice, so ours is the stricter
count. `unit_as_printed` also lets the unit agree with what is labelled as printed. A share of something is named as the set names it, `% people`.
Prints one JSON line a set.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tapecheck.nlp.measuring.measure import BARE, Measure
from tapecheck.nlp.measuring.measures import measures

SETS = ("NewsQuant", "age-model", "currency-model", "dimension-model", "temperature-model")
Agrees = Callable[[dict[str, Any], Measure], bool]


def main() -> None:
    """Prints the scores, and some of the errors where asked."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument(
        "--errors", type=int, default=0, help="print the first so many sentences that are read otherwise"
    )
    options.add_argument("--set", choices=SETS, default="NewsQuant", help="the set whose errors are printed")
    chosen = options.parse_args()
    for name in SETS:
        rows = labelled(chosen.folder, name)
        print(json.dumps({"set": name, **scores(rows), "published": published(chosen.folder, name)}))
    for line in list(errors(labelled(chosen.folder, chosen.set)))[: chosen.errors]:
        print(line)


def labelled(folder: Path, name: str) -> list[dict[str, Any]]:
    """The sentences of a set with their quantities."""
    path = folder / "data/formatted_test_set" / f"{name}.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows


def scores(rows: list[dict[str, Any]]) -> dict[str, float]:
    """F1 in per cent of the value, of the value with its unit's name, and of either way of naming the unit."""
    read = [(row["quantities"], measures(row["text"])) for row in rows]
    ways: dict[str, Agrees] = {"value": same_value, "value_unit": same, "unit_as_printed": same_loosely}
    return {name: f1(read, agrees) for name, agrees in ways.items()}


def f1(read: list[tuple[list[dict[str, Any]], tuple[Measure, ...]]], agrees: Agrees) -> float:
    """F1 in per cent over all sentences."""
    right = sum(len(pairs(gold, ours, agrees)) for gold, ours in read)
    all_of_both = sum(len(gold) + len(ours) for gold, ours in read)
    return round(200 * right / all_of_both, 1)


def pairs(gold: list[dict[str, Any]], ours: tuple[Measure, ...], agrees: Agrees) -> list[tuple[int, int]]:
    """Which labelled quantity goes with which of ours."""
    free = list(range(len(ours)))
    found = []
    for i, one in enumerate(gold):
        fits = [k for k in free if agrees(one, ours[k])]
        if fits:
            free.remove(fits[0])
            found.append((i, fits[0]))
    return found


def same_value(gold: dict[str, Any], ours: Measure) -> bool:
    """The value, and both ends of a range, agree."""
    ends = [ours.value] if ours.value_high is None else [ours.value, ours.value_high]
    wanted = _ends(gold["value"])
    return len(wanted) == len(ends) and all(
        abs(a - float(b)) <= 1e-8 + 1e-5 * abs(float(b)) for a, b in zip(wanted, ends, strict=True)
    )


def same(gold: dict[str, Any], ours: Measure) -> bool:
    """Value and the unit's own name agree."""
    return same_value(gold, ours) and gold["normalized_unit"].lower() == _named(ours)


def same_loosely(gold: dict[str, Any], ours: Measure) -> bool:
    """Value, and the unit by its name or as printed, agree."""
    printed = gold.get("unit", BARE).lower() in (ours.unit.lower() or BARE, _named(ours))
    return same(gold, ours) or (same_value(gold, ours) and printed)


def _named(ours: Measure) -> str:
    return f"% {ours.name}".lower() if ours.part else ours.name.lower()


def _ends(value: str) -> list[float]:
    if "E" in value or value.startswith("-") or "-" not in value:
        return [float(value)]
    return [float(end) for end in value.split("-")[:2]]


def published(folder: Path, name: str) -> dict[str, float]:
    """The best published F1 of the authors' own system, from their file."""
    path = folder / "data/evaluation_output" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["model"] == "CQE-Numparser"]
    return {row["type"]: float(row["F1"]) for row in rows if row["type"] in ("value", "value+unit")}


def errors(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Each sentence that is read otherwise than labelled: what is missing (-) and what is too much (+)."""
    for row in rows:
        gold, ours = row["quantities"], measures(row["text"])
        found = pairs(gold, ours, same)
        missing = [g for i, g in enumerate(gold) if i not in {a for a, _ in found}]
        extra = [m for k, m in enumerate(ours) if k not in {b for _, b in found}]
        if missing or extra:
            yield row["text"]
            yield from (f"    - {g['value']} | {g['normalized_unit']}" for g in missing)
            yield from (f"    + {m.value} {m.value_high or ''} | {_named(m)}" for m in extra)


if __name__ == "__main__":
    main()
