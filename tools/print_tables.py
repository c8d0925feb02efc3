"""Prints the migrations that make a node's tables, from the models as they are.

    python tools/print_tables.py

Until 0.1.0 is released nobody has tables to carry over: whoever changes a model prints them anew, and a node is made in one step
instead of in all that led here. What no model tells of stands in `0003_search`. From the release on, changes are migrations of their
own (`python -m django makemigrations`), and this program goes.
"""

import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import django
from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter

from comity.records.tables import CreateTables

ROOT: Final = Path(__file__).resolve().parent.parent
HERE: Final = ROOT / "src/comity/records/migrations"
ROOM: Final = "records"
# Packages refer to it. It is made by itself, so that their tables are made while ours are not yet there to be drawn anew each time.
FIRST: Final = "officer"


def main() -> int:
    """Write both files."""
    os.environ.setdefault("COMITY_HOME", str(ROOT / "var" / "none"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    django.setup()
    states = (ModelState.from_model(model) for model in apps.get_app_config(ROOM).get_models())
    creating = {state.name_lower: _creating(state) for state in states}
    officers = creating.pop(FIRST)
    _write("0001_officers", officers, after=[])
    _write("0002_tables", CreateTables(list(in_order(creating))), after=[(ROOM, "0001_officers")])
    return 0


def in_order(creating: dict[str, CreateModel]) -> Iterator[CreateModel]:
    """Yield each after all that it refers to. Raises `ValueError` where two refer to each other."""
    left = dict(creating)
    while left:
        ready = [name for name, one in left.items() if not (references(one) & left.keys()) - {name}]
        if not ready:
            message = f"these refer to each other: {', '.join(left)}"
            raise ValueError(message)
        for name in ready:
            yield left.pop(name)


def references(one: CreateModel) -> Collection[str]:
    """Return the names of the models of this room that its columns refer to, in small letters."""
    fields = [field.remote_field for _, field in one.fields if field.remote_field]
    return {str(field.model).lower().removeprefix(f"{ROOM}.") for field in fields}


def _creating(state: ModelState) -> CreateModel:
    return CreateModel(state.name, list(state.fields.items()), state.options, state.bases, state.managers)


def _write(name: str, operation: Operation, *, after: list[tuple[str, str]]) -> None:
    migration = type("Migration", (Migration,), {"initial": True, "dependencies": after, "operations": [operation]})
    text = MigrationWriter(migration(name, ROOM), include_header=False).as_string()
    (HERE / f"{name}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
