"""Clauses, and who their words are about: the names before, the name right after, or a stranger in between."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from tapecheck.nlp.subjects import Mention

_BOUNDARY = re.compile(
    r";\s|\s[–—-]\s|—|,\s(?:while|but|and|as|with|which|though|although|after|before|so|yet|whereas|even)\s|\swhile\s|\sbut\s|\sas\s(?=(?:the\s)?[A-Za-z&]+\s\w+ed\b)|\.\.\.|…|:\s|•|\|"
)
_JOIN = re.compile(
    r"(?:\s|,|&|/|and|or|both|the|as well as|along with|plus|its|composite|index(?:es)?|stocks?|shares|average|futures|prices?|\([^)0-9%(]{1,24}\)|'s|’s|tech-heavy|blue-chip|small-cap|broader|benchmark|broad-based|broad|-|technology-dominated)*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s(?:gains?|loss(?:es)?|rise|rises|drops?|declines?|advances?|increase|decrease|jump|surge|rally|fall|slide|slump|plunge|rebound|move|return|pullback|correction|climb|dip|retreat|selloff|sell-off|tumble|bounce|weekly|daily|monthly|yearly|annual|one-day|year-to-date|so far|higher|lower|intraday)){1,4}"
    r"(?:\sthis\s\w+|\s(?:on\s)?[A-Z]\w+day)?\s(?:for|in|by|on|of|from)\s(?:the\s|both\s|shares\sof\s|its\s)?(?:tech-heavy\s|blue-chip\s|small-cap\s|broader\s|price\sof\s)?",
    re.IGNORECASE,
)
_VERB = (
    r"(?:rose|fell|gained|lost|dropped|climbed|jumped|surged|soared|rallied|slid|slipped|sank|tumbled|plunged|declined|advanced|added|shed|eased|rises|falls|gains|"
    r"climbs|jumps|drops|slides|was\s(?:up|down)|were\s(?:up|down)|is\s(?:up|down)|are\s(?:up|down)|has\s(?:risen|fallen|gained|lost|surged|dropped)|closed|ended|finished|traded|trades|hit|reached|posted|reported|popped|spiked|leapt|rallies|up|down|plummeted|skidded|crashed|retreated|rebounded)"
)
_STRANGER = re.compile(
    rf"\b(?P<name>[A-Z][\w&.'’/-]{{0,40}}+(?:\s(?:of\s|&\s)?[A-Z][\w&.'’/-]{{0,40}}+){{0,6}})(?:\s\([^)]{{1,24}}\))?(?:'s|’s)?,?\s(?:(?:shares|stock|futures|index|token|coin|price|yields?|bonds?|prices)\s)?(?:also\s|then\s|has\s|have\s)?{_VERB}\b"
)
_STOCK_OF = re.compile(
    r"\b(?P<name>[A-Z][\w&.-]{1,40}(?:\s[A-Z][\w&.-]{1,40}){0,6})(?:'s|’s|’|')\s(?:stock|shares|share\sprice|fund|token)\b"
)
_COMMON = frozenset(
    [
        "The",
        "A",
        "An",
        "It",
        "Its",
        "It’s",
        "It's",
        "This",
        "That",
        "These",
        "Those",
        "He",
        "She",
        "They",
        "We",
        "I",
        "You",
        "Prices",
        "Price",
        "Shares",
        "Stocks",
        "Stock",
        "Both",
        "Each",
        "All",
        "Most",
        "But",
        "And",
        "So",
        "In",
        "On",
        "At",
        "Futures",
        "Yields",
        "Index",
        "Indexes",
        "Indices",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Trading",
        "Volume",
        "Markets",
        "Market",
        "Investors",
        "Traders",
        "Treasury",
        "Treasuries",
        "Buyers",
        "Sellers",
        "Bulls",
        "Bears",
        "Wall",
        "Street",
        "Meanwhile",
        "However",
        "Earlier",
        "After",
        "Since",
        "Benchmark",
        "Now",
        "Today",
        "Yesterday",
        "Then",
        "There",
        "What",
        "Which",
        "Year",
        "Cryptocurrency",
        "Crypto",
        "Coin",
        "Token",
        "Currency",
        "Metal",
        "Gauge",
        "Commodity",
        "Here",
        "Early",
        "Late",
        "Overall",
        "Last",
        "US",
        "U.S.",
        "America",
        "American",
        "Week",
        "Month",
    ]
)


def clause_of(text: str, at: int) -> tuple[int, int]:
    """Span of the clause of `text` that holds position `at`."""
    starts, ends = _boundaries(text)
    before, after = bisect_right(ends, at), bisect_left(starts, at)
    return ends[before - 1] if before else 0, starts[after] if after < len(starts) else len(text)


@lru_cache(maxsize=4)
def _boundaries(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the boundaries of a sentence begin and end; every kind of claim asks for them at every number."""
    found = [match.span() for match in _BOUNDARY.finditer(text)]
    return tuple(start for start, _ in found), tuple(end for _, end in found)


def group_before(text: str, at: int, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The name nearest before `at` with those joined to it ("the Dow and the S&P 500"), in the order printed."""
    before = [m for m in mentions if m.end <= at]
    group: list[Mention] = []
    for mention in reversed(before):
        if group and not _joined(text[mention.end : group[0].start]):
            break
        group.insert(0, mention)
    if (
        len(group) > 1
        and "," not in text[group[0].end : group[-1].start]
        and " and " not in text[group[0].end : group[-1].start]
    ):
        group = group[-1:]
    return tuple({m.symbol: m for m in group}.values())


def _joined(gap: str) -> bool:
    return len(gap) < 40 and _JOIN.fullmatch(gap) is not None


def named_after(text: str, at: int, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Names that a noun of movement hands its number to: "a 2% gain for the Dow"."""
    match = _AFTER.match(text, at)
    if match is None:
        return ()
    return tuple(m for m in mentions if m.start == match.end())


def stranger_between(text: str, start: int, end: int) -> tuple[str, int] | None:
    """A capitalised name between two positions that takes the verb: somebody else's number. Its name and offset."""
    found = None
    for match in (*_STRANGER.finditer(text, start, end), *_STOCK_OF.finditer(text, start, end)):
        words = match["name"].removesuffix("’s").removesuffix("'s").split()
        while words and words[0] in _COMMON:
            words = words[1:]
        if words and words[-1] not in _COMMON:
            found = " ".join(words), match.end("name") - len(" ".join(words))
    return found
