"""English nouns without a tagger: which words are plurals, and what one of them is called."""

from __future__ import annotations

import re

from tapecheck.data.english import pairs, words

IRREGULAR = pairs("plurals")
# Words in -s that are one thing, or no thing.
_NOT_PLURAL = re.compile(
    r"(?:ss|us|is|['’]s|[sz]['’])$|^(?:gas|plus|bias|lens|news|perhaps|always|as|has|was|does|its|this|thus|yes|"
    r"overseas|besides|sometimes|afterwards|towards|says|goes|gives|comes|gets|becomes|needs|wants|seems|remains|includes|united|less)$",
    re.IGNORECASE,
)
# Plurals that more often stand before another noun than by themselves: "sports cars", "sales staff".
ATTRIBUTIVE = words("attributive")
_PEOPLE = re.compile(r"\w(?:men|people)$")
_SES = re.compile(r"(?:ss|sh|ch|x|zz)es$")
_DEGREES = pairs("degrees")
_NOT_SUPERLATIVE = words("not_superlatives")
_MUTE = words("mute_e")


def is_plural(word: str) -> bool:
    """Whether a word names several: `options`, `children`, `first-team players`' last."""
    low = word.lower()
    if low in IRREGULAR or low.rpartition("-")[2] in IRREGULAR or _PEOPLE.search(low):
        return True
    return len(low) > 2 and low.endswith("s") and not _NOT_PLURAL.search(low)


def singular(word: str) -> str:
    """The word for one of them: `options` gives `option`, `properties` gives `property`."""
    low = word.lower()
    if low in IRREGULAR:
        return IRREGULAR[low]
    if low.endswith("men") and len(low) > 4:
        return f"{word[:-2]}an"
    if not low.endswith("s") or _NOT_PLURAL.search(low):
        return word
    if low.endswith("ies") and len(low) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if _SES.search(low) else word[:-1]


def plain(adjective: str) -> str:
    """The plain form of a superlative: `best` gives `good`, `largest` gives `large`."""
    low = adjective.lower()
    if low in _DEGREES:
        return _DEGREES[low]
    if not low.endswith("est") or len(low) < 6 or low in _NOT_SUPERLATIVE:
        return adjective
    stem = adjective[:-3]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    if stem[-1] == stem[-2] and stem[-1] not in "ls":
        return stem[:-1]
    return f"{stem}e" if stem.lower() in _MUTE else stem
