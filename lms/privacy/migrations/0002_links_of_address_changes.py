import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    # No change of address exists yet: the columns come without a value for older rows.
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="addresschange",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="addresschange",
            name="is_taken",
            field=models.BooleanField(default=False),
        ),
    ]
