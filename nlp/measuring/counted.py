"""What a number counts: the noun that follows it (`nine new oil rigs` counts rigs), found by where English noun phrases end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tapecheck.data.english import words
from tapecheck.nlp.measuring.nouns import ATTRIBUTIVE, is_plural, plain, singular

_WORD = re.compile(r"[\s-](?P<word>[^\W\d_]\w*(?:[-’'][\w]+)*)(?P<stop>[.,;:!?)\]\"”]?)")
_DETERMINED = r"(?:\s(?:all|the|its|their|his|her|our|my|your|those|these|such|an?|[A-Z]\w*['’]s?))*(?=\s)"
_OF = re.compile(rf"\sof{_DETERMINED}", re.IGNORECASE)
_SHARE_OF = re.compile(rf"(?:\sof)?{_DETERMINED}", re.IGNORECASE)
_SKIPPED = frozenset(("more", "additional", "whole", "full", "further", "extra", "own", "most"))
STOPS = words("ends_a_noun")
# What is done to a thing is not what the thing is: "48 painted homes", "six badly run shops".
_DONE = re.compile(r"[a-z]{3,}(?:ed|ly)")
_NOT_DONE = words("not_participles")
_VERBAL = re.compile(r"[a-z]{3,}(?:ing|ed|ly)")
_VERBAL_NOUNS = _NOT_DONE | words("nouns_in_ing")
_MOST = 6


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun: where it stands, and its name in the singular, with what is said of it."""

    start: int
    end: int
    name: str


def counted(text: str, at: int, several: bool = True, share: bool = False) -> Noun | None:
    """The noun that a number ending at `at` counts.

    `several` says that it has to be a plural, but for what stands between number and thing (`12 page report`); `share` that the number is a
    part of it (`half the condos`, `a third of the population`).
    """
    link = (_SHARE_OF if share else _OF).match(text, at)
    one_of_many = link is not None and not share
    begin = link.end() if link else at
    words = _phrase(text, begin, several or one_of_many or share)
    if share and not (words and is_plural(words[-1][1])):
        words = _phrase(text, begin, several=False)
    if not words or (one_of_many and not is_plural(words[-1][1])):
        return None
    (start, _), (last, head) = words[0], words[-1]
    named = [plain(word) for _, word in words[:-1] if not _is_done(word)]
    return Noun(start, last + len(head), " ".join([*named, singular(head)]))


def _phrase(text: str, at: int, several: bool) -> list[tuple[int, str]]:
    """The words of the noun phrase from `at`, with where they start; empty where none stands there."""
    words: list[tuple[int, str]] = []
    begin = at
    for _ in range(_MOST):
        found = _WORD.match(text, at)
        if not found or _ends(text, found, words, several):
            break
        word, at = found["word"], found.end("word")
        if word.lower() not in _SKIPPED and word not in ("and", "or"):
            words.append((found.start("word"), word))
        if found["stop"] or (several and is_plural(word) and not _goes_on(text, at, word)):
            break
    return _of_several(words, text[begin : begin + 1] == "-") if several else words


def _ends(text: str, found: re.Match[str], words: list[tuple[int, str]], several: bool) -> bool:
    word = found["word"]
    if word in ("and", "or"):
        return not (several and words and _plural_soon(text, found.end("word")))
    if word.lower().split("-")[0] in STOPS and word not in ("US", "UK", "IT", "AT&T"):
        return True
    if several or not words:
        return False
    # "one plan asks", "one man trying"
    return is_plural(word) or (_VERBAL.fullmatch(word) is not None and word not in _VERBAL_NOUNS)


def _plural_soon(text: str, at: int) -> bool:
    """`morning and evening trains`: what stands beyond the `and` is of the same things."""
    first = _WORD.match(text, at)
    if first is None or first["word"].lower() in STOPS or is_plural(first["word"]):
        return False
    return _plural_next(text, first.end("word"))


def _goes_on(text: str, at: int, word: str) -> bool:
    return word.lower() in ATTRIBUTIVE and _plural_next(text, at)


def _plural_next(text: str, at: int) -> bool:
    following = _WORD.match(text, at)
    return following is not None and is_plural(following["word"])


def _is_done(word: str) -> bool:
    return bool(_DONE.fullmatch(word)) and word not in _NOT_DONE


def _of_several(words: list[tuple[int, str]], hyphened: bool) -> list[tuple[int, str]]:
    """The phrase up to its plural; without one the number stands before what it measures a thing by, `12 page report`."""
    if not words or is_plural(words[-1][1]):
        return words
    return words[:1] if (hyphened or len(words) > 1) and not _VERBAL.fullmatch(words[0][1]) else []
