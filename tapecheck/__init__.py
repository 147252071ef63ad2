"""tapecheck checks market news against the tape.

    >>> import tapecheck
    >>> report = tapecheck.check(
    ...     "The Russell 2000 closed at a record on Thursday.",
    ...     published="2025-12-12T09:00:00-05:00",
    ...     tape="almanac",
    ... )
    >>> [(f.claim.kind, f.verdict.value) for f in report.findings]
    [('record', 'supported')]
    >>> report.findings[0].observed
    '^RUT high 2,590.61 on 2025-12-11, before it 2,559.61 on 2025-12-10 (since 1987-09-10 in this data)'

A report holds one finding a claim, in the order of the text: the claim with its exact words, the verdict, the reading under which it
holds, what the tape says, and the rows that prove it. `report.to_frame()` gives them as a pandas frame, `report.to_json()` as JSON.
`tapecheck.batch("feed.xml", tape="almanac")` yields a report, or a `Quarantined`, for every article of a feed, a folder, an OPML or a
table of articles. A tape is `"yahoo"`, `"almanac"`, the path of a folder, or any object with the two methods of
`tapecheck.signals.tape.protocol.Tape`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapecheck.ingest.article import Article, Quarantined
    from tapecheck.library import batch, check
    from tapecheck.pipeline import Report, check_article
    from tapecheck.signals.finding import Finding, Verdict

__version__ = "0.1.0"
__all__ = ["Article", "Finding", "Quarantined", "Report", "Verdict", "batch", "check", "check_article"]

_HOMES = {
    "Article": "tapecheck.ingest.article",
    "Quarantined": "tapecheck.ingest.article",
    "Finding": "tapecheck.signals.finding",
    "Verdict": "tapecheck.signals.finding",
    "Report": "tapecheck.pipeline",
    "check_article": "tapecheck.pipeline",
    "batch": "tapecheck.library",
    "check": "tapecheck.library",
}


def __getattr__(name: str) -> object:
    """Imports on first use, so that `import tapecheck` and `tapecheck --help` cost nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tapecheck' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
