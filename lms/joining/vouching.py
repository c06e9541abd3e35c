"""What supervisors and focal points vouch for, and whether it still stands as they read it.

An applicant who is asked for information may change every answer. Whoever vouched for an officer vouched for what
stood there then: another name, agency or supervisor is another question. So each answer keeps a fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.joining.models import Application, FocalPointOpinion, SupervisorRequest

# The verb of the history's line that names what an applicant changed after somebody vouched for it.
CHANGED = "change_vouched"
# Field of the application → its word.
FIELDS: dict[str, str | Promise] = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "country_id": _("Country of service"),
    "agency_name": _("Agency"),
    "unit": _("Unit"),
    "supervisor_name": _("Supervisor’s full name"),
    "supervisor_email": _("Supervisor’s official e-mail"),
}


def fingerprint(application: Application) -> dict[str, str]:
    """Field → SHA-256 of what stands there, with the application's own salt: it is compared, never read."""
    return {
        name: hashlib.sha256(json.dumps([application.uid.hex, name, getattr(application, name) or ""]).encode())
        .hexdigest()[:32]
        for name in FIELDS
    }  # fmt: skip


def mark_of(application: Application) -> str:
    """The fingerprint as one word, for a form that carries what its reader saw."""
    return hashlib.sha256(json.dumps(fingerprint(application), sort_keys=True).encode()).hexdigest()[:32]


def changed(application: Application, vouched: Mapping[str, str]) -> list[str]:
    """The fields that no longer say what ``vouched`` was taken of, in the order of the questionnaire."""
    now = fingerprint(application)
    return [name for name in FIELDS if vouched.get(name) != now[name]]


def changed_since_asked(application: Application, request: SupervisorRequest | None) -> list[str]:
    """What changed since the supervisor was asked; nothing if nobody was."""
    return changed(application, request.vouched) if request is not None else []


def changed_since_given(application: Application, opinion: FocalPointOpinion | None) -> list[str]:
    """What changed since the focal point gave an opinion; nothing before that: she reads what stands there then."""
    return changed(application, opinion.vouched) if opinion is not None and opinion.given_at is not None else []
