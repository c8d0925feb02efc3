"""A proposal to go on on the wire that never arrived comes back: it frees its place in the stream and in its case."""

from typing import ClassVar

from django.db import migrations, models

ROADS = ("wire", "outside", "carried", "returned")
CARRY_STATES = ("waiting", "accepted", "refused", "overtaken", "returned")


class Migration(migrations.Migration):
    """Widens two lists of codes; of what came back, many may have the same place."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0017_joining")]

    operations: ClassVar[list[object]] = [
        migrations.RemoveConstraint("message", "message_one_act_a_place"),
        migrations.AlterField(
            "message",
            "road",
            models.CharField(choices=[(one, one) for one in ROADS], db_default="wire", default="wire", max_length=8),
        ),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                condition=models.Q(("road", "returned"), _negated=True),
                fields=("request", "direction", "seq", "road"),
                name="message_one_act_a_place",
            ),
        ),
        migrations.RemoveConstraint("carry", "carry_state_known"),
        migrations.AlterField(
            "carry", "state", models.CharField(choices=[(one, one) for one in CARRY_STATES], max_length=9)
        ),
        migrations.AddConstraint(
            "carry", models.CheckConstraint(condition=models.Q(("state__in", CARRY_STATES)), name="carry_state_known")
        ),
    ]
