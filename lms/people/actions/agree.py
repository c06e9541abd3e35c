"""Agreements: publish a version, accept it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.common.languages import CODES, localized
from lms.people import agreements
from lms.people.models import Acceptance, Agreement, Person


@transaction.atomic
def accept_agreements(
    *, person: Person, versions: Iterable[Agreement], language: str, at: dt.datetime | None = None
) -> int:
    """Note that she accepts these versions, each in the language that she could read it in; how many were new.

    ``at`` is the moment (now) for an officer who accepted them when she applied, before she had an account.
    Repeating it changes nothing: the first moment stays.
    """
    new = 0
    for agreement in versions:
        _row, is_new = Acceptance.objects.get_or_create(
            person=person,
            agreement=agreement,
            defaults={
                "language": localized(agreement.text, language).language,
                "accepted_at": at or timezone.now(),
            },
        )
        new += is_new
    return new


@transaction.atomic
def publish_agreement(
    *, kind: str, version: str, texts: Mapping[str, str], actor: Person | None, at: dt.datetime | None = None
) -> Agreement:
    """Put a new version in force from ``at`` (now); everybody is asked at her next page after that.

    ``texts`` maps each of the six languages to Markdown.
    Raises Refused: ``language_missing``, ``version_taken``, ``in_the_past``.
    """
    missing = [code for code in CODES if not texts.get(code, "").strip()]
    if missing:
        raise Refused(
            _("A text is missing in these languages: %(languages)s.") % {"languages": ", ".join(missing)},
            code="language_missing",
        )
    now = timezone.now()
    if at is not None and at < now - dt.timedelta(minutes=5):
        raise Refused(_("A version cannot be in force before today."), code="in_the_past")
    if Agreement.objects.filter(kind=kind, version=version).exists():
        raise Refused(_("This version exists already. A correction needs a new version."), code="version_taken")
    agreement = Agreement.objects.create(
        kind=kind, version=version, text=LazyI18nString(dict(texts)), published_at=at or now
    )
    record(
        actor=actor,
        verb="people.publish_agreement",
        target=agreement,
        changes={"kind": [None, kind], "version": [None, version], "published_at": [None, agreement.published_at]},
    )
    agreements.forget_mark()
    transaction.on_commit(agreements.forget_mark)
    return agreement
