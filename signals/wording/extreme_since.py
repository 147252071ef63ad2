"""How the most since is worded: superlatives with a span, "for the first time in five years", "a 26-year high"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tapecheck.nlp import words
from tapecheck.nlp.claim import Comparator, Direction, Reference, ReferenceKind
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import WORDS, counted

_COUNT = rf"[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|{'|'.join(WORDS)}|a|an|a couple of"
_SPAN = rf"(?P<hedge>about\s|nearly\s|almost\s|more than\s|over\s|around\s|roughly\s|at least\s)?(?:the\s(?:past|last)\s)?(?P<n>{_COUNT})\s(?:days?|sessions?|weeks?|months?|years?|decades?|quarters?)\b"
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<up>highest|best|strongest|largest|biggest|steepest|sharpest|longest|loftiest)|(?P<down>lowest|worst|weakest|cheapest|smallest))\b"
    r"(?P<noun>(?:\s(?!since\b|in\b|for\b|ever\b)[\w%’'-]+){0,6}?)\s"
    rf"(?:(?P<since>since)\b|in\s{_SPAN}|(?:of|this|so far this|for the)\s(?:the\s)?year\b|of\s20[0-9][0-9]\b|ever\b|on record\b|in history\b)",
    re.IGNORECASE,
)
_FIRST_TIME = re.compile(
    rf"\b(?:for )?(?:the )?first time(?:(?:\s[\w’'-]+){{0,6}}?\s(?:(?P<since>since)\b|in\s{_SPAN})|\s(?:ever|in history|this year)\b)?",
    re.IGNORECASE,
)
_SPAN_HIGH = re.compile(
    rf"(?<![0-9]\snew\s)\b(?P<hedge>nearly\s|more than\s|over\s|almost\s|about\s)?(?P<n>{_COUNT})[-\s](?:and-a-half-)?(?:day|week|month|year|decade|session)[-\s](?P<end>highs?|lows?|peaks?|bottom|troughs?)\b"
    r"|\b(?:multi-?(?:year|month|week|decade)|20[0-9][0-9](?:\ssettlement)?|yearly|year-to-date)[-\s](?P<end2>highs?|lows?|peaks?)\b",
    re.IGNORECASE,
)
_FROM_IT = re.compile(
    r"\b(?:from|off|below|above|near|close to|of)\s(?:(?:its|their|the|a|\w+['’]s)\s)?(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_RECORD = re.compile(r"\brecords?\b|all-time", re.IGNORECASE)
_LOSS = re.compile(
    r"loss|drop|decline|fall|slide|slump|plunge|sell|tumble|decrease|pullback|low", re.IGNORECASE
)
_GAIN = re.compile(r"gain|rise|rally|jump|surge|advance|increase|high", re.IGNORECASE)
_UNDER = re.compile(r"\b(?:below|under)\b")
_AT_LEVEL = re.compile(r"\s(?:of|at|near|around|about|above|just|over|under|below)\s(?:\w+\s)?")
_HEDGED: dict[str, Comparator] = {
    "more than": "gt", "over": "gt", "at least": "gt", "nearly": "approx", "almost": "approx", "about": "approx", "around": "approx", "roughly": "approx",
}  # fmt: skip


class ExtremeSinceWording:
    """See the module's first line."""

    name = "extreme_since"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Superlatives with a span: "highest since March", "first time in five years", "a 26-year high"."""
        for pattern in (_SUPERLATIVE, _FIRST_TIME, _SPAN_HIGH):
            for match in pattern.finditer(sentence.text):
                if sentence.modality(match.start()) == "asserted":
                    yield from self._drafts(sentence, match)

    def _drafts(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
        reference, end = self._reference(sentence, match)
        found = match.groupdict()
        measured = (
            bool(found.get("end") or found.get("end2"))
            and _FROM_IT.search(sentence.before(match.start(), 30)) is not None
        )
        number = self._level(sentence, match) or self._count(found, match)
        if measured:
            return
        for who in sentence.subjects(match.start(), end):
            if who.priced:
                yield self._draft(sentence, match, who, end, {"reference": reference, **number})

    def _draft(
        self, sentence: Sentence, match: re.Match[str], who: Who, end: int, fields: dict[str, Any]
    ) -> Draft:
        window, said = sentence.window(match.start(), match.start(), who.symbol)
        reference: Reference = fields["reference"]
        if reference.window == window:
            window, said = (sentence.session(who.symbol),) * 2, None
        until = max(end, fields.pop("until", 0))
        return sentence.draft(
            self.name,
            who,
            match.start(),
            until,
            direction=self._direction(sentence, match),
            window=window,
            window_text=said,
            modality="asserted",
            score=0.75,
            **fields,
        )

    def _reference(self, sentence: Sentence, match: re.Match[str]) -> tuple[Reference, int]:
        """What it reaches back to, and where the words for it end."""
        found = match.groupdict()
        if not found.get("since"):
            count = counted(found["n"]) if found.get("n") else None
            record = match.re is _FIRST_TIME and _RECORD.search(sentence.text, 0, match.end()) is not None
            plain_first = match.re is _FIRST_TIME and not self._level(sentence, match)
            kind: ReferenceKind = (
                "record" if record else "date" if count is not None and not plain_first else "other"
            )
            return Reference(kind, match[0], value=count), match.end()
        when = next((t for t in sentence.times if 0 <= t.start - match.end() < 40), None)
        end = when.end if when else match.end()
        return Reference(
            "date", sentence.text[match.start() : end], window=when.window if when else None
        ), end

    def _count(self, found: dict[str, str | None], match: re.Match[str]) -> dict[str, Any]:
        """How many years, months or weeks back, when that is the number printed."""
        n = found.get("n")
        count = counted(n) if n else None
        if count is None or match.re is _FIRST_TIME:
            return {}
        hedge = _HEDGED.get((found.get("hedge") or "").strip().lower(), "eq")
        return {
            "value": count,
            "value_text": n,
            "ulp": Decimal(1),
            "unit": "other",
            "comparator": hedge,
        }

    def _level(self, sentence: Sentence, match: re.Match[str]) -> dict[str, Any]:
        """The level that was passed for the first time, or that the high stands at."""
        priced = [q for q in sentence.quantities if q.unit == "usd" or (q.unit is None and q.value >= 1000)]
        if match.re is _FIRST_TIME:
            start, _ = sentence.clause(match.start())
            q = next((q for q in reversed(priced) if start <= q.start < match.start()), None)
        elif match.re is _SPAN_HIGH:
            q = next(
                (
                    q
                    for q in priced
                    if q.start >= match.end() and _AT_LEVEL.fullmatch(sentence.text, match.end(), q.start)
                ),
                None,
            )
        else:
            q = None
        if q is None:
            return {}
        unit = "usd" if q.unit == "usd" else "index"
        return {
            "value": q.value,
            "value_text": q.text,
            "ulp": q.ulp,
            "unit": unit,
            "comparator": q.comparator,
            "until": q.end,
        }

    def _direction(self, sentence: Sentence, match: re.Match[str]) -> Direction:
        found = match.groupdict()
        end = found.get("end") or found.get("end2")
        if end:
            return "down" if end.lower().startswith(("low", "bot", "tro")) else "up"
        noun = found.get("noun") or ""
        if _LOSS.search(noun) or (found.get("down") and not _GAIN.search(noun)):
            return "down"
        if _GAIN.search(noun) or found.get("up"):
            return "up"
        start, _ = sentence.clause(match.start())
        moves = list(words.MOVE.finditer(sentence.text, start, match.start()))
        if _UNDER.search(sentence.text, start, match.start()):
            return "down"
        return words.direction_of(moves[-1]) if moves else "up"
