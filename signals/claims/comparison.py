"""A comparison: "small caps outpaced the S&P 500", "the Dow lagged", "gold beat Bitcoin this year".

True when the difference of the two moves over the same days has the sign that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tapecheck.nlp.claim import Claim, Direction, Reference
from tapecheck.nlp.clauses import group_before
from tapecheck.nlp.draft import Draft, Sentence, Who
from tapecheck.nlp.subjects import OTHER, Mention
from tapecheck.signals.answers import settled, too_coarse, trouble, uncovered, undated
from tapecheck.signals.finding import Answer, Reading, Told, told
from tapecheck.signals.look import Look
from tapecheck.signals.moves import Move, moves
from tapecheck.signals.rounding import tolerance
from tapecheck.signals.tape.protocol import NotCovered, Series, Unavailable

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
    """See the module's first line; `propose` words it, `readings` checks it."""

    name = "comparison"
    rule = "comparison/1"

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

    def readings(self, claim: Claim, look: Look) -> Iterator[Reading]:
        """Both moves over each span that may be meant."""
        other = claim.reference.subject if claim.reference else None
        if other is None and (peers := _PEERS.get(look.market(claim.subject))):
            yield self._ahead_of_all(claim, [peer for peer in peers if peer != claim.subject], look)
            return
        if other is None or other.startswith(OTHER):
            yield uncovered(
                "the other one", "the sentence names nothing that this tape holds to compare with"
            )
            return
        first, second = look.series(claim.subject), look.series(other)
        for found in (first, second):
            if isinstance(found, NotCovered | Unavailable):
                yield trouble(found)
                return
        assert isinstance(first, Series)
        assert isinstance(second, Series)
        pairs = list(self._pairs(claim, first, second, look))
        yield from pairs
        if not pairs:
            yield uncovered("both moves", too_coarse(first, claim.window[0] if claim.window else look.as_of))
        elif undated(claim) or claim.window_text is None:
            yield uncovered("its span", "the sentence does not say over which days the two are compared")

    def _ahead_of_all(self, claim: Claim, peers: Sequence[str], look: Look) -> Reading:
        """Nobody is named: who beat all the usual ones, or fell behind them all, did so in any case."""
        first = look.series(claim.subject)
        ahead: list[dict[str, Told]] = []
        for peer in peers:
            second = look.series(peer)
            if isinstance(first, Series) and isinstance(second, Series):
                pairs = self._pairs(claim, first, second, look)
                ahead.append({(seen := told(r)).name: seen for r in pairs if r.answer is Answer.TRUE})
        spans = [span for span in ahead[0] if all(span in one for one in ahead)] if ahead else []
        if not spans or len(ahead) < len(peers):
            return uncovered("the other one", "the sentence names nobody that it is compared with")
        each = [one[spans[0]] for one in ahead]
        return settled(
            f"the usual ones it is compared with, {spans[0]}",
            True,
            "; ".join(str(one.observed) for one in each),
            evidence=[row for one in each for row in one.evidence],
            usual=False,
        )

    def _pairs(self, claim: Claim, first: Series, second: Series, look: Look) -> Iterator[Reading]:
        theirs = {move.name: move for move in moves(claim, second, look, look.market(second.symbol))}
        for mine in moves(claim, first, look, look.market(first.symbol)):
            if mine.name in theirs and mine.base[0] == mine.base[1] and mine.end[0] == mine.end[1]:
                yield self._reading(claim, mine, theirs[mine.name], (first.symbol, second.symbol), look)

    def _reading(self, claim: Claim, mine: Move, theirs: Move, names: tuple[str, str], look: Look) -> Reading:
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


def _priced(other: Mention | None) -> bool:
    return other is not None and Who(other.symbol, other.start).priced


KIND = Comparison()
