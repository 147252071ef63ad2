"""A regime: "entered a bear market", "in correction territory", "a new bull market".

By Wall Street's rule of thumb a correction is a fall of a tenth from the last high, a bear market one of a fifth, by closes; a bull market a
rise of a fifth from the last low.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp.claim import Claim, Direction
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.signals.answers import row_of, settled, too_coarse, uncovered
from tapecheck.signals.finding import Reading
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look, highest, lowest, point, rows_within
from tapecheck.signals.phrases import number
from tapecheck.signals.sources import SUBJECT
from tapecheck.signals.tape.protocol import Period, Series

_WORDED = re.compile(
    r"\b(?:(?P<bear>bear[\s-]market|bear territory|bearish territory)|(?P<correction>(?:market\s|intermediate\s|technical\s)?correction(?:\sterritory|\smode|\szone)?)|(?P<bull>bull[\s-](?:market|run|territory)))\b",
    re.IGNORECASE,
)
_IS_IN = re.compile(
    r"\b(?:enter(?:s|ed|ing)|in|into|confirm(?:s|ed|ing)?|technically\sa|began|started|launched|remains?|slipped|fell|slid|plunged|tumbled|dropped|sank)\s(?:in\s|into\s)?(?:a\s|an\s|its\s|the\s|new\s|full-blown\s|official\s|technical\s|fresh\s|so-called\s|[“\"‘']){0,8}$",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:not|n['’]t|avoid\w*|near\w*|brink|verge|edge|cusp|last|previous|since|during|until|exit\w*|escap\w*|out of|shy|close to|if|when|end(?:ed)? (?:of|the)|20[0-9][0-9]|19[0-9][0-9])\b",
    re.IGNORECASE,
)
_FALL = {"bear": 0.20, "correction": 0.10, "bull": 0.20}
# The high or low that counts is within this many days; a fall this near the line is called either way.
_YEAR, _EDGE = 400, 0.015


class Regime:
    """How it is worded."""

    name = "regime"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A subject said to be in, or to have entered, a bear market, a correction or a bull market."""
        for match in _WORDED.finditer(sentence.text):
            start, _ = sentence.clause(match.start())
            if (
                not _IS_IN.search(sentence.before(match.start()))
                or _NOT_NOW.search(sentence.text, start, match.end())
                or sentence.modality(match.start()) != "asserted"
            ):
                continue
            way: Direction = "up" if match["bull"] else "down"
            for who in sentence.subjects(match.start(), match.end()):
                if who.priced:
                    yield sentence.draft(self.name, who, match.start(), match.end(), direction=way, score=0.7)


def _sessions(claim: Claim, look: Look, series: Series) -> Iterator[tuple[Series, int, str] | Reading]:
    """The last session of the days meant, and the word for the regime."""
    word = _WORDED.search(claim.quote)
    window = claim.window or (look.as_of, look.as_of)
    row = row_of(series, min(window[1], look.as_of))
    if row is None or word is None or word.lastgroup is None:
        yield uncovered("the regime", too_coarse(series, window[1]))
    else:
        yield series, row, word.lastgroup


def _gone(claim: Claim, look: Look, at: tuple[Series, int, str]) -> Iterator[Reading]:
    """How far the best or worst close since is from the low or high of the year before."""
    yield _reading(*at)


def _reading(series: Series, row: int, word: str) -> Reading:
    day, up = series.last[row].item(), word == "bull"
    rows = rows_within(series, Period(day.fromordinal(day.toordinal() - _YEAR), day))
    extreme = (lowest if up else highest)(series, rows, "lowest_close" if up else "highest_close")
    after = None if extreme is None else rows_within(series, Period(extreme.day, day))
    best = (
        None
        if after is None
        else (highest if up else lowest)(series, after, "highest_close" if up else "lowest_close")
    )
    if extreme is None or best is None:
        return uncovered("the regime", too_coarse(series, day))
    gone = best.value / extreme.value - 1
    observed = f"{series.symbol} went from {number(extreme.value)} on {extreme.day} to {number(best.value)} on {best.day}, {100 * gone:+.1f}%"
    proof = [extreme.evidence, best.evidence, *(p.evidence for p in [point(series, row)] if p)]
    return settled(
        f"a {word} market by closes",
        abs(gone) >= _FALL[word] - _EDGE,
        observed,
        100 * gone,
        "extreme after / extreme before - 1",
        proof,
    )


def _rule_of_thumb(claim: Claim, look: Look, series: Series) -> Iterator[Reading]:
    yield uncovered(
        "its rule",
        "a bear market or a correction is a rule of thumb, and outlets call it by rules of their own",
    )


KIND = Kind(
    Regime(),
    rule="regime/1",
    ways=(
        Way(
            "farthest close since",
            (SUBJECT,),
            "the highest or lowest close of a year",
            (),
            _gone,
            at=_sessions,
        ),
        undecided("a rule of thumb", (SUBJECT,), _rule_of_thumb),
    ),
)
