"""The network: F8 to F15 of the plan. Everything runs on this machine's loopback, or in a network of its own."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

from tapecheck.ingest.guard import refusal
from trials import Trial, bombs, doors, inside, redirects, slow, wrong_answers

SEED = 5
# Those that RFC 6890 and its like set aside; written down apart from the guard's own list.
_INSIDE = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
_INSIDE_6 = (
    "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32",
    "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)  # fmt: skip
_PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "151.101.1.1",
    "2606:4700::1111",
    "2a00:1450:4001:80b::200e",
    "64:ff9b::101:101",
)


def trials(small: bool) -> Iterator[Trial]:
    """What was tried."""
    yield bombs.trial(small)
    yield slow.trial(small)
    yield redirects.trial()
    yield from inside.trials(SEED)
    yield _addresses(20 if small else 2000)
    with tempfile.TemporaryDirectory() as folder:
        yield doors.trial(Path(folder))
    yield wrong_answers.trial()


def _addresses(each: int) -> Trial:
    """F12: addresses of every network that is not the public one, plain and inside IPv6 addresses; and some that must be let through."""
    chance = random.Random(SEED)
    hostile = [
        form
        for network in _INSIDE
        for one in _some(IPv4Network(network), each, chance)
        for form in _forms(one)
    ]
    hostile += [
        str(IPv6Address(one)) for network in _INSIDE_6 for one in _some(IPv6Network(network), each, chance)
    ]
    let_in = [one for one in hostile if refusal(one) is None]
    shut_out = [one for one in _PUBLIC if refusal(one) is not None]
    told = f"{len(_PUBLIC) - len(shut_out)} of {len(_PUBLIC)} public ones let through"
    return Trial("F12", "addresses by themselves, each inside IPv6 in six ways", len(hostile) + len(_PUBLIC), len(let_in) + len(shut_out), told)  # fmt: skip


def _some(network: IPv4Network | IPv6Network, each: int, chance: random.Random) -> list[int]:
    """The first and last address of a network, and some between them."""
    first, last = int(network.network_address), int(network.broadcast_address)
    return [first, last, *(chance.randint(first, last) for _ in range(each))]


def _forms(bits: int) -> Iterator[str]:
    yield ".".join(str(bits >> shift & 255) for shift in (24, 16, 8, 0))
    high, low = f"{bits >> 16:x}", f"{bits & 0xFFFF:x}"
    for form in (
        "::ffff:{}:{}",
        "::ffff:0:{}:{}",
        "64:ff9b::{}:{}",
        "2002:{}:{}::1",
        "2001:0:{}:{}::1",
        "2a00::5efe:{}:{}",
    ):
        yield form.format(high, low)
