"""Prints docs/reference/ from the code itself: every refusal with its next step, every command with its options, and the law.

`write` prints the pages again; `check` says which of them no longer tell the truth, and changes nothing.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import django
from reference_law import print_law_pages

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ROOT / "docs" / "reference"
# Modules that do something when they are loaded.
NOT_LOADED: Final = ("comity.site.wsgi", "comity.records.migrations")
_PRINTED: Final = "<!-- Printed by `make reference` from the code. Change the code, not this page. -->"


def load_everything() -> None:
    """Load every module of the package, under settings that name no node."""
    os.environ.setdefault("COMITY_HOME", str(ROOT / "var" / "none"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    django.setup()
    package = importlib.import_module("comity")
    for found in pkgutil.walk_packages(package.__path__, "comity."):
        if not found.name.startswith(NOT_LOADED) and not found.name.endswith("__main__"):
            importlib.import_module(found.name)


def refusals() -> list[type[Exception]]:
    """Return every class of the refusal family, by room and name."""
    family = importlib.import_module("comity.terms.refusals").Refused

    def below(kind: type[Exception]) -> Iterator[type[Exception]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    ours = {kind for kind in below(family) if kind.__module__.startswith("comity.")}
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__qualname__))


def cell(text: object) -> str:
    """Return `text` as one cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def print_refusals() -> str:
    """Return the page of refusals."""
    lines = [
        "# Refusals",
        "",
        _PRINTED,
        "",
        "Whoever is refused over the wire learns the class and nothing else. Officers and operators read the sentence and the next step,",
        "in Vietnamese or English, with the facts filled in where `%(name)s` stands.",
    ]
    room = ""
    for kind in refusals():
        if (now_in := kind.__module__.split(".")[1]) != room:
            room = now_in
            lines += ["", f"## {room}", "", "| refusal | wire class | sentence | next step |", "| --- | --- | --- | --- |"]
        facts = (kind.wire_class, kind.sentence, kind.next_step)  # type: ignore[attr-defined]  # all of them are Refused
        lines.append(f"| `{kind.__qualname__}` | " + " | ".join(cell(fact) for fact in facts) + " |")
    return "\n".join(lines) + "\n"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, groups too, by name."""
    top = importlib.import_module("comity.doors.cli").cli

    def below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            for child in sorted(command.commands):
                yield from below(f"{name} {child}", command.commands[child])

    return below("comity", top)


def print_commands() -> str:
    """Return the page of commands: for each what its `--help` prints."""
    lines = [
        "# Commands",
        "",
        _PRINTED,
        "",
        'After the set-up the command is `.venv/bin/comity`; `make comity ARGS="…"` runs it too.',
    ]
    names = importlib.import_module("comity.doors.cli").cli.context_settings["help_option_names"]  # which every command below takes over
    for name, command in commands():
        context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100, help_option_names=names)
        lines += ["", f"## {name}", "", "```text", command.get_help(context).strip(), "```"]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Return each page's name and what it must say."""
    return {"refusals.md": print_refusals(), "commands.md": print_commands(), **print_law_pages()}


def main(arguments: list[str]) -> int:
    """Run `check` or `write`; return the exit status."""
    if arguments not in (["check"], ["write"]):
        print("usage: tools/reference.py check | write")
        return 2
    load_everything()
    stale = []
    for name, text in pages().items():
        file = PAGES / name
        if arguments == ["write"]:
            PAGES.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"reference: docs/reference/{name} is not what the code says: run `make reference`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
