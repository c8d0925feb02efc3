"""Two operations of migrations that Django does not have: all tables at once, and statements that each database says in its own way."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Creates the tables of many models in the order given: a table comes after those that it refers to.

    Django draws every model that is related anew for each operation that adds one, and here all are related: eighty models cost eight
    seconds of a processor when a node is made. Added together, they are drawn once.
    """

    serialization_expand_args: ClassVar[list[str]] = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        """`models`: what would stand in the list of operations by itself."""
        self.models = list(models)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell `state` of each; what it has drawn is drawn anew when somebody asks for it."""
        vars(state).pop("apps", None)
        for one in self.models:
            one.state_forwards(app_label, state)

    def database_forwards(self, *where: Any) -> None:
        """Create the tables; `where` as Django says it: label, editor, state before and after."""
        for one in self.models:
            one.database_forwards(*where)

    def database_backwards(self, *where: Any) -> None:
        """Drop them, the last first."""
        for one in reversed(self.models):
            one.database_backwards(*where)

    def describe(self) -> str:
        """Say it in a sentence, for whoever watches."""
        return f"Create {len(self.models)} tables"


class Execute(Operation):
    """Executes statements that no model tells of, each database its own."""

    reduces_to_sql = True

    def __init__(self, *, sqlite: Sequence[str], postgresql: Sequence[str]) -> None:
        """`sqlite`, `postgresql`: SQL, each a statement, without parameters."""
        self.statements = {"sqlite": sqlite, "postgresql": postgresql}

    def state_forwards(self, *_: Any) -> None:
        """Nothing of it is known to the models."""

    def database_forwards(self, _label: str, schema_editor: Any, *_: Any) -> None:
        """Execute them."""
        for statement in self.statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def database_backwards(self, *_: Any) -> None:
        """Nothing: what they made goes with its tables."""

    def describe(self) -> str:
        """Say it in a sentence, for whoever watches."""
        return "Execute statements of this database"
