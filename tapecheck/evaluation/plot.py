"""The calibration as a picture: an SVG without scripts, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from tapecheck.errors import BadOption
from tapecheck.evaluation.calibration import BINS, Bin, calibration_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _GREY = "#1f2937", "#94a3b8"


def svg(bins: Sequence[Bin]) -> str:
    """Claimed confidence against the share that was right, the number of answers in each bin below. Raises `BadOption` without matplotlib."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as wrong:
        raise BadOption("--plot needs matplotlib: pip install 'tapecheck[plot]'") from wrong
    out = StringIO()
    # Words stay words, and the ids of shapes do not change from run to run.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "tapecheck"}):
        figure = Figure(figsize=(5, 6), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        _shares(above, bins)
        _counts(below, bins)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _shares(axes: Axes, bins: Sequence[Bin]) -> None:
    filled = [one for one in bins if one.answers]
    claimed, observed = [one.claimed or 0.0 for one in filled], [one.observed or 0.0 for one in filled]
    error = calibration_error(bins)
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="as claimed")
    axes.plot(claimed, observed, color=_INK, marker="o", label="observed")
    axes.set(
        title="" if error is None else f"Expected calibration error {error:.3f}",
        ylabel="share right",
        ylim=(-0.02, 1.02),
    )
    axes.legend()


def _counts(axes: Axes, bins: Sequence[Bin]) -> None:
    middles = [(one.low + one.high) / 2 for one in bins]
    axes.bar(middles, [one.answers for one in bins], 0.9 / BINS, color=_GREY)
    axes.set(xlabel="confidence", ylabel="answers", xlim=(0, 1))
