"""F14: every place in the code that could ask the network, and whether it goes through the one door.

Told in two ways: what the sources say (`sites`), and what is really connected to while feeds and pages full of addresses are read.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trials import Trial
from trials.raw_server import RawServer, reply

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("tapecheck", "data", "ingest", "nlp", "signals")
# Modules that reach the network, and the one file each may stand in.
DOORS = {
    "httpx2": "ingest/wire.py",
    "httpcore2": "ingest/wire.py",
    "socket": "ingest/wire.py",
    "ssl": "ingest/wire.py",
    "yfinance": "signals/tape/yahoo.py",
}
_NONE = (
    "aiohttp", "asyncio", "curl_cffi", "fsspec", "ftplib", "http", "httpcore", "httpx", "huggingface_hub", "imaplib",
    "nntplib", "paramiko", "poplib", "pycurl", "requests", "smtplib", "socketserver", "telnetlib", "urllib.request",
    "urllib.robotparser", "urllib3", "webbrowser", "websockets", "xmlrpc",
)  # fmt: skip
# Functions of other libraries that open an address when they are given one; those that take bytes or a file of ours are named.
_SINKS = ("fetch_url", "fetch_response", "urlopen", "read_html", "read_xml", "read_csv", "read_json", "snapshot_download")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A place that could reach the network: where, through what, and whether it may."""

    file: str
    line: int
    through: str
    known: bool


def sites() -> Iterator[Site]:
    """Every such place in the five rooms."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not any(part.is_symlink() for part in path.parents):
                yield from _sites(path)


def _sites(path: Path) -> Iterator[Site]:
    file = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for name in _named(node):
            if name == "tapecheck.ingest.fetch":
                yield Site(file, node.lineno, "the door", True)
            elif _within(name, DOORS) or _within(name, _NONE):
                home = DOORS.get(name.split(".")[0])
                yield Site(file, node.lineno, name, home == file)
        if isinstance(node, ast.Call) and _called(node) in _SINKS:
            yield Site(file, node.lineno, _called(node), False)


def _named(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{one.name}" for one in node.names if node.module == "urllib")]
    return []


def _within(name: str, modules: object) -> bool:
    assert isinstance(modules, (dict, tuple))
    return any(name == one or name.startswith(one + ".") for one in modules)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


_CHILD = """
import json, sys
from pathlib import Path

seen = []

def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        frame, files = sys._getframe(), []
        while frame:
            files.append(frame.f_code.co_filename)
            frame = frame.f_back
        seen.append(any(file.endswith("ingest/wire.py") for file in files))

sys.addaudithook(heard)
from tapecheck.ingest.article import Article
from tapecheck.ingest.source import articles

def read(location):
    found = list(articles(location))
    assert any(isinstance(one, Article) for one in found), (location, found)
    return len(seen)

quiet = [read(str(path)) for path in sorted(Path(sys.argv[1]).iterdir())]
asked = read(sys.argv[2] + "/feed")
print(json.dumps({"quiet": quiet[-1], "asked": asked, "past": seen.count(False)}))
"""


def _feed(victim: str) -> bytes:
    """A feed in which everything that can be an address is one of the victim's."""
    return f"""<?xml version="1.0"?><?xml-stylesheet href="{victim}/x.xsl" type="text/xsl"?>
<!DOCTYPE rss PUBLIC "-//x" "{victim}/x.dtd">
<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude" xml:base="{victim}/"><channel><title>A</title>
<image><url>{victim}/i.png</url></image><icon>{victim}/f.ico</icon><cloud domain="127.0.0.1" path="/" port="80"/>
<item><title>Gold rose</title><link>{victim}/a</link><guid>{victim}/g</guid><comments>{victim}/c</comments>
<enclosure url="{victim}/e.mp3" type="audio/mpeg"/><source url="{victim}/s">S</source>
<description>Gold rose 1.2% on Friday. &lt;img src="{victim}/p.png"&gt;&lt;iframe src="{victim}/f"&gt;&lt;/iframe&gt;</description>
</item></channel></rss>""".encode()


def _page(victim: str) -> bytes:
    prose = "<p>Gold rose 1.2% on Friday to a record, its third in a row in the week that ended then.</p>" * 3
    return f"""<!DOCTYPE html SYSTEM "{victim}/x.dtd"><html><head><base href="{victim}/"><link rel="stylesheet" href="/s.css">
<link rel="canonical" href="{victim}/c"><meta http-equiv="refresh" content="0;url={victim}/r"><script src="/j.js"></script>
<title>Gold</title></head><body><article>{prose}<img src="/i.png"><iframe src="/f"></iframe></article></body></html>""".encode()


def trial(folder: Path) -> Trial:
    """Reads the sources, then reads inputs full of addresses while every connection is listened to."""
    found = list(sites())
    unknown = [f"{one.file}:{one.line} {one.through}" for one in found if not one.known]
    with (
        RawServer(lambda connection, _: connection.sendall(reply(b"victim"))) as victim,
        RawServer(lambda connection, _: connection.sendall(reply(_feed(victim.url)))) as server,
    ):
        (folder / "feed.xml").write_bytes(_feed(victim.url))
        (folder / "page.html").write_bytes(_page(victim.url))
        environment = {
            "TAPECHECK_LOOPBACK": server.place,
            "PYTHONPATH": str(ROOT),
            "http_proxy": victim.url,
            "all_proxy": victim.url,
        }
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(folder), server.url], capture_output=True, env=environment, timeout=120, check=True
        )  # fmt: skip
        heard = json.loads(done.stdout)
        hits = sum(victim.hits.values())
    failed = len(unknown) + heard["quiet"] + heard["past"] + hits
    door = sum(one.through == "the door" for one in found)
    told = f"; not known: {', '.join(unknown)}" if unknown else ""
    return Trial(
        "F14", "places in the code that could ask the network", len(found), failed,
        f"{door} go through the door, {len(found) - door} are the door and Yahoo's; "
        f"{heard['past']} connections past it, {hits} to what feeds and pages name{told}",
    )  # fmt: skip
