"""The market's vocabulary of movement, ranks and reserve: which way, how far, how sure."""

from __future__ import annotations

import re

from tapecheck.nlp.alternatives import by_letter
from tapecheck.nlp.claim import Direction

_UP = (
    r"rose|risen|rises?|rising|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|rall(?:y|ies|ied|ying)|"
    r"advanc(?:e|es|ed|ing)|add(?:s|ed|ing)|up|higher|increas(?:e|es|ed|ing)|grew|grown|climbing|popp(?:ed|ing)|pops?|leap(?:s|ed|t|ing)?|spik(?:e|es|ed|ing)|"
    r"rebound(?:s|ed|ing)?|recover(?:s|ed|ing|y)?|bounc(?:e|es|ed|ing)|skyrocket(?:s|ed|ing)?|rocket(?:s|ed|ing)?|edg(?:e|es|ed|ing)\s(?:up|higher)|tick(?:s|ed|ing)?\s(?:up|higher)|inch(?:es|ed|ing)?\s(?:up|higher)|"
    r"strengthen(?:s|ed|ing)?|firm(?:s|ed|ing)|boost(?:s|ed|ing)?|uptick|upswing|appreciat(?:e|es|ed|ing|ion)|outperform(?:ed|ing)?|put\son|tacked\son|picked\sup|"
    r"swell(?:s|ed|ing)?|expand(?:s|ed|ing)?|green|in\sthe\sgreen|positive|vault(?:s|ed|ing)?|roar(?:s|ed|ing)?|zoom(?:s|ed)?|hike[sd]?|hiking|padded|returned|improv(?:e|es|ed|ing)|bump(?:s|ed)?|lift(?:s|ed)?|perked|rip(?:s|ped)|explod(?:e|ed)|ballooned|upward|uptrend"
)
_DOWN = (
    r"fell|fallen|falls?|falling|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|slid|slides?|sliding|slip(?:s|ped|ping)?|sank|sunk|sinks?|sinking|tumbl(?:e|es|ed|ing)|"
    r"plung(?:e|es|ed|ing)|plummet(?:s|ed|ing)?|los[est]|loses|losing|loss(?:es)?|lower|down|decreas(?:e|es|ed|ing)|dip(?:s|ped|ping)?|retreat(?:s|ed|ing)?|eas(?:e|es|ed|ing)|"
    r"shed(?:s|ding)?|gave\s(?:up|back)|giv(?:e|es|ing)\s(?:up|back)|crash(?:es|ed|ing)?|slump(?:s|ed|ing)?|weaken(?:s|ed|ing)?|soften(?:s|ed|ing)?|div(?:e|es|ed|ing)|dove|"
    r"pull(?:s|ed|ing)?\sback|pullback|back(?:s|ed|ing)\soff|cool(?:s|ed|ing)|crater(?:s|ed|ing)?|nosediv(?:e|ed|ing)|tank(?:s|ed|ing)?|skid(?:s|ded|ding)?|stumbl(?:e|es|ed|ing)|"
    r"collaps(?:e|es|ed|ing)|correct(?:ed|ion)|drawdown|downturn|red|in\sthe\sred|negative|contract(?:s|ed|ing)|shrank|shrinks?|wip(?:ed|ing)|off|depreciat(?:e|es|ed|ing|ion)|"
    r"selloff|sell-off|tick(?:s|ed|ing)?\s(?:down|lower)|edg(?:e|es|ed|ing)\s(?:down|lower)|inch(?:es|ed|ing)?\s(?:down|lower)|cut(?:s|ting)?|trim(?:s|med|ming)?|slash(?:es|ed|ing)?|swoon(?:s|ed)?|sag(?:s|ged|ging)?|withered|downward|downtrend|erased?|surrendered|severed|downside"
)
_FLAT = r"flat|unchanged|little\schanged|steady|flatlined|barely\s(?:budged|moved|changed)|roughly\swhere\s(?:it|they)\sstarted|range-?bound|sideways|mostly\sunchanged"

UP = re.compile(rf"\b{by_letter(_UP)}\b", re.IGNORECASE)
DOWN = re.compile(rf"\b{by_letter(_DOWN)}\b", re.IGNORECASE)
FLAT = re.compile(rf"\b{by_letter(_FLAT)}\b", re.IGNORECASE)
MOVE = re.compile(
    rf"\b(?:(?P<flat>{by_letter(_FLAT)})|(?P<up>{by_letter(_UP)})|(?P<down>{by_letter(_DOWN)}))\b",
    re.IGNORECASE,
)

