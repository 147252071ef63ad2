"""A process of its own for what may hang or swell: the reading of pages and feeds from strangers.

One worker serves many articles, so that no article pays for the start of a process. It limits itself: the system's timers end it
when a job outlasts the deadline, wherever it hangs, and its address space is capped. The deadline is one of computing, so that a busy
machine does not change what can be read; a second, of the clock, is for what hangs without computing. A worker that ended costs the
article it was at, which comes back as `Unfinished`; the next job starts a new one. On a system without timers (Windows) jobs are not
limited.
"""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from tapecheck.ingest.errors import IngestError, NotReadable, Unfinished

DEADLINE_SECONDS = 20.0
_PATIENCE = 6  # how many times the deadline the clock may show
MOST_MEMORY = 1_500_000_000
_NO_MEMORY = 71
_ALARMS = tuple(int(getattr(signal, name)) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name))
_START = "from tapecheck.ingest.child import serve; serve()"
P = ParamSpec("P")
R = TypeVar("R")


class Worker:
    """Runs functions of tapecheck's in another process, one at a time. `starts` counts the processes it took."""

    def __init__(self, deadline: float = DEADLINE_SECONDS, memory: int = MOST_MEMORY) -> None:
        self._limits = (str(deadline), str(memory))
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self.starts = 0

    def run(self, location: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function gives. Raises what it raises (an `IngestError`), or `Unfinished` where it was stopped."""
        job = pickle.dumps((location, function, args, kwargs))
        with self._lock:
            whole, answer = self._asked(job, location)
        if not whole:
            raise answer
        result: R = answer
        return result

    def close(self) -> None:
        """Ends the process, whatever it is at."""
        with self._lock:
            self._end()

    def _asked(self, job: bytes, location: str) -> tuple[bool, Any]:
        """The answer; a worker that died while it waited is not the article's fault, so that another is asked."""
        for _ in range(2):
            fresh = self._process is None or self._process.poll() is not None
            try:
                return self._exchange(job)
            except (OSError, EOFError, pickle.UnpicklingError):
                code = self._end()
            if fresh or -code in _ALARMS:
                break
        return False, Unfinished(location, _how_it_ended(code, self._limits[0]))

    def _exchange(self, job: bytes) -> tuple[bool, Any]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(job)
            process.stdin.flush()
            answer: tuple[bool, Any] = pickle.load(process.stdout)
        except KeyboardInterrupt:  # an answer still to come would be taken for the next job's
            self._end()
            raise
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *self._limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
            self.starts += 1
        return self._process

    def _end(self) -> int:
        """Ends the process and takes its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return process.wait()


def worker() -> Worker:
    """The worker of this process, started on its first job."""
    return _worker_of(os.getpid())


@cache
def _worker_of(process: int) -> Worker:
    made = Worker()
    atexit.register(made.close)
    return made


def serve() -> None:
    """What the worker process does: jobs in, answers out, until nobody is there to ask."""
    deadline, memory = float(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    _limit_memory(memory)
    _quiet()
    while (job := _next()) is not None:
        _alarm(deadline)
        answer = pickle.dumps(_tried(job))
        _alarm(0)
        answers.write(answer)
        answers.flush()


def _next() -> tuple[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]] | None:
    try:
        job: tuple[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]] = pickle.load(sys.stdin.buffer)
    except EOFError:
        return None
    return job


def _tried(job: tuple[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]]) -> tuple[bool, Any]:
    location, function, args, kwargs = job
    try:
        return True, function(*args, **kwargs)
    except IngestError as wrong:
        return False, wrong
    except MemoryError:
        os._exit(_NO_MEMORY)
    except (
        Exception
    ) as wrong:  # whatever a parser lets through is the input's fault, and costs no other its answer
        return False, NotReadable(location, f"cannot be read ({type(wrong).__name__}: {str(wrong)[:200]})")


def _quiet() -> None:
    """No log lines of libraries; an interrupt from the keyboard is for the parent, whose end ends this process too."""
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for alarm in _ALARMS:
        signal.signal(alarm, signal.SIG_DFL)


def _alarm(seconds: float) -> None:
    """The system ends this process after so many seconds, also while it is inside a C library; 0 calls it off."""
    if _ALARMS:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * _PATIENCE)


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _how_it_ended(code: int, deadline: str) -> str:
    if -code in _ALARMS:
        return f"not read to the end after {float(deadline):g} s of computing"
    if code in (_NO_MEMORY, -signal.SIGKILL):
        return "reading it took more memory than it may have"
    return f"the process that read it ended with {code}"
