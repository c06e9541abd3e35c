"""Take an import back within a day: what nothing else hangs on goes, the rest stays and is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import seats
from courses.actions.apply_roster import COMING, ENROLMENT_FIELDS, OWN_FIELDS
from courses.models import (
    Enrolment,
    EnrolmentState,
    Invitation,
    LineOutcome,
    RosterImport,
    RosterLine,
    RosterState,
    Training,
)
from courses.models.enrolment import SEAT_HOLDING
from lms.audit.actions import destroy_keys, record
from lms.common.errors import Refused
from lms.people.models import Agency, Person

# A row that would go along with its parent, or refuses its end, is something that hangs on it.
BINDING = (models.CASCADE, models.PROTECT, models.RESTRICT)


@dataclass
class Undone:
    """What an undo did: enrolments and people taken back, people restored, and who stayed, line by line."""

    enrolments: int = 0
    people: int = 0
    restored: int = 0
    stayed: list[RosterLine] = field(default_factory=list)


def undo_roster(*, roster: RosterImport, actor: Person | None = None) -> Undone:
    """Take back what ``roster`` brought in. Raises Refused after a day, or if it was not brought in."""
    with transaction.atomic():
        training = seats.lock_training(roster.training_id)
        locked = RosterImport.objects.select_for_update().get(pk=roster.pk)
        if locked.state != RosterState.APPLIED:
            raise Refused(_("There is nothing to take back: this list is not brought in."), code="not_applied")
        if not locked.can_be_undone:
            raise Refused(_("This can no longer be taken back: the day for it is over."), code="too_late")
        lines = list(locked.lines.select_related("enrolment", "person").order_by("row", "pk"))
        done = Undone()
        _restore(lines, done, actor=actor)
        # First what came, so that those who had to go find their seats again; then who waits.
        freed = _take_back([line for line in lines if line.outcome in COMING and line.is_chosen], done)
        seats.release_seats(training.pk, freed)
        _bring_back(training, [line for line in lines if line.outcome == LineOutcome.MISSING], done)
        if freed:
            seats.promote(training, tell=False)
        used = bound_ids(Agency, locked.made_agencies)
        Agency.objects.filter(pk__in=set(locked.made_agencies) - used).delete()
        RosterLine.objects.filter(pk__in=[line.pk for line in done.stayed]).update(has_stayed=True)
        locked.state = RosterState.UNDONE
        locked.undone_at = timezone.now()
        locked.save(update_fields=["state", "undone_at", "updated_at"])
        record(
            actor=actor,
            verb="courses.undo_roster",
            target=locked,
            changes={"enrolments": done.enrolments, "people": done.people, "stayed": len(done.stayed)},
        )
    roster.refresh_from_db()
    return done


def bound_ids(model: type[models.Model], ids: Iterable[int], *, but: Sequence[type[models.Model]] = ()) -> set[int]:
    """Those of ``ids`` on which rows of other tables hang, whatever package brings the table."""
    wanted = list(ids)
    found: set[int] = set()
    relations: list[ForeignObjectRel] = [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.auto_created and not relation.concrete
    ]
    for relation in relations:
        other = relation.related_model
        if not isinstance(other, type) or other in but or not other._meta.managed:
            continue
        if getattr(relation, "on_delete", models.CASCADE) not in BINDING or relation.field.many_to_many:
            continue
        name = relation.field.name
        for start in range(0, len(wanted), 1000):
            rows = other._default_manager.filter(**{f"{name}__in": wanted[start : start + 1000]})
            found.update(rows.order_by().values_list(name, flat=True).distinct())
    return found


def _take_back(lines: Sequence[RosterLine], done: Undone) -> int:
    """Delete the enrolments and accounts on which nothing hangs; return how many seats came free."""
    ours = [line for line in lines if line.enrolment_id and line.enrolment]
    used = bound_ids(Enrolment, [line.enrolment_id for line in ours if line.enrolment_id])
    now = timezone.now()
    freed = 0
    goes: list[int] = []
    back: list[Enrolment] = []
    people: list[int] = []
    for line in ours:
        enrolment = line.enrolment
        if enrolment is None:
            continue
        if enrolment.pk in used or enrolment.invitation != Invitation.NOT_SENT:
            done.stayed.append(line)
            continue
        was = line.before.get("state")
        freed += enrolment.state in SEAT_HOLDING
        if was:
            # Had left before this list brought her back.
            for name in ("unit", "function", "language", "state"):
                setattr(enrolment, name, line.before[name])
            enrolment.country_id, enrolment.agency_id = line.before["country"], line.before["agency"]
            since = line.before.get("waiting_since")
            enrolment.waiting_since = dt.datetime.fromisoformat(since) if since else None
            enrolment.waiting_number = line.before.get("waiting_number")
            enrolment.updated_at = now
            back.append(enrolment)
        else:
            goes.append(enrolment.pk)
        done.enrolments += 1
        if line.outcome == LineOutcome.NEW and line.person_id:
            people.append(line.person_id)
    Enrolment.objects.filter(pk__in=goes).delete()
    Enrolment.objects.bulk_update(
        back, ["state", "waiting_since", "waiting_number", *ENROLMENT_FIELDS, "updated_at"], batch_size=500
    )
    untouched = Person.objects.filter(pk__in=people, last_login=None)
    ids = set(untouched.values_list("pk", flat=True))
    ids -= bound_ids(Person, ids)
    # What the audit kept of them in their own words goes with them.
    destroy_keys(person_ids=ids)
    Person.objects.filter(pk__in=ids).delete()
    done.people += len(ids)
    return freed


def _restore(lines: Sequence[RosterLine], done: Undone, *, actor: Person | None) -> None:
    """Put back what was overwritten, unless somebody changed it again since."""
    back = [line for line in lines if line.person_id and (line.before.get("person") or line.before.get("enrolment"))]
    # Behind their locks, and only what is put back is written: her access may end in this very moment.
    ids = {line.person_id for line in back if line.person_id}
    people = Person.objects.select_for_update().order_by("pk").in_bulk(ids)
    for line in back:
        person = people.get(line.person_id or 0)
        if person is None:
            continue
        overwritten: dict[str, Any] = line.before.get("person", {})
        put = {name: [new, old] for name, (old, new) in overwritten.items() if getattr(person, _attribute(name)) == new}
        for name, (_new, old) in put.items():
            setattr(person, _attribute(name), old)
        if put:
            person.save(update_fields=[*put, "updated_at"])
            record(
                actor=actor,
                verb="people.change",
                target=person,
                about=person,
                changes={name: pair for name, pair in put.items() if name not in OWN_FIELDS},
                personal={name: pair for name, pair in put.items() if name in OWN_FIELDS},
            )
        kept: dict[str, Any] = line.before.get("enrolment", {})
        if line.enrolment is not None and kept:
            for name, old in kept.items():
                setattr(line.enrolment, _attribute(name), old)
            line.enrolment.save(update_fields=[*kept, "updated_at"])
        done.restored += 1


def _attribute(name: str) -> str:
    return f"{name}_id" if name in {"country", "agency"} else name


def _bring_back(training: Training, lines: Sequence[RosterLine], done: Undone) -> None:
    """Those whom the list took off come back, as long as there is a seat for them."""
    for line in lines:
        enrolment = line.enrolment
        if not line.is_chosen or enrolment is None or enrolment.state != EnrolmentState.WITHDRAWN:
            continue
        was = line.before.get("state", EnrolmentState.WAITING)
        if was == EnrolmentState.ATTENDED:
            seats.take_seats_regardless(training.pk)
        elif was in SEAT_HOLDING:
            if not seats.take_seats(training.pk):
                done.stayed.append(line)
                continue
            was = EnrolmentState.CONFIRMED
        enrolment.state = was
        enrolment.save(update_fields=["state", "updated_at"])
        done.restored += 1
