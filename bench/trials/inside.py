"""F11 and F13: ways to be led inside, by the form of an address and by a resolver that changes its mind.

    unshare -rn python bench/trials/inside.py SEED

In a network of its own that this process was given (`unshare -rn`), one address looks public, and the private ones, 127.0.0.1 among them,
are victims that count who comes. Nothing is let through for the test; no packet can leave. Prints what was tried as JSON.
Without `unshare`, nothing listens inside, and every attempt to connect counts.
"""

from __future__ import annotations

import ipaddress
import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from tapecheck.ingest.errors import FetchError  # noqa: E402
from tapecheck.ingest.fetch import Fetcher  # noqa: E402
from tapecheck.ingest.guard import Guard  # noqa: E402
from tapecheck.ingest.polite import Manners, Polite  # noqa: E402
from tapecheck.ingest.wire import resolved  # noqa: E402
from trials import Trial  # noqa: E402  (this file is also run by itself)
from trials.raw_server import FEED, Asked, RawServer, reply  # noqa: E402

# Looks public, and is nobody's but ours in a network of our own.
PUBLIC = "93.184.215.14"
_VICTIMS = (
    "127.0.0.1", "10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "192.0.0.8", "198.18.0.1",
)  # fmt: skip
_VICTIMS_6 = (
    "::1", "fd00::1", "fec0::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::1",
    "::127.0.0.2", "2001:db8::1",
)  # fmt: skip
_NOBODY = ("0.0.0.0", "127.1.2.3", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255")
_NAMES = (
    "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "127。0。0。1", "①②⑦.0.0.1",
    "127.0.0.1.", "127.0.0.1%00.example.com", "%31%32%37.0.0.1", "127.0.0.1%2f", "[fe80::1%25lo]", "[::1%25lo]", "[::]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:0:127.0.0.1]", "[2001:470:1:1:0:5efe:127.0.0.1]",
    "[ff02::1]", "0", "127.1", "127.0.1", "0x7f.1", "0177.1", "00000177.0.0.1", "0x7f000001", "017700000001", "2130706433",
    f"{PUBLIC}@127.0.0.1", f"{PUBLIC}:80@127.0.0.1", f"{PUBLIC}#@127.0.0.1", "127.0.0.1\\@127.0.0.1",
    "127.0.0.1:22", "127.0.0.1:6379", f"{PUBLIC}:22", "127.0.0.1:443", " 127.0.0.1", "127.0.0.1\t", "1270.0.0.1",
)  # fmt: skip


def trials(seed: int) -> Iterator[Trial]:
    """Runs the tries in a network of their own where there can be one."""
    command = [sys.executable, str(Path(__file__)), str(seed)]
    apart = ["unshare", "-rn"] if _apart() else []
    done = subprocess.run([*apart, *command], capture_output=True, timeout=900, check=True)
    for one in json.loads(done.stdout):
        yield Trial(**one)


def _apart() -> bool:
    try:
        return (
            subprocess.run(
                ["unshare", "-rn", "ip", "link"], capture_output=True, timeout=30, check=False
            ).returncode
            == 0
        )
    except OSError:
        return False


def forms() -> list[str]:
    """Addresses on the web that lead inside, each once."""
    spelled = itertools.chain.from_iterable(
        _spelled(ipaddress.IPv4Address(one)) for one in (*_VICTIMS, *_NOBODY)
    )
    hosts = (*spelled, *(f"[{one}]" for one in _VICTIMS_6), *_NAMES)
    return list(dict.fromkeys(f"http://{host}/secret" for host in hosts))


def _spelled(address: ipaddress.IPv4Address) -> Iterator[str]:
    """The ways to write an IPv4 address, and to hide it in an IPv6 one."""
    bits, parts = int(address), str(address).split(".")
    yield from (
        str(address),
        str(bits),
        hex(bits),
        f"0{bits:o}",
        ".".join(f"0{int(part):o}" for part in parts),
    )
    yield from (".".join(hex(int(part)) for part in parts), f"{parts[0]}.{bits & 0xFFFFFF}")
    high, low = f"{bits >> 16:x}", f"{bits & 0xFFFF:x}"
    yield from (
        f"[::ffff:{address}]",
        f"[::{high}:{low}]",
        f"[::ffff:0:{high}:{low}]",
        f"[64:ff9b::{high}:{low}]",
    )
    yield from (f"[2002:{high}:{low}::1]", f"[2001:0:{high}:{low}::1]", f"[2001:470::5efe:{high}:{low}]")


class _World:
    """The servers, and every attempt to connect to what is not the public one."""

    def __init__(self, apart: bool) -> None:
        self.apart = apart
        self.inside: list[str] = []
        if apart:
            _addresses()
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect" and str(arguments[1][0]) != PUBLIC:
            self.inside.append(str(arguments[1]))


def _addresses() -> None:
    """Gives the loopback of this network of ours the public-looking address and those of the victims."""
    commands = ["link set lo up", *(f"addr add {one}/32 dev lo" for one in (PUBLIC, *_VICTIMS[1:]))]
    commands += [f"-6 addr add {one}/128 dev lo nodad" for one in _VICTIMS_6[1:]]
    for command in commands:
        # Some of the IPv6 addresses cannot be had; then nobody listens there, and attempts still count.
        subprocess.run(["ip", *command.split()], capture_output=True, check=False)


def _fetcher(resolve: Any) -> Fetcher:
    return Fetcher(Guard(), Polite(Manners(gap=0)), resolve)


def _ends(fetcher: Fetcher, url: str) -> str:
    """What a fetch came to: the outcome, or what was taken."""
    try:
        return fetcher.get(url).data.decode("latin-1")[:40]
    except FetchError as wrong:
        return wrong.outcome.value


def _forms(world: _World, hits: Any) -> Iterator[dict[str, Any]]:
    urls, before = forms(), (hits(), len(world.inside))
    known = {PUBLIC: (PUBLIC,)}
    fetcher = _fetcher(lambda host, port: known.get(host) or resolved(host, port))
    direct = [_ends(fetcher, url) for url in urls]
    taken = sum(one.startswith("secret") for one in direct)
    led = (
        [_ends(fetcher, f"http://{PUBLIC}/to?{url.encode('utf-8').hex()}") for url in urls]
        if world.apart
        else []
    )
    taken += sum(one.startswith("secret") for one in led)
    came, tried = hits() - before[0], len(world.inside) - before[1]
    told = f"{came} to the victims, {tried} attempts to connect"
    broken = 0
    if world.apart:
        control = _ends(fetcher, f"http://{PUBLIC}/feed").encode() == FEED[:40]
        broken = not control
        told += f"; the public-looking address {'answers' if control else 'DOES NOT ANSWER'}; {_unguarded(urls)} would be answered unguarded"
    yield _as_dict(
        Trial("F11", "forms of addresses that lead inside, asked for and redirected to", len(direct) + len(led), taken + came + tried + broken, told)
    )  # fmt: skip


def _unguarded(urls: Sequence[str]) -> int:
    """How many of the addresses a victim answers where nobody guards; so that silence means the guard's and not the test's."""

    class Open(Guard):
        def refusal(self, addresses: Sequence[str], port: int) -> None:
            return None

    fetcher = Fetcher(Open(), Polite(Manners(gap=0)), resolved)
    return sum(_ends(fetcher, url).startswith("secret") for url in urls)


def _rebinding(world: _World, hits: Any, seed: int) -> Iterator[dict[str, Any]]:
    """A name that is public when it is looked at and inside when it is connected to, in 100 orders."""
    chance, hidden, before = random.Random(seed), 0, (hits(), len(world.inside))
    for number in range(100):
        inside = chance.choice([*_VICTIMS, *_VICTIMS_6, *_NOBODY])
        answers = itertools.cycle(chance.choice(_turns(inside)))
        fetcher = _fetcher(lambda host, port, answers=answers: next(answers))
        url = f"http://rebind{number}.example/{chance.choice(['feed', 'again'])}"
        hidden += sum(_ends(fetcher, url).startswith("secret") for _ in range(3))
    came, tried = hits() - before[0], len(world.inside) - before[1]
    yield _as_dict(Trial("F13", "names whose address changes between two looks", 100, hidden + came + tried, f"{came} to the victims, {tried} attempts to connect"))  # fmt: skip


def _turns(inside: str) -> list[list[tuple[str, ...]]]:
    public = (PUBLIC,)
    return [
        [public, (inside,)],
        [public, public, (inside,)],
        [(PUBLIC, inside)],
        [(inside, PUBLIC)],
        [(inside,), public],
    ]


def _as_dict(trial: Trial) -> dict[str, Any]:
    return {name: getattr(trial, name) for name in ("id", "what", "tried", "failed", "figure")}


def _say(connection: Any, asked: Asked) -> None:
    path, _, query = asked.path.partition("?")
    if asked.at.removeprefix("::ffff:") != PUBLIC:
        connection.sendall(reply(b"secret"))
    elif path == "/to":
        target = bytes.fromhex(query)
        connection.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + b"\r\n\r\n")
    elif path == "/again":
        connection.sendall(reply(b"", "302 Found", "Location: /feed"))
    else:
        connection.sendall(reply(FEED))


def _main(seed: int) -> None:
    world = _World(_alone())
    if not world.apart:
        found = [*_forms(world, lambda: 0), *_rebinding(world, lambda: 0, seed)]
    else:
        with RawServer(_say, "0.0.0.0", 80) as four, RawServer(_say, "::", 80) as six:

            def hits() -> int:
                return sum(n for at, n in (*four.hits.items(), *six.hits.items()) if at != PUBLIC)

            # The rebinding first: the forms end with a look at what happens unguarded.
            found = [*_rebinding(world, hits, seed), *_forms(world, hits)]
    print(json.dumps(sorted(found, key=lambda one: str(one["id"]))))


def _alone() -> bool:
    """Whether this network is ours alone: it has a loopback and nothing else, and that is still down."""
    shown = subprocess.run(
        ["ip", "-o", "link"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return len(shown) == 1 and "lo:" in shown[0] and "state DOWN" in shown[0]


if __name__ == "__main__":
    _main(int(sys.argv[1]))
