"""What this room itself holds about a person."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.audit.personal import erase_in_audit
from lms.common.errors import Refused
from lms.common.holdings import blanked, delete_file, older_than, owned
from lms.common.personal import OPENS, WORK, Holding
from lms.notices.models import OutsideMail
from lms.people.models import Person
from lms.privacy.models import AddressChange, DataExport, Merge

REQUEST_DAYS = 3 * 365
# A change of address may be taken back for so long; see ``actions.address``.
CHANGE_DAYS = 30

_requests = owned("privacy.DataRequest", "person")
_exports = owned("privacy.DataExport", "person")
_changes = owned("privacy.AddressChange", "person")
_merges = owned("privacy.Merge", "keep", "gone")


@transaction.atomic
def drop_exports(rows: QuerySet[Any]) -> int:
    """Delete made ZIP files and their rows."""
    done = 0
    for export in DataExport.objects.filter(pk__in=list(rows.order_by().values_list("pk", flat=True))):
        delete_file(export.file.name)
        export.delete()
        done += 1
    return done


def _erase_exports(person: AbstractBaseUser) -> int:
    return drop_exports(_exports(person))


def _erase_merged(person: AbstractBaseUser) -> int:
    """What the audit keeps of the records that were merged into hers, under keys of their own."""
    merged = Person.objects.filter(pk__in=Merge.objects.filter(keep=person.pk).values("gone"))
    return sum(erase_in_audit(one) for one in merged)


@transaction.atomic
def _erase_changes(person: AbstractBaseUser) -> int:
    """With the mails about them that have not left yet: those go to addresses that are hers no longer, or not yet."""
    changes = list(_changes(person))
    addresses = {address for one in changes for address in (one.old_email, one.new_email)}
    mails = OutsideMail.objects.filter(address__in=addresses).delete()[0]
    _changes(person).delete()
    return len(changes) + mails


def _over(now: dt.datetime) -> QuerySet[Any]:
    limit = now - dt.timedelta(days=CHANGE_DAYS)
    return AddressChange.objects.filter(Q(done_at=None, ends_at__lt=now) | Q(done_at__lt=limit)).order_by("pk")


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "privacy.DataRequest",
        _("What you asked for about your data"),
        _("So that we answer within thirty days and can show that we did."),
        _requests,
        (
            "kind",
            "state",
            "text",
            "created_at",
            "updated_at",
            "due_on",
            "execute_at",
            "begun_at",
            "decided_at",
            "refusal",
        ),
        erase=blanked(_requests, text=""),
        keep_days=REQUEST_DAYS,
        expired=older_than("privacy.DataRequest", "decided_at", REQUEST_DAYS),
    ),
    Holding(
        "privacy.DataExport",
        _("Copies of your data that were made"),
        _("A file that you asked for. It is deleted after seven days."),
        _exports,
        ("made_at", "size", "ends_at"),
        unsaid={**WORK, "file": "the copies themselves, in a copy"},
        erase=_erase_exports,
        keep_days=7,
        expired=lambda now: DataExport.objects.filter(ends_at__lt=now).order_by("pk"),
    ),
    Holding(
        "privacy.AddressChange",
        _("Changes of your e-mail address"),
        _("So that a change can be confirmed, and taken back if it was not you."),
        _changes,
        ("old_email", "new_email", "asked_at", "ends_at", "done_at", "undone_at"),
        unsaid={
            "confirm_digest": OPENS,
            "undo_digest": OPENS,
            "is_taken": "whether an address is somebody else's is told to nobody",
        },
        erase=_erase_changes,
        keep_days=CHANGE_DAYS,
        expired=_over,
    ),
    Holding(
        "privacy.Merge",
        _("Records of you that were made one"),
        _("So that it is known later why a second record is closed."),
        _merges,
        ("at", "moved"),
        erase=_erase_merged,
    ),
)


def erase_accounts(rows: QuerySet[Any]) -> int:
    """Closed accounts whose time is over go like those of people who ask for it, one after the other.

    Each must still be among ``rows`` when its turn comes: it may have been opened again meanwhile.
    """
    # The actions gather the holdings, this one among them.
    from lms.privacy.actions.erase import erase_person

    done = 0
    for person in list(Person.objects.filter(pk__in=rows.order_by().values("pk")).order_by("pk")):
        # Refused: opened again meanwhile, and the only administrator now.
        with suppress(Refused):
            done += bool(erase_person(person=person, actor=None, among=rows))
    return done


PURGE = {"privacy.DataExport": drop_exports, "people.Person": erase_accounts}
