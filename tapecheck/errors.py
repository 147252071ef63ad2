"""What the front door can refuse, beside the trees of `ingest.errors` and `signals.tape.errors`.

TapecheckError
├── NoDate      an article without a publication time, and none was given
├── NoDay       a spaCy document that says no day
├── BadOption   an option whose value cannot be used
├── NotWritten  an output that could not be written
├── BadTable    a CSV of verified claims that cannot be used
├── BadGold     labelled articles that cannot be used
└── BadModel    the reading model is missing or damaged
"""

from __future__ import annotations


class TapecheckError(Exception):
    """A request that cannot be carried out; the message says what was wrong and what to do."""


class NoDate(TapecheckError):
    """Without a date nothing can be checked point in time."""

    def __init__(self, article: str) -> None:
        super().__init__(
            f"{article}: no publication date found; give one with --published 2025-12-12 or 2025-12-12T14:05-05:00"
        )


class NoDay(TapecheckError):
    """Without a day no time in a document can be resolved."""

    def __init__(self, component: str) -> None:
        super().__init__(
            f"{component}: the document has no day to speak from; set doc._.published, "
            f'or add the component with config={{"day": "2025-12-12"}}'
        )


class BadOption(TapecheckError):
    """The value of an option makes no sense."""


class NotWritten(TapecheckError):
    """An output could not be written. What was there before still is."""

    def __init__(self, where: str, why: str, *, full: bool = False) -> None:
        kept = "; nothing was replaced: make room and run again" if full else ""
        super().__init__(f"{where}: cannot be written ({why}){kept}")


class BadTable(TapecheckError):
    """A CSV of verified claims that cannot be used; names the line and, where there is one, the column (both count from 1)."""

    def __init__(self, place: str, line: int, column: int | None, why: str) -> None:
        self.line, self.column = line, column
        super().__init__(f"{place}, line {line}{f', column {column}' if column else ''}: {why}")


class BadGold(TapecheckError):
    """A file of labelled articles that cannot be used; names the line and the field."""

    def __init__(self, place: str, field: str | None, why: str) -> None:
        super().__init__(f"{place}{', ' + field if field else ''}: {why}")


class BadModel(TapecheckError):
    """The model that comes with the package is not what was shipped."""
