"""What the reports hold about a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from lms.common.holdings import owned
from lms.common.personal import Holding
from lms.reports.models import Fact


def _erase(person: AbstractBaseUser) -> int:
    """Figures stay; a function that her enrolment no longer tells is not told here either."""
    blank = Enrolment.objects.filter(person=person.pk, function="")
    return Fact.objects.filter(enrolment__in=blank).update(function="")


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "reports.Fact",
        _("The figures of your trainings"),
        _("Reports count officers, attendance and results by country. They name nobody and stay."),
        owned("reports.Fact", "person"),
        ("training_id", "country_id", "agency_kind", "function", "ended_on", "attendance", "before", "after",
         "is_complete", "has_certificate"),
        erase=_erase,
    ),
)  # fmt: skip
