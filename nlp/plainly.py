"""Plain statements: whether the words between a name and its number, and right around both, are nothing but market prose.

"The Nasdaq composite rose 1.2% on Friday" is plain: if the tape disagrees, the writer is wrong. "Pared a 1.2% loss", "led the Nasdaq with a
1.2% gain", "1.2% from that day's close" are not: if the tape disagrees, we may have misread. The vocabulary is closed on purpose. What
news says besides cannot be listed; what it says when it just states a price can.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from tapecheck.nlp.clauses import clause_of

Span = tuple[int, int]

# What stands in for a name or a time: no word, and no gap.
_NAME, _TIME = "_", "~"


_OF_A_PRICE = re.compile(
    r"\b(?:price|prices|shares?|yields?)\s(?:of|on|for)\s(?:the\s|key\s|benchmark\s|U\.?S\.?\s|Treasury\s){0,4}$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:of|on|in|for|from|with|than|to|by|at|vs\.?|versus)\s(?:the\s|its\s)?(?:\w[\w-]{0,20}-[\w-]{1,20}\s)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W0-9_](?:[\w&’'-]|\.(?=\w))*")
# A comma that only leads to a second form of the number or to a participle of the same subject.
_GOES_ON = re.compile(
    r"(?<=\)),|,\s(?:(?:or|to|up|down|a|the|its|their|which|is|was|has|\w+ing)\b|[0-9]|\$)", re.IGNORECASE
)
_SYMBOL = re.compile(r"\s?\([.^]?[A-Z.]{1,8}\)")
# The blank that a number left: what stands before it is told of something else.
_AFTER_A_NUMBER = re.compile(r"\s{3,}")
# An aside that moves the sentence to another time, or takes it over another span.
_OTHER_MOMENT = re.compile(
    r"\b(?:when|ago|once|since|(?<!press\s)time(?!\sof\s(?:writing|publication))|moment|basis|(?<!front\s)(?<!front-)months?|quarters?|years?|weeks?|decades?|periods?|last|previous|anniversary|announcement|start|end|beginning|"
    r"then|compared|low|high|peak|pandemic|crisis|election|historically|typically|traditionally|usually|average|instead)\b",
    re.IGNORECASE,
)
_NUMBER_RIGHT_BEFORE = re.compile(r"[0-9]\s?$|\s{3}$")
# "slid 1.7% but closed higher": the number was of a moment.
_TURNS = re.compile(r"\W{0,12}(?:but|before|then)\s", re.IGNORECASE)
_NOT_THERE_YET = re.compile(r"\baverage of\b|\bclosing in\b|\bon (?:the|its|their) way\b", re.IGNORECASE)
_AUXILIARY_PERFECT = re.compile(r"\b(?:has|have|had)\s(?:also\s|now\s|since\s|already\s)?\w+", re.IGNORECASE)
_SINCE_WHEN_UNSAID = re.compile(
    r"\b(?:that|those|these|same)\s(?:\w+\s)?(?:level|day|session|week|month|months|year|period|time|stretch|span|date|point)s?\b",
    re.IGNORECASE,
)
# Right after the number: the end, or a word that leaves it as it stands.
_CLOSES = re.compile(
    r"""(?<!\s)\s*+(?:
        $ | [.;:!?)\]”"’—–|] | -\s | ,(?!\s(?:from|since|after|before|between|below|above|off)\b)
        | (?:higher|lower|gains?|loss|drop|rise|decline|advance|increase|jump|surge|rally|fall|slide|slump|dip|climb|retreat|tumble|plunge|rebound)\b
        | (?:in|on)\s(?:(?:heavy|heavier|light|lighter|low|lower|higher|brisk|strong|weak|rising|above-average|below-average|thin)\s){1,2}(?:volume|turnover|trade|trading)\b
        | (?:to|at|near|above|below)\s(?=\s|(?:close|finish|end|settle|trade)\sat\s)
        | (?:to|at|near|above|below)\s(?:about\s|around\s|nearly\s|just\s|a\s|the\s|over\s|close\sat\s){0,6}[$€£]?(?=[0-9])
        | (?:a|an|per)\s(?:troy\s)?(?:barrel|ounce|coin|token|share)\b
        | (?:level|mark|points?|percent)\b
        | (?:for|on|in|during)\sthe\s(?:day|session)\b
        | (?:so\sfar|to\sdate|each|apiece|slightly|sharply|significantly|again|overall)\b
        | on\s(?:Bitstamp|Bitfinex|Coinbase|Binance|Kraken)\b
        | during\s(?:afternoon|morning)\b | fractionally\b
        | at\s(?:the\s)?(?:time\sof\s(?:writing|publication)|press\stime|last\scheck)\b
        | to\s(?:its|a|an|the|fresh|new)\s(?:new\s|fresh\s)?(?:highest|lowest|record|all-time|[\w-]{1,20}-(?:day|week|month|year)\s(?:high|low))\b
        | (?:to|and)\s(?:end|finish|close)\sthe\s(?:day|session)\b
        | for\s(?:its|the|a)\s(?:\w+th|first|second|third|biggest|best|worst|largest)\b
        | (?:and|while|as|amid|despite|helped|thanks|with|led|on\s(?:the\sback|news|hopes|fears|concerns|strong|weak|optimism|reports|expectations))\b
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip


