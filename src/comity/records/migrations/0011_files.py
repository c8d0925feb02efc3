"""Files beside acts: what each act lists and how far it has come, and what goes with a draft and with each of its versions."""

import django.db.models.deletion
from django.db import migrations, models

import comity.records.fields

STATES = ("due", "coming", "whole", "broken")


class Migration(migrations.Migration):
    """Adds one table and two columns that may be empty; the release before this one knows neither and needs neither."""

    dependencies = [
        ("records", "0010_safeguards"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("peer", models.CharField(max_length=253)),
                ("place", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=180)),
                ("media_type", models.CharField(max_length=127)),
                ("kind", models.CharField(max_length=64)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("state", models.CharField(choices=[(s, s) for s in STATES], max_length=6)),
                ("ended_at", comity.records.fields.InstantField(null=True)),
                (
                    "message",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.message"),
                ),
            ],
            options={
                "ordering": ["message", "place"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "due")), fields=["peer", "id"], name="act_file_due"),
                    models.Index(fields=["digest"], name="act_file_digest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "digest"), name="act_file_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", STATES)), name="act_file_state_known"),
                ],
            },
        ),
        migrations.AddField(model_name="draft", name="files", field=comity.records.fields.TypedField(null=True)),
        migrations.AddField(model_name="draftversion", name="files", field=comity.records.fields.TypedField(null=True)),
        migrations.AlterField(
            model_name="receipt",
            name="kind",
            field=models.CharField(choices=[(k, k) for k in ("received", "refused", "opened", "decided", "files")], max_length=8),
        ),
    ]
