"""Characters that are not what they look like, taken out of text from the web.

`92<zero-width space>,578` is not 92 for a reader, so it must not be for a pattern. Compatibility forms beyond the fullwidth ones
stay as they are: NFKC would make 102 of 10² and 21⁄2 of 2½.
"""

from __future__ import annotations

import re

# Format characters (Unicode category Cf), variation selectors, and blanks that have no width.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e01ef]"
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TURNED = re.compile("[\u202d\u202e]")
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
LOST = "\ufffd"


def cleaned(text: str) -> str:
    """The text without controls and invisible characters, fullwidth forms as ASCII, lone surrogates as U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATES.sub(LOST, _CONTROLS.sub("", text))
    return _INVISIBLE.sub("", text).translate(_FULLWIDTH)


def flags_of(text: str) -> tuple[str, ...]:
    """What is to be said of a text before it is cleaned: `bidi_overrides` (it reads otherwise than it is written), `characters_lost`."""
    turned = ("bidi_overrides",) if _TURNED.search(text) else ()
    lost = LOST in text or _SURROGATES.search(text)
    return (*turned, "characters_lost") if lost else turned
