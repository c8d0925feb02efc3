"""Partners that got a node, and cases that go on on the wire: an act of each road has its own place in its case."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.records.fields

OFFICER = settings.AUTH_USER_MODEL
CARRY_STATES = ("waiting", "accepted", "refused", "overtaken")


class Migration(migrations.Migration):
    """Adds; and lets the first act on the wire have the place that a paper of the same case has."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0016_telling")]

    operations: ClassVar[list[object]] = [
        migrations.RemoveConstraint("message", "message_one_act_a_place"),
        migrations.AlterField(
            "message",
            "road",
            models.CharField(
                choices=[("wire", "wire"), ("outside", "outside"), ("carried", "carried")], db_default="wire", default="wire", max_length=8
            ),
        ),
        migrations.AddConstraint(
            "message", models.UniqueConstraint(fields=("request", "direction", "seq", "road"), name="message_one_act_a_place")
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority", models.CharField(max_length=64)),
                ("node", models.CharField(max_length=253)),
                ("reason", models.CharField(max_length=1000)),
                ("proposed_at", comity.records.fields.InstantField()),
                ("approved_at", comity.records.fields.InstantField(null=True)),
                ("approved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("proposed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("approved_at__isnull", False)), fields=("authority",), name="joined_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Carry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("peer", models.CharField(max_length=253)),
                ("side", models.CharField(choices=[("ours", "ours"), ("theirs", "theirs")], max_length=6)),
                ("env_id", models.CharField(db_index=True, max_length=32)),
                ("state", models.CharField(choices=[(one, one) for one in CARRY_STATES], max_length=9)),
                ("own_case", models.CharField(blank=True, max_length=14)),
                ("at", comity.records.fields.InstantField()),
                ("ended_at", comity.records.fields.InstantField(null=True)),
                ("request", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.request")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "accepted"))), fields=("request",), name="carry_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("state__in", CARRY_STATES)), name="carry_state_known"),
                ]
            },
        ),
    ]
