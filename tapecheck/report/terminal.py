"""The answer of `check` on a terminal: the article with every claim marked in place, then what the tape says of each.

Every mark is a number and a word, so that it reads without colour; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tapecheck.data.calendars import NEW_YORK
from tapecheck.ingest.article import Precision
from tapecheck.report.visible import one_line, visible
from tapecheck.signals.contradictions import TABLE, TITLE
from tapecheck.signals.finding import Finding, Verdict

if TYPE_CHECKING:
    from tapecheck.nlp.coverage import Coverage
    from tapecheck.pipeline import Report

_STYLE = {
    Verdict.SUPPORTED: "green",
    Verdict.REFUTED: "bold red",
    Verdict.OPEN: "cyan",
    Verdict.NOT_CHECKABLE: "bright_black",
    Verdict.NO_DATA: "yellow",
    Verdict.UNAVAILABLE: "magenta",
}
_WORD = {Verdict.NOT_CHECKABLE: "not checkable", Verdict.NO_DATA: "no data"}
# Stands for the spaces inside a mark while lines are made: of what is one column wide, only this is no white space to anybody.
_GLUE = "\ue000"
_WORST_FIRST = (
    Verdict.REFUTED,
    Verdict.UNAVAILABLE,
    Verdict.NO_DATA,
    Verdict.NOT_CHECKABLE,
    Verdict.OPEN,
    Verdict.SUPPORTED,
)


def show(report: Report, console: Console) -> None:
    """Prints a report."""
    console.print(_head(report))
    console.print()
    for line in _wrapped(_marked(report), console):
        console.print(line)
    for number, finding in enumerate(report.findings, 1):
        console.print(_claim(number, finding, report.findings))
    console.print(Rule(style="bright_black"))
    console.print(summary_line(report))


def summary_line(report: Report) -> Text:
    """ "9 claims: 5 supported, 3 refuted, 1 open; 8 of 10 market figures read"."""
    line = Text(f"{len(report.findings)} claim{'' if len(report.findings) == 1 else 's'}")
    for place, (name, count) in enumerate((n, c) for n, c in report.summary.items() if c):
        line.append(": " if place == 0 else ", ")
        line.append(f"{count} {_word(Verdict(name))}", style=_STYLE[Verdict(name)])
    line.append(_covered(report.coverage))
    return line


def _covered(coverage: Coverage) -> str:
    """What of the numbers was read; nothing where there are none to read."""
    if coverage.share is None:
        return ""
    return f"; {coverage.typed} of {coverage.figures} market figures read ({coverage.share:.0%})"


def _head(report: Report) -> RenderableType:
    article = report.article
    origin = " · ".join(filter(None, (article.outlet, f"published {_published(report)}")))
    lines = [
        Text(one_line(article.title or article.id), style="bold"),
        Text(one_line(origin), style="bright_black"),
        Text(f"as known {_minute(report.known_at)} · tape: {one_line(report.tape)}", style="bright_black"),
    ]
    if article.flags:
        lines.append(
            Text(f"note: {', '.join(flag.replace('_', ' ') for flag in article.flags)}", style="yellow")
        )
    return Group(*lines)


def _published(report: Report) -> str:
    article = report.article
    if article.published is None:
        return "at an unknown time"
    return (
        f"{article.published:%Y-%m-%d}" if article.precision is Precision.DAY else _minute(article.published)
    )


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(NEW_YORK):%Y-%m-%d %H:%M %Z}"


def _marked(report: Report) -> Text:
    """The article's text; the words of each claim coloured, its number and verdict behind them."""
    text, marks = Text(), sorted(enumerate(report.findings, 1), key=lambda pair: (pair[1].claim.end, pair[0]))
    source, at = visible(report.article.text), 0
    for end, here in _by_end(marks):
        start = max(at, min(f.claim.start for _, f in here))
        text.append(source[at:start])
        text.append(source[start:end], style=f"underline {_STYLE[_worst(here)]}")
        for number, finding in here:
            mark = f"[{number} {_word(finding.verdict)}]".replace(" ", _GLUE)
            text.append(f" {mark}", style=_STYLE[finding.verdict])
        at = end
    text.append(source[at:])
    return text


def _wrapped(text: Text, console: Console) -> Iterator[Text]:
    """The lines of the text, indented by two; no mark is broken over two lines."""
    for line in text.wrap(console, max(1, console.width - 4)):
        line.plain = line.plain.replace(_GLUE, " ")
        line.rstrip()
        yield Text("  ").append_text(line) if line.plain else line


def _by_end(marks: Sequence[tuple[int, Finding]]) -> Iterator[tuple[int, list[tuple[int, Finding]]]]:
    for end in sorted({finding.claim.end for _, finding in marks}):
        yield end, [(number, finding) for number, finding in marks if finding.claim.end == end]


def _worst(here: Sequence[tuple[int, Finding]]) -> Verdict:
    return min((finding.verdict for _, finding in here), key=_WORST_FIRST.index)


def _claim(number: int, finding: Finding, findings: Sequence[Finding]) -> RenderableType:
    style = _STYLE[finding.verdict]
    head = Text(f"{number:>3} ")
    head.append(_word(finding.verdict).upper(), style=style)
    if finding.grade and finding.grade.value != "exact":
        head.append(f" ({finding.grade.value.replace('_', ' ')})", style=style)
    head.append(
        f"  {finding.claim.kind.replace('_', ' ')}, {one_line(finding.claim.subject)}", style="bright_black"
    )
    lines = [Text(), head, _line("", f"“{finding.claim.quote}”", "italic")]
    lines.append(_line("tape", finding.observed or finding.explanation))
    if finding.reading and finding.observed:
        lines.append(_line("reading", finding.reading))
    instead = (
        (finding.correction or "").removeprefix("Correction: ").removeprefix(f"{finding.observed}.").strip()
    )
    if instead:
        lines.append(_line("instead", instead, style))
    others = [f"claim {place}" for place, f in enumerate(findings, 1) if f.claim.id in finding.conflicts_with]
    others += [f"the {place}" for place in (TITLE, TABLE) if place in finding.conflicts_with]
    if others:
        words = f"cannot be true together with {' or '.join(others)} of this article"
        lines.append(_line("conflict", words, "magenta"))
    return Group(*lines)


def _line(label: str, words: str, style: str = "") -> RenderableType:
    row = Table.grid()
    row.add_column(width=9)
    row.add_column()
    row.add_row(Text(label, style="bright_black"), Text(one_line(words), style=style))
    return Padding(row, (0, 0, 0, 4), expand=False)


def _word(verdict: Verdict) -> str:
    return _WORD.get(verdict, verdict.value)
