"""A proposal to go on on the wire that arrived and that nobody answers is withdrawn by two officers."""

from typing import ClassVar

from django.db import migrations, models

CARRY_STATES = ("waiting", "accepted", "refused", "overtaken", "returned", "withdrawn")


class Migration(migrations.Migration):
    """Widens a list of codes."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0019_request_indexes")]

    operations: ClassVar[list[object]] = [
        migrations.RemoveConstraint("carry", "carry_state_known"),
        migrations.AlterField(
            "carry", "state", models.CharField(choices=[(one, one) for one in CARRY_STATES], max_length=9)
        ),
        migrations.AddConstraint(
            "carry", models.CheckConstraint(condition=models.Q(("state__in", CARRY_STATES)), name="carry_state_known")
        ),
    ]
