"""Whether a sentence with numbers foretells one (`we expect margins of 5%`) or reports it (`sales beat the 5% that was expected`).

A number is foretold by a present expectation of somebody (`expects`, `is projected to`), by what will come of something (`will add $5m a year`), by
an aim, a plan for a time to come, or a guidance that is given. The past of these, and a figure held against them (`beat the consensus estimate`),
report; what somebody merely will do (`will pay`, `will launch`) foretells no figure. The number stands with the words that foretell it.
"""

from __future__ import annotations

import re

from tapecheck.nlp.measuring.measures import measures

_BY_A_YEAR = re.compile(r"\bby\s(?:the\send\sof\s)?(?:fiscal\s|FY\s?)?20\d\d\b", re.IGNORECASE)
_BE = r"(?:is|are|be|being|am|remains?|[’'](?:s|re|m))"
_EXPECTED = r"(?:expected|projected|anticipated|forecast(?:ed)?|predicted|envisioned|envisaged|estimated|guided|targeted)"
_NOT_PAST = r"(?<!\bwas\s)(?<!\bwere\s)(?<!\bbeen\s)(?<!\bthan\s)(?<!\bas\s)"
_SOMEBODY = r"(?:we|i|they|it|he|she|who|which|management|company|firm|analysts?|economists?|officials?|now|also|currently|still|further|inc\.?|corp\.?)"
# "projects" and "estimates" are verbs where a figure's name or an article follows them
_FIGURE = (
    r"(?=\s(?:an?|the|its|their|this|full|adjusted|revenues?|earnings|sales|net|total|average|annual|organic|capital|fiscal|growth|comparable|"
    r"operating|margins?|eps|\$|\d|that|to)\b|\s[$\d])"
)
# What comes of a thing; what somebody does (`will pay`, `will be launched`) is no figure foretold.
_COMES = (
    r"(?:grow|increase|decline|decrease|rise|fall|drop|reach|generate|contribute|reduce|add|boost|total|save|result|range|account|exceed|improve|lower|"
    r"bring|cost|drive|deliver|represent|remain|help|aid|amount|yield|average|come|climb|slow|expand|shrink|gain|lose|constitute|suffer|cut|spend|"
    r"invest|double|triple|buy|continue|hurt|benefit|impact|be(?!\s(?:\w+ly\s)?(?:used|paid|launched|replaced|priced|held|sold|reported|announced|looked|"
    r"made|issued|offered|included|required|distributed|acquired|completed|closed|led|based|able)))"
)
_TO_COME = (
    r"(?:by|in|through|till|until|over\sthe\snext|from|starting|beginning|next|per\syear|annually|this\syear)"
)
_FORETELLS = re.compile(
    rf"""
    \b(?:expects?|anticipates?|foresees?|envisions?|envisages?|predicts?|expecting|anticipating|projecting|forecasting|targeting|guiding|estimating|aiming|aims|intends?|hopes?\sto|seeks?\sto|seeking\sto)\b
    | \b{_SOMEBODY}\s(?:projects?|forecasts?|estimates?|guides?|targets?)\b
    | \b(?:projects|forecasts|estimates|targets|sees){_FIGURE}
    | {_NOT_PAST}\b(?:likely|poised|set|headed|on\s(?:track|pace|course))\sto\b
    | \b(?:will|shall|[’']ll)\s(?:(?:\w+ly|also|now|then)\s)?{_COMES}\b
    | \bgoing\sto\s{_COMES}\b
    | \b(?:guidance|outlook|forecasts?|projections?|target)\s(?:of|is|at|to|between|calls\sfor|(?:\w+\s)?in\sthe|for\s[^,;]{{2,40}}\s(?:of|is|at|to|between))\b
    | \bpotential\sto\b
    | \bplan(?:s|ning)?\sto\s(?=[^;]*\b{_TO_COME}\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IS_FORETOLD = re.compile(
    rf"\b{_BE}\s(?:\w+\s){{0,2}}{_EXPECTED}\b|{_NOT_PAST}\b{_EXPECTED}\s(?:to|at|between|in|for)\b|\bin\sthe\s(?:range|band)\s(?:of|between)\b",
    re.IGNORECASE,
)
# Who speaks for himself often names the figure first: "5% is what we are planning for"
_WE_FORETELL = re.compile(
    r"\bwe(?:\sare|[’'](?:re|d|ll))?\s(?:\w+\s){0,2}"
    r"(?:expect(?:ing)?|anticipat(?:e|ing)|forecast(?:ing)?|project(?:ing)?|target(?:ing)?|plan(?:ning)?|estimat(?:e|ing))\b",
    re.IGNORECASE,
)
_LEVEL = r"(?:consensus|estimates?|expectations?|guidance|forecasts?|outlook|projections?|targets?|views?)"
_HELD_AGAINST = re.compile(
    rf"\b(?:beat|beats|beating|miss(?:ed|es|ing)?|top(?:ped|s|ping)?|exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|outpac(?:ed|es|ing)|lag(?:ged|s|ging)?|"
    rf"trail(?:ed|s|ing)?|above|below|ahead\sof|short\sof|better\sthan|worse\sthan|higher\sthan|lower\sthan|in\sline\swith|against|versus|vs\.?|"
    rf"compared\s(?:with|to)|end\sof)\s(?:\S+\s){{0,5}}?{_LEVEL}\b"
    r"|\b(?:than|as)\s(?:\w+\s){0,2}(?:expected|anticipated|projected|forecast|estimated)\b",
    re.IGNORECASE,
)


def foreseen(text: str) -> bool:
    """Whether a sentence foretells a number that it has."""
    plain = _HELD_AGAINST.sub(" ", text)
    numbers = measures(plain)
    if not numbers:
        return False
    if any(pattern.search(plain) for pattern in (_BY_A_YEAR, _IS_FORETOLD, _WE_FORETELL)):
        return True
    first = _FORETELLS.search(plain)
    return first is not None and first.end() < numbers[-1].end
