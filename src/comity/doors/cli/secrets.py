"""A password or token that a command needs: from a file, the environment, or a terminal; never as a word of the command."""

import os
from pathlib import Path

import click

from comity.directory.keyfiles import read_secret
from comity.doors.cli.voice import say
from comity.terms.speech import gettext_noop


def find_secret(file: Path | None, *, variable: str, whose: str) -> str:
    """Return the secret of `file`, else of the environment's `variable`, else what is typed, unseen; raises `BadKeyFile`."""
    if file is not None:
        return read_secret(file)
    if kept := os.environ.get(variable):
        return kept
    asked: str = click.prompt(say(gettext_noop("Password or token of %(whose)s"), whose=whose), hide_input=True, err=True)
    return asked
