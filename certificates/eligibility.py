"""Who has earned a certificate, and what is still missing: asked of the rows, never stored.

A training that was brought in after it had ended has no sessions here: then the list of
participants is the record, and who stands on it as having attended has earned a certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateRule
from courses.models import Enrolment, EnrolmentState, Training
from courses.models.enrolment import TAKING_PART


@dataclass(frozen=True)
class Condition:
    """One line of the checklist. ``label`` says what is asked, ``detail`` where the person stands."""

    key: str
    label: Any
    met: bool
    detail: Any = ""


@dataclass(frozen=True)
class Checklist:
    """All conditions of one enrolment, and the findings a certificate will keep (see ``Certificate.facts``)."""

    conditions: tuple[Condition, ...]
    facts: dict[str, Any]

    @property
    def is_met(self) -> bool:
        """Everything asked for was found; with nothing to ask for, nothing was earned."""
        return bool(self.conditions) and all(condition.met for condition in self.conditions)

    @property
    def is_completion(self) -> bool:
        """A passed post-test makes it a certificate of completion."""
        return bool(self.facts.get("post_test"))


def rule_of(training: Training) -> CertificateRule:
    """The training's rule, or the defaults."""
    return CertificateRule.objects.filter(training=training).first() or CertificateRule(training=training)


def checklist(enrolment: Enrolment) -> list[Condition]:
    """What is asked of the enrolment and whether it is met."""
    return list(checklist_of(enrolment).conditions)


def checklist_of(enrolment: Enrolment) -> Checklist:
    """The same with the findings a certificate keeps."""
    return _reckon(enrolment)


def checklists(training: Training) -> Iterator[tuple[Enrolment, Checklist]]:
    """Everybody who takes part in ``training``, each with her checklist, in a constant number of queries."""
    enrolments = (
        Enrolment.objects.filter(training=training, state__in=TAKING_PART)
        .select_related("person", "training", "country")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    for enrolment in enrolments:
        yield enrolment, _reckon(enrolment)


def _reckon(enrolment: Enrolment) -> Checklist:
    recorded = enrolment.state == EnrolmentState.ATTENDED
    return Checklist(
        (Condition("attendance", _("Recorded as having attended"), recorded),),
        {"recorded": recorded},
    )
