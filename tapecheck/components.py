"""The factories of the spaCy components, found by spaCy through the entry points of the installed package.

`nlp.add_pipe("tapecheck_claims", config={"day": "2025-12-12", "kinds": ["change", "level"]})`: `day` is what a document speaks from that does
not say so itself (`doc._.published`: a day, or a time with a zone, whose trading day in New York is meant); `kinds` narrows what is looked for.
"""

# spaCy reads the annotations of factories as types: they must not be put off.

from collections.abc import Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from tapecheck.errors import BadOption, NoDay
from tapecheck.ingest.article import Precision
from tapecheck.library import moment_of_text
from tapecheck.nlp.pipes import ClaimsPipe, DayOf, NumbersPipe, SubjectsPipe, TimesPipe
from tapecheck.pipeline import trading_day
from tapecheck.reading import decide
from tapecheck.signals.claims import kinds as all_kinds
from tapecheck.signals.kind import Kind


@Language.factory(
    "tapecheck_numbers", assigns=["doc.spans", "span._.quantity"], default_config={"every": False}
)
def numbers(nlp: Language, name: str, every: bool) -> NumbersPipe:
    """Printed quantities; with `every` whatever is measured or counted, each with the name of its unit."""
    return NumbersPipe(every)


@Language.factory("tapecheck_times", assigns=["doc.spans", "span._.when"], default_config={"day": None})
def times(nlp: Language, name: str, day: str | None) -> TimesPipe:
    """Time expressions. Raises `BadOption` for a `day` that is none."""
    return TimesPipe(day_of(name, day))


@Language.factory("tapecheck_subjects", assigns=["doc.spans", "span._.symbol"])
def subjects(nlp: Language, name: str) -> SubjectsPipe:
    """Names of instruments and statistics."""
    return SubjectsPipe()


@Language.factory(
    "tapecheck_claims",
    assigns=["doc.spans", "doc._.claims", "span._.claim"],
    default_config={"day": None, "kinds": None, "reading": "model"},
)
def claims(nlp: Language, name: str, day: str | None, kinds: list[str] | None, reading: str) -> ClaimsPipe:
    """Claims. Raises `BadOption` for a `day` that is none, a kind that is unknown or a `reading` that is neither model nor grammar."""
    return ClaimsPipe(_chosen(name, kinds), day_of(name, day), decide(reading))


def day_of(name: str, day: str | None) -> DayOf:
    """How the component `name` knows the day of a document: its own, else the setting `day`. A document without either raises `NoDay`."""
    default = _day(day, f"{name}, day") if day is not None else None

    def of(doc: Doc) -> date:
        if doc._.published is not None:
            return _day(doc._.published, "doc._.published", doc.text)
        if default is None:
            raise NoDay(name)
        return default

    return of


def _day(given: str, name: str, text: str = "") -> date:
    moment, precision = moment_of_text(given, name)
    return moment.date() if precision is Precision.DAY else trading_day(moment, text)


def _chosen(name: str, wanted: Sequence[str] | None) -> Sequence[Kind]:
    """The kinds of these names, all of them for None."""
    known = {kind.name: kind for kind in all_kinds()}
    unknown = [one for one in wanted or () if one not in known]
    if unknown:
        raise BadOption(f"{name}, kinds: unknown {', '.join(unknown)}; known are {', '.join(known)}")
    return all_kinds() if wanted is None else [known[one] for one in dict.fromkeys(wanted)]
