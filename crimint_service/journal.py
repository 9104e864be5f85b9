"""What the service says of itself to its operators: one JSON object a line, with nothing in it that people wrote.

A line holds only the fields named here. Bodies, search words, names and record ids have no field, so that a careless
call cannot write them; a message is a constant of the program, and what varies stands in the fields.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

__all__ = ["FIELDS", "JsonLines", "keep_journal"]

FIELDS: Final = ("request", "method", "route", "status", "ms", "bytes", "device", "defect", "where", "reason")
"""What a caller may add to a line through ``extra``."""

_LOUD_ONLY: Final = ("alembic", "uvicorn.error", "uvicorn.access", "asyncio")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of an exception only its kind is told, because its message may quote a record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "says": record.getMessage(),
        }
        line |= {name: record.__dict__[name] for name in FIELDS if record.__dict__.get(name) not in (None, "")}
        if record.exc_info and record.exc_info[0]:
            line["defect"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def keep_journal(level: int = logging.INFO) -> None:
    """Write the journal of this process to standard error, where a supervisor such as systemd collects it."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[lines], force=True)
    for name in _LOUD_ONLY:
        logging.getLogger(name).setLevel(logging.WARNING)
