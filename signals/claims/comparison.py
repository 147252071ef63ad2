"""A comparison: "small caps outpaced the S&P 500", "the Dow lagged", "gold beat Bitcoin this year".

True when the difference of the two moves over the same days has the sign that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from tapecheck.data import instrument
from tapecheck.nlp.claim import Claim, Direction, Reference
from tapecheck.nlp.clauses import group_before
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.subjects import OTHER, Mention
from tapecheck.signals.answers import settled, too_coarse, uncovered, undated
from tapecheck.signals.finding import Answer, Reading, Told, told
from tapecheck.signals.kind import Kind, Way, undecided
from tapecheck.signals.look import Look
from tapecheck.signals.moves import Move, moves
from tapecheck.signals.rounding import tolerance
from tapecheck.signals.sources import SUBJECT, THE_OTHER, AtHand, Source, prices
from tapecheck.signals.tape.protocol import Series

_BETTER = (
    r"out(?:perform(?:s|ed|ing)?|pac(?:es|ed|ing)|shone|gain(?:s|ed|ing)?|did|ran|strip(?:s|ped|ping)?)|beat(?:s|en|ing)?|best(?:s|ed)|led\sthe\sway|far(?:es|ed|ing)\s(?:much\s|far\s|a\sbit\s)?better|"
    r"did\s(?:much\s)?better|held\sup\sbetter|(?:stay|stood|was|were|is|are|remain)\w*\sahead\sof|topped(?=\s(?:the\s)?[A-Z])|showed\srelative\sstrength|led\sthe\s(?:upside|gains|gainers|advance|pack)"
)
_WORSE = (
    r"underperform(?:s|ed|ing)?|lag(?:s|ged|ging)?(?:\sbehind)?|trail(?:s|ed|ing)?|far(?:es|ed|ing)\s(?:much\s|far\s|a\sbit\s|the\s)?wors[et]|did\s(?:much\s)?worse|"
    r"led\sthe\s(?:downside|declines?|losses|losers|decliners)"
)
_COMPARED = re.compile(rf"\b(?:(?P<up>{_BETTER})|(?P<down>{_WORSE}))\b", re.IGNORECASE)
# Analysts' rating, profits and volumes are compared too.
_NOT_PRICES = re.compile(
    r"\b(?:rating|expectations|estimates?|forecasts?|earnings|revenues?|profits?|volumes?|consensus|views|sales|outperform\srat\w+|growth|yields?\sof)\b",
    re.IGNORECASE,
)
# Percentage points: closer than the vendors' tolerance of both together, no side is ahead.
_TIE = 0.02

# Whom a market is measured by where nobody is named.
_PEERS = {"index": ("^GSPC", "^DJI", "^IXIC"), "crypto": ("BTC-USD", "ETH-USD")}


class Comparison:
    """How it is worded."""

    name = "comparison"

    def propose(self, sentence: Sentence) -> Iterator[Draft]:
        """Whose move was the better or the worse, and than whose."""
        for match in _COMPARED.finditer(sentence.text):
            start, end = sentence.clause(match.start())
            if sentence.modality(match.start()) == "asserted" and not _NOT_PRICES.search(
                sentence.text, start, end
            ):
                yield from self._drafts(sentence, match, end)

    def _drafts(self, sentence: Sentence, match: re.Match[str], end: int) -> Iterator[Draft]:
        others = [m for m in sentence.mentions if match.end() <= m.start < end]
        better = match["up"] is not None
        for who in sentence.subjects(match.start(), match.start()):
            other = next((m for m in others if m.symbol != who.symbol), None)
            if who.priced or (who.symbol.startswith(OTHER) and _priced(other)):
                yield self._draft(sentence, match, who, other, "up" if better else "down")

    def _draft(
        self, sentence: Sentence, match: re.Match[str], who: Who, other: Mention | None, way: Direction
    ) -> Draft:
        end = other.end if other and other.start - match.end() < 40 else match.end()
        reference = Reference(
            "other", other.text if other else match[0], subject=other.symbol if other else None
        )
        draft = sentence.draft(
            self.name, who, match.start(), end, direction=way, reference=reference, score=0.7
        )
        named = group_before(sentence.text, match.start(), sentence.mentions)
        # Two names before the verb, or a name that is not beside it, leave open who is compared with whom.
        return draft if len(named) == 1 and other is not None else replace(draft, firm=min(draft.firm, 0.5))


class _Pair(NamedTuple):
    """The moves of both over the same days."""

    first: Series
    second: Series
    mine: Move
    theirs: Move


def _names_nobody(claim: Claim, look: Look) -> bool:
    """Whether nobody is named, in a market that has usual ones to be measured by."""
    return _named(claim) is None and look.market(claim.subject) in _PEERS


def _names_another(claim: Claim, look: Look) -> bool:
    other = _named(claim)
    return other is not None and not other.startswith(OTHER)


def _names_none_at_hand(claim: Claim, look: Look) -> bool:
    return not _names_nobody(claim, look) and not _names_another(claim, look)


def _named(claim: Claim) -> str | None:
    return claim.reference.subject if claim.reference else None


def _pairs(claim: Claim, look: Look, first: Series, second: Series) -> Iterator[_Pair | Reading]:
    """Both moves over each span that may be meant."""
    told = False
    for pair in _together(claim, look, first, second):
        told = True
        yield pair
    if not told:
        yield uncovered("both moves", too_coarse(first, claim.window[0] if claim.window else look.as_of))
    elif undated(claim) or claim.window_text is None:
        yield uncovered("its span", "the sentence does not say over which days the two are compared")


def _together(claim: Claim, look: Look, first: Series, second: Series) -> Iterator[_Pair]:
    theirs = {move.name: move for move in moves(claim, second, look)}
    for mine in moves(claim, first, look):
        if mine.name in theirs and mine.base[0] == mine.base[1] and mine.end[0] == mine.end[1]:
            yield _Pair(first, second, mine, theirs[mine.name])


def _difference(claim: Claim, look: Look, at: _Pair) -> Iterator[Reading]:
    yield _reading(claim, look, at)


def _reading(claim: Claim, look: Look, at: _Pair) -> Reading:
    mine, theirs, names = at.mine, at.theirs, (at.first.symbol, at.second.symbol)
    gap = mine.typical - theirs.typical
    slack = _TIE + sum(tolerance(look.market(name)).percent for name in names)
    observed = f"{names[0]} moved {mine.typical:+.2f}%, {names[1]} {theirs.typical:+.2f}%, {mine.name}"
    ahead = gap > 0 if claim.direction == "up" else gap < 0
    if not ahead and abs(gap) < slack:
        return uncovered(mine.name, f"{observed}: too near to tell them apart", mine.usual)
    return settled(
        mine.name,
        ahead,
        observed,
        gap,
        "difference of both moves",
        lambda: (*mine.evidence(), *theirs.evidence()),
        mine.usual,
    )


def _usual_ones(claim: Claim) -> list[Source]:
    found = instrument(claim.subject)
    peers = _PEERS.get(found.market if found else "index", ())
    return [prices(peer) for peer in peers if peer != claim.subject]


def _ahead_of_all(claim: Claim, look: Look, first: Series, peers: Sequence[Series]) -> Iterator[Reading]:
    """Nobody is named: who beat all the usual ones, or fell behind them all, did so in any case."""
    ahead: list[dict[str, Told]] = []
    for second in peers:
        pairs = (_reading(claim, look, pair) for pair in _together(claim, look, first, second))
        ahead.append({(seen := told(r)).name: seen for r in pairs if r.answer is Answer.TRUE})
    spans = [span for span in ahead[0] if all(span in one for one in ahead)] if ahead else []
    if spans and len(ahead) == len(_usual_ones(claim)):
        each = [one[spans[0]] for one in ahead]
        yield settled(
            f"the usual ones it is compared with, {spans[0]}",
            True,
            "; ".join(str(one.observed) for one in each),
            evidence=[row for one in each for row in one.evidence],
            usual=False,
        )


def _nobody(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered("the other one", "the sentence names nobody that it is compared with")


def _nothing(claim: Claim, look: Look) -> Iterator[Reading]:
    yield uncovered("the other one", "the sentence names nothing that this tape holds to compare with")


_USUAL = AtHand("the usual ones", _usual_ones)


def _priced(other: Mention | None) -> bool:
    return other is not None and Who(other.symbol, other.start).priced


KIND = Kind(
    Comparison(),
    rule="comparison/1",
    ways=(
        Way(
            "difference of both moves",
            (SUBJECT, THE_OTHER),
            "as for a change",
            ("percent",),
            _difference,
            at=_pairs,
            when=_names_another,
        ),
        Way(
            "ahead of all, or behind them all",
            (SUBJECT, _USUAL),
            "as for a change",
            ("percent",),
            _ahead_of_all,
            when=_names_nobody,
            absent=(),
        ),
        undecided("nobody named", (), _nobody, when=_names_nobody),
        undecided("nobody at hand", (), _nothing, when=_names_none_at_hand),
    ),
)
