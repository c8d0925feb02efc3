"""Incidents with what was given, what persons ask, claims and costs of a case: four new tables; nothing that is there changes."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.records.fields


class Migration(migrations.Migration):
    """A new table each."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ('records', '0014_onward'),
    ]

    operations: ClassVar[list[object]] = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one_type', models.CharField(max_length=20)),
                ('one', models.CharField(max_length=300)),
                ('relation', models.CharField(max_length=20)),
                ('other_type', models.CharField(max_length=20)),
                ('other', models.CharField(max_length=300)),
                ('stand', models.CharField(max_length=20)),
                ('confidence', models.CharField(max_length=20)),
                ('state', models.CharField(max_length=2)),
                ('source', models.CharField(max_length=1000)),
                ('at', comity.records.fields.InstantField()),
                ('ended_at', comity.records.fields.InstantField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
        ),
        migrations.CreateModel(
            name='Cost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hundredths', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('words', models.CharField(max_length=1000)),
                ('at', comity.records.fields.InstantField()),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(max_length=11)),
                ('reference', models.CharField(blank=True, max_length=14)),
                ('peer', models.CharField(max_length=253)),
                ('words', models.CharField(max_length=1000)),
                ('guards', models.JSONField(default=list)),
                ('found_at', comity.records.fields.InstantField()),
                ('due_at', comity.records.fields.InstantField()),
                ('declared_at', comity.records.fields.InstantField()),
                ('told_as', models.CharField(blank=True, max_length=14)),
                ('told_at', comity.records.fields.InstantField(null=True)),
                ('ended', models.CharField(blank=True, max_length=20)),
                ('first_at', comity.records.fields.InstantField(null=True)),
                ('second_at', comity.records.fields.InstantField(null=True)),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', ('misdelivery', 'breach'))), name='incident_sort_known'), models.CheckConstraint(condition=models.Q(('second__isnull', True), models.Q(('second', models.F('first')), _negated=True), _connector='OR'), name='incident_by_two'), models.UniqueConstraint(condition=models.Q(('second_at__isnull', True), ('sort', 'misdelivery')), fields=('reference',), name='misdelivery_once')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=14, unique=True)),
                ('way', models.CharField(max_length=20)),
                ('asker', models.CharField(max_length=20)),
                ('person', models.CharField(max_length=200)),
                ('reach', models.CharField(max_length=240)),
                ('references', models.JSONField(default=list)),
                ('asked', models.JSONField(default=list)),
                ('words', models.CharField(max_length=1000)),
                ('received_on', models.CharField(max_length=10)),
                ('due_at', comity.records.fields.InstantField()),
                ('registered_at', comity.records.fields.InstantField()),
                ('decision', models.CharField(blank=True, max_length=20)),
                ('reasons', models.CharField(blank=True, max_length=1000)),
                ('until', models.CharField(blank=True, max_length=10)),
                ('decided_at', comity.records.fields.InstantField(null=True)),
                ('second_at', comity.records.fields.InstantField(null=True)),
                ('handed_on', models.CharField(blank=True, max_length=14)),
                ('answered_at', comity.records.fields.InstantField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('second__isnull', True), models.Q(('second', models.F('decided_by')), _negated=True), _connector='OR'), name='remedy_by_two'), models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('second_at__isnull', False), _connector='OR'), name='remedy_agreed_first')],
            },
        ),
    ]
