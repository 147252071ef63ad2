"""Settings: flag, then `TAPECHECK_*` in the environment, then `tapecheck.toml`, then the default; each knows where it came from."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tapecheck.errors import BadOption

FILE = "tapecheck.toml"
_TRUE = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from."""

    value: Any
    origin: str


_DEFAULTS: Mapping[str, Any] = {
    "tape": [],
    "offline": False,
    "fail_on": "refuted",
    "store": "",
    "reading": "model",
}
CHOICES = {"fail_on": ("refuted", "none"), "reading": ("model", "grammar")}


def settings(flags: Mapping[str, Any], path: Path | None = None) -> Mapping[str, Setting]:
    """Every setting with its origin. `flags` holds what the command line gave; None, False and empty mean not given.

    Raises `BadOption` for a config file that cannot be read, holds an unknown key or a value of the wrong type.
    """
    file = _file(path)
    return {name: _one(name, flags.get(name), file, str(path or FILE)) for name in _DEFAULTS}


def _one(name: str, flag: Any, file: Mapping[str, Any], path: str) -> Setting:
    if flag:
        return Setting(flag, "command line")
    variable = f"TAPECHECK_{name.upper()}"
    if os.environ.get(variable):
        return Setting(_typed(name, os.environ[variable], variable), f"environment {variable}")
    if name in file:
        return Setting(_typed(name, file[name], path), path)
    return Setting(_DEFAULTS[name], "default")


def _file(path: Path | None) -> Mapping[str, Any]:
    if path is None and not Path(FILE).is_file():
        return {}
    try:
        found = tomllib.loads((path or Path(FILE)).read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        raise BadOption(f"{path or FILE}: cannot be read as TOML ({wrong})") from wrong
    unknown = set(found) - set(_DEFAULTS)
    if unknown:
        raise BadOption(
            f"{path or FILE}: unknown setting {', '.join(sorted(unknown))}; known are {', '.join(_DEFAULTS)}"
        )
    return found


def _typed(name: str, value: Any, origin: str) -> Any:
    match name:
        case "tape":
            return (
                value if isinstance(value, list) else [part for part in str(value).split(os.pathsep) if part]
            )
        case "offline":
            known = value if isinstance(value, bool) else _TRUE.get(str(value).lower())
            if known is None:
                raise BadOption(f"{origin}: offline must be true or false, not {value!r}")
            return known
        case "store":
            return str(value)
    if value not in CHOICES[name]:
        raise BadOption(f"{origin}: {name} must be {' or '.join(CHOICES[name])}, not {value!r}")
    return value
