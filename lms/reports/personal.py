"""What the reports hold about a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from lms.common.holdings import owned
from lms.common.personal import Holding
from lms.people.models import Person
from lms.reports.actions.refresh_facts import refresh_facts
from lms.reports.models import Fact, FactStamp


def _erase(person: AbstractBaseUser) -> int:
    """Figures stay; a function that her enrolment no longer tells is not told here either."""
    blank = Enrolment.objects.filter(person=person.pk, function="")
    return Fact.objects.filter(enrolment__in=blank).update(function="")


def count_as_one(keep: Person, gone: Person) -> int:
    """Two records become one: the figures of the trainings of both are reckoned anew, as soon as that is so."""
    dropped = Fact.objects.filter(person=gone).delete()[0]
    FactStamp.objects.filter(training__enrolments__person__in=[keep, gone]).delete()
    transaction.on_commit(refresh_facts)
    return dropped


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "reports.Fact",
        _("The figures of your trainings"),
        _("Reports count officers, attendance and results by country. They name nobody and stay."),
        owned("reports.Fact", "person"),
        ("training_id", "country_id", "agency_kind", "function", "language", "ended_on", "attendance", "before",
         "after", "is_complete", "has_certificate"),
        erase=_erase,
    ),
)  # fmt: skip

# When two records of one officer become one.
JOIN_PERSONS = count_as_one
