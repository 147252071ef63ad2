"""The worker: what hangs or swells costs one article, and nothing else."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tapecheck.ingest.child import Worker
from tapecheck.ingest.errors import FeedError, NotReadable, Unfinished
from tapecheck.ingest.opml import feeds_of


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(deadline=2, memory=600_000_000)
    yield made
    made.close()


def test_one_process_serves_many(worker: Worker) -> None:
    assert {worker.run("x", os.getpid) for _ in range(20)} != {os.getpid()}
    assert worker.starts == 1


def test_what_hangs_is_stopped_and_the_next_is_served(worker: Worker) -> None:
    with pytest.raises(Unfinished) as caught:
        worker.run("slow.html", sum, range(10**12))
    assert "slow.html" in str(caught.value)
    assert "2 s" in str(caught.value)
    assert worker.run("x", len, "four") == 4
    assert worker.starts == 2


def test_what_swells_is_stopped(worker: Worker) -> None:
    with pytest.raises(Unfinished, match="memory"):
        worker.run("big.html", bytearray, 2_000_000_000)
    assert worker.run("x", len, "four") == 4


def test_a_worker_that_died_while_idle_is_replaced_without_loss(worker: Worker) -> None:
    os.kill(worker.run("x", os.getpid), signal.SIGKILL)
    assert worker.run("x", len, "four") == 4


def test_errors_come_through_and_all_others_are_the_inputs(worker: Worker) -> None:
    with pytest.raises(FeedError):
        worker.run("l.opml", feeds_of, b"<a/>", "l.opml")
    with pytest.raises(NotReadable, match=r"l\.html.*ValueError"):
        worker.run("l.html", int, "no number")
    assert worker.starts == 1


def test_what_a_library_prints_is_not_taken_for_an_answer(worker: Worker) -> None:
    worker.run("x", print, "words")
    assert worker.run("x", len, "four") == 4
