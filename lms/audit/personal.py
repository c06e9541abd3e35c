"""What the audit holds about a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from lms.audit import actions
from lms.common.holdings import owned
from lms.common.personal import Holding


def erase_in_audit(person: AbstractBaseUser) -> int:
    """End her key: the entries stay as they are, what they say of her can no longer be read."""
    destroy_key = getattr(actions, "destroy_key", None)
    return int(bool(destroy_key(person=person))) if destroy_key else 0


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
)  # fmt: skip
