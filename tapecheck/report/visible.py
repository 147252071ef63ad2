"""Text from the web, made harmless for a terminal.

An article may carry escape sequences that clear a screen or rename a window, and marks that turn the reading direction of
what follows. Each such character becomes one visible sign, so that offsets into the text still hold.
"""

from __future__ import annotations

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SIGNS = dict.fromkeys((*_CONTROLS, *_DIRECTIONS), "�") | {
    ord("\n"): "\n",
    ord("\t"): " ",
    ord("\r"): " ",
}
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *_DIRECTIONS, 0x2028, 0x2029)}


def visible(text: str) -> str:
    """The text, as long as before, with a replacement sign for every character that would steer a terminal."""
    return text.translate(_SIGNS)


def one_line(text: str) -> str:
    """The text as one visible line, runs of white space as one space."""
    return " ".join(visible(text).split())


def escaped(json_text: str) -> str:
    """JSON that means the same, with such characters as `\\u` escapes. What is below U+0020 is escaped in any JSON."""
    return json_text.translate(_ESCAPES)
