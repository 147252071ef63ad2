"""Near an extreme: "just below its all-time high", "within 0.7% of a record". Without a number, 3% is near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp import words
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.nlp.extremes import extreme_at

_NEAR = re.compile(
    r"\b(?:(?:just|slightly|a hair|barely|only|a bit|a touch|a step)\s(?:below|under|shy of|short of|off|away from|above|from)|near(?:ing|s)?|close to|"
    r"(?:within )?striking distance of|inches (?:from|away from)|not far (?:from|below|off)|approach(?:ing|es|ed)|on the (?:cusp|verge|brink|doorstep) of|flirt\w+ with|"
    r"within (?:(?:less than |about )?[\d.]+%|a whisker|reach|a few points|(?:\d+ )?points) (?:of|from)|came within|at or near)\s",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[,;]")


class NearExtreme:
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "near_extreme"
    rule = "near_extreme/1"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A subject said to be close to an extreme; a printed distance before the words makes it an off_extreme instead."""
        for match in _NEAR.finditer(sentence.text):
            extreme = extreme_at(sentence, match.end(), 32)
            if (
                extreme is None
                or _ELSEWHERE.search(sentence.text, match.end(), extreme.start)
                or self._measured(sentence, match.start())
            ):
                continue
            q = next((q for q in sentence.quantities if match.start() <= q.start < match.end()), None)
            if sentence.modality(match.start()) != "asserted":
                continue
            for who in sentence.subjects(match.start(), match.start()):
                if who.priced:
                    yield sentence.draft(
                        self.name,
                        who,
                        match.start(),
                        extreme.end,
                        q,
                        direction="down" if extreme.low else "up",
                        reference=extreme.reference,
                        score=0.7,
                    )

    def _measured(self, sentence: Sentence, at: int) -> bool:
        return any(q.unit == "percent" and 0 <= at - q.end < 2 for q in sentence.quantities)


KIND = NearExtreme()
