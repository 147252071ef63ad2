"""How a level is worded: a number after words that say where a price stands, stood or went past."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapecheck.nlp import words
from tapecheck.nlp.alternatives import by_letter
from tapecheck.nlp.claim import Comparator, Direction, Unit
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.extremes import Extreme, extreme_holding
from tapecheck.nlp.numbers import Quantity

_ABOVE = (
    r"above|over|past|topp(?:ed|ing)|tops|surpass(?:ed|es|ing)|cross(?:ed|es|ing)|exceed(?:ed|s|ing)|broke|breaks|breached|breaking|"
    r"through|reclaim(?:ed|s|ing)|north of|eclipsed|clear(?:ed|s)|beyond|higher than|more than|upwards? of|conquered|overcame|overcome"
)
_BELOW = r"below|under|beneath|south of|lower than|less than|lost|shy of"
_ABOUT = r"near|around|about|close to|roughly|approximately|nearly|almost|~|hovering|the neighborhood of"
_AT = (
    r"to|at|hit|hits|hitting|touch(?:ed|es|ing)|reach(?:ed|es|ing)|of|is|was|are|were|stood|stands|trad(?:ing|ed|es)|for|costs?|valued|"
    r"price|settled|closed|currently|just|now|worth|level|yielding|yields?|pegged|fetch(?:ed|ing)?|:|,|\(|-|–|as high as|as low as|from|between|"
    r"within|tagged|taps|tapped|retested|tested|approach(?:ed|ing)|in|on|back|recorded|posted|held|with|printed|notched|low|high|mark|saw|set|"
    r"registered|peaked|bottomed"
)
_LEAD_IN = re.compile(
    rf"(?<![A-Za-z])(?:(?P<gt>{by_letter(_ABOVE)})|(?P<lt>{by_letter(_BELOW)})|(?P<approx>{by_letter(_ABOUT)})|(?P<eq>{by_letter(_AT)}))"
    r"\s?(?:the\s|a\s|an\s|its\s|key\s|critical\s|psychological\s|crucial\s|(?:level|price|low|high)\sof\s|record\s|just\s){0,6}"
    r"(?:about\s|around\s|nearly\s|roughly\s|approximately\s|over\s|above\s|below\s|under\s|just\s|~\s?){0,6}$",
    re.IGNORECASE,
)
# What the number counts instead of a price.
_OF_WHAT = (
    r"in\s(?:liquidations?|inflows?|outflows?|profit|losses|revenue|fees|volume|assets|value|cash|crypto|bitcoin|BTC|ETH|earnings)|worth|"
    r"market\scap|support|resistance|strike|call|put|options?|inflows?|outflows?|fine|bonus|prize|investment|million|billion|trillion|dividend|"
    r"price\starget|target|loss|gain|move|drop|rise|increase|decline|rally|slide|range|profit|jobs|shares|contracts|tokens|coins|BTC|ETH|ounces|"
    r"tons|tonnes|barrels|barrel\sper|companies|stocks|people|workers|percent|%|times|days?|weeks?|months?|years?|hours?|minutes|x\b|basis|cuts?|"
    r"points?\s(?:higher|lower|gain|loss|drop|rise|rally|decline)"
)
_COUNTS_ELSE = re.compile(rf"(?:-|\s)?{by_letter(_OF_WHAT)}", re.IGNORECASE)
_NOT_A_PRICE = re.compile(
    r"support|resistance|moving average|\b(?:EMA|SMA|MA|DMA)\b|fibonacci|retracement|\btarget|liquidat|inflow|outflow|market cap|capitali[sz]ation|"
    r"trading volume|revenue|\bEPS\b|earnings per share|reward|strike price|open interest|invest(?:ed|ment) of|\bdividend|pivot|trend ?line|"
    r"neckline|breakdown below|demand zone|supply zone|\bbuy point|settlement with|shares were traded|session average",
    re.IGNORECASE,
)
_BY_HOW_MUCH = re.compile(
    r"\b(?:by|gained|lost|added|adding|shed|rose|fell|up|down|dropped|climbed)\s(?:about\s|nearly\s|over\s|more\sthan\s|almost\s|around\s)?$",
    re.IGNORECASE,
)
_STAYED = re.compile(
    r"\b(?:trad(?:e|es|ed|ing)|stay(?:s|ed|ing)?|remain(?:s|ed|ing)?|h[eo]ld(?:s|ing)?|hover(?:s|ed|ing)?|stands?|stood|sits?|sat|maintain\w*|start(?:s|ed)?|"
    r"is|was|are|were|compared|changed?\shands|consolidat\w+)\b",
    re.IGNORECASE,
)
_ARRIVED = re.compile(
    r"\b(?:hit|hits|hitting|reach(?:ed|es|ing)|touch(?:ed|es|ing)|taps|tapp(?:ed|ing)|breach(?:ed|es)|broke|cross(?:ed|es)|clear(?:ed|ing|s))\b",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"\b(?:to|hit|hits|hitting|reach(?:ed|es|ing)|touch(?:ed|es|ing)|set|sets|setting|notched|scored|made)\s(?:(?:a|an|its|another|new|fresh)\s){0,2}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|between)\s(?:\w+\s)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9][0-9]")
_LARGE = ("million", "billion", "trillion", "bn", "tn", "mn")
_SMALL_INDEXES = frozenset({"^VIX", "DX-Y.NYB"})


class LevelWording:
    """See the module's first line."""

    name = "level"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """A number at which the subject is said to stand, to have stood, or to have passed."""
        for q in sentence.quantities:
            lead = _LEAD_IN.search(sentence.before(q.start))
            if lead is None or not self._stands(sentence, q):
                continue
            for who in sentence.subjects(q.start, q.end)[-1:]:
                unit = _unit(q, who)
                if unit is not None:
                    yield self._draft(sentence, q, who, lead, unit)

    def _stands(self, sentence: Sentence, q: Quantity) -> bool:
        a, b = sentence.clause(q.start)
        if q.signed or _COUNTS_ELSE.match(sentence.text, q.end) or _NOT_A_PRICE.search(sentence.text, a, b):
            return False
        return sentence.modality(q.start) == "asserted" and not _BY_HOW_MUCH.search(sentence.before(q.start))

    def _draft(self, sentence: Sentence, q: Quantity, who: Who, lead: re.Match[str], unit: Unit) -> Draft:
        passed: Comparator = (
            "gt" if lead["gt"] else "lt" if lead["lt"] else "approx" if lead["approx"] else "eq"
        )
        comparator = passed if q.comparator == "eq" else q.comparator
        direction = _came(sentence, q, who, lead)
        extreme = extreme_holding(sentence, q)
        if extreme is not None:
            return self._of_extreme(sentence, q, who, unit, extreme)
        return sentence.draft(
            self.name, who, q.start, q.end, q, unit, comparator=comparator, direction=direction, score=0.7
        )

    def _of_extreme(self, sentence: Sentence, q: Quantity, who: Who, unit: Unit, extreme: Extreme) -> Draft:
        """The level of a peak, a low or a record: it belongs to the time of that, not to today."""
        window = extreme.reference.window
        said = extreme.reference.text if window else None
        return sentence.draft(
            self.name,
            who,
            q.start,
            extreme.end,
            q,
            unit,
            window=window,
            window_text=said,
            basis="intraday",
            reference=extreme.reference,
            direction=_came_to(sentence, extreme),
            score=0.75,
        )


