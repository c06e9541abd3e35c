"""Give a person a copy of what is kept about her: asked for, made by the worker, fetched for a week."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.holdings import delete_file
from lms.common.personal import Holding
from lms.notices.actions import queue_notice
from lms.people.models import Person
from lms.privacy import tasks
from lms.privacy.models import DataExport, DataRequest, RequestKind, RequestState
from lms.privacy.registry import holdings

logger = logging.getLogger(__name__)
LASTS = dt.timedelta(days=7)
_IN_MEMORY = 4 * 1024 * 1024


def ask_for_export(*, person: Person, actor: Person) -> DataExport:
    """Owe ``person`` a copy; the one that is being made if there is one. ``actor`` may be the data-protection officer.

    A copy that was made before goes: there is one at a time.
    """
    waiting = DataExport.objects.filter(person=person, done_at=None).first()
    if waiting:
        return waiting
    try:
        with transaction.atomic():
            export = DataExport.objects.create(person=person)
            record(actor=actor, verb="privacy.ask_export", target=export, about=person)
            transaction.on_commit(tasks.wake)
    except IntegrityError:
        # Pressed twice at once.
        return DataExport.objects.get(person=person, done_at=None)
    return export


def make_exports(limit: int = 20) -> int:
    """Make up to ``limit`` copies that are owed; return how many are ready."""
    return sum(_make(export) for export in DataExport.objects.select_related("person").claim(limit))


def _make(export: DataExport) -> bool:
    person = export.person
    name = f"privacy/{export.uid.hex}.zip"
    try:
        with translation.override(person.language), pack(person) as packed:
            size = packed.seek(0, 2)
            packed.seek(0)
            # Left by a process that was killed before it noted the file.
            delete_file(name)
            default_storage.save(name, File(packed))
    except OSError as error:
        logger.warning("export %s waits: %s", export.pk, type(error).__name__)
        export.retry(type(error).__name__)
        return False
    with transaction.atomic():
        # Requests before the person, as whoever answers one locks them.
        waiting = DataRequest.objects.filter(person=person, kind=RequestKind.EXPORT, state=RequestState.OPEN)
        list(waiting.select_for_update())
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not (person.is_active or waiting.exists()) or not export.finish():
            # Erased or closed meanwhile, and nobody asked the officer for it: nothing of hers may lie about.
            delete_file(name)
            return False
        older = DataExport.objects.filter(person=person).exclude(pk=export.pk)
        for one in older:
            delete_file(one.file.name)
        older.delete()
        DataExport.objects.filter(pk=export.pk).update(file=name, size=size, ends_at=timezone.now() + LASTS)
        if person.is_active:
            queue_notice(person=person, kind="privacy_export_ready", context={"days": LASTS.days})
            _answer(waiting)
        # From a closed account the officer fetches it, and then says that it was handed over.
    return True


def _answer(requests: QuerySet[DataRequest]) -> None:
    """Asked of the officer, and now there for the person herself."""
    now = timezone.now()
    for one in requests:
        requests.filter(pk=one.pk).update(state=RequestState.DONE, decided_at=now, updated_at=now)
        changes = {"state": [RequestState.OPEN.value, RequestState.DONE.value]}
        record(actor=None, verb="privacy.answer", target=one, about=one.person, changes=changes)


def pack(person: Person) -> IO[bytes]:
    """A ZIP file, positioned at its start: ``my-data.json`` with every holding, and her files beside it."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the caller closes it)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        contents: dict[str, Any] = {
            "about": _("What is kept about you"),
            "made_at": timezone.now(),
            "kinds": [_as_words(holding, person, archive) for holding in holdings()],
        }
        text = json.dumps(contents, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("my-data.json", text)
    out.seek(0)
    return out


def _as_words(holding: Holding, person: Person, archive: zipfile.ZipFile) -> dict[str, Any]:
    rows = []
    for row, opened in _rows(holding, person):
        told: dict[str, Any] = {name: _value(getattr(row, name)) for name in holding.fields} | opened
        for name in holding.files:
            stored = getattr(row, name)
            if stored and stored.storage.exists(stored.name):
                inside = f"files/{holding.model}/{row.pk}-{stored.name.rpartition('/')[2]}"
                with stored.open("rb") as file:
                    archive.writestr(inside, file.read())
                told[name] = inside
        rows.append(told)
    return {
        "kind": holding.model,
        "what": str(holding.title),
        "why": str(holding.why),
        "kept_for_days": holding.keep_days,
        "rows": rows,
    }


def _rows(holding: Holding, person: Person) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Her rows, each with what lies closed in it."""
    for some in itertools.batched(holding.rows(person).iterator(chunk_size=500), 500, strict=False):
        opened = {word: opener(person, some) for word, opener in holding.opened.items()}
        for row in some:
            yield row, {word: found[row.pk] for word, found in opened.items() if found.get(row.pk)}


def _value(value: Any) -> Any:
    """What JSON knows, as it is; a linked row by its name."""
    if value is None or isinstance(value, bool | int | float | str | dict | list | dt.date | dt.time | dt.timedelta):
        return value
    return str(value)
