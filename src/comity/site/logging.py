"""What the node writes to standard error: one line of JSON an event, with no local variables, no bodies and no page addresses.

`configure` is Django's LOGGING_CONFIG, so it runs once, in every process that loads the settings.
"""

import logging.config
import sys
from typing import Any, Final

# structlog loads `rich`, where another package has brought it, to draw tracebacks on a terminal: 5 MB, and a node writes JSON.
_RICH_IS_NEEDED = "rich" in sys.modules
if not _RICH_IS_NEEDED:
    sys.modules["rich"] = None  # type: ignore[assignment]  # the documented way to make an import fail
import structlog  # noqa: E402 see above

if not _RICH_IS_NEEDED:
    del sys.modules["rich"]

_SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    # A traceback names lines of code; the values in them (texts of a case, passphrases) stay out.
    structlog.processors.format_exc_info,
)


def _drop_request(_: object, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Django hands the request along with a fault; its body may hold a draft or a passphrase."""
    for name in ("request", "status_code"):
        event.pop(name, None)
    return event


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder(), _drop_request],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "level": "INFO"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # No handler of Django's own (it would mail tracebacks with local variables); what it says goes to the root.
        "django": {"handlers": [], "level": "WARNING"},
        # A page that is not there or not allowed is not worth a line with its address; a fault of ours is.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}


def configure(settings: dict[str, Any]) -> None:
    """Set up both loggers, the standard library's from `settings` and structlog on top of it."""
    logging.config.dictConfig(settings)
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
