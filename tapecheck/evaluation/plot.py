"""The calibration as a picture: an SVG without scripts, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from tapecheck.errors import BadOption
from tapecheck.evaluation.calibration import Bin, calibration_error

_INK, _BARS = "#1f2937", "#94a3b8"


def svg(bins: Sequence[Bin]) -> str:
    """Claimed confidence against the share that was right, with the number of answers in each bin below. Raises `BadOption` without matplotlib."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as wrong:
        raise BadOption(
            "--plot needs matplotlib, which is not installed: pip install 'tapecheck[plot]'"
        ) from wrong
    out = StringIO()
    # Words stay words, and the ids of shapes do not change from run to run.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "tapecheck"}):
        figure = Figure(figsize=(5, 6), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        filled = [one for one in bins if one.answers]
        above.plot([0, 1], [0, 1], color=_BARS, linestyle="--", label="as claimed")
        above.plot(
            [one.claimed or 0.0 for one in filled],
            [one.observed or 0.0 for one in filled],
            color=_INK,
            marker="o",
            label="observed",
        )
        error = calibration_error(bins)
        above.set_title("" if error is None else f"Expected calibration error {error:.3f}")
        above.set_ylabel("share right")
        above.set_ylim(-0.02, 1.02)
        above.legend()
        below.bar(
            [(one.low + one.high) / 2 for one in bins], [one.answers for one in bins], 0.09, color=_BARS
        )
        below.set_xlabel("confidence")
        below.set_ylabel("answers")
        below.set_xlim(0, 1)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
