"""Say what is asked for in a training, and who signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from certificates.models import CertificateDesign, CertificateRule
from courses.models import Training
from lms.audit.actions import record
from lms.people.models import Person
from sessions.models import TrainingSession


def set_rules(
    *,
    training: Training,
    rule: Mapping[str, Any],
    sessions: Iterable[TrainingSession],
    design: Mapping[str, Any],
    actor: Person,
) -> CertificateRule:
    """Keep the conditions and signatories of ``training``. What was issued stays as it was printed.

    ``rule`` and ``design`` map the fields of ``CertificateRule`` and ``CertificateDesign`` to values.
    """
    with transaction.atomic():
        before = CertificateRule.objects.filter(training=training).first() or CertificateRule(training=training)
        kept, _created = CertificateRule.objects.update_or_create(training=training, defaults=dict(rule))
        kept.sessions.set(sessions)
        CertificateDesign.objects.update_or_create(training=training, defaults=dict(design))
        changes = {name: [getattr(before, name), value] for name, value in rule.items()}
        record(
            actor=actor,
            verb="certificates.rules",
            target=training,
            changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
        )
    return kept
