"""In which order rows of one person are taken, so that no two wait for each other."""

from __future__ import annotations

from lms.joining.models import Membership
from lms.people.models import Person


def take_people(*ids: int) -> dict[int, Person]:
    """The persons of these numbers, locked until the caller's transaction ends; their memberships before them.

    Whoever ends or prolongs a membership holds it when she comes to the person.
    """
    list(Membership.objects.select_for_update().filter(person__in=ids).order_by("pk").values_list("pk"))
    return {one.pk: one for one in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
