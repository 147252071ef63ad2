"""Addresses and validators as texts: what can be told about them before anybody is asked."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from tapecheck.ingest.guard import PORTS

_LONGEST_URL = 8000
_LONGEST_VALIDATOR = 1000


def is_on_the_web(url: str) -> bool:
    """Whether an address is one that can be asked: http or https, a host, a port, and no longer than addresses are."""
    try:
        place(url)
    except ValueError:
        return False
    return len(url) <= _LONGEST_URL and url.lower().startswith(("http://", "https://"))


def place(url: str) -> tuple[str, int]:
    """Host and port of an address. Raises `ValueError`."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("no host")
    return parts.hostname.rstrip("."), parts.port or PORTS[parts.scheme == "https"]


def without_secret(url: str) -> tuple[str, str | None]:
    """An address without name and password, and those as an `Authorization`."""
    try:
        parts = urlsplit(url)
        user, at, host = parts.netloc.rpartition("@")
    except ValueError:
        return url, None
    if not at:
        return url, None
    secret = b64encode(unquote(user).encode("utf-8", "replace")).decode("ascii")
    return urlunsplit(parts._replace(netloc=host)), f"Basic {secret}"


def onward(url: str, location: str) -> str | None:
    """Where a redirect leads, with nobody's password; None where that is not the web."""
    try:
        target, _ = without_secret(urljoin(url, location.strip()))
        scheme = urlsplit(target).scheme
    except ValueError:
        return None
    return target.partition("#")[0] if scheme in ("http", "https") else None


def validators(etag: str | None, modified: str | None) -> dict[str, str]:
    """The headers that ask for a body only where it is another than the last time."""
    given = {"If-None-Match": validator(etag), "If-Modified-Since": validator(modified)}
    return {name: value for name, value in given.items() if value}


def validator(value: str | None) -> str | None:
    """A validator as it may be kept and sent: the server's own words, if they are short and printable."""
    fine = value and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    return value if fine else None
