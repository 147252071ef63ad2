"""A turning point: "bottomed on November 21", "peaked in October", "its June 3 low".

The extreme of a stretch that is open on both sides of the day named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp import words
from tapecheck.nlp.claim import Direction, Unit
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.times import TimeRef

_TURNED = re.compile(
    r"\b(?P<down>bottomed(?:\sout)?|troughed|hit\s(?:a\s|its\s|the\s)?(?:bottom|low|rock bottom)|found\sa\sfloor)|\b(?P<up>peaked|topped\sout|crested|hit\s(?:a\s|its\s|the\s)?(?:peak|top))\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\s(?:\w+\s)?(?P<end>low|high|peak|bottom|top)\b(?!\s(?:of|at|near)\s(?:the\s)?(?:day|session))"
)
_OWNER = re.compile(r"\b(?:its|the|their|a)\s$")
_LOWS = ("low", "bottom")


class TurningPoint:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "turning_point"
    rule = "turning_point/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A day, or a level, at which a subject is said to have turned; and dated extremes ("its June 3 low")."""
        for match in _TURNED.finditer(sentence.text):
            if sentence.modality(match.start()) == "asserted":
                yield from self._turned(sentence, match)
        for when in sentence.times:
            dated = (
                _DATED.match(sentence.text, when.end)
                if when.kind == "day" and any(map(str.isdigit, when.text))
                else None
            )
            if dated is not None:
                yield from self._dated(sentence, when, dated)

    def _turned(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        start, end = sentence.clause(match.start())
        near = [t for t in sentence.times if match.end() <= t.start < min(end, match.end() + 40)] or [
            t for t in sentence.times if start <= t.start < match.start()
        ]
        q = next(
            (
                q
                for q in sentence.quantities
                if 0 <= q.start - match.end() < 18 and q.unit in ("usd", None, "percent")
            ),
            None,
        )
        if not near and q is None:
            return
        for who in sentence.subjects(match.start(), match.end()):
            if who.priced:
                day = sentence.session(who.symbol)
                unit: Unit | None = (
                    ("usd" if q.unit == "usd" else "yield" if who.family == "rate" else "index")
                    if q
                    else None
                )
                yield sentence.draft(
                    self.name, who, match.start(), max(match.end(), near[0].end if near else 0), q, unit, direction="down" if match["down"] else "up",
                    window=near[0].window if near else (day, day), window_text=near[0].text if near else None, score=0.7,
                )  # fmt: skip

    def _dated(self, sentence: Sentence, when: TimeRef, match: re.Match[str]) -> Iterator[Draft]:
        owner = _OWNER.search(sentence.text, 0, when.start)
        start = owner.start() if owner else when.start
        for who in sentence.subjects(when.start, when.start):
            if who.priced:
                direction: Direction = "down" if match["end"].lower() in _LOWS else "up"
                yield Draft(
                    start,
                    match.end(),
                    self.name,
                    who.symbol,
                    direction=direction,
                    window=when.window,
                    window_text=when.text,
                    score=0.6,
                )


KIND = TurningPoint()
