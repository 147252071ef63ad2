"""How a record is worded: "closed at a record", "a fresh all-time high", "its 30th record this year"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import ordinal

_NTH = r"(?P<nth{0}>[0-9]{{1,3}}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s(?:straight\s|consecutive\s)?"
_RECORD = re.compile(
    rf"\b(?:{_NTH.format(1)})?(?:all[\s-]time|record[\s-]?(?:setting|breaking)?|lifetime|life-time|historic(?:al)?)\s?"
    r"(?:closing\s|intraday\s|intra-day\s|nominal\s){0,4}(?:highs?|lows?|close|closes|peaks?|territory|finish|closing)\b"
    rf"|\b(?:{_NTH.format(2)})?(?:hit|hits|hitting|set|sets|setting|notched|(?:clos|finish|end)(?:ed|ing) at|reach(?:ed|ing)|scored|at|to(?=\s(?:an?|fresh|new)\s)|posted|fresh|new|another|clinched|"
    r"logged)\s(?:a\s|an\s|another\s|fresh\s|new\s|its\s|their\s|back-to-back\s|closing\s|intraday\s|the\s){0,6}(?:records?|ATHs?)\b"
    r"(?!\s(?:number|amount|pace|profit|revenue|inflow|outflow|volume|date|quarter|year|sales|earnings|level of|holdings|production|highs?|lows?|close))",
    re.IGNORECASE,
)
# Near it, off it, on the way to it: those are claims of another kind.
_NOT_SET = re.compile(
    r"\b(?:below|from|off|short of|under|near(?:ing|s)?|close to|towards?|shy of|away from|approach(?:ing|es|ed)?|since|of (?:its|their)|within|than|retest\w*|back to|"
    r"return(?:s|ed|ing)? to|reclaim\w*|beneath|eyeing|target\w*|test\w*|distance of|versus|vs\.?|half of|compared (?:to|with)|previous|prior|former|last|earlier|flirt\w* with|just under)\s"
    r"(?:[\w.’'-]+\s){0,4}$",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:inflows?|outflows?|hash ?rate|open interest|revenue|profits?|earnings|dominance|production|output|holdings|volume|deliveries|exports|imports|debt|correlation|"
    r"difficulty|supply|addresses|deficit|TVL|margin|sales|stablecoins?|market cap\w*|assets|temperature|staking|staked|fees)\b",
    re.IGNORECASE,
)
_AT_LEVEL = re.compile(r"\s(?:of|at|above|near|just|around|over|price of|level of|almost|about|\s){1,12}\s?")
_POSSESSIVE = re.compile(r"\b(?:its|the|their)\s(?:\w+\s)?$")
_CLOSING = re.compile(r"clos|finish|end", re.IGNORECASE)
_LONG_AGO_DAYS = 10


class RecordWording:
    """See the module's first line."""

    name = "record"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A subject at the highest (or lowest) it has ever been, with the count of it or its level where printed."""
        for match in _RECORD.finditer(sentence.text):
            if not self._was_set(sentence, match):
                continue
            for who in sentence.subjects(match.start(), match.end()):
                if who.priced:
                    yield self._draft(sentence, match, who)

    def _was_set(self, sentence: Sentence, match: re.Match[str]) -> bool:
        start, _ = sentence.clause(match.start())
        if _NOT_SET.search(sentence.before(match.start(), 60)) or _OF_SOMETHING_ELSE.search(
            sentence.text, start, match.end() + 30
        ):
            return False
        return sentence.modality(match.start()) == "asserted"

    def _draft(self, sentence: Sentence, match: re.Match[str], who: Who) -> Draft:
        start, _ = sentence.clause(match.start())
        closing = _CLOSING.search(sentence.text, start, match.end())
        return sentence.draft(
            self.name, who, match.start(), match.end(), direction="down" if "low" in match[0].lower() else "up",
            basis="close" if closing else sentence.basis(match.start(), match.end()), score=0.75,
            **(self._count(match) or self._level(sentence, match, who)),
        )  # fmt: skip

    def _count(self, match: re.Match[str]) -> dict[str, Any]:
        """ "its 30th record this year": the number is a count."""
        nth = match["nth1"] or match["nth2"]
        if nth is None:
            return {}
        count = ordinal(nth)
        return {"value": Decimal(count), "value_text": nth, "ulp": Decimal(1), "unit": "count"}

    def _level(self, sentence: Sentence, match: re.Match[str], who: Who) -> dict[str, Any]:
        """The level of a record of the past, or of "its record"; a record just set keeps its level as a claim of its own."""
        q = next((q for q in sentence.quantities if q.start >= match.end()), None)
        if (
            q is None
            or q.unit not in ("usd", "points", None)
            or not _AT_LEVEL.fullmatch(sentence.text, match.end(), q.start)
        ):
            return {}
        window, said = sentence.window(match.start(), q.end, who.symbol)
        past = said is not None and (sentence.anchor - window[1]).days > _LONG_AGO_DAYS
        if not past and not _POSSESSIVE.search(sentence.before(match.start())):
            return {}
        unit = "usd" if q.unit == "usd" else "index"
        return {
            "value": q.value,
            "value_text": q.text,
            "ulp": q.ulp,
            "unit": unit,
            "window": window,
            "window_text": said,
            "until": q.end,
        }
