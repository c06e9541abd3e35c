"""Which certificates: chainable adjectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from courses.access import visible_enrolments
from courses.models import Enrolment
from lms.people.models import Person

if TYPE_CHECKING:
    from certificates.models import Certificate  # noqa: F401  (the type argument below)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, person: Person) -> Self:
        """Her own, and those of the enrolments that she may read in full."""
        return self.filter(enrolment__in=Enrolment.objects.filter(visible_enrolments(person)))

    def current(self) -> Self:
        """The last version of each: valid, expired or withdrawn, not replaced."""
        return self.exclude(status="replaced")

    def with_file(self) -> Self:
        """Those whose PDF is stored."""
        return self.exclude(pdf="")
