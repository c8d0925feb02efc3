"""What is typed by whoever types for the first time: `comity --help`, in a process of its own, where no node and no Django is ready."""

import subprocess
import sys

import click

from comity.doors.cli import cli


def test_the_list_of_commands_needs_no_node():
    """Every command's module can be loaded before there is a node: the list shows each with its first line."""
    said = subprocess.run(
        [sys.executable, "-m", "comity.site.entry", "--help"], capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"}
    )
    assert (said.returncode, said.stderr) == (0, "")
    listed = {line.split()[0] for line in said.stdout.partition("Commands:")[2].splitlines() if line.strip()}
    commands = {name: cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))}
    assert listed == {name for name, command in commands.items() if command and not command.hidden}
