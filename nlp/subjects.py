"""Subjects: which instrument a name in the prose stands for.

Names come from `data/instruments.toml`; names that only look like ours ("S&P 500 futures", "Bitcoin Cash", "Brent") come from
`data/others.toml` and win when they are longer. A name followed by a word that turns it into something else
("gold miners", "Nasdaq-listed", "Apple Watch") is no mention at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tapecheck.data import Instrument, instrument, instruments

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

OTHER = "OTHER:"

_NOT_THE_PRICE = re.compile(
    r"(?:\s|-|’s\s|'s\s)(?:ETFs?|ETPs?|miners?|mining|minted|stocks|exchanges?|traders?|holders?|wallets?|whales?|"
    r"addresses|dominance|inventories|stockpiles?|reserves|holdings?|exports?|imports?|output|production|producers?|demand|supply|"
    r"options|network|blockchain|transactions?|ecosystem|medal|listed|Watch|Newswires|Global|Dow Jones Newswires|Chair(?:man|woman)?|Governor|"
    r"President|officials?|Vice|minutes|halving|treasury|treasuries|investors|bulls|bears|maxis|community|developers?|foundation|Foundation|"
    r"earnings per share|stockholders|ratio|correlation with|funding|open interest|volumes?|market cap(?:itali[sz]ation)?|"
    r"hash ?rate|adoption|Conference|Archive|Magazine|gas fees|fees|staking|Council|Corp|Coast|Rush|rush|Cup|Trust|Resources|Minerals|Mining|Group|zone|area|worth|iPhones?|Music|TV|Pay|Store|Web Services|Prime)\b"
)
_STARTS_OTHER = re.compile(
    r"(?:\b(?:New York|White|Black|Silicon|Canada's|Europe's|German|Japan's|British|UK|Chinese|Australian|Canadian|Hong Kong|Singapore|New Zealand|Taiwan)\s)$"
)

_CROSS = re.compile(r"[/-](?!USD)[A-Z]{3}\b")
_HALF_OF_A_PAIR = re.compile(r"[A-Z]{3,5}[/-]$")
# "USD 4,300" and "4,300 USD" are money, not the dollar.
_CODE, _AMOUNT_AFTER, _AMOUNT_BEFORE = "USD", re.compile(r"\s?[0-9$]"), re.compile(r"[0-9]\s?$")

# "All three major averages" are named without their names.
_THE_THREE = re.compile(
    r"\b(?:all\s)?(?:the\s|of\sthe\s)?three\s(?:(?:major|main|key|big|leading|benchmark|headline)\s)?(?:U\.?S\.?\s|Wall\sStreet\s)?"
    r"(?:stock\s|equity\s)?(?:market\s)?(?:index(?:es)?|indices|averages|benchmarks|gauges)\b",
    re.IGNORECASE,
)
_THREE = ("^DJI", "^GSPC", "^IXIC")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found; offsets index into the text that was read.

    `symbol` is an instrument's or `OTHER:<name>`. `loose` names ("gold", "the Dow") mean it only where the text agrees.
    """

    start: int
    end: int
    text: str
    symbol: str
    loose: bool = False

    @property
    def instrument(self) -> Instrument | None:
        """The instrument, None for a name that we have no series for."""
        return instrument(self.symbol)


@cache
def other_names() -> tuple[str, ...]:
    """Names of things that we have no series for."""
    return tuple(tomllib.loads(files("tapecheck.data").joinpath("others.toml").read_text("utf-8"))["names"])


@cache
def _names() -> dict[str, tuple[str, bool]]:
    """Printed name to (symbol, loose); the instruments' own names come last and win."""
    names = {name: (OTHER + name, False) for name in other_names()}
    for symbol, one in instruments().items():
        names |= dict.fromkeys(one.loose, (symbol, True))
        names |= dict.fromkeys(one.aliases, (symbol, False))
    return names


def meant_by(mention: Mention) -> str:
    """The symbol behind a name that another word turned into something else ("Bitcoin's market cap"): what that other thing belongs to."""
    named = _names().get(mention.text, (mention.symbol, False))[0]
    return named if mention.symbol.startswith(OTHER) else mention.symbol


def matcher(nlp: Language) -> PhraseMatcher:
    """A spaCy matcher over every known name, by exact case; a name's first letter may open a sentence."""
    from spacy.matcher import PhraseMatcher

    phrases = PhraseMatcher(nlp.vocab, attr="ORTH")
    for name in _names():
        variants = {name, name[0].upper() + name[1:], name.title() if " " in name else name}
        phrases.add(name, [nlp.make_doc(variant) for variant in variants])
    return phrases


def mentions(doc: Doc, phrases: PhraseMatcher) -> tuple[Mention, ...]:
    """Mentions in a document, left to right, the longest name winning."""
    from spacy.util import filter_spans

    text = doc.text
    found = []
    for span in filter_spans(phrases(doc, as_spans=True)):
        symbol, loose = _names()[span.label_]
        before = text[max(0, span.start_char - 8) : span.start_char]
        if _HALF_OF_A_PAIR.search(before) or _is_money(span.text, before, text[span.end_char :][:2]):
            continue
        if _NOT_THE_PRICE.match(text, span.end_char) or _STARTS_OTHER.search(
            text[max(0, span.start_char - 14) : span.start_char]
        ):
            symbol, loose = OTHER + span.text, False
        if _CROSS.match(text, span.end_char):
            symbol, loose = f"{OTHER}{text[span.start_char : span.end_char + 4]}", False
        if symbol.startswith("^") and re.match(
            r"\s(?:index\s)?futures\b|\s[Ee]-minis?\b", text[span.end_char : span.end_char + 16]
        ):
            symbol, loose = OTHER + span.text + " futures", False
        found.append(Mention(span.start_char, span.end_char, span.text, symbol, loose))
    return tuple(sorted((*found, *_the_three(text)), key=lambda m: m.start))


def _the_three(text: str) -> Iterator[Mention]:
    for match in _THE_THREE.finditer(text):
        yield from (Mention(*match.span(), match[0], symbol, loose=True) for symbol in _THREE)


def _is_money(name: str, before: str, after: str) -> bool:
    return name == _CODE and bool(_AMOUNT_AFTER.match(after) or _AMOUNT_BEFORE.search(before))
