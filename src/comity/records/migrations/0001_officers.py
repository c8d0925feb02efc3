from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('officer_id', models.CharField(max_length=318, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('authority', models.CharField(max_length=64)),
                ('roles', models.JSONField(default=list)),
                ('units', models.JSONField(default=list)),
                ('clearance', models.CharField(default='open', max_length=12)),
                ('country', models.CharField(blank=True, default='', max_length=2)),
                ('language', models.CharField(default='en', max_length=8)),
                ('theme', models.CharField(choices=[('device', 'device'), ('light', 'light'), ('dark', 'dark')], default='device', max_length=6)),
                ('desk', models.CharField(default='1', max_length=40)),
                ('is_active', models.BooleanField(default=True)),
                ('sealed_key', models.BinaryField()),
                ('key_id', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['name'],
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
