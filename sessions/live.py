"""The live room of a session: opened when the first person comes, and who may do what in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from courses.models import Enrolment, TrainingStaff
from courses.models.enrolment import TAKING_PART
from lms.common import languages
from lms.people.models import Person, Role, RoleGrant
from lms.rooms.access import MODERATOR, PARTICIPANT, PRESENTER, RoomRights
from lms.rooms.actions import open_room
from lms.rooms.models import Room
from sessions.models import TrainingSession

KIND = "session"
# On a training's staff, these run it; the others (presenter, interpreter, …) speak in it.
RUNNING = frozenset({TrainingStaff.Function.TRAINER.value, TrainingStaff.Function.MANAGER.value})


@transaction.atomic
def room_of(session: TrainingSession) -> Room:
    """The session's room, opened at the first call."""
    if session.room_id is not None and session.room is not None:
        return session.room
    title = languages.localized(session.title, session.training.language).text
    room = open_room(kind=KIND, ref=str(session.pk), title=title)
    TrainingSession.objects.filter(pk=session.pk).update(room=room, updated_at=timezone.now())
    session.room = room
    return room


def rights_of_many(room: Room, people: Sequence[Person]) -> dict[int, RoomRights]:
    """Who of ``people`` may do what: those with a seat take part, the staff presents or moderates.

    Coordinators of every country moderate. Whoever is missing here does not get to know of the room; that of a
    cancelled session nobody enters, nor stays in.
    Four queries, whatever the number of people.
    """
    rows = TrainingSession.objects.only("training_id", "status")
    session = rows.filter(pk=room.ref).first() if room.ref.isdecimal() else None
    if session is None or session.is_cancelled:
        return {}
    ids = [person.pk for person in people]
    seats = Enrolment.objects.filter(training=session.training_id, person__in=ids, state__in=TAKING_PART)
    rights: dict[int, RoomRights] = dict.fromkeys(seats.values_list("person_id", flat=True), PARTICIPANT)
    grants = RoleGrant.objects.filter(person__in=ids, role__in=(Role.TRAINER, Role.COORDINATOR))
    held = set(grants.values_list("person_id", "role", "country_id"))
    trainers = {person for person, role, _country in held if role == Role.TRAINER}
    staff = TrainingStaff.objects.filter(training=session.training_id, person__in=ids)
    running = set()
    for person, function in staff.values_list("person_id", "function"):
        rights[person] = PRESENTER
        if function in RUNNING and person in trainers:
            running.add(person)
    rights.update(dict.fromkeys(running, MODERATOR))
    for person, role, country in held:
        if role == Role.COORDINATOR and not country:
            rights[person] = MODERATOR
    return rights


def rights_of(person: Person, room: Room) -> RoomRights | None:
    """The same for one person; None: for her the room does not exist."""
    return rights_of_many(room, [person]).get(person.pk)
