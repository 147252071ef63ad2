"""What a watch has done, in Prometheus' text format: written to a file that a node exporter picks up, or served on this machine alone.

The one file that knows prometheus_client.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tapecheck.errors import BadOption
from tapecheck.output import write

_LOOPBACK = "127.0.0.1"
_LAST_PORT = 65_535
_COUNTED = {
    "feeds_polled": ("outcome", "Feeds asked, by what they gave."),
    "articles": ("outcome", "Articles dealt with, by what came of them."),
    "claims": ("verdict", "Claims, by verdict."),
    "fetch_errors": ("sort", "Feeds that gave nothing, by what was wrong."),
    "seconds": ("stage", "Seconds spent, by stage; fetching goes on in several threads at once."),
}
_MEASURED = {
    "feeds": "Feeds watched.",
    "feeds_failing": "Feeds that gave nothing when they were last asked.",
    "feeds_silent": "Feeds without anything new for a week.",
    "last_round_timestamp_seconds": "When the last round ended.",
}


class Metrics(Collector):
    """Counters, which only grow, by name and label; gauges by name. Names are those of the page, without `tapecheck_`."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, float]] = {name: defaultdict(float) for name in _COUNTED}
        self._gauges: dict[str, float] = {}
        self._lock = Lock()

    def count(self, name: str, label: str, by: float = 1) -> None:
        """Adds to a counter."""
        with self._lock:
            self._counts[name][label] += by

    def measure(self, name: str, value: float) -> None:
        """Sets a gauge."""
        with self._lock:
            self._gauges[name] = value

    def collect(self) -> Iterator[Metric]:
        """What prometheus_client asks for."""
        with self._lock:
            counts = {name: dict(found) for name, found in self._counts.items()}
            gauges = dict(self._gauges)
        for name, (label, help) in _COUNTED.items():
            family = CounterMetricFamily(f"tapecheck_{name}", help, labels=[label])
            for value, number in sorted(counts[name].items()):
                family.add_metric([value], number)
            yield family
        for name, help in _MEASURED.items():
            if name in gauges:
                yield GaugeMetricFamily(f"tapecheck_{name}", help, value=gauges[name])

    def describe(self) -> Iterable[Metric]:
        """See `collect`."""
        return self.collect()

    def text(self) -> str:
        """The whole page."""
        return generate_latest(self._registry()).decode("utf-8")

    def publish(self, place: Path | None) -> None:
        """Replaces the file. Raises `NotWritten`."""
        if place is not None:
            write(self.text(), place, "--metrics")

    def serve(self, port: int) -> None:
        """Answers on this machine's loopback until the process ends. Raises `BadOption` for a port that is taken."""
        try:
            start_http_server(port, addr=_LOOPBACK, registry=self._registry())
        except OSError as wrong:
            raise BadOption(
                f"--metrics {port}: nothing can be served on this port ({wrong.strerror})"
            ) from wrong

    def _registry(self) -> CollectorRegistry:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return registry


def place_of(given: str | None) -> int | Path | None:
    """What `--metrics` names: a port or a file. Raises `BadOption`."""
    if given is None:
        return None
    if not given.isdecimal():
        return Path(given)
    if not 0 < int(given) <= _LAST_PORT:
        raise BadOption(f"--metrics {given}: no port; give 1 to {_LAST_PORT}, or the name of a file")
    return int(given)
