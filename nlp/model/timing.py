"""Timing: what the grammar knows of the time that it took for a pair, from which the model judges whether that is the one meant."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tapecheck.nlp.claim import Window
from tapecheck.nlp.draft import Sentence
from tapecheck.nlp.model.pairs import Pair

TIMINGS = 9
_MANY_SENTENCES, _SCALE = 20, 5


def window_of(pair: Pair, sentence: Sentence) -> tuple[Window | None, str | None]:
    """The time that the grammar takes for a pair, and the words that say so (None: taken for granted)."""
    if pair.drafts:
        best = max(pair.drafts, key=lambda draft: draft.score)
        return best.window, best.window_text
    start, end = (pair.number.start, pair.number.end) if pair.number else (0, len(sentence.text))
    return sentence.window(start, end, pair.symbol)


def timing_of(pair: Pair, read: Sequence[Sentence]) -> tuple[float, ...]:
    """The facts of a pair's time, `TIMINGS` of them, all about 0..2."""
    sentence = read[pair.sentence]
    window, said = window_of(pair, sentence)
    span = (window[1] - window[0]).days if window else 0
    ago = (sentence.anchor - window[1]).days if window else 0
    return (
        float(said is not None),
        max((draft.firm for draft in pair.drafts), default=0.0),
        float(window is None),
        math.log1p(max(0, span)) / _SCALE,
        math.log1p(max(0, ago)) / _SCALE,
        min(len(sentence.times), 4) / 2,
        float(sentence.elsewhen is not None),
        float(sentence.uncertain),
        min(pair.sentence, _MANY_SENTENCES) / _MANY_SENTENCES,
    )
