"""Which addresses the network is asked at: public ones, on the web's ports, and nothing of this machine or its neighbourhood.

`ipaddress.is_global` is not enough: it calls 14 of 33 addresses global that lead back inside, among them 127.0.0.1 written as NAT64,
as 6to4 or as an IPv4-compatible address. So IPv6 is allowed only where it is handed out today, less what is set aside in it, and an IPv4
address inside an IPv6 one is judged as itself.
Sources: IANA's registries of special-purpose addresses (IPv4, IPv6), RFC 6890, 6052, 8215, 4291, 5214, 4380.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

PORTS = (80, 443)

_V4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's own network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "link-local, where clouds keep their secrets"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "set aside for protocols"),
        ("192.0.2.0/24", "set aside for examples"),
        ("192.31.196.0/24", "set aside (AS112)"),
        ("192.52.193.0/24", "set aside (AMT)"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "set aside (AS112)"),
        ("198.18.0.0/15", "set aside for benchmarks"),
        ("198.51.100.0/24", "set aside for examples"),
        ("203.0.113.0/24", "set aside for examples"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved, or everybody here"),
    )
)
# The only part of IPv6 from which addresses are handed out, and what is set aside in it.
_HANDED_OUT = IPv6Network("2000::/3")
_V6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "set aside for protocols (Teredo among them)"),
        ("2001:db8::/32", "set aside for examples"),
        ("2002::/16", "6to4, an IPv4 address in disguise"),
        ("2620:4f:8000::/48", "set aside (AS112)"),
        ("3fff::/20", "set aside for examples"),
    )
)
# A network without IPv4 reaches the IPv4 internet through this; the IPv4 address stands at the end.
_NAT64 = IPv6Network("64:ff9b::/96")
# ISATAP: an interface's name that is 5efe and an IPv4 address.
_ISATAP = (0x00005EFE, 0x02005EFE)


def refusal(address: str) -> str | None:
    """Why an address, as the resolver gives it, is not to be connected to; None where it may be."""
    try:
        found = ip_address(address)
    except ValueError:
        return "no address"
    return _refusal_v4(found) if isinstance(found, IPv4Address) else _refusal_v6(found)


def _refusal_v4(address: IPv4Address) -> str | None:
    return next((what for network, what in _V4 if address in network), None)


def _refusal_v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "an address of one link only"
    inside = next(_refused(_embedded(address)), None)
    if inside is not None or address in _NAT64:
        return inside
    if address.is_loopback:
        return "this machine"
    if address not in _HANDED_OUT:
        return "not in the part of IPv6 that is handed out"
    return next((what for network, what in _V6 if address in network), None)


def _refused(addresses: Iterator[IPv4Address]) -> Iterator[str]:
    for one in addresses:
        what = _refusal_v4(one)
        if what is not None:
            yield f"{one} in disguise: {what}"


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries in it."""
    bits = int(address)
    compatible = bits >> 32 == 0 and bits > 1
    if address in _NAT64 or compatible or bits >> 32 in (0xFFFF, 0xFFFF << 16):
        yield IPv4Address(bits & 0xFFFFFFFF)
    if (bits >> 32) & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(bits & 0xFFFFFFFF)
    if bits >> 112 == 0x2002:
        yield IPv4Address((bits >> 80) & 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may be connected to. `loopback` is the one exception, for tests: an address of this machine and its port."""

    loopback: tuple[str, int] | None = None

    def refusal(self, addresses: Sequence[str], port: int) -> str | None:
        """Why a host is not to be connected to, None where all its addresses may be: a host that is partly inside is up to something."""
        if not addresses:
            return "it has no address"
        if all((address, port) == self.loopback for address in addresses):
            return None
        if port not in PORTS:
            return f"port {port} is not the web's"
        refused = ((address, refusal(address)) for address in addresses)
        return next((f"{address} is {what}" for address, what in refused if what is not None), None)


def guard_with(loopback: str | None) -> Guard:
    """The guard; `loopback` is the exception as "127.0.0.1:8080" or "[::1]:8080". Raises `ValueError` for an address that is not this machine."""
    if not loopback:
        return Guard()
    host, _, port = loopback.rpartition(":")
    address = ip_address(host.strip("[]"))
    if not address.is_loopback:
        raise ValueError(f"{loopback}: only an address of this machine may be let through")
    return Guard((str(address), int(port)))
