"""Owe somebody a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import get_template
from django.utils import timezone

from lms.notices.models import Notice, OutsideMail


def queue_notice(
    *,
    person: AbstractBaseUser,
    kind: str,
    context: Mapping[str, Any],
    training_slug: str = "",
    due_at: dt.datetime | None = None,
) -> Notice:
    """Write the row from which a mail will be made; it stands or falls with the caller's transaction.

    ``kind`` names the template ``notices/<kind>.txt``; ``context`` must be JSON. ``due_at`` delays it.
    Raises ``TemplateDoesNotExist`` for an unknown kind: a bug is found here, not by the clock at night.
    """
    get_template(f"notices/{kind}.txt")
    return Notice.objects.create(
        person_id=person.pk,
        kind=kind,
        context=dict(context),
        training_slug=training_slug,
        due_at=due_at or timezone.now(),
    )


def queue_letter(
    *, address: str, language: str, kind: str, context: Mapping[str, Any], due_at: dt.datetime | None = None
) -> OutsideMail:
    """Owe a mail to somebody who has no account, in ``language``; it stands or falls with the caller's transaction.

    ``kind`` names the template ``notices/<kind>.txt``; ``context`` must be JSON. Both context and address are
    forgotten when the mail has left. Raises ``TemplateDoesNotExist`` for an unknown kind.
    """
    get_template(f"notices/{kind}.txt")
    return OutsideMail.objects.create(
        address=address, language=language, kind=kind, context=dict(context), due_at=due_at or timezone.now()
    )
