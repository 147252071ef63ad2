"""How long a text, a title and an address may be; what is longer is cut, and flagged."""

from __future__ import annotations

from dataclasses import dataclass

from tapecheck.ingest.characters import cleaned, flags_of

MOST_TEXT = 200_000
MOST_TITLE = 2_000
MOST_ADDRESS = 2_000
# How far back from the cap a paragraph, a sentence or a word may end for the cut to fall there.
_BACK = 5_000


@dataclass(frozen=True, slots=True)
class Capped:
    """Text, title and outlet, clean and no longer than they may be; `flags` say what was cut (`truncated`, `title_cut`) or lost."""

    text: str
    title: str | None
    outlet: str | None
    flags: tuple[str, ...]


def within(text: str, title: str | None, outlet: str | None) -> Capped:
    """The three of an article, cleaned and capped."""
    whole, name, whose = cleaned(text), cleaned(title or ""), cleaned(outlet or "")
    flags = [*flags_of(text), *flags_of(title or "")]
    flags += ["truncated"] * (len(whole) > MOST_TEXT) + ["title_cut"] * (len(name) > MOST_TITLE)
    return Capped(
        cut(whole, MOST_TEXT),
        name[:MOST_TITLE] or None,
        whose[:MOST_TITLE] or None,
        tuple(dict.fromkeys(flags)),
    )


def cut(text: str, most: int) -> str:
    """At most so many characters, cut after a paragraph, else a sentence, else a word, where one ends near."""
    if len(text) <= most:
        return text
    for end in ("\n\n", ". ", " "):
        at = text.rfind(end, max(0, most - _BACK), most)
        if at > 0:
            return text[: at + len(end)].rstrip()
    return text[:most]


def web_address(printed: str | None) -> str | None:
    """An http(s) address of bearable length without spaces or invisible characters, or None."""
    address = "".join(cleaned(printed or "").split())
    if len(address) > MOST_ADDRESS or not address.lower().startswith(("http://", "https://")):
        return None
    return address