_TIME_LEAD = re.compile(r"(?:(?:on|in|for|over|during|late|early|by|since)\s)?(?:the\s)?")
# After the time, what would still make the number one of something else.
_UNSETTLES = re.compile(
    r",?\s(?:from|but|before|off|below|above|versus|vs|than|would|could|will|may|might|and\s(?:had|has|have|was|is|\w+ed)\b)|['’]",
    re.IGNORECASE,
)


def said_plainly(
    text: str,
    clause: Span,
    name: Span,
    at: Span,
    names: Sequence[Span],
    numbers: Sequence[Span],
    times: Sequence[Span],
) -> bool:
    """Whether `text` says what stands at `at` of the thing named at `name` in plain words.

    `names` are the spans of its other names and of those joined to it ("the Dow and the S&P 500"), `numbers` and `times` of all there are.
    """
    first, last = sorted((name, at))
    bare = _blanked(_blanked(_blanked(text, times, _TIME), numbers, " "), [name, *names], _NAME)
    between = bare[first[1] : last[0]]
    if _NOT_THERE_YET.search(between) or "respectively" in text[last[1] :] or _TURNS.match(text, clause[1]):
        return False
    if text.count("|") > 1 or any(b <= at[0] and not text[b : at[0]].strip() for _, b in numbers):
        return False  # columns of a table
    tail = text[last[1] : max(clause[1], last[1])]
    return (
        _only(between, "moved", "stood", "small", "things")
        and _commas_go_on(bare, first[1], last[0])
        and _opens_plainly(text, bare, min(clause[0], clause_of(text, name[0])[0]), first[0])
        and _ends_plainly(tail, last[1], times)
    )


def dateless_perfect(text: str, start: int, end: int) -> bool:
    """ "has gained 19%" without a time: since some day that another sentence gave; so does "over that period"."""
    return (
        _AUXILIARY_PERFECT.search(text, start, end) is not None or _SINCE_WHEN_UNSAID.search(text) is not None
    )


def _blanked(text: str, spans: Iterable[Span], with_: str) -> str:
    for a, b in spans:
        text = text[:a] + with_ * (b - a) + text[b:]
    return _SYMBOL.sub(lambda m: " " * len(m[0]), text)


def _only(text: str, *lists: str) -> bool:
    words = (
        word.lower().removesuffix("’s").removesuffix("'s") for word in _WORD.findall(text) if word != "s"
    )
    return all(any(word in _vocabulary()[name] for name in lists) for word in words)


@cache
def _vocabulary() -> dict[str, frozenset[str]]:
    table = tomllib.loads(files("tapecheck.data").joinpath("plain_words.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in table.items()}


def _commas_go_on(text: str, start: int, end: int) -> bool:
    return all(_GOES_ON.match(text, at) for at in range(start, end) if text[at] == ",")


def _opens_plainly(text: str, bare: str, start: int, end: int) -> bool:
    """Whether the name is what its clause speaks of: nothing before it but small words, after an aside or another's number."""
    lead = text[start:end]
    own = _AFTER_A_NUMBER.split(bare[start:end])[-1]
    if _NUMBER_RIGHT_BEFORE.search(bare[start:end]) or (
        _PREPOSITION.search(lead) and not _OF_A_PRICE.search(lead)
    ):
        return False
    return not _OTHER_MOMENT.search(own) and _only(own.rsplit(",", 1)[-1], "before")


def _ends_plainly(tail: str, offset: int, times: Iterable[Span]) -> bool:
    here = offset + len(tail) - len(tail.lstrip(" ,("))
    for a, b in times:
        if a - here in range(10) and _TIME_LEAD.fullmatch(tail[here - offset : a - offset]):
            return _UNSETTLES.match(tail[b - offset :]) is None
    return _CLOSES.match(tail) is not None
