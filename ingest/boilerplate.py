"""Lines that outlets put around an article and that nobody wrote about the market."""

from __future__ import annotations

import re

_LINES = re.compile(
    r"""^(?:
        (?:read|see|watch|learn)\ (?:more|also|next)\s*[:|].* | (?:related|also\ read|must\ read|don't\ miss)\s*[:|].* |
        sign\ up\ (?:for|to|here|now)\b.* | subscribe\ (?:to|now|here|today)\b.* | get\ (?:the|our)\ .{0,60}newsletter.* |
        the\ post\ .+\ (?:appeared\ first|first\ appeared)\ on\ .+ | (?:click|tap)\ here\ (?:to|for)\b.* |
        continue\ reading.{0,80} | follow\ us\ on\b.* | share\ this(?:\ (?:article|story|post))? |
        advertisement | story\ continues(?:\ below)?.{0,40} | all\ rights\ reserved\.? |
        (?:©|\(c\)|copyright)\s.{0,160} | view\ comments? | leave\ a\ comment.{0,60} |
        (?:order|print)\ (?:reprints?|article)\b.{0,40} | this\ copy\ is\ for\ your\ personal.* |
        distribution\ and\ use\ of\ this\ material.* | for\ non-personal\ use\ or.* | to\ order\ presentation-ready.* |
        (?:write|email)\ to\ .{0,60}\bat\ \S+@\S+ | an\ error\ has\ occurred.{0,60} | https?://\S+ |
        (?:additional\ )?reporting\ by\ .*\bediting\ by\b.* | our\ standards\s?:.* | more\ great\ .{0,30}\ stories |
        .{0,80}\ ?[|/]\ ?(?:getty|reuters|bloomberg|shutterstock|istock)\b.{0,40} | .{0,30}via\ getty\ images |
        get\ .{0,60}\bon\ the\ go\b.* |
        this\ (?:video|content)\ (?:is\ )?(?:not|can(?:no|')t)\b.{0,120}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 300


def is_boilerplate(line: str) -> bool:
    """Whether a whole line is an invitation, a copyright notice or a pointer to something else."""
    return len(line) <= _LONGEST and bool(_LINES.match(line.strip()))
