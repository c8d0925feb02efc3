"""What every command about a node shares: which folder, what time it is, and a node that is loaded."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from comity.directory.home import VARIABLE, Home
from comity.doors.cli.roof import Roof
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

Command = TypeVar("Command", bound=Callable[..., Any])


def of_node(command: Command) -> Command:
    """Give a command the option `--home`, as the argument `home_path`."""
    return click.option(
        "--home",
        "home_path",
        type=click.Path(file_okay=False, path_type=Path),
        envvar=VARIABLE,
        default=Path("var"),
        show_default=True,
        show_envvar=True,
        help="The folder of the node.",
    )(command)


def for_programs(command: Command) -> Command:
    """Give a command the option `--json`, as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for programs.")(command)


def now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant.of(datetime.now(UTC))


def moment(text: str | None, *, at: Instant) -> Instant:
    """Return the moment that was typed (`2026-11-23T03:07:00Z`), or `at` where none was."""
    if text is None:
        return at
    try:
        return Instant.of(datetime.fromisoformat(text))
    except (ValueError, Refused) as fault:
        raise click.BadParameter(f"{text!r} is no moment like 2026-11-23T03:07:00Z") from fault


def boot(path: Path) -> Home:
    """Load the node in `path` with its tables; raises `NoHome`, `BadHome`, `HalfMade`."""
    from comity.directory.halfmade import require_founded

    require_founded(path)
    return roof().boot(path)


def roof() -> Roof:
    """Return what the roof handed in."""
    found = click.get_current_context().find_object(Roof)
    if found is None:
        message = "the command line was started without a roof"
        raise RuntimeError(message)
    return found
