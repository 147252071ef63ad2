"""How much of the expected text of real pages the body finder keeps, and how much it adds.

    python bench/bodies.py SHARED/corpus/html [--write docs/bodies.md]

Recall is the share of expected sentences found in our body, precision the share of our sentences found in the expected text; both on
words alone. Fixtures that expect only the opening of a text have no precision.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from pathlib import Path

from tapecheck.ingest.source import single

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORT = 25


def main() -> None:
    """Prints, or writes, a row a page and the totals."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    with (chosen.folder / "index.csv").open(encoding="utf-8", newline="") as lines:
        pages = [row for row in csv.DictReader(lines) if row["expected_file"]]
    measured = [measure(chosen.folder, row) for row in pages]
    page = _page(measured)
    if chosen.write:
        chosen.write.write_text(page, "utf-8")
    print(page)


def measure(folder: Path, row: dict[str, str]) -> tuple[str, int, int, int, int]:
    """File, expected sentences kept, expected sentences, our sentences that were expected, our sentences (0 for a mere opening)."""
    candidates, whole = expected_text(folder / row["expected_file"])
    ours = single(str(folder / row["file"])).text
    expected = max(candidates, key=lambda text: found(text, ours)[0])
    kept, wanted = found(expected, ours)
    right, given = found(ours, expected) if whole else (0, 0)
    return row["file"], kept, wanted, right, given


def found(needles: str, hay: str) -> tuple[int, int]:
    """How many sentences of one text stand in the other, of how many."""
    words = plain(hay)
    sentences = [s for part in _SENTENCE.split(needles) if len(s := plain(part)) > _SHORT]
    return sum(s in words for s in sentences), len(sentences)


def plain(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def expected_text(path: Path) -> tuple[list[str], bool]:
    """The expected prose (of several captures of one page, each), and whether it is the whole article."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        return _of_json(json.loads(text))
    if path.suffix == ".html":
        from lxml import html

        return [
            "\n".join(
                html.fromstring(text).xpath(
                    "//p//text()[normalize-space()]/ancestor::p[1]/descendant-or-self::text()"
                )
            )
        ], True
    return [text], True


def _of_json(found_: dict[str, object]) -> tuple[list[str], bool]:
    """fundus: the sections for each version of the page; goose: the opening of the cleaned text."""
    if "expected" in found_ and isinstance(found_["expected"], dict):
        return [str(found_["expected"].get("cleaned_text", ""))], False
    return [
        "\n".join(_strings(v["body"])) for v in found_.values() if isinstance(v, dict) and "body" in v
    ], True


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


def _page(measured: list[tuple[str, int, int, int, int]]) -> str:
    rows = [
        f"| {name} | {_share(kept, wanted)} | {_share(right, given)} | {wanted} |"
        for name, kept, wanted, right, given in measured
    ]
    kept, wanted, right, given = (sum(row[i] for row in measured) for i in range(1, 5))
    return (
        "# Bodies\n\nWritten by `python bench/bodies.py ../shared/corpus/html --write docs/bodies.md`.\n\n| page | recall | precision | sentences |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n| **all** | {_share(kept, wanted)} | {_share(right, given)} | {wanted} |\n"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""


if __name__ == "__main__":
    main()
