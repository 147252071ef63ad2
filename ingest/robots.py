"""robots.txt (RFC 9309): which pages of a site a program may take.

Read by ourselves: the standard library's reader knows no wildcards, and others make regular expressions of them, which a hostile file can
make run for hours. Matching here takes at most the path's length times the rule's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

# RFC 9309, 2.5: at least 500 KiB must be read; more is not.
MAX_BYTES = 500 * 1024
_MOST_RULES = 5000
_LONGEST_RULE = 2000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site lets one program take: (allowed, path pattern), in the file's order."""

    rules: tuple[tuple[bool, str], ...] = ()

    def allow(self, url: str) -> bool:
        """Whether a page may be taken: the longest rule that fits decides, and of two as long the one that allows."""
        path = _path(url)
        fitting = [(len(pattern), allowed) for allowed, pattern in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


ALL = Rules()


def rules_for(program: str, text: str) -> Rules:
    """The rules of a robots.txt for a program, by its product name ("tapecheck"); those for `*` where none names it."""
    groups = list(_groups(text))
    named = [rule for names, rules in groups if program.lower() in names for rule in rules]
    meant = any(program.lower() in names for names, _ in groups)
    return Rules(
        tuple(named if meant else [rule for names, rules in groups if "*" in names for rule in rules])
    )


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[bool, str]]]]:
    """Groups: names of programs that follow each other, then their rules."""
    names: set[str] = set()
    rules: list[tuple[bool, str]] = []
    begun = False
    for key, value in _lines(text.splitlines()[: 2 * _MOST_RULES]):
        if key == "user-agent":
            if begun:
                yield names, rules
                names, rules, begun = set(), [], False
            names.add(_product(value))
        elif key in ("allow", "disallow"):
            begun = True
            # An empty rule says nothing: "Disallow:" lets everything be taken.
            rules += [(key == "allow", _normal(value))] if value and len(value) < _LONGEST_RULE else []
    yield names, rules[:_MOST_RULES]


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, colon, value = line.lstrip("\ufeff").split("#", 1)[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _product(value: str) -> str:
    named = re.match(r"[a-zA-Z_-]+", value)
    return named[0].lower() if named else value[:1]


def _path(url: str) -> str:
    parts = urlsplit(url)
    return _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _normal(path: str) -> str:
    """One spelling of a path: what is not ASCII as per cent and capital hex."""
    spelled = quote(path, safe="/%?&=*$;:@!'()+,~-._[]", errors="replace")
    return re.sub(r"%[0-9a-fA-F]{2}", lambda found: found[0].upper(), spelled)


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says; `*` is anything, `$` at the end is the path's end."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1] if whole else rest:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if not whole:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)
