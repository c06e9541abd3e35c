"""Who may meet other officers, who sees whom there, and who looks after it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from lms.joining.access import OVER, has_left
from lms.joining.models import Membership
from lms.officers.models import Block, Listing
from lms.people.access import signed_in
from lms.people.models import Person, Role, RoleGrant
from lms.people.models.grant import STAFF_ROLES

MODERATORS = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


def may_meet(person: Person) -> bool:
    """Whether the directory is there for her: members and participants, and staff who hold the member's role too.

    Staff see people by their own grants only: a coordinator of one country must not read of another here. They
    still log in when their own membership is over, but do not come in here.
    """
    if not person.is_active:
        return False
    return not person.is_team or (person.has_role(Role.MEMBER) and not has_left(person))


def member_rows(path: str = "") -> Q:
    """The same as ``may_meet``, as a filter on rows whose person lies at ``path``."""
    pk = OuterRef(f"{path}__pk" if path else "pk")
    staff = RoleGrant.objects.filter(person=pk, role__in=STAFF_ROLES)
    member = RoleGrant.objects.filter(person=pk, role=Role.MEMBER)
    over = Membership.objects.filter(person=pk, state__in=OVER)
    active = Q(**{f"{path}__is_active" if path else "is_active": True})
    return active & (Q(~Exists(staff)) | Q(Exists(member))) & ~Q(Exists(over))


def apart(viewer: Person, path: str) -> Q:
    """Rows whose person at ``path`` has blocked ``viewer``, or is blocked by her."""
    pk = OuterRef(f"{path}_id")
    return Q(Exists(Block.objects.filter(blocker=viewer, blocked=pk))) | Q(
        Exists(Block.objects.filter(blocker=pk, blocked=viewer))
    )


def visible_to(viewer: Person) -> QuerySet[Listing]:
    """The listings of other members that ``viewer`` may know of. Every answer of the directory comes from here."""
    if not may_meet(viewer):
        return Listing.objects.none()
    return Listing.objects.filter(member_rows("person")).exclude(person=viewer).exclude(apart(viewer, "person"))


def listings_of(viewer: Person, people: list[int]) -> dict[int, Listing]:
    """Person → her listing, of those of ``people`` whom ``viewer`` may see now."""
    return {listing.person_id: listing for listing in visible_to(viewer).filter(person__in=people)}


def are_apart(one: int, other: int) -> bool:
    """Whether one of the two persons has blocked the other."""
    return Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)).exists()


def can_moderate(person: Person) -> bool:
    """Administrators and data-protection officers read what was reported; reviewers have no business with it."""
    return person.is_active and any(person.has_role(role) for role in MODERATORS)


def member_of(request: HttpRequest) -> Person:
    """The member behind a request. Raises PermissionDenied for those for whom the directory is not there."""
    person = signed_in(request)
    if not may_meet(person):
        raise PermissionDenied
    return person


def moderator_of(request: HttpRequest) -> Person:
    """The moderator behind a request. Raises PermissionDenied for everybody else."""
    person = signed_in(request)
    if not can_moderate(person):
        raise PermissionDenied
    return person
