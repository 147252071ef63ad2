"""Articles and reports made up for the trials of outputs: of every article some claims, and words that no other article has."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tapecheck.ingest.article import Article, Precision
from tapecheck.nlp.model.judge import CARD, shipped
from tapecheck.pipeline import Report, check_article
from tapecheck.reading import Reading
from tapecheck.signals.tape.almanac import AlmanacTape

_FIRST = datetime(2025, 9, 1, 21, 0, tzinfo=UTC)
_SENTENCES = (
    "The S&P 500 rose {p}% to {n},{m:03}.{c:02} on {day}, said {who} of {house}.",
    "Bitcoin is now {p} per cent below its peak of ${n}{m:03}, {who} wrote in a note.",
    "The Russell 2000 closed at a record on {day} while {house} cut its forecast.",
    "Gold futures settled at ${n},{m:03}.{c:02} an ounce, the most since {who} joined {house}.",
    "The Federal Reserve cut interest rates by 25 basis points, which {who} had foreseen.",
    "{who}, who runs {house}, called the week “{word} but orderly” and bought nothing.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def reading() -> Reading:
    """The model where it is shipped, else the grammar alone."""
    return "model" if (shipped() / CARD).is_file() else "grammar"


def articles(seed: int, sentences: int = 8) -> Iterator[Article]:
    """Articles without end."""
    chance, number = random.Random(seed), 0
    while True:
        number += 1
        published = _FIRST + timedelta(days=number % 90, minutes=number % 60)
        yield Article(
            _text(chance, sentences), f"made-up-{seed}-{number}", title=_word(chance).title(), outlet="Made up",
            published=published, precision=Precision.TIME,
        )  # fmt: skip


def reports(count: int, seed: int = 1) -> list[Report]:
    """So many reports, checked against the almanac; the first ten over and over, each under a name of its own."""
    tape, made = AlmanacTape(), articles(seed)
    ten = [check_article(next(made), tape, None, reading()) for _ in range(min(10, count))]
    return [
        replace(one, article=replace(one.article, id=f"{number}"))
        for number, one in enumerate((ten * (count // 10 + 1))[:count])
    ]


def _text(chance: random.Random, sentences: int) -> str:
    made = [
        chance.choice(_SENTENCES).format(
            p=chance.randint(1, 90) / 10,
            n=chance.randint(1, 99),
            m=chance.randint(0, 999),
            c=chance.randint(0, 99),
            day=chance.choice(_DAYS),
            who=_word(chance).title(),
            house=_word(chance).title(),
            word=_word(chance),
        )
        for _ in range(sentences)
    ]
    return "\n\n".join(" ".join(made[at : at + 3]) for at in range(0, sentences, 3))


def _word(chance: random.Random) -> str:
    return "".join(
        chance.choices("bcdfghklmnprst", k=1) + chance.choices("aeioulnrst", k=chance.randint(4, 9))
    )
