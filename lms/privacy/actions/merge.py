"""Make two records of one officer one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person
from lms.people.personal import anonymise, is_erased
from lms.privacy.actions.locking import take_people
from lms.privacy.models import DataExport, DataRequest, FilesToWipe, Merge, RequestState
from lms.privacy.personal import drop_exports
from lms.privacy.registry import joins

# What belongs to one way of logging in, and is not carried over to another account.
LEFT_BEHIND = (
    "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession", "people.KnownDevice", "people.RoleGrant",
    "training_sessions.CalendarLink", "privacy.AddressChange", "people.Person_groups", "people.Person_user_permissions",
)  # fmt: skip
# What stays where it is: the audit cannot be changed, figures are reckoned anew, and the merge itself.
UNTOUCHED = ("audit.AuditEntry", "audit.PersonKey", "reports.Fact", "privacy.Merge")


def refusal(*, keep: Person, gone: Person, actor: Person) -> Refused | None:
    """Why these two cannot be made one by ``actor``; None if they can."""
    if keep.pk == gone.pk:
        return Refused(_("These are not two records, but one."), code="same")
    if is_erased(keep) or is_erased(gone):
        return Refused(_("One of the two is erased."), code="erased")
    if actor.pk in {keep.pk, gone.pk}:
        return Refused(_("Your own record is merged by a colleague."), code="oneself")
    if gone.is_team or gone.is_staff or gone.is_superuser:
        # Nobody gets a role in passing.
        return Refused(
            _("The record that would go has a role in the team. Take the role away first."), code="roles"
        )  # fmt: skip
    return None


def merge_persons(*, keep: Person, gone: Person, actor: Person, keep_email: bool = False) -> Merge:
    """Move everything of ``gone`` to ``keep``, and close ``gone`` as an account of nobody. All or nothing.

    Trainings in which both were become one enrolment: the best state, all attempts, the union of attendance, every
    certificate. ``keep_email``: the other address stays as a second, confirmed one if it was confirmed; else it is
    dropped. Passkeys, sessions and roles are not carried over. Repeating it returns the same merge.
    Raises ``Refused``: ``same``, ``erased``, ``oneself``, ``roles``, ``begun`` (one of the two is being erased).
    """
    with transaction.atomic():
        # Before the persons, as whoever erases locks them.
        wishes = DataRequest.objects.select_for_update().filter(person__in=[keep.pk, gone.pk], state=RequestState.OPEN)
        has_begun = any(one.begun_at for one in wishes.order_by("pk"))
        locked = take_people(keep.pk, gone.pk)
        keep, gone = locked[keep.pk], locked[gone.pk]
        done = Merge.objects.filter(gone=gone).first()
        if done is not None and done.keep_id == keep.pk:
            return done
        refused = refusal(keep=keep, gone=gone, actor=actor)
        if refused is not None:
            raise refused
        if has_begun:
            # What is half gone would take the other record with it.
            raise Refused(_("The erasure has begun. It can no longer be refused or taken back."), code="begun")
        moved: Counter[str] = Counter()
        for join in joins("JOIN_PERSONS"):
            join(keep, gone)
        _join_trainings(keep, gone, moved)
        address = _address(gone) if keep_email else None
        _close_open_requests(keep, gone)
        _move_the_rest(keep, gone, moved)
        for model in LEFT_BEHIND:
            _drop(model, gone)
        _fill_blanks(keep, gone)
        before = gone.email
        anonymise(gone)
        if address:
            EmailAddress.objects.create(user=keep, email=address, verified=True, primary=False)
        merge = Merge.objects.create(keep=keep, gone=gone, actor=actor, moved={k: n for k, n in moved.items() if n})
        # The other address is told under her key: what came in under it is hers, and is found by it.
        record(
            actor=actor, verb="privacy.merge", target=gone, about=keep, changes={"moved": merge.moved},
            personal={"email": [before, keep.email]},
        )  # fmt: skip
        FilesToWipe.objects.create(reason="merge")
    return merge


def _join_trainings(keep: Person, gone: Person, moved: Counter[str]) -> None:
    """Join what both had a part in."""
    theirs = {one.training_id: one for one in Enrolment.objects.filter(person=gone)}
    for mine in Enrolment.objects.filter(person=keep, training__in=theirs).order_by("training"):
        for join in joins("JOIN_ENROLMENTS"):
            moved["courses.Enrolment"] += join(mine, theirs[mine.training_id])


def _address(gone: Person) -> str | None:
    """The address of ``gone``, if she has proved that it is hers."""
    confirmed = EmailAddress.objects.filter(user=gone, email__iexact=gone.email, verified=True)
    return gone.email if confirmed.exists() else None


def _close_open_requests(keep: Person, gone: Person) -> None:
    """Of two wishes of one kind the one of ``keep`` stays open; copies of the data of one half are worth nothing."""
    now = timezone.now()
    both = DataRequest.objects.filter(person=keep, state=RequestState.OPEN)
    kinds = list(both.values_list("kind", flat=True))
    DataRequest.objects.filter(person=gone, state=RequestState.OPEN, kind__in=kinds).update(
        state=RequestState.WITHDRAWN, decided_at=now, updated_at=now
    )
    drop_exports(DataExport.objects.filter(person=gone))


def _links() -> list[tuple[type[models.Model], str]]:
    """Every foreign key to a person: model and field. Also those without a way back."""
    found = []
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.field.concrete:
            model = relation.related_model
            if isinstance(model, type) and model._meta.label not in {*LEFT_BEHIND, *UNTOUCHED}:
                found.append((model, relation.field.name))
    return found


def _move_the_rest(keep: Person, gone: Person, moved: Counter[str]) -> None:
    for model, field in _links():
        rows = model._base_manager.filter(**{field: gone})
        ids = list(rows.values_list("pk", flat=True))
        for pk in ids:
            row = model._base_manager.filter(pk=pk)
            try:
                with transaction.atomic():
                    moved[model._meta.label] += row.update(**{field: keep})
            except IntegrityError:
                # Both have one where there can be one only: what ``keep`` has, holds.
                _delete(model, pk)


def _delete(model: type[models.Model], pk: Any) -> None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).delete()
    except ProtectedError:
        # Something else hangs on it; it stays with the closed account, which names nobody.
        return


def _drop(label: str, gone: Person) -> None:
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            model = relation.related_model
            if isinstance(model, type) and model._meta.label == label:
                # A role that she gave to others is not hers.
                if relation.field.name == "granted_by":
                    continue
                model._base_manager.filter(**{relation.field.name: gone}).delete()


def _fill_blanks(keep: Person, gone: Person) -> None:
    """What only ``gone`` knew of her."""
    filled = []
    for name in ("given_name", "family_name", "unit", "function", "country_id", "agency_id"):
        if not getattr(keep, name) and getattr(gone, name):
            setattr(keep, name, getattr(gone, name))
            filled.append(name.removesuffix("_id"))
    if filled:
        keep.save(update_fields=[*filled, "updated_at"])