def _came(sentence: Sentence, q: Quantity, who: Who, lead: re.Match[str]) -> Direction | None:
    """Which way the price came to the level: by the verb that carries it there, or by what it went past; none where it only stands."""
    opening = max(sentence.clause(q.start)[0], who.start or 0)
    others = [x.end for x in sentence.quantities if opening <= x.start and x.end < q.start]
    since = max([opening, *others])
    if _STAYED.search(sentence.text, since, q.start) or _FROM.search(sentence.before(q.start)):
        return None
    moves = [*words.MOVE.finditer(sentence.text, since, q.start)]
    if moves and moves[-1]["flat"] is None:
        return words.direction_of(moves[-1])
    if lead["lt"]:
        return "down"
    return "up" if lead["gt"] or _ARRIVED.search(sentence.text, since, q.start) else None


def _came_to(sentence: Sentence, extreme: Extreme) -> Direction | None:
    """An extreme just made has a direction; one that something is measured from has none."""
    if not _MAKES.search(sentence.before(extreme.start)):
        return None
    return "down" if extreme.low else "up"


def _unit(q: Quantity, who: Who) -> Unit | None:
    """The unit that a level of this subject is printed in, None when this number cannot be one."""
    match who.family:
        case "rate":
            return "yield" if q.unit == "percent" or (q.unit is None and "." in q.text) else None
        case "index":
            return "index" if q.unit in (None, "points") and _index_sized(q, who) else None
        case "fx":
            return "usd" if q.unit in (None, "usd") and "." in q.text and q.value < 10 else None
        case "crypto" | "future" | "stock" | "etf":
            return "usd" if _price_like(q, who) else None
    return None


def _index_sized(q: Quantity, who: Who) -> bool:
    if _YEAR.fullmatch(q.text) or q.text.lower().endswith(_LARGE):
        return False
    if who.symbol in _SMALL_INDEXES:
        return 5 <= q.value < 200
    return q.value >= 1000 or ("." in q.text and q.unit is None)


def _price_like(q: Quantity, who: Who) -> bool:
    if q.unit == "usd":
        return q.value < 10_000_000 and not q.text.lower().endswith(_LARGE)
    bare = q.unit is None and q.value > 500 and ("," in q.text or q.text.lower().endswith("k"))
    return bare and who.family in ("crypto", "future")
