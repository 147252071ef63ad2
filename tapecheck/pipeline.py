"""The pipeline: an article, a tape and a moment in; a report out. It knows neither parsing nor storage.

The as-of moment is the caller's where one is given, else the input's own where it names one, else the publication. A day without
a time means its end in New York, when every American session of it is complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tapecheck.data.calendars import NEW_YORK, is_session
from tapecheck.errors import NoDate
from tapecheck.guarded import Guarded
from tapecheck.ingest.article import Article, Precision
from tapecheck.ingest.bounds import bounded
from tapecheck.ingest.dates import end_of_day
from tapecheck.nlp.claim import Claim
from tapecheck.nlp.coverage import Coverage
from tapecheck.nlp.rows import as_sentences
from tapecheck.reading import Reading, reader
from tapecheck.signals.check import check_all
from tapecheck.signals.claims import kinds
from tapecheck.signals.contradictions import TABLE, TITLE
from tapecheck.signals.finding import Finding, Verdict
from tapecheck.signals.look import Look
from tapecheck.signals.tape.misprints import AsMisprinted
from tapecheck.signals.tape.open import further
from tapecheck.signals.tape.protocol import Origin, Tape

if TYPE_CHECKING:
    import pandas as pd


_SUNDAY, _FUTURES_OPEN = 6, 18
# Evening wraps appear until long after midnight; the first premarket notes come at four.
_SMALL_HOURS = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """When an article speaks: `known_at` (aware) bounds what may be seen, `day` is its "today"."""

    known_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Report:
    """An article with the findings for its claims, in the order of the text, the tape they were checked against, and how many of the market
    figures that it prints became part of a claim."""

    article: Article
    moment: Moment
    tape: str
    origin: Origin
    findings: tuple[Finding, ...]
    coverage: Coverage

    @property
    def known_at(self) -> datetime:
        """The moment the claims were checked at (aware): nothing later was seen."""
        return self.moment.known_at

    @property
    def summary(self) -> Mapping[str, int]:
        """How many claims got which verdict; the sum is the number of claims."""
        counts = Counter(f.verdict.value for f in self.findings)
        return {verdict.value: counts[verdict.value] for verdict in Verdict}

    def to_json(self) -> str:
        """The report as one JSON object, as `tapecheck check --format json` prints it."""
        from tapecheck.report.records import dumps

        return dumps(self)

    def to_frame(self) -> pd.DataFrame:
        """One row a claim, with numbers as numbers, verdicts and kinds as categories."""
        from tapecheck.report.frame import frame

        return frame(self)


def check_article(
    article: Article, tape: Tape, as_of: datetime | None = None, reading: Reading = "model"
) -> Report:
    """Reads an article, or as much of it as `bounds` allow, and checks its claims against `tape`.

    `as_of` overrides the moment the article itself gives; `reading` is "model", or "grammar" for the grammar alone. Raises `NoDate` when
    there is no moment at all, `BadModel` where the shipped model is damaged. A file of the tape that turns
    out to be broken makes the claims that need it `unavailable`.
    """
    article = bounded(article)
    moment = moment_of(article, as_of)
    claims, coverage = reader(reading).read(article, moment.day)
    findings = findings_of(claims, tape, moment, article.title, article.tables)
    return Report(article, moment, tape.name, tape.origin, findings, coverage)


def findings_of(
    claims: Iterable[Claim],
    tape: Tape,
    moment: Moment,
    title: str | None,
    tables: Sequence[str],
) -> tuple[Finding, ...]:
    """The findings for claims of one article; further tapes, and what a vendor is known to misprint, are heard as a second opinion, and
    what its title and tables say, as the grammar reads them, is held against it."""
    tapes = (tape, *further(tape), AsMisprinted(tape))
    first, *second = (Look(Guarded(one), moment.known_at, moment.day) for one in tapes)
    texts = {TITLE: title or "", TABLE: as_sentences(tables)}
    beside = {
        place: reader("grammar").claims(Article(text=text, id=place), moment.day)
        for place, text in texts.items()
        if text
    }
    return check_all(claims, kinds(), first, second, beside)


def moment_of(article: Article, as_of: datetime | None = None) -> Moment:
    """The moment an article is checked at; see the module's docstring for the order."""
    if as_of is not None:
        return Moment(as_of, as_of.astimezone(NEW_YORK).date())
    if article.as_of is not None:
        return Moment(_not_after(article.as_of, article), article.as_of.astimezone(NEW_YORK).date())
    if article.published is None:
        raise NoDate(article.id)
    if article.precision is Precision.DAY:
        day = article.published.date()
        return Moment(end_of(day), day)
    return Moment(article.published, trading_day(article.published, article.text))


def _not_after(as_of: datetime, article: Article) -> datetime:
    """A day's figures as of that day, but none from after the article appeared."""
    known = article.published if article.precision is Precision.TIME else None
    same = known is not None and trading_day(known, article.text) == trading_day(as_of)
    return known if known and same and known < as_of else as_of


def trading_day(moment: datetime, text: str = "") -> date:
    """The New York day that a text of this moment speaks from.

    An evening's wrap may appear after midnight: in the small hours after a session it is still that day, unless the text
    names the new one. From Sunday evening, when futures open, it is Monday.
    """
    local = moment.astimezone(NEW_YORK)
    evening = local.date() - timedelta(days=1)
    if local.hour < _SMALL_HOURS and is_session("XNYS", evening) and f"{local:%A}" not in text:
        return evening
    monday = local.weekday() == _SUNDAY and local.hour >= _FUTURES_OPEN
    return local.date() + timedelta(days=1 if monday else 0)


def end_of(day: date) -> datetime:
    """The last second of a day in New York."""
    return end_of_day(day, NEW_YORK)


def dated(article: Article, published: datetime | None, precision: Precision) -> Article:
    """The article with a publication time given by the user, which wins over its own."""
    if published is None:
        return article
    flags = tuple(flag for flag in article.flags if flag not in ("no_date", "date_only"))
    return replace(article, published=published, precision=precision, flags=flags)
