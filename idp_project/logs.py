"""How we log: structlog, one line per event, for people (`console`) or for machines (`json`).

What libraries say through `logging` takes the same way. Passwords, codes, tokens and secrets are never given to a
logger, not even rejected ones; query strings are left out because authorization codes travel in them.
"""

import logging
import os
from typing import Any

import structlog
from structlog.typing import Processor

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure(level: str, log_format: str) -> dict[str, Any]:
    """Set structlog up; the answer is Django's LOGGING."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structlog": {"()": formatter, "log_format": log_format}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structlog"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # The access log has a line for every answer; Django would repeat those of 4xx with their full path
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A line for each sweep, every few seconds, that nothing was to do
            "celery.app.trace": {"level": _at_least_warning(level)},
            "celery.beat": {"level": _at_least_warning(level)},
            "celery.worker.strategy": {"level": _at_least_warning(level)},
            # Their lines hold requests: events with passwords, and what is sent to providers
            "aws_encryption_sdk": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
            "oauthlib": {"level": "WARNING"},  # its debug lines hold codes and refresh tokens
            "kombu": {"level": "ERROR"},  # "No hostname was supplied" of a broker that has none
        },
    }


class OfUse(logging.Filter):
    """Lines of the web server that tell an operator something. That there are more threads than processors is as it
    should be: most of them wait for functions (pools/triggers/places.py)."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Python threads, which seems quite high" not in record.getMessage()


def formatter(log_format: str = "") -> structlog.stdlib.ProcessorFormatter:
    """Renders events of ours and of libraries. The web server's own process, which knows no settings, asks without."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder(allow=set())],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers(log_format or os.environ.get("POOLHOUSE_LOG_FORMAT", "console")),
        ],
    )


def _at_least_warning(level: str) -> str:
    return "WARNING" if level == "INFO" else level


def _renderers(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # A plain traceback: the pretty one shows local variables, and those may be secrets
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
