"""An officer's passphrase at a terminal, or from a program on the first line of standard input; never as a word of the command."""

import sys

import click

from comity.doors.cli.voice import say
from comity.terms.speech import gettext_noop


def read_passphrase(*, from_stdin: bool, twice: bool = False) -> str:
    """Return what was typed, unseen; `twice` where it is a new one."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt(say(gettext_noop("Passphrase of the officer")), hide_input=True, confirmation_prompt=twice)
    return asked


def read_backup_passphrase(*, from_stdin: bool, twice: bool = False) -> str:
    """Return the passphrase of a backup, which is nobody's own."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt(say(gettext_noop("Passphrase of the backup")), hide_input=True, confirmation_prompt=twice)
    return asked
