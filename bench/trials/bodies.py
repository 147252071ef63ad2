"""Pages from strangers: text lost in deep nesting, pages that take for ever, text that no reader sees (A1 to A3).

Seconds are seconds of computing, so that a busy machine does not change them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tapecheck.ingest.body import read_fragment, read_page
from tapecheck.ingest.child import DEADLINE_SECONDS, Worker
from tapecheck.ingest.errors import IngestError, Unfinished
from trials import Trial
from trials.page_maker import CLAIM, SEEN, deep, hiding, shown, slow
from trials.sound import Cost, cost_of

_FEW = 6


def trials(small: bool) -> Iterator[Trial]:
    """Every trial of the part."""
    worker = Worker()
    try:
        yield _deep(worker)
        yield _slow(worker, _FEW if small else None)
        yield _hidden(worker, "pages", _page)
        yield _hidden(worker, "feeds' content", _fragment)
        yield _kept(worker)
    finally:
        worker.close()


def _page(html: str) -> tuple[str, tuple[str, ...]]:
    found = read_page(html.encode(), "https://news.example/1")
    return found.text, found.flags


def _fragment(html: str) -> tuple[str, tuple[str, ...]]:
    found = read_fragment(html)
    return found.text, found.flags


def _deep(worker: Worker) -> Trial:
    pages = list(deep())
    outcomes = [_outcome(worker, html) for html in pages]
    figure = ", ".join(f"{outcomes.count(name)} {name}" for name in dict.fromkeys(outcomes))
    return Trial(
        "A1",
        "a claim behind nesting 50 to 20,000 deep: lost in silence",
        len(pages),
        outcomes.count("lost"),
        figure,
    )


def _outcome(worker: Worker, html: str) -> str:
    try:
        text, flags = worker.run("a page", _page, html)
    except IngestError:
        return "refused"
    return "found" if CLAIM in text else "flagged" if "truncated" in flags else "lost"


def _slow(worker: Worker, most: int | None) -> Trial:
    shapes = list(slow())[-(most or 0) :]
    costs = {name: _cost(worker, html) for name, html in shapes}
    stopped = [name for name, cost in costs.items() if cost is None]
    over = [
        name for name, cost in costs.items() if cost and (cost.seconds > DEADLINE_SECONDS + 1 or cost.escaped)
    ]
    slowest = max(((cost.seconds, name) for name, cost in costs.items() if cost), default=(0.0, ""))
    largest = max((cost.megabytes for cost in costs.values() if cost), default=0.0)
    names = f" ({', '.join(stopped)})" if stopped else ""
    figure = f"{len(stopped)} stopped at {DEADLINE_SECONDS:.0f} s or 1.5 GB and set aside{names}; slowest read {slowest[0]:.1f} s ({slowest[1]}), at most {largest:.0f} MB"
    return Trial("A2", "slow pages: past the deadline, or escaped", len(shapes), len(over), figure)


def _cost(worker: Worker, html: str) -> Cost | None:
    """What the page costs, or None where the worker was stopped at it."""
    try:
        return worker.run("a page", cost_of, read_page, html.encode(), "https://news.example/1")
    except Unfinished:
        return None


def _hidden(worker: Worker, where: str, read: Callable[[str], tuple[str, tuple[str, ...]]]) -> Trial:
    tricks = list(hiding())
    leaked = [name for name, html in tricks if not _clean(*worker.run("a page", read, html))]
    return Trial(
        "A3",
        f"hidden text in {where}: read as the outlet's, without a flag",
        len(tricks),
        len(leaked),
        ", ".join(leaked),
    )


def _clean(text: str, flags: Iterable[str]) -> bool:
    return SEEN in text and (CLAIM not in text or "hidden_text" in flags)


def _kept(worker: Worker) -> Trial:
    tricks = list(shown())
    lost = [name for name, html in tricks if CLAIM not in worker.run("a page", _page, html)[0]]
    return Trial("A3", "text that only looks hidden: taken out", len(tricks), len(lost), ", ".join(lost))
