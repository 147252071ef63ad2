"""The report as a pandas frame: numbers as numbers, days as days, words of a closed list as categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapecheck.report.records import record
from tapecheck.report.table import CLAIM
from tapecheck.signals.finding import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from tapecheck.pipeline import Report

_CATEGORIES = ("kind", "unit", "direction", "comparator", "basis", "modality", "grade")


def frame(report: Report) -> pd.DataFrame:
    """One row a claim, indexed by its id; the same columns for a report without claims. `article_id` keeps the frames of several
    articles apart once they are put together."""
    import pandas as pd

    whole = record(report)
    table = pd.DataFrame(whole["claims"], columns=list(CLAIM))
    table.insert(1, "article_id", whole["article"]["id"])
    window = table.pop("window")
    for place, name in enumerate(("window_from", "window_to")):
        table[name] = pd.to_datetime(
            pd.Series([days[place] if days else None for days in window], dtype=object)
        )
    table["verdict"] = pd.Categorical(table["verdict"], categories=[v.value for v in Verdict])
    for name in _CATEGORIES:
        table[name] = table[name].astype("category")
    for name in ("value", "value_high", "computed", "confidence"):
        table[name] = table[name].astype("float64")
    for name in ("start", "end"):
        table[name] = table[name].astype("int64")
    return table.set_index("id")
