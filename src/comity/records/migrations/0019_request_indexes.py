"""Indexes for what one holds, what nobody holds, what passes with a peer and of a kind; drafts by state, of which most were sent."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_GOES = "records_request_holder_id_0193e52c"


class Migration(migrations.Migration):
    """The table is not made again: an index is dropped by its name, which is the same on both databases."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0018_carry_returned")]

    operations: ClassVar[list[object]] = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {_GOES}",
                    f"CREATE INDEX {_GOES} ON records_request (holder_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="request",
                    name="holder",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["holder", "due_at", "id"], name="request_held"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("holder__isnull", True)), fields=["direction", "state", "due_at", "id"], name="request_free"
            ),
        ),
        migrations.AddIndex(model_name="request", index=models.Index(fields=["peer", "last_act_at", "id"], name="request_peer")),
        migrations.AddIndex(model_name="request", index=models.Index(fields=["kind", "id"], name="request_kind")),
        migrations.RemoveIndex(model_name="draft", name="draft_live"),
        migrations.AddIndex(model_name="draft", index=models.Index(fields=["state", "saved_at"], name="draft_state")),
    ]
