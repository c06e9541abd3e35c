from django.db import migrations

from lms.joining.builtin import newer


def add(apps, schema_editor):
    """Once: names that staff take off the list afterwards stay off. An empty list is filled after migrating."""
    model = apps.get_model("joining", "EmailDomain")
    rows = model.objects.using(schema_editor.connection.alias)
    known = set(rows.filter(kind="webmail").values_list("domain", flat=True))
    if known:
        # A domain that staff put on any list stands there as they said.
        taken = set(rows.values_list("domain", flat=True))
        rows.bulk_create(
            [model(domain=name, kind="webmail") for name in newer(known) if name not in taken], ignore_conflicts=True
        )


class Migration(migrations.Migration):
    dependencies = [("joining", "0003_what_was_vouched_for")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
