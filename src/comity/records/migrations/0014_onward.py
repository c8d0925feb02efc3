"""What other States gave and what uses it, what must be destroyed; legal opinions, what missions forward, what happened outside any act."""

import comity.records.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_search_owed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Forwarding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=4000)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('media', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('at', comity.records.fields.InstantField()),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('originator', models.CharField(max_length=2)),
                ('purpose', models.CharField(blank=True, max_length=240)),
                ('conditions', models.JSONField(default=list)),
                ('onward', models.CharField(max_length=13)),
                ('retain_until', models.CharField(blank=True, max_length=10)),
                ('at', comity.records.fields.InstantField()),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.message')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(max_length=10)),
                ('certificate', models.BooleanField()),
                ('owed_at', comity.records.fields.InstantField()),
                ('due_at', comity.records.fields.InstantField()),
                ('method', models.CharField(blank=True, max_length=20)),
                ('what', models.CharField(blank=True, max_length=1000)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('on', models.CharField(blank=True, max_length=10)),
                ('at', comity.records.fields.InstantField(null=True)),
                ('second_at', comity.records.fields.InstantField(null=True)),
                ('done_at', comity.records.fields.InstantField(null=True)),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.material')),
            ],
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=40)),
                ('on', comity.records.fields.InstantField()),
                ('words', models.CharField(max_length=1000)),
                ('at', comity.records.fields.InstantField()),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
        ),
        migrations.CreateModel(
            name='Reuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=8)),
                ('purpose', models.CharField(default='same', max_length=7)),
                ('at', comity.records.fields.InstantField()),
                ('ended_at', comity.records.fields.InstantField(null=True)),
                ('asked', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.draft')),
                ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.draft')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
        ),
        migrations.CreateModel(
            name='Counsel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=24)),
                ('words', models.CharField(max_length=4000)),
                ('at', comity.records.fields.InstantField()),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.draft')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.request')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('request__isnull', True), ('draft__isnull', True), _connector='XOR'), name='counsel_about_one')],
            },
        ),
        migrations.AddIndex(
            model_name='material',
            index=models.Index(condition=models.Q(('onward', 'authorization')), fields=['originator'], name='material_kept'),
        ),
        migrations.AddConstraint(
            model_name='material',
            constraint=models.CheckConstraint(condition=models.Q(('onward__in', ('authorization', 'free'))), name='material_onward_known'),
        ),
        migrations.AddIndex(
            model_name='disposal',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='disposal_owed'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ('retention', 'closure', 'withdrawal', 'refusal'))), name='disposal_cause_known'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('material',), name='disposal_once'),
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ('received', 'nothing', 'path'))), name='reuse_what_known'),
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ('same', 'another'))), name='reuse_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.CheckConstraint(condition=models.Q(('what', 'nothing'), ('source__isnull', False), _connector='OR'), name='reuse_has_source'),
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('draft', 'source'), name='reuse_source_once'),
        ),
    ]
