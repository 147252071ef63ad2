"""Many requests at once: hosts beside each other, the requests to one host one after the other.

Every host has a thread of its own, so a slow one, or one with many feeds, keeps nobody else waiting while there are threads left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar
from urllib.parse import urlsplit

Asked = TypeVar("Asked")
Found = TypeVar("Found")


def in_rounds(
    asked: Iterable[Asked],
    url: Callable[[Asked], str],
    do: Callable[[Asked], Found],
    at_once: int = 64,
) -> Iterator[tuple[Asked, Found]]:
    """What `do` made of each thing asked for, as it comes. `do` raises nothing: it returns what went wrong."""
    hosts: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        hosts[_host(url(one))].append(one)
    done: SimpleQueue[tuple[Asked, Found] | BaseException] = SimpleQueue()
    with ThreadPoolExecutor(at_once) as threads:
        for queue in sorted(hosts.values(), key=len, reverse=True):
            threads.submit(_one_by_one, queue, do, done)
        for _ in range(sum(len(queue) for queue in hosts.values())):
            found = done.get()
            if isinstance(found, BaseException):
                threads.shutdown(wait=False, cancel_futures=True)
                raise found
            yield found


def _one_by_one(
    queue: Sequence[Asked],
    do: Callable[[Asked], Found],
    done: SimpleQueue[tuple[Asked, Found] | BaseException],
) -> None:
    for one in queue:
        try:
            done.put((one, do(one)))
        except BaseException as wrong:
            done.put(wrong)
            return


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
