"""How many claims change when an article is set in other typography: it should be none.

    python bench/metamorphic.py ARTICLES... [--show 5]

ARTICLES are files or folders as `tapecheck batch` takes them. Every article is read by the grammar as it is and once for each way to set it;
a claim counts as changed where it is only in one of the two readings. What a claim says is compared (kind, subject, numbers, days, meaning),
not where it stands.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tapecheck.errors import NoDate
from tapecheck.ingest.article import Article
from tapecheck.ingest.source import articles
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.read import Reader
from tapecheck.pipeline import moment_of
from tapecheck.signals.claims import kinds

_MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\\.?|Feb\\.?|Mar\\.|Apr\\.|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?)"
_AMERICAN = re.compile(
    rf"\b({_MONTHS}) ([0-9]{{1,2}})(?:, ((?:19|20)[0-9]{{2}}))?\b(?![,-]?[0-9]|\.[0-9]|(?:st|nd|rd|th)|%| to| and| or)"
)
_BRITISH = re.compile(rf"(?<![0-9,.$] )\b([0-9]{{1,2}}) ({_MONTHS})(?: ((?:19|20)[0-9]{{2}}))?\b")
_PER_CENT = re.compile(r"(?<=[0-9])(?:%|\spercent\b)")
_LONG_WORD = re.compile(r"\b([A-Za-z]{4})([a-z]{3,})\b")
_ENTITIES = {
    "&": "&amp;",
    "’": "&rsquo;",
    "'": "&#39;",
    "“": "&ldquo;",
    "”": "&rdquo;",
    "—": "&mdash;",
    "–": "&#8211;",
}


def main() -> None:
    """Prints a row for each way."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("articles", nargs="+")
    options.add_argument("--show", type=int, default=0)
    chosen = options.parse_args()
    reader = Reader(kinds())
    given = [one for place in chosen.articles for one in articles(place) if isinstance(one, Article)]
    before = [(one, _day(one), says(reader, one, _day(one))) for one in given]
    print(f"{len(before)} articles, {sum(said.total() for *_, said in before)} claims\n")
    print(
        "| set with | articles that differ | articles with a changed claim | claims changed |\n|---|---|---|---|"
    )
    for name, way in WAYS.items():
        print(_row(name, way, before, reader, chosen.show))


def _row(name: str, way: Callable[[str], str], before: list[Any], reader: Reader, show: int) -> str:
    touched = hit = changed = 0
    for article, day, said in before:
        text = way(article.text)
        if text == article.text:
            continue
        now = says(reader, replace(article, text=text), day)
        apart = (said - now) + (now - said)
        touched, hit, changed = touched + 1, hit + bool(apart), changed + apart.total()
        for one in list(apart)[: show if apart else 0]:
            print("   ", name, "only before" if one in said else "only after", article.id, one)
    return f"| {name} | {touched} | {hit} | {changed} |"


def _day(article: Article) -> date:
    try:
        return moment_of(article).day
    except NoDate:
        return date(2025, 12, 12)


def says(reader: Reader, article: Article, day: date) -> Counter[tuple[Any, ...]]:
    """What the claims of an article say, each as often as it is said."""
    return Counter(meaning(claim) for claim in reader.claims(article, day))


def meaning(claim: Claim) -> tuple[Any, ...]:
    """A claim without its place and its words."""
    against = claim.reference
    measured = (against.kind, against.value, against.window, against.subject) if against else None
    return (
        claim.kind, claim.subject, claim.value, claim.value_high, claim.ulp, claim.unit, claim.direction, claim.comparator, claim.basis, claim.window,
        measured, claim.modality, claim.confidence,
    )  # fmt: skip


def _british(date: re.Match[str]) -> str:
    return " ".join(part for part in (date[2], date[1], date[3]) if part)


def _american(date: re.Match[str]) -> str:
    return f"{date[2]} {date[1]}" + (f", {date[3]}" if date[3] else "")


def _straight(text: str) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def _curly(text: str) -> str:
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=\w)'", "’", text)
    text = re.sub(r'(?<![\w.,!?%)])"', "“", text)
    return text.replace('"', "”")


def _entities(text: str) -> str:
    return "".join(_ENTITIES.get(one, one) for one in text)


WAYS: Mapping[str, Callable[[str], str]] = {
    "straight quotes": _straight,
    "curly quotes": _curly,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces in numbers": lambda text: re.sub(r"(?<=[0-9]) | (?=[0-9$])", "\u2009", text),
    "doubled spaces": lambda text: re.sub(r"(?<=[.,;]) ", "  ", text),
    "all spaces doubled": lambda text: text.replace(" ", "  "),
    "hyphens for em dashes": lambda text: re.sub(r"\s?—\s?", " - ", text),
    "em dashes for hyphens": lambda text: re.sub(r"(?<=\w) (?:-|–) (?=[A-Za-z])", " — ", text),
    "em dashes spaced": lambda text: re.sub(r"\s?—\s?", " — ", text),
    "double hyphens": lambda text: re.sub(r"(?<=\w)\s?—\s?(?=[A-Za-z])", " -- ", text),
    "minus signs": lambda text: text.replace("-", "\u2212"),
    "en dashes": lambda text: text.replace("-", "–"),
    "no-break hyphens": lambda text: text.replace("-", "\u2011"),
    "British dates": lambda text: _AMERICAN.sub(_british, text),
    "American dates": lambda text: _BRITISH.sub(_american, text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "soft hyphens": lambda text: _LONG_WORD.sub("\\1\u00ad\\2", text),
    "zero-width spaces": lambda text: re.sub(r"(?<=[a-z])(?=[ ,.])|(?<=[0-9])(?=[,%])", "\u200b", text),
    "byte order mark": lambda text: "\ufeff" + text,
    "entities": _entities,
    "per cent": lambda text: _PER_CENT.sub(" per cent", text),
    "percent": lambda text: _PER_CENT.sub(" percent", text),
    "%": lambda text: re.sub(r"(?<=[0-9])\s(?:percent|per cent)\b", "%", text),
}


if __name__ == "__main__":
    main()
