"""Entries get a name of their own, a place for sealed values and the site's mark."""

import uuid

import django.utils.timezone
from django.db import migrations, models

from lms.audit import canonical, keys, triggers


def stamp_what_is_there(apps, schema_editor):
    """Entries written before there were marks: this is the moment from which they are vouched for."""
    entries = apps.get_model("audit", "AuditEntry")._base_manager
    for entry in entries.order_by("pk").iterator(chunk_size=2000):
        entry.uid = uuid.uuid4()
        contents = {name: getattr(entry, name) for name in canonical.COLUMNS}
        entries.filter(pk=entry.pk).update(uid=entry.uid, mac=keys.mark(canonical.marked_bytes(contents)))


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        # SQLite makes the table anew for these changes, and the triggers would be lost on the way.
        migrations.RunPython(
            lambda apps, schema_editor: triggers.remove(schema_editor),
            lambda apps, schema_editor: triggers.install(schema_editor),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="at",
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="auditentry", name="uid", field=models.UUIDField(editable=False, null=True)
        ),
        migrations.AddField(
            model_name="auditentry",
            name="personal",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="mac",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(stamp_what_is_there, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="auditentry",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
