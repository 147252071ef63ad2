"""How a change is worded: a number by which a price moved, its verb said once for several, or a verb without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tapecheck.nlp import words
from tapecheck.nlp.alternatives import by_letter
from tapecheck.nlp.claim import Direction
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.numbers import Quantity
from tapecheck.nlp.subjects import OTHER

_GAIN = r"higher|up|gains?|rises?|rally|rallies|jump|surge|advance|climb|increase|rebound|bounce|recovery|pop|spike|upside|in the green|appreciation|growth|return"
_LOSS = (
    r"lower|down|loss(?:es)?|drops?|declines?|fall|slide|slump|plunge|tumble|decrease|dip|pullback|correction|retreat|sell-?off|sell off|crash|haircut|"
    r"drawdown|in the red|discount|reduction"
)
_MOVE_AFTER = re.compile(
    rf"[\s-]?(?:\w{{1,24}}[\s-]){{0,3}}?(?:(?P<up>{by_letter(_GAIN)})|(?P<down>{by_letter(_LOSS)}))\b",
    re.IGNORECASE,
)
# A per cent that is not a move of a price: a share, a chance, a tax, a distance from a high.
_NOT_A_MOVE = re.compile(
    r"\s?(?:past\s|of\s(?!its\s(?:value|gains)|their\svalue)|chance|probability|odds|likelihood|stake|tariffs?|tax|levy|dut(?:y|ies)|interest|dividend|coupon|share\sof|"
    r"weight|allocation|accuracy|annualized|annual\srate|APY|yield|confidence|correlation|retracement|fibonacci|rule|threshold|majority|"
    r"(?:below|above|off|from|under|away\sfrom|shy\sof|short\sof|lower\sthan|higher\sthan|down\sfrom|up\sfrom)\s(?:[\w’'-]+\s){0,4}?"
    r"(?:highs?|peaks?|records?|lows?|bottoms?|ATHs?|all-time|52-week|trough)|"
    r"(?:below|above)\s(?:its|the|their)\s(?:[0-9]+|[\w-]+\s(?:moving|line|average))|gap|spread|inflation|CPI|GDP|jobless|unemployment)",
    re.IGNORECASE,
)
_NOT_A_PRICE = re.compile(
    r"\b(?:volumes?|earnings|revenue|sales|profit|EPS|dominance|market share|holdings|supply|inventories|stockpiles|hash ?rate|difficulty|open interest|inflation|"
    r"CPI|PCE|payrolls|GDP|funding rate|dividend|addresses|transactions|market cap(?:itali[sz]ation)?|production|output|exports|imports|stake|probability|odds|"
    r"chance|tariffs?|income|assets|subscribers|deliveries|shipments|spending|capex|demand|wages|traffic|liquidations?|inflows?|outflows?|volatility|fees|"
    r"network activity|rates?(?=.{0,20}(?:cut|hike)))\b",
    re.IGNORECASE,
)
_STANDS_AT = re.compile(
    r"\b(?:to|at|near|above|below|from|under|past|topped|hit|reached)\s(?:about\s|around\s|nearly\s|roughly\s|just\s|the\s|a\s|over\s){0,6}$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\s?(?:by\s|about\s|around\s|nearly\s|more than\s|over\s|almost\s|roughly\s|another\s|as much as\s|some\s|just\s|a\s|approximately\s|up to\s|for a\s|of\s){0,6}",
    re.IGNORECASE,
)
# "surged over $21,000" is where it stands, not how far it went.
_PASSED = re.compile(r"\bover\s$", re.IGNORECASE)
# A verb so many characters before a number is not the number's; "roughly where they started" is as long as they come.
_FAR, _LONGEST_VERB = 60, 40
_BY_RATE = re.compile(r"\bby\s(?:\w+\s)?$", re.IGNORECASE)
_LARGE = ("million", "billion", "trillion", "bn", "tn")
_MOVING_UNITS = frozenset({"percent", "bp", "points", "usd", "pp", "other"})


@dataclass(frozen=True, slots=True)
class _Moved:
    """Which way, and the span of the word that says so (None: a printed sign, or the same verb as the number before)."""

    direction: Direction
    word: tuple[int, int] | None = None


class ChangeWording:
    """See the module's first line."""

    name = "change"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Numbers by which a subject moved, and moves told without a number."""
        last: tuple[_Moved, Quantity] | None = None
        for q in sentence.quantities:
            if q.unit not in _MOVING_UNITS:
                continue
            moved = self._moved(sentence, q) or self._like_the_last(q, last)
            if moved is None or _NOT_A_MOVE.match(sentence.text, q.end):
                continue
            last = moved, q
            if sentence.modality(q.start) in ("asserted", "opinion"):
                yield from self._drafts(sentence, q, moved)
        yield from self._without_number(sentence)

    def _drafts(self, sentence: Sentence, q: Quantity, moved: _Moved) -> Iterator[Draft]:
        for who in sentence.subjects(q.start, q.end):
            opening = sentence.opening(who, q.start)
            if not _moves(who, q, moved, sentence) or _NOT_A_PRICE.search(sentence.text, opening, q.start):
                continue
            end = max(q.end, moved.word[1] if moved.word else 0)
            yield sentence.draft(self.name, who, q.start, end, q, direction=moved.direction, score=0.7)

    def _moved(self, sentence: Sentence, q: Quantity) -> _Moved | None:
        if q.signed:
            return _Moved("up" if q.signed > 0 else "down")
        after = _MOVE_AFTER.match(sentence.text, q.end, q.end + 40)
        if q.unit in ("usd", "points") and _STANDS_AT.search(sentence.before(q.start)):
            return None
        if q.unit == "percent" and after is None and _STANDS_AT.search(sentence.before(q.start)):
            return None
        start, _ = sentence.clause(q.start)
        start = max(start, q.start - _FAR - _LONGEST_VERB)
        before = [m for m in words.MOVE.finditer(sentence.text, start, q.start) if q.start - m.end() < _FAR]
        if before and (after is None or q.start - before[-1].end() < 14):
            return _Moved(words.direction_of(before[-1]), before[-1].span())
        return _Moved("up" if after["up"] else "down", (q.start, after.end())) if after else None

    def _like_the_last(self, q: Quantity, last: tuple[_Moved, Quantity] | None) -> _Moved | None:
        """ "The Nasdaq jumped 1.2% and the S&P 500 0.7%": the verb is said once."""
        if last is None or last[1].unit != q.unit or q.start - last[1].end > 60:
            return None
        return _Moved(last[0].direction)

    def _without_number(self, sentence: Sentence) -> Iterator[Draft]:
        for verb in words.FINITE.finditer(sentence.text):
            if any(verb.start() <= q.start < verb.end() + 32 for q in sentence.quantities):
                continue
            start, _ = sentence.clause(verb.start())
            for who in sentence.subjects(verb.start(), verb.end(), named_only=True):
                if (
                    who.priced
                    and who.start is not None
                    and who.start >= start - 2
                    and self._told(sentence, who.start, verb.start())
                ):
                    yield sentence.draft(
                        self.name,
                        who,
                        verb.start(),
                        verb.end(),
                        direction=words.direction_of(verb),
                        score=0.6,
                    )

    def _told(self, sentence: Sentence, name: int, verb: int) -> bool:
        between = sentence.text[name:verb]
        plain = len(between) <= 60 and not _NOT_A_PRICE.search(between) and not words.NEGATED.search(between)
        return plain and sentence.modality(verb) == "asserted"


def _moves(who: Who, q: Quantity, moved: _Moved, sentence: Sentence) -> bool:
    """Whether such a subject moves by such a number."""
    other = who.symbol.startswith(OTHER)
    if q.unit == "usd":
        return who.family in ("crypto", "future", "stock", "etf") and _by_money(q, moved, sentence)
    if q.unit == "points":
        return other or (who.family == "index" and q.value < 5000)
    if q.unit in ("bp", "pp"):
        return other or who.family == "rate"
    if q.unit == "other":
        return other or who.family == "fx"
    if who.family == "rate":
        return bool(q.signed) or _BY_RATE.search(sentence.before(q.start)) is not None
    return other or who.priced


def _by_money(q: Quantity, moved: _Moved, sentence: Sentence) -> bool:
    if moved.word is None or q.text.lower().endswith(_LARGE):
        return False
    if q.value >= 1000 and _PASSED.search(sentence.before(q.start)):
        return False
    return moved.word[1] > q.end or _BY.fullmatch(sentence.text, moved.word[1], q.start) is not None
