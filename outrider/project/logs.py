"""The log: one line of JSON for each thing worth knowing, with the id of the request or job that it belongs to.

``OUTRIDER_LOG=plain`` writes lines for a person instead. A line names the route of a request, never its address:
an address may hold what belongs to a person.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from outrider.kernel import trace


class JsonLines(logging.Formatter):
    """One object per line: at, level, logger, message, trace, what the caller gave as ``extra={"more": {…}}``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace.present():
            line["trace"] = trace.present()
        line |= getattr(record, "more", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """For a person at a terminal."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """The line, with its trace and what it brings along."""
        more = [f"{key}={value}" for key, value in getattr(record, "more", {}).items()]
        if trace.present():
            more.append(f"[{trace.present()}]")
        return " ".join([super().format(record), *more])
