"""What the audit holds about a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import destroy_key
from lms.audit.harvesting import KEPT_DAYS
from lms.common.holdings import deleted, older_than, owned
from lms.common.personal import Holding

ALARM_DAYS = 730


_looks = owned("audit.ListView", "actor")
_alarms = owned("audit.Harvest", "actor")


def erase_in_audit(person: AbstractBaseUser) -> int:
    """End her key: the entries stay as they are, what they say of her can no longer be read."""
    return int(destroy_key(person=person))


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "audit.AuditEntry",
        _("The record of changes"),
        _("So that it can be explained later who changed what. It cannot be altered. Erasing makes unreadable "
          "what it says of you; that something was done stays."),
        owned("audit.AuditEntry", "about", "actor"),
        ("at", "verb", "target_type"),
        erase=erase_in_audit,
    ),
    Holding(
        "audit.PersonKey",
        _("The key to what the record of changes says of you"),
        _("So that it can be made unreadable. It is never given out, and ends with your account."),
        owned("audit.PersonKey", "person"),
        ("made_at", "destroyed_at"),
        # Ended together with the entries.
    ),
    Holding(
        "audit.ListView",
        _("Lists of people that you looked at"),
        _("So that it is noticed when somebody collects people from the lists. Only numbers are kept."),
        _looks,
        ("what", "slot", "rows"),
        erase=deleted(_looks),
        keep_days=KEPT_DAYS,
        expired=older_than("audit.ListView", "slot", KEPT_DAYS),
    ),
    Holding(
        "audit.Harvest",
        _("Times when lists were closed to you"),
        _("So that administrators can ask why one account was shown unusually many people."),
        _alarms,
        ("at", "rows", "limit", "slowed_until"),
        erase=deleted(_alarms),
        keep_days=ALARM_DAYS,
        expired=older_than("audit.Harvest", "at", ALARM_DAYS),
    ),
)  # fmt: skip
