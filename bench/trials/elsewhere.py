"""B9: the same articles under other locales, zones and hash seeds; there must be one output."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

from trials import Trial
from trials.made_up import reading

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ("C", "tr_TR.UTF-8", "de_DE.UTF-8", "ar_SA.UTF-8")
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
SEEDS = ("0", "1", "4242")
_RUN = "from tapecheck.cli import main; main()"


def trial(small: bool) -> Trial:
    """Whole commands, their standard output byte for byte."""
    runs = list(product(LOCALES, ZONES, SEEDS))
    chosen = [runs[at] for at in (0, 17, 34, 47)] if small else runs
    outputs = [_output(*one) for one in chosen]
    usual = max(set(outputs), key=outputs.count)
    installed = [one for one in LOCALES if one == "C" or _installed(one)]
    figure = f"{len(set(outputs))} output{'s' if len(set(outputs)) > 1 else ''}; locales installed here: {', '.join(installed)}"
    differing = sum(one != usual for one in outputs)
    return Trial("B9", "locale x zone x hash seed: one output", len(chosen), differing, figure)


def _output(locale: str, zone: str, seed: str) -> str:
    """The hash of what is printed; under C Python is kept from helping itself to UTF-8."""
    bare = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} if locale == "C" else {}
    surroundings = {**os.environ, "LC_ALL": locale, "TZ": zone, "PYTHONHASHSEED": seed, **bare}
    arguments = [
        "batch",
        "data/samples",
        "--offline",
        "--reading",
        reading(),
        "--quiet",
        "--format",
        "ndjson",
    ]
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments], capture_output=True, cwd=ROOT, env=surroundings, timeout=600, check=False,
    )  # fmt: skip
    return hashlib.sha256(done.stdout).hexdigest() if done.stdout else f"nothing: {done.stderr[-500:]!r}"


def _installed(locale: str) -> bool:
    done = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False)
    return locale.lower().replace("-", "") in done.stdout.lower().replace("-", "").split()
