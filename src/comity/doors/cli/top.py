"""The top of the command line: which commands there are, loaded when they are asked for; how a refusal is told."""

import errno
import importlib
from collections.abc import Iterator, MutableMapping
from typing import Any, Final

import click

from comity.doors.cli.voice import spoken, tell_refusal
from comity.terms.refusals import Refused

REFUSED: Final = 1

_HERE: Final = "comity.doors.cli"
_COMMANDS: Final = {
    "demo": (f"{_HERE}.demo.command", "demo"),
    "demo-player": (f"{_HERE}.demo.command", "demo_player"),
    "taxii-check": (f"{_HERE}.commands.taxii_check", "taxii_check"),
    **{
        name: (f"{_HERE}.commands.{name}", name)
        for name in (
            "backup",
            "casefile",
            "directory",
            "evidence",
            "fsck",
            "init",
            "intel",
            "key",
            "lab",
            "link",
            "notice",
            "officer",
            "permission",
            "pouch",
            "proof",
            "quarantine",
            "reading",
            "register",
            "reindex",
            "relay",
            "report",
            "restore",
            "run",
            "treaty",
            "verify",
            "witness",
        )
    },
}


class _Commands(MutableMapping[str, click.Command]):
    """Commands by name. The module of a command is loaded when the command is asked for."""

    def __init__(self) -> None:
        self._more: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name in self._more:
            return self._more[name]
        module, attribute = _COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._more[name] = command

    def __delitem__(self, name: str) -> None:
        del self._more[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**_COMMANDS, **self._more})

    def __len__(self) -> int:
        return len({**_COMMANDS, **self._more})


class _Top(click.Group):
    """Tells a refusal as a sentence and a next step, and ends with 1; nobody is shown a traceback for it."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            tell_refusal(refusal)
            ctx.exit(REFUSED)
        except OSError as fault:
            if fault.errno == errno.EPIPE:  # the reader of our output went away, which click knows
                raise
            raise click.ClickException(str(fault)) from fault


@click.command("comity", cls=_Top, commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"]})
@spoken
@click.version_option(package_name="comity", prog_name="comity")
def cli() -> None:
    """A node for cooperation between authorities of different states.

    A refusal ends with status 1, a command that was typed wrongly with 2.
    """
