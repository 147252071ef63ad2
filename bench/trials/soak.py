"""B10: many articles in one process, each with words of its own; memory must not grow with them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from trials import Trial  # noqa: E402  (run by itself for a process of its own, the parts lie beside this file)

SLOPE, CEILING = 1.0, 1500.0


def trial(small: bool) -> Trial:
    """The slope is that of a straight line through what was measured after the first fifth."""
    articles = 300 if small else 50_000
    done = subprocess.run(
        [sys.executable, __file__, str(articles)],
        capture_output=True,
        text=True,
        check=False,
        timeout=6 * 3600,
    )
    if done.returncode:
        return Trial("B10", "articles in one process", articles, articles, done.stderr[-200:])
    measured, peak = json.loads(done.stdout.splitlines()[-1])
    slope = _slope([(at, size) for at, size in measured if at > articles / 5])
    # Three hundred articles say nothing of a slope per thousand; that they are read and the ceiling kept is all that is tried then.
    failed = peak > CEILING or (not small and slope > SLOPE)
    figure = f"{slope:+.2f} MB a 1,000 articles after the first {articles // 5:,}, peak {peak:.0f} MB"
    return Trial("B10", "articles in one process", articles, int(failed), figure)


def _slope(points: list[tuple[int, float]]) -> float:
    """MB a thousand articles."""
    mean_x, mean_y = (sum(one) / len(points) for one in zip(*points, strict=True))
    across = sum((x - mean_x) ** 2 for x, _ in points)
    return 1000 * sum((x - mean_x) * (y - mean_y) for x, y in points) / across


def _measured(articles: int) -> tuple[list[tuple[int, float]], float]:
    """MB held after so many articles, and at most."""
    from tapecheck.library import checked
    from tapecheck.output import save
    from tapecheck.pipeline import Report
    from tapecheck.signals.tape.almanac import AlmanacTape
    from trials.made_up import articles as made
    from trials.made_up import reading

    tape, points, step = AlmanacTape(), list[tuple[int, float]](), max(10, articles // 100)

    def reports() -> Iterator[Report]:
        for number, article in enumerate(islice(made(3), articles), 1):
            done = checked(article, tape, None, None, reading())
            assert isinstance(done, Report), done
            yield done
            if number % step == 0:
                points.append((number, _held()))

    save("ndjson", reports(), Path(os.devnull))
    return points, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _held() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
