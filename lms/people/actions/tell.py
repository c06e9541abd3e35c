"""Tell a person what happened to her account."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from lms.notices.actions import queue_notice
from lms.notices.models import Notice
from lms.people.models import KnownDevice, Person


def tell_of_account(*, person: Person, kind: str, device: str = "", words: Mapping[str, str] | None = None) -> Notice:
    """Queue the notice ``kind``; ``device`` is the browser it was done in, in two words."""
    context = {**(words or {}), "device": device, "at": timezone.now().isoformat()}
    return queue_notice(person=person, kind=kind, context=context)


def tell_of_new_device(*, person: Person, device: KnownDevice) -> Notice:
    """She logged in where she never did before: one mail for each browser."""
    return tell_of_account(person=person, kind="new_device", device=device.name)
