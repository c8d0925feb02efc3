"""Flags on requests and reviews of safeguards: two new tables; nothing that is there changes."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.records.fields


class Migration(migrations.Migration):
    """A new table each."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0009_outside")]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('person', models.CharField(blank=True, max_length=200)),
                ('origin', models.CharField(blank=True, max_length=2)),
                ('words', models.CharField(max_length=1000)),
                ('at', comity.records.fields.InstantField()),
                ('ended_at', comity.records.fields.InstantField(null=True)),
                ('ended_for', models.CharField(blank=True, max_length=1000)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['origin'], name='flag_origin')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', 'RF-ASYLUM'), _negated=True), models.Q(('origin', ''), _negated=True), _connector='OR'), name='flag_asylum_has_origin')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=9)),
                ('outcome', models.CharField(max_length=20)),
                ('words', models.CharField(max_length=1000)),
                ('flags_up_to', models.BigIntegerField(default=0)),
                ('used', models.CharField(blank=True, max_length=1000)),
                ('until', models.CharField(blank=True, max_length=10)),
                ('at', comity.records.fields.InstantField()),
                ('second_at', comity.records.fields.InstantField(null=True)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(models.Q(('until', ''), _negated=True), ('second_at__isnull', True)), fields=['id'], name='review_waits')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject__in', ('flags', 'emergency', 'secrecy'))), name='review_subject_known')],
            },
        ),
    ]
