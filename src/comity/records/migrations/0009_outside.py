"""Partners without a node, papers that go outside the wire, and the road of each act."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.records.fields

OFFICER = settings.AUTH_USER_MODEL
STEPS = ("received", "dispatched", "acknowledged", "confirmed", "result")


class Migration(migrations.Migration):
    """Adds; what is there travelled on the wire and was drafted to leave."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0008_search")]

    operations: ClassVar[list[object]] = [
        migrations.AddField(
            "message",
            "road",
            models.CharField(choices=[("wire", "wire"), ("outside", "outside")], db_default="wire", default="wire", max_length=8),
        ),
        migrations.AddField(
            "draft", "direction", models.CharField(choices=[("in", "in"), ("out", "out")], db_default="out", default="out", max_length=3)
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("names", models.JSONField()),
                ("roles", models.JSONField()),
                ("languages", models.JSONField()),
                ("zone", models.CharField(max_length=64)),
                ("ways", models.JSONField()),
                ("legal_address", models.CharField(blank=True, max_length=400)),
                ("holds", models.CharField(blank=True, max_length=1000)),
                ("source", models.CharField(max_length=400)),
                ("verified_on", models.CharField(max_length=10)),
                ("closed", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=1000)),
                ("proposed_at", comity.records.fields.InstantField()),
                ("approved_at", comity.records.fields.InstantField(null=True)),
                ("approved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("proposed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("authority", "version"), name="partner_version_once")]},
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=12)),
                ("method", models.CharField(max_length=16)),
                ("on", comity.records.fields.InstantField()),
                ("who", models.CharField(max_length=200)),
                ("theirs", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("media", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(blank=True, db_index=True, max_length=64)),
                ("at", comity.records.fields.InstantField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("message", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.message")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.CheckConstraint(condition=models.Q(("step__in", STEPS)), name="passage_step_known")],
            },
        ),
        migrations.CreateModel(
            name="HomeQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("want", models.CharField(max_length=8)),
                ("from_authority", models.CharField(max_length=64)),
                ("to_authority", models.CharField(max_length=64)),
                ("words", models.CharField(max_length=2000)),
                ("due_at", comity.records.fields.InstantField()),
                ("asked_at", comity.records.fields.InstantField()),
                ("code", models.CharField(blank=True, max_length=24)),
                ("answer", models.CharField(blank=True, max_length=2000)),
                ("answered_at", comity.records.fields.InstantField(null=True)),
                ("answered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("request", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.request")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("want__in", ("opinion", "transfer"))), name="home_want_known"),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("request", "want", "to_authority"),
                        name="home_one_open_question",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="MissionReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority", models.CharField(max_length=64)),
                ("incident", models.CharField(blank=True, max_length=24)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("happened_on", models.CharField(blank=True, max_length=40)),
                ("persons", models.PositiveIntegerField(null=True)),
                ("origin", models.CharField(blank=True, max_length=24)),
                ("tlp", models.CharField(blank=True, max_length=16)),
                ("words", models.CharField(blank=True, max_length=4000)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("media", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("begun_at", comity.records.fields.InstantField()),
                ("saved_at", comity.records.fields.InstantField()),
                ("filed_at", comity.records.fields.InstantField(null=True)),
                ("taken_at", comity.records.fields.InstantField(null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("taken_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("filed_at__isnull", False), ("taken_at__isnull", True)),
                        fields=["filed_at"],
                        name="report_waiting",
                    )
                ]
            },
        ),
    ]
