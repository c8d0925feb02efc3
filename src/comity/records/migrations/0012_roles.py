"""What officers are trusted with, by mandates with dates; walls around cases, how they are marked, and who read them."""

from importlib import import_module
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.records.fields


def drop_triggers(apps, schema_editor):
    """SQLite makes a table again for a new column, and stumbles over triggers of another table that read it."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'records_searchtext%'")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f'DROP TRIGGER "{name}"')


def make_triggers(apps, schema_editor):
    """Make them again, as the migration of the search made them."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("comity.records.migrations.0008_search").make_index(apps, schema_editor)


class Migration(migrations.Migration):
    """New tables and columns; what is there is open to the desk and not classified, as it was."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0011_files")]

    operations: ClassVar[list[object]] = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Admitted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="ContentRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sitting", models.BigIntegerField()),
                ("what", models.CharField(max_length=36)),
                ("at", comity.records.fields.InstantField()),
            ],
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=16)),
                ("since", comity.records.fields.InstantField()),
                ("until", comity.records.fields.InstantField(null=True)),
                ("basis", models.CharField(max_length=400)),
                ("given_by", models.CharField(max_length=253)),
                ("given_at", comity.records.fields.InstantField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, unique=True)),
                ("names", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="WallProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wall", models.CharField(blank=True, max_length=5)),
                ("unit", models.CharField(blank=True, max_length=24)),
                ("names", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=1000)),
                ("proposed_at", comity.records.fields.InstantField()),
                ("ended_at", comity.records.fields.InstantField(null=True)),
                ("confirmed", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="draft",
            name="classification",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="draft",
            name="level",
            field=models.CharField(default="open", max_length=12),
        ),
        migrations.AddField(
            model_name="draft",
            name="tlp",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="officer",
            name="clearance",
            field=models.CharField(default="open", max_length=12),
        ),
        migrations.AddField(
            model_name="officer",
            name="country",
            field=models.CharField(blank=True, default="", max_length=2),
        ),
        migrations.AddField(
            model_name="officer",
            name="units",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="request",
            name="classification",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="request",
            name="level",
            field=models.CharField(default="open", max_length=12),
        ),
        migrations.AddField(
            model_name="request",
            name="tlp",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="request",
            name="unit",
            field=models.CharField(blank=True, default="", max_length=24),
        ),
        migrations.AddField(
            model_name="request",
            name="wall",
            field=models.CharField(blank=True, default="", max_length=5),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(models.Q(("wall", ""), _negated=True), models.Q(("level", "open"), _negated=True), _connector="OR"),
                fields=["wall", "level"],
                name="request_restricted",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", ""), ("wall__in", ("", "named"))),
                    models.Q(("wall", "unit"), models.Q(("unit", ""), _negated=True)),
                    _connector="OR",
                ),
                name="request_wall_known",
            ),
        ),
        migrations.AddField(
            model_name="admitted",
            name="officer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="admitted",
            name="request",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.request"),
        ),
        migrations.AddField(
            model_name="contentread",
            name="officer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="mandate",
            name="acts_for",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="mandate",
            name="officer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="wallproposal",
            name="ended_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="wallproposal",
            name="proposed_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="wallproposal",
            name="request",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.request"),
        ),
        migrations.AddConstraint(
            model_name="admitted",
            constraint=models.UniqueConstraint(fields=("request", "officer"), name="admitted_once"),
        ),
        migrations.AddConstraint(
            model_name="contentread",
            constraint=models.UniqueConstraint(fields=("officer", "sitting", "what"), name="content_read_once"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                name="mandate_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="wallproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("request",), name="wall_proposed_once"
            ),
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
