"""One process of a drill: ``python backup_drill.py WORK …`` on the database that DATABASE_URL or VAR_DIR names."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core import serializers  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from lms.audit.actions import record  # noqa: E402
from lms.people.models import Person  # noqa: E402
from lms.privacy.models import DataExport  # noqa: E402


def add(number: int) -> None:
    """An officer with a name of any script, a line in the audit, and a file that only her row names."""
    content = hashlib.sha256(str(number).encode()).digest() * (200 + number % 50)
    name = default_storage.save(f"privacy/{uuid.uuid4()}.zip", ContentFile(content))
    with transaction.atomic():
        person = Person.objects.create_user(
            f"o{number}@example.org", given_name="Zoë 王 ش\\.\n\t", family_name=str(number)
        )
        DataExport.objects.create(person=person, file=name, size=len(content), done_at=timezone.now())
        record(actor=person, verb="drill.added", target=person)


def fill(number: str, first: str = "0") -> None:
    """So many of them, from that number on."""
    for one in range(int(number)):
        add(int(first) + one)


def write() -> None:
    """One after the other, each told once it is there, until somebody kills this process."""
    one = 1000
    while True:
        add(one)
        print(one, flush=True)  # noqa: T201
        one += 1
        time.sleep(0.002)


def check() -> None:
    """How many officers there are, gaps in their numbers, files that are not what they should be, rows too many."""
    numbers = sorted(int(name) for name in Person.objects.exclude(family_name="").values_list("family_name", flat=True))
    wrong = 0
    for export in DataExport.objects.select_related("person"):
        number = int(export.person.family_name)
        with default_storage.open(export.file.name) as file:
            wrong += file.read() != hashlib.sha256(str(number).encode()).digest() * (200 + number % 50)
    added = [number for number in numbers if number >= 1000]
    gaps = len(added) and added[-1] - 1000 + 1 - len(added)
    print(len(added), gaps, wrong, DataExport.objects.count() - len(numbers))  # noqa: T201


def digest() -> None:
    """One hash of every row of every table."""
    found = hashlib.sha256()
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        if not model._meta.proxy:
            rows = model._base_manager.order_by("pk")
            found.update(model._meta.label.encode() + serializers.serialize("json", rows).encode())
    print(found.hexdigest())  # noqa: T201


if __name__ == "__main__":
    {"fill": fill, "write": write, "check": check, "digest": digest}[sys.argv[1]](*sys.argv[2:])
