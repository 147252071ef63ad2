"""The library's verbs: check one text, check everything at a location."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from tapecheck.access import access, store_folder
from tapecheck.errors import BadModel, BadOption, NoDate
from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.dates import read_moment
from tapecheck.ingest.source import articles
from tapecheck.pipeline import Report, check_article, dated, end_of
from tapecheck.reading import Reading
from tapecheck.signals.tape.open import open_tape
from tapecheck.signals.tape.protocol import Tape

Time = str | date | datetime
Source = str | Sequence[str] | Tape | None


def check(
    text: str,
    published: Time,
    *,
    title: str | None = None,
    outlet: str | None = None,
    tape: Source = None,
    as_of: Time | None = None,
    reading: Reading = "model",
) -> Report:
    """Checks one article.

    `published` and `as_of` are times with a zone, or days (their end in New York is meant); ISO text is read. `tape` is
    `"yahoo"` (what None means), `"almanac"`, the path of a folder, several of these in the order to ask them, or a tape of one's own; `reading` "grammar" reads without the model.
    Raises `BadOption` for a time that cannot be read, `TapeError` for a tape that cannot be opened.
    """
    moment, precision = moment_of_text(published, "published")
    article = Article(
        text=text, id=title or "text", title=title, outlet=outlet, published=moment, precision=precision
    )
    return check_article(article, _tape(tape), known_at(as_of, "as_of"), reading)


def batch(
    location: str,
    *,
    tape: Source = None,
    as_of: Time | None = None,
    published: Time | None = None,
    reading: Reading = "model",
) -> Iterator[Report | Quarantined]:
    """Checks every article of a feed, OPML, folder, `.jsonl`, `.parquet`, file or address; nothing is dropped, nothing is raised for
    a single article. `published` dates the articles that carry no date."""
    opened, moment = _tape(tape), known_at(as_of, "as_of")
    given = moment_of_text(published, "published") if published is not None else None
    for article in articles(location):
        yield (
            article if isinstance(article, Quarantined) else checked(article, opened, moment, given, reading)
        )


def checked(
    article: Article,
    tape: Tape,
    as_of: datetime | None,
    given: tuple[datetime, Precision] | None,
    reading: Reading = "model",
) -> Report | Quarantined:
    """The report of one article of many, or why there is none."""
    if given is not None and article.published is None:
        article = dated(article, *given)
    try:
        return check_article(article, tape, as_of, reading)
    except BadModel:
        raise
    except NoDate:
        return Quarantined(article.id, "no publication date; give one with --published")
    except Exception as wrong:  # a fault of ours in one article must not cost the others their answers
        return Quarantined(
            article.id, f"tapecheck failed on it ({type(wrong).__name__}: {wrong})", failed=True
        )


def moment_of_text(given: Time, name: str) -> tuple[datetime, Precision]:
    """A time given by the user and how exact it is. Raises `BadOption` when it is none."""
    found = read_moment(given if isinstance(given, str) else given.isoformat())
    if found is None:
        raise BadOption(f"{name}: {given!r} is no time; give 2025-12-12 or 2025-12-12T14:05:00-05:00")
    return found.when, found.precision


def known_at(given: Time | None, name: str) -> datetime | None:
    """The moment up to which the tape may be seen; a day means its end in New York."""
    if given is None:
        return None
    moment, precision = moment_of_text(given, name)
    return end_of(moment.date()) if precision is Precision.DAY else moment


def _tape(tape: Source) -> Tape:
    if tape is None or isinstance(tape, str):
        return open_tape([tape] if tape else [], access(False, store_folder()))
    return open_tape(tape, access(False, store_folder())) if isinstance(tape, Sequence) else tape
