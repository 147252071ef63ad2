"""Feeds from strangers: real ones, mutated ones, all encodings, bombs, dates, GUIDs, strings (F1 to F7, F16 to F18).

Seconds are seconds of computing, so that a busy machine does not change them.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from itertools import islice
from pathlib import Path

from tapecheck.ingest.article import Article, Precision, Quarantined
from tapecheck.ingest.child import Worker
from tapecheck.ingest.dates import Moment, against, read_moment
from tapecheck.ingest.errors import IngestError, Unfinished
from tapecheck.ingest.feeds import MOST_BYTES, read_feed
from tapecheck.ingest.opml import feeds_of
from trials import Trial
from trials.encodings import encoded
from trials.feed_maker import ITEM, RSS, bombs, strangers
from trials.mutants import tallied
from trials.polls import polled
from trials.printed import DATES, feeds_of_strings
from trials.sound import NOW, Cost, cost_of, costed, unsound

_UNCERTAIN = frozenset(("date_uncertain", "zone_assumed", "zone_ambiguous", "date_future"))
_DOUBTFUL = frozenset(("encoding_assumed", "characters_lost", "feed_malformed", "truncated"))


def trials(small: bool) -> Iterator[Trial]:
    """Every trial of the part."""
    worker = Worker()
    try:
        yield from _real(worker)
        yield _mutated(2_000 if small else 1_000_000)
        yield _encodings(worker)
        yield _bombs()
        yield _strangers(worker)
        yield _big(small)
        yield _polls(140 if small else 1_000)
        yield _dates()
        yield _strings(worker, 600 if small else None)
    finally:
        worker.close()


def _read(worker: Worker, data: bytes) -> Cost:
    """One feed in the worker; what ends the worker is an escape too."""
    try:
        return worker.run("a feed", costed, data)
    except Unfinished as wrong:
        return Cost((), None, str(wrong), 0.0, 0.0)


def _wrong(cost: Cost) -> bool:
    return bool(cost.escaped) or any(unsound(one) for one in cost.found)


def _real(worker: Worker) -> Iterator[Trial]:
    folder = Path(os.environ.get("TAPECHECK_SHARED", "none")) / "corpus" / "feeds"
    costs = [_read(worker, path.read_bytes()) for path in sorted(folder.glob("*.xml"))]
    if not costs:
        return
    found = Counter(type(one) for cost in costs for one in cost.found)
    figure = f"{found[Article]:,} articles, {found[Quarantined]:,} rows set aside, {sum(bool(cost.refused) for cost in costs)} feeds refused; slowest {_slowest(costs)}"
    yield Trial("F1", "real feeds: uncaught, unsound", len(costs), sum(map(_wrong, costs)), figure)


def _slowest(costs: list[Cost]) -> str:
    return f"{max(cost.seconds for cost in costs):.2f} s"


def _mutated(many: int) -> Trial:
    tallies = list(tallied(many))
    failed = [one for tally in tallies for one in tally.failed]
    read, refused, articles, aside = (
        sum(getattr(t, name) for t in tallies) for name in ("read", "refused", "articles", "aside")
    )
    figure = f"{read:,} read, {refused:,} refused, {articles:,} articles, {aside:,} rows set aside; slowest {max(t.slowest for t in tallies):.2f} s"
    named = f"; first failures: {'; '.join(failed[:5])}" if failed else ""
    return Trial("F2", "mutated feeds: uncaught, unsound, over 5 s", many, len(failed), figure + named)


def _encodings(worker: Worker) -> Trial:
    tried, silent, outcomes = 0, 0, Counter[str]()
    for data, sentence in encoded():
        outcome = _heard(_read(worker, data), sentence)
        tried, silent = tried + 1, silent + outcome.startswith("silent")
        outcomes[outcome] += 1
    return Trial(
        "F3",
        "encodings: text lost or changed in silence",
        tried,
        silent,
        ", ".join(f"{n} {name}" for name, n in outcomes.items()),
    )


def _heard(cost: Cost, sentence: str | None) -> str:
    if _wrong(cost):
        return "silent: escaped or unsound"
    articles = [one for one in cost.found if isinstance(one, Article)]
    if not articles:
        return "set aside"
    if sentence is None or sentence in articles[0].text:
        return "read"
    return "flagged" if _DOUBTFUL & set(articles[0].flags) else "silent"


def _bombs() -> Trial:
    """Each in a process of its own, so that its memory is its own."""
    costs = [_alone(partial(_read, data=data)) for _, data in bombs()]
    failed = sum(_wrong(cost) or cost.seconds > 2 or cost.megabytes > 200 for cost in costs)
    lists = [
        cost_of(feeds_of, data.replace(b"<rss", b"<opml").replace(b"</rss", b"</opml"), "x")
        for _, data in islice(bombs(), 2)
    ]
    failed += sum(cost.refused is None for cost in lists)
    figure = f"{sum(bool(c.refused) for c in (*costs, *lists))} refused; at most {_slowest(costs)}, {max(c.megabytes for c in costs):.0f} MB"
    return Trial("F4", "entity bombs: over 2 s or 200 MB, escaped", len(costs) + len(lists), failed, figure)


def _alone(read: partial[Cost]) -> Cost:
    worker = Worker()
    try:
        return read(worker)
    finally:
        worker.close()


def _strangers(worker: Worker) -> Trial:
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        secret = Path(folder) / "secret"
        secret.write_text("SECRETWORDS", "utf-8")
        tried = [
            worker.run("a feed", _watched, data, str(secret))
            for _, data in strangers(str(secret), listener.getsockname()[1])
        ]
        hits = _hits(listener)
    failed = sum(bool(touched) or _wrong(cost) or "SECRETWORDS" in str(cost.found) for cost, touched in tried)
    return Trial(
        "F5",
        "XXE, external DTD, XInclude: file opened or port asked",
        len(tried),
        failed + hits,
        f"{hits} connections",
    )


def _hits(listener: socket.socket) -> int:
    try:
        listener.accept()[0].close()
    except TimeoutError:
        return 0
    return 1


def _watched(data: bytes, secret: str) -> tuple[Cost, list[str]]:
    """The cost of a feed, and what the process tried to open or to reach meanwhile."""
    import sys

    touched: list[str] = []

    def watch(event: str, details: tuple[object, ...]) -> None:
        if event.startswith(("socket.connect", "urllib")) or (event == "open" and details[0] == secret):
            touched.append(event)

    sys.addaudithook(watch)
    return costed(data), touched


def _big(small: bool) -> Trial:
    """Documents that are too large, deep or many, each in a process of its own."""
    costs = [_alone(partial(_through, data=data)) for data in _big_ones(small)]
    failed = sum(bool(cost.escaped) or cost.seconds > 20 for cost in costs)
    figure = f"{sum(bool(c.refused) for c in costs)} refused; slowest {_slowest(costs)}, at most {max(c.megabytes for c in costs):.0f} MB"
    return Trial(
        "F6, F7",
        "huge tokens, many entries, deep nesting, long titles: neither flagged nor refused, over 20 s",
        len(costs),
        failed,
        figure,
    )


def _through(worker: Worker, data: bytes) -> Cost:
    """As `read_feed` does it: the cap first; what is stopped counts as refused, loudly."""
    try:
        if len(data) > MOST_BYTES:
            list(read_feed(data, "a feed", NOW))
        cost = worker.run("a feed", costed, data)
    except IngestError as wrong:
        return Cost((), str(wrong), None, 0.0, 0.0)
    plain = not any(
        isinstance(one, Quarantined) or {"truncated", "title_cut"} & set(one.flags) for one in cost.found
    )
    return Cost(
        (),
        cost.refused,
        "neither flagged nor refused" if plain and not cost.refused else cost.escaped,
        cost.seconds,
        cost.megabytes,
    )


def _big_ones(small: bool) -> Iterator[bytes]:
    for megabytes in (5, 9, 20, 40):
        yield RSS.format(
            declared="",
            items=f'<item x="{"A" * (megabytes * 1_000_000)}"><title>{"t" * 3_000}</title></item>',
        ).encode()
        yield RSS.format(
            declared="",
            items=f"<!--{'A' * (megabytes * 1_000_000)}--><item><title>{'t' * 3_000}</title></item>",
        ).encode()
    item = ITEM.format(title="Gold", n=1, guid="g", text="Gold rose.")
    yield RSS.format(declared="", items=item * (2_500 if small else 40_000)).encode()
    yield RSS.format(declared="", items=item * 500_000).encode()
    yield RSS.format(declared="", items=f"<item><title>{'word ' * 1_900_000}</title></item>").encode()
    yield RSS.format(
        declared="", items=f"<item><description>{'Gold rose. ' * 800_000}</description></item>"
    ).encode()
    for depth in (5_000, 500_000):
        yield RSS.format(
            declared="",
            items=f"<item><title>t</title><description>{'&lt;b&gt;' * depth}x</description></item>",
        ).encode()
        yield RSS.format(
            declared="", items=f"<item><title>t</title><description>{'<b>' * depth}x</description></item>"
        ).encode()
    yield RSS.format(declared="", items="<item>" * 500_000).encode()
    yield RSS.format(
        declared="", items=f"<item><title>t</title><description>{'&lt;' * 2_000_000}</description></item>"
    ).encode()


def _polls(entries: int) -> Trial:
    tried, failed, seen = polled(entries, NOW)
    return Trial(
        "F16",
        f"{entries:,} entries over 5 polls, GUIDs missing, shared, reused: taken for another",
        tried,
        failed,
        seen,
    )


def _dates() -> Trial:
    wrong = [printed for printed, means in DATES if not _meant(against(read_moment(printed), NOW), means)]
    return Trial("F17", "dates: wrong in silence", len(DATES), len(wrong), "; ".join(wrong))


def _meant(found: Moment | None, means: str | None) -> bool:
    if found is None or means is None:
        return found is None
    if means == "uncertain":
        return bool(_UNCERTAIN & set(found.flags))
    if len(means) == 10:
        return found.precision is Precision.DAY and found.when.date().isoformat() == means
    return found.when.astimezone(UTC).isoformat().startswith(means) and not found.flags


def _strings(worker: Worker, most: int | None) -> Trial:
    tried = failed = 0
    first = ""
    for data, field, string in islice(feeds_of_strings(), most):
        cost = _read(worker, data)
        bad = _wrong(cost) or not (cost.found or cost.refused) or _split_number(cost, field, string)
        tried, failed, first = (
            tried + 1,
            failed + bad,
            first or (f"first: {field} {string[:20]!a}" if bad else ""),
        )
    return Trial("F18", "strings in six fields: uncaught, unsound, a number cut in two", tried, failed, first)


def _split_number(cost: Cost, field: str, string: str) -> bool:
    """Whether an invisible character still stands in the number it was put into."""
    import unicodedata

    invisible = len(string) == 7 and string.startswith("92") and unicodedata.category(string[2]) == "Cf"
    articles = [one for one in cost.found if isinstance(one, Article)]
    return (
        invisible
        and field in ("title", "description")
        and not any("92,578" in f"{one.title} {one.text}" for one in articles)
    )
