"""What a national authority allows that is off or denied by itself."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.records.fields

OFFICER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    """A new table; nothing that is there changes."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0002_requests_of_every_kind")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name="Permission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("basis", models.CharField(max_length=400)),
                ("independent", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(max_length=1000)),
                ("review_on", models.CharField(max_length=10)),
                ("proposed_at", comity.records.fields.InstantField()),
                ("approved_at", comity.records.fields.InstantField(null=True)),
                ("ended_at", comity.records.fields.InstantField(null=True)),
                ("ended_for", models.CharField(blank=True, max_length=1000)),
                ("approved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("ended_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
                ("proposed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=OFFICER)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["kind", "country"], name="permission_live")
                ],
            },
        ),
    ]
