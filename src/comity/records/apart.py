"""Columns that stand in a row of their own beside the row that they belong to, because that one changes and they do not (docs/adr/0056).

A database writes a row that changed as a whole, with every page that it fills: a word that says how far something has come costs as much
as the ten or twenty thousand bytes beside it. So what is long and written once stands apart, is read when somebody asks for it, and is
written when it was set. Whoever reads many rows with it names it to `select_related`.
"""

from collections.abc import Collection
from typing import Any, cast

from django.db import models

from comity.records.rows import find

_SET = "_set_apart"


def apart(beside: str, name: str) -> Any:
    """Return the attribute `name` of a model whose column stands in the row `beside`, a one-to-one relation's name from this side."""

    def read(row: models.Model) -> Any:
        return getattr(_row(row, beside), name)

    def write(row: models.Model, value: Any) -> None:
        setattr(_row(row, beside), name, value)
        vars(row).setdefault(_SET, {}).setdefault(beside, set()).add(name)

    return property(read, write)


class HasApart(models.Model):
    """A row with columns that stand apart: saved with it where they were set."""

    class Meta:
        """No table."""

        abstract = True

    def save(self, *args: Any, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
        """Save this row, and then what was set apart of `update_fields`, or all of it; in the caller's transaction."""
        wanted = vars(self).get(_SET, {})
        names = {name for beside in wanted.values() for name in beside}
        own = None if update_fields is None else [name for name in update_fields if name not in names]
        super().save(*args, update_fields=own, **kwargs)
        for beside, columns in wanted.items():
            if columns if update_fields is None else columns & set(update_fields):
                row = _row(self, beside)
                row.pk = self.pk
                row.save(force_insert=row._state.adding)  # noqa: SLF001 Django's documented name for it
                columns.clear()


def _row(row: models.Model, beside: str) -> models.Model:
    """Return the row beside `row`, read once; a new one where there is none yet."""
    relation = cast("Any", row._meta.get_field(beside))  # noqa: SLF001 Django's documented name for it
    kept = relation.get_cached_value(row, default=None)
    if kept is None:
        kept = None if row._state.adding else find(relation.related_model, **{relation.field.name: row.pk})  # noqa: SLF001 as above
        kept = kept or relation.related_model(pk=row.pk)
        relation.set_cached_value(row, kept)
    return cast("models.Model", kept)
