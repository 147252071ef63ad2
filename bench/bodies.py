"""How much of each page's article reaches the checker: recall and precision of sentences, page by page.

    python bench/bodies.py ../shared/corpus

The folder holds `html/index.csv` with the columns `file`, `expected_file` and `expected_kind`. A sentence counts as
found when its letters and digits stand in the other text in one piece. Recall asks this of the expected sentences,
precision of ours; expected texts that are only an opening of the article (`opening` in the table) measure recall only.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tapecheck.ingest.body import read_page
from tapecheck.ingest.errors import IngestError

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘(]?[A-Z0-9$])|\n+")
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Score:
    """Sentences of one page: expected and found of them, ours and right of them."""

    page: str
    expected: int
    found: int
    ours: int
    right: int
    opening: bool
    note: str = ""


def main(corpus: Path) -> int:
    pages = corpus / "html"
    scores = [score for row in _rows(pages) if (score := _score(pages, row))]
    for score in scores:
        print(_line(score))
    whole = [score for score in scores if not score.opening]
    recall = sum(s.found for s in scores) / sum(s.expected for s in scores)
    precision = sum(s.right for s in whole) / sum(s.ours for s in whole)
    per_page = sum(s.found / s.expected for s in scores) / len(scores)
    print(f"\n{len(scores)} pages with an expected text: recall of sentences {recall:.3f} (mean of pages {per_page:.3f}),")
    print(f"precision {precision:.3f} on the {len(whole)} pages whose whole text is expected")
    return 0


def _rows(pages: Path) -> Iterator[dict[str, str]]:
    with (pages / "index.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["expected_file"])


def _score(pages: Path, row: dict[str, str]) -> Score | None:
    data = (pages / row["file"]).read_bytes()
    expected, opening = _expected(pages / row["expected_file"], data)
    note = ""
    try:
        ours = read_page(data, row["file"]).text
    except IngestError as error:
        ours, note = "", str(error)
    wanted, given = _sentences(expected), _sentences(ours)
    found = sum(letters in _letters(ours) for letters in wanted)
    right = sum(letters in _letters(expected) for letters in given)
    return Score(row["file"], len(wanted), found, len(given), right, opening, note) if wanted else None


def _expected(path: Path, page: bytes) -> tuple[str, bool]:
    """The expected text, and whether it is only the article's opening."""
    raw = path.read_text("utf-8", "replace")
    if path.suffix == ".txt":
        return raw, False
    if path.suffix == ".html":
        from lxml import html

        blocks = html.document_fromstring(raw).iter("p", "h2", "h3", "li", "blockquote")
        return "\n".join(" ".join(block.text_content().split()) for block in blocks), False
    stored = json.loads(raw)
    if "expected" in stored:
        return stored["expected"]["cleaned_text"], True
    return _of_page(stored, page), False


def _of_page(versions: dict[str, dict[str, object]], page: bytes) -> str:
    """A file may hold one article per version of an outlet's layout: the one whose paragraphs stand in this page."""
    letters = _letters(page.decode("utf-8", "replace"))
    texts = ["\n".join(_strings(version["body"])) for version in versions.values() if version.get("body")]
    return max(texts, key=lambda text: sum(s in letters for s in _sentences(text)) / max(len(_sentences(text)), 1))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _sentences(text: str) -> list[str]:
    return [letters for part in _SENTENCE.split(text) if len(letters := _letters(part)) >= _SHORTEST]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _line(score: Score) -> str:
    recall = score.found / score.expected
    precision = "opening" if score.opening else f"{score.right / max(score.ours, 1):7.3f}"
    return f"{score.page[:58]:58} {score.found:4}/{score.expected:<4} recall {recall:.3f}  precision {precision}  {score.note}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