# Words that carry a move by themselves, without a number beside them, when they are a finite verb of the price.
FINITE = re.compile(
    r"\b(?:(?P<up>rose|gained|climbed|jumped|surged|soared|rallied|advanced|rebounded|leapt|leaped|spiked|bounced|recovered|popped|skyrocketed|firmed|"
    r"(?:edged|ticked|inched|closed|ended|finished|settled|traded|opened|moved|drifted|pushed|trading|closing|ending|finishing|were|was|is|are)\s(?:\w+\s)?(?:up|higher)|(?:have|has|had)\s(?:\w+\s)?(?:risen|gained|climbed|surged|rallied|jumped|soared|rebounded))"
    r"|(?P<down>fell|dropped|declined|slid|slipped|sank|tumbled|plunged|plummeted|lost\sground|eased|retreated|crashed|slumped|weakened|dipped|tanked|skidded|stumbled|cratered|pulled\sback|"
    r"(?:edged|ticked|inched|closed|ended|finished|settled|traded|opened|moved|drifted|pushed|trading|closing|ending|finishing|were|was|is|are)\s(?:\w+\s)?(?:down|lower)|(?:have|has|had)\s(?:\w+\s)?(?:fallen|dropped|declined|slid|slipped|tumbled|plunged|slumped))"
    r"|(?P<flat>(?:was|were|is|are|closed|ended|finished|traded|held|trading)\s(?:\w+\s)?(?:flat|unchanged|little\schanged|steady)))\b",
    re.IGNORECASE,
)

CLOSE = re.compile(
    r"\b(?:clos(?:e|ed|es|ing)|settl(?:e|ed|es|ing|ement)|finish(?:ed|es|ing)?|end(?:ed|s|ing)?\s(?:the|at|up|down|with|lower|higher|[0-9](?![0-9]?\s(?-i:[A-Z])))|ended|Wednesday's close)\b",
    re.IGNORECASE,
)
INTRADAY = re.compile(
    r"\b(?:intraday|trad(?:ed|es|ing)|session\s(?:high|low)|as\s(?:much|high|low)\sas|early|earlier|briefly|touched|hit|reached|currently|now|at\sthe\stime|at\spress\stime|hovering|changed?\shands|at\sthe\sopen|premarket|"
    r"at\slast\scheck|as\sof|at\sone\spoint|at\swriting|at\spublication|opened|afternoon|morning|midday|so\sfar|is|are|exchanging)\b",
    re.IGNORECASE,
)
FORECAST = re.compile(
    r"\b(?:unlikely|will|would|could|may|might|can|should|must|expects?|expected|expecting|expectations?|forecasts?|forecasting|predict(?:s|ed|ing|ion|ions)?|project(?:s|ed|ing|ions?)?|targets?|targeting|likely|"
    r"potential(?:ly)?|possible|possibly|ahead\sof|outlook|see(?:s)?\s(?:the|it|gold|bitcoin)|anticipat(?:e|es|ed|ing)|aim(?:s|ing)?|eye(?:s|ing)|poised|set\sto|headed\sfor|heading\s(?:for|to)|going\sto|on\strack|"
    r"plans?\sto|looks?\sto|needs?\sto|next\s(?:week|month|year|target|leg)|by\s(?:the\s)?(?:end\sof\s)?(?:year-end|20[2-9][0-9]|next)|upside|hopes?|estimates?|bull\scase|envision\w*|bets?)\b",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(?:if|unless|should\s(?:the|it|bitcoin|price|bulls|bears)|in\scase|assuming|provided\sthat|a\s(?:break|close|move|drop|rise|breakout|breakdown|fall)\s(?:above|below|over|under|past|beyond|to))\b",
    re.IGNORECASE,
)
HYPOTHETICAL = re.compile(
    r"\b(?:must|should|need(?:s|ed)?\sto|if|unless|could|would|might|may)\b", re.IGNORECASE
)
NEGATED = re.compile(r"\b(?:not|n't|n’t|never|no longer|failed to|without|nor|neither)\b", re.IGNORECASE)


def direction_of(match: re.Match[str]) -> Direction:
    """The direction of a match of MOVE or FINITE."""
    if match["flat"]:
        return "flat"
    return "up" if match["up"] else "down"


def latest_direction(text: str, start: int, end: int) -> Direction | None:
    """The direction of the last word of movement between two positions, None where there is none."""
    moves = [*MOVE.finditer(text, start, end)]
    return direction_of(moves[-1]) if moves else None
