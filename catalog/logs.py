"""Logs: one JSON object a line on standard error, with whatever the door has bound (request id, actor)."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

from catalog.errors import Invalid, Problem

#: One variable for all that is bound: the library keeps one for each word, and walks through every one there is to let go of them.
_BOUND: Final[ContextVar[dict[str, Any] | None]] = ContextVar("bound", default=None)


def begin(**said: Any) -> None:
    """Let every line from here on say this, and nothing that was bound before."""
    _BOUND.set(said)


def bind(**said: Any) -> None:
    """Let every line from here on say this too."""
    begin(**{**(_BOUND.get() or {}), **said})


def _merge(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    return {**(_BOUND.get() or {}), **line}


def configure(level: str) -> None:
    """Write log lines of at least ``level`` from now on.

    Raises
    ------
    Invalid
        There is no such level.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        problem = Problem(
            "log_level", "bad_setting", "应为 DEBUG、INFO、WARNING 或 ERROR", "expected DEBUG, INFO, WARNING or ERROR"
        )
        raise Invalid(f"没有此日志级别：{level}", f"no such log level: {level}", code="bad_setting", problems=[problem])
    structlog.configure(
        processors=[
            _merge,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
