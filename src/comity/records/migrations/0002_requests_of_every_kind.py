"""Requests of every kind: the text that a draft stands on, the states of a request that is executed, longer names of clocks."""

from typing import ClassVar

from django.db import migrations, models

STATES = (
    "sent", "delivered", "opened", "questioned", "consulting", "views-given", "risk-notified", "offered", "postponed", "accepted",
    "answered", "fulfilled", "extension-asked", "refused", "withdrawn", "undelivered", "closed",
)  # fmt: skip


class Migration(migrations.Migration):
    """Adds; what is there keeps its meaning."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0001_initial")]

    operations: ClassVar[list[object]] = [
        migrations.RemoveConstraint(model_name="request", name="request_state_known"),
        migrations.AddField("draft", "instrument", models.CharField(blank=True, max_length=12)),
        migrations.AlterField("clock", "code", models.CharField(max_length=24)),
        migrations.AlterField("request", "due_clock", models.CharField(blank=True, max_length=24)),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(condition=models.Q(state__in=STATES), name="request_state_known"),
        ),
    ]
