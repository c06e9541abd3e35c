"""What the audit holds about a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from lms.audit import personal_values
from lms.audit.actions import destroy_key
from lms.audit.harvesting import KEPT_DAYS
from lms.common.holdings import deleted, older_than, owned
from lms.common.personal import OPENS, Holding

ALARM_DAYS = 730
# What staff write about somebody lies under that person's key, so that it ends with it. They are told that only staff
# read it: why access ended, how somebody proved who she is.
IN_CONFIDENCE = frozenset({"reason", "proof", "note"})


_looks = owned("audit.ListView", "actor")
_alarms = owned("audit.Harvest", "actor")


def _own_values(person: AbstractBaseUser, entries: Sequence[Any]) -> dict[Any, Any]:
    """What entries say in her own words and values: those under her key, without what others wrote in confidence.

    What she did to others is theirs.
    """
    hers = [entry for entry in entries if entry.keeper_id == person.pk]
    values = personal_values.read(hers)
    return {entry.pk: _told(values.get(entry.pk), entry.actor_id == person.pk) for entry in hers}


def _told(values: Any, is_own: bool) -> dict[str, Any]:
    if not isinstance(values, dict):
        return {}
    return {name: value for name, value in values.items() if is_own or name not in IN_CONFIDENCE}


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
        ("at", "verb", "target_type", "target_id"),
        unsaid={
            "changes": "codes and numbers of what was done, others' included; what is hers is told as values",
            "personal": "told in the clear, as values, but for what staff wrote in confidence",
            "mac": "the seal by which a changed entry is found",
        },
        opened={"values": _own_values},
        erase=erase_in_audit,
    ),
    Holding(
        "audit.PersonKey",
        _("The key to what the record of changes says of you"),
        _("So that it can be made unreadable. It is never given out, and ends with your account."),
        owned("audit.PersonKey", "person"),
        ("made_at", "destroyed_at"),
        unsaid={"wrapped": OPENS},
        # Ended together with the entries.
    ),
    Holding(
        "audit.ListView",
        _("Lists of people that you looked at"),
        _("So that it is noticed when somebody collects people from the lists. Only numbers are kept."),
        _looks,
        ("what", "slot", "rows", "total"),
        unsaid={"part": "a fingerprint of which part of the list it was"},
        erase=deleted(_looks),
        keep_days=KEPT_DAYS,
        expired=older_than("audit.ListView", "slot", KEPT_DAYS),
    ),
    Holding(
        "audit.Harvest",
        _("Times when lists were closed to you"),
        _("So that administrators can ask why one account was shown unusually many people."),
        _alarms,
        ("day", "at", "rows", "limit", "slowed_until"),
        erase=deleted(_alarms),
        keep_days=ALARM_DAYS,
        expired=older_than("audit.Harvest", "at", ALARM_DAYS),
    ),
)  # fmt: skip
