"""Seals, heads, keys of persons and counted views get their tables; the database guards the first two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lms.audit import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor)
    triggers.install_chain(schema_editor)


def remove(apps, schema_editor):
    triggers.remove_chain(schema_editor)
    triggers.remove(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_marks_of_entries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('signature', models.CharField(max_length=128)),
                ('signed_by', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='ChainState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('checked_number', models.BigIntegerField(default=0)),
                ('pass_began_at', models.DateTimeField(blank=True, null=True)),
                ('passed_at', models.DateTimeField(blank=True, null=True)),
                ('passed_number', models.BigIntegerField(default=0)),
                ('problems', models.JSONField(blank=True, default=list)),
                ('problems_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_one_chain')],
            },
        ),
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('person', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('wrapped', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('destroyed_at__isnull', False), ('wrapped', '')), models.Q(models.Q(('wrapped', ''), _negated=True), ('destroyed_at', None)), _connector='OR'), name='audit_key_or_destroyed')],
            },
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
                ('genuine', models.BooleanField(default=True)),
                ('marks', models.CharField(max_length=80)),
                ('signature', models.CharField(blank=True, default='', max_length=128)),
                ('signed_by', models.CharField(blank=True, default='', max_length=64)),
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='seal', to='audit.auditentry')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='audit_seals_begin_at_one')],
            },
        ),
        migrations.CreateModel(
            name='Harvest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('rows', models.PositiveIntegerField()),
                ('limit', models.PositiveIntegerField()),
                ('slowed_until', models.DateTimeField()),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['actor', 'slowed_until'], name='audit_harve_actor_i_8f8fab_idx')],
                'constraints': [models.UniqueConstraint(fields=('actor', 'day'), name='audit_alarm_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ListView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=120)),
                ('part', models.CharField(blank=True, max_length=64)),
                ('slot', models.DateTimeField()),
                ('rows', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField(blank=True, null=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['slot'], name='audit_listv_slot_21620f_idx')],
                'constraints': [models.UniqueConstraint(fields=('actor', 'slot', 'what', 'part'), name='audit_view_once_in_ten_minutes')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
