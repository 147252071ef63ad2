"""The house: what is shipped is what is there, and nothing reaches across."""

from __future__ import annotations

import re
import tomllib

from shared import ROOT

from tapecheck.signals.claims import kinds
from tapecheck.signals.kind import Kind

ROOMS = ("tapecheck", "data", "ingest", "nlp", "signals")


def test_the_package_list_names_every_folder() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    folders = {
        "tapecheck"
        if path == ROOT / "tapecheck"
        else "tapecheck." + ".".join(path.relative_to(ROOT).parts).removeprefix("tapecheck.")
        for room in ROOMS
        for path in (ROOT / room, *(ROOT / room).rglob("*"))
        if path.is_dir() and not path.is_symlink() and any(path.glob("*.py"))
    }
    assert set(table["packages"]) == folders == set(table["package-dir"])


def test_links_show_the_rooms_inside_the_package() -> None:
    assert all((ROOT / "tapecheck" / room).resolve() == ROOT / room for room in ROOMS[1:])


def test_a_kind_is_one_file_and_one_case_file() -> None:
    kinds = {path.stem for path in (ROOT / "signals/claims").glob("*.py")} - {"__init__"}
    assert kinds == {path.stem for path in (ROOT / "tests/cases").glob("*.yml")}


def test_every_file_beside_the_kinds_is_a_kind() -> None:
    assert len(kinds()) == len(list((ROOT / "signals/claims").glob("*.py"))) - 1
    assert all(isinstance(kind, Kind) for kind in kinds())


def test_no_file_grows_past_its_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if (n := len(path.read_text("utf-8").splitlines())) > 420
    }
    assert long == {}


def test_only_one_file_knows_each_library() -> None:
    homes = {
        "datasketch": "ingest/entries.py",
        "feedparser": "ingest/feeds.py",
        "yfinance": "signals/tape/yahoo.py",
        "trafilatura": "ingest/body.py",
        "httpx2": "ingest/wire.py",
        "httpcore2": "ingest/wire.py",
        "socket": "ingest/wire.py",
        "brotli": "ingest/inflate.py",
        "prometheus_client": "tapecheck/metrics.py",
    }
    for library, home in homes.items():
        found = {
            str(p.relative_to(ROOT))
            for room in ROOMS
            for p in (ROOT / room).rglob("*.py")
            if re.search(rf"^\s*(?:import|from) {library}\b", p.read_text("utf-8"), re.M)
        }
        assert found == {home}
