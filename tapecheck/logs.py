"""What a long run says of itself, a line an event on standard error: words for people, or JSON for machines."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tapecheck.report.visible import escaped, one_line

LOG = logging.getLogger("tapecheck.watch")
FORMATS = ("text", "json")
_FIELDS = "tapecheck_fields"


def say(level: int, event: str, **fields: Any) -> None:
    """Logs an event with its facts; fields that are None are left out."""
    LOG.log(
        level, event, extra={_FIELDS: {name: value for name, value in fields.items() if value is not None}}
    )


def begin(format: str, quiet: bool = False) -> None:
    """Sends the events to standard error; `quiet` only what went wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if format == "json" else Words())
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.WARNING if quiet else logging.INFO)
    LOG.propagate = False


class JsonLines(logging.Formatter):
    """`{"time": ..., "level": ..., "event": ..., ...}`, one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        head = {"time": _time(record), "level": record.levelname.lower(), "event": record.getMessage()}
        text = json.dumps({**head, **_fields(record), **self._fault(record)}, ensure_ascii=False, default=str)
        return escaped(text).encode("utf-8", "backslashreplace").decode("utf-8")

    def _fault(self, record: logging.LogRecord) -> Mapping[str, str]:
        return {"fault": self.formatException(record.exc_info)} if record.exc_info else {}


class Words(logging.Formatter):
    """`2025-12-12T14:05:00Z feed failed: https://..., reason`; text from the web cannot steer the terminal or add a line."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        facts = ", ".join(f"{name} {value}" for name, value in _fields(record).items())
        line = one_line(f"{_time(record)} {record.getMessage()}{': ' + facts if facts else ''}")
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _time(record: logging.LogRecord) -> str:
    return (
        datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(record, _FIELDS, {})
    return found
