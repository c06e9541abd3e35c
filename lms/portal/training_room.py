"""One training as its people and its staff see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone

from certificates.eligibility import Condition, checklist
from certificates.models import Certificate
from certificates.models.certificate import Status
from courses.access import visible_enrolments
from courses.models import Enrolment, EnrolmentState, Invitation, Stage, Training
from courses.models.enrolment import TAKING_PART
from courses.progress import Outline, outline
from feedback.models import SurveyRound
from feedback.receipts import open_rounds_for
from lms.people.models import Person
from sessions.models import TrainingSession


@dataclass
class Room:
    """The training's sessions around now and, for who takes part, her own thread through it."""

    now: TrainingSession | None = None
    sessions: int = 0
    outline: Outline | None = None
    rounds: list[SurveyRound] = field(default_factory=list)
    checklist: list[Condition] = field(default_factory=list)
    certificate: Certificate | None = None


@dataclass(frozen=True)
class Desk:
    """Counts for the staff, of the rows that the reader may see."""

    people: int
    waiting: int
    invited: int
    accepted: int
    bounced: int
    countries: int
    certificates: int


def room_of(training: Training, person: Person, seat: Enrolment | None) -> Room:
    """What goes on in ``training`` now; with a ``seat``, also how far its holder is."""
    now = timezone.now()
    room = Room()
    sessions = list(
        TrainingSession.objects.taking_place()
        .filter(training=training)
        .select_related("training", "venue")
        .order_by("starts_at", "position", "pk")
    )
    room.sessions = len(sessions)
    coming = [one for one in sessions if one.ends_at > now and one.kind != "break"]
    room.now = coming[0] if coming else None
    if seat is not None:
        room.outline = outline(training.course, seat)
        room.rounds = list(open_rounds_for(person).filter(training=training))
        room.certificate = Certificate.objects.filter(enrolment=seat, status=Status.VALID).first()
        if not training.is_self_paced and training.stage != Stage.CANCELLED:
            room.checklist = checklist(seat)
    return room


def desk_of(training: Training, person: Person) -> Desk:
    """The counts of a training; of a coordinator of one country, her country's rows alone."""
    rows = Enrolment.objects.filter(visible_enrolments(person), training=training)
    taking_part = Q(state__in=TAKING_PART)
    counts = rows.aggregate(
        people=Count("pk", filter=taking_part, distinct=True),
        waiting=Count("pk", filter=Q(state=EnrolmentState.WAITING), distinct=True),
        invited=Count("pk", filter=taking_part & Q(invitation__in=[Invitation.QUEUED, Invitation.SENT]), distinct=True),
        accepted=Count("pk", filter=taking_part & Q(invitation=Invitation.ACCEPTED), distinct=True),
        bounced=Count("pk", filter=Q(invitation=Invitation.BOUNCED), distinct=True),
        countries=Count("country", filter=taking_part, distinct=True),
        certificates=Count("certificates", filter=Q(certificates__status=Status.VALID), distinct=True),
    )
    return Desk(**counts)
