"""Somebody gave an address at the door. What it is worth is found out later, by the clock."""

from __future__ import annotations

from django.db import models

from lms.common.languages import Language
from lms.common.work import WorkRow


class Knock(WorkRow):
    """An address that was given on the first page.

    The page writes this row, whatever the address, and answers; who the address belongs to is looked up when
    the row is worked off. So the answer can neither say nor show by its time whether somebody is known here.
    The address is forgotten then. How often one is given is counted by ``lms.people.limits``.
    """

    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=7, choices=Language.choices)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"knock #{self.pk}"
