"""What a participant does next: one list, most urgent first, each with its reason and one button."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from certificates.models.certificate import Status
from courses.models import Course, Enrolment, EnrolmentState, Invitation, Stage
from courses.models.enrolment import TAKING_PART
from courses.progress import Outline, outline
from courses.seating import places_in_line
from feedback.models import SurveyRound
from feedback.receipts import open_rounds_for
from lms.common import numbers, when
from lms.joining.access import to_confirm
from lms.officers.inbox import signals_of
from lms.people.models import Person
from sessions.models import Attendance, TrainingSession

# A session is announced on home from this long before its start.
SOON = dt.timedelta(hours=18)


@dataclass(frozen=True)
class Step:
    """One line of "Next for you"."""

    state: str
    title: Any
    url: str
    verb: str
    overline: str = ""
    detail: str = ""
    is_primary: bool = False
    progress: tuple[int, int] | None = None
    method: str = "get"


@dataclass(frozen=True)
class AgendaItem:
    """A session of today, with the mark that its reader has in the register."""

    session: TrainingSession
    state: str
    is_now: bool


@dataclass
class Home:
    """Everything a participant's home shows."""

    now: TrainingSession | None = None
    today: list[AgendaItem] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    enrolment: Enrolment | None = None
    certificate: Certificate | None = None

    @property
    def awaits_certificate(self) -> bool:
        """Whether she is on the way to a certificate: then the page asks for its checklist apart."""
        return self.enrolment is not None and self.certificate is None and not self.enrolment.training.is_self_paced


def home_of(person: Person) -> Home:
    """Reckon a participant's home, in a number of queries that does not grow with her trainings."""
    now = timezone.now()
    home = Home()
    enrolments = list(
        Enrolment.objects.filter(person=person)
        .exclude(state__in=["withdrawn", "declined", "expired"])
        # Nobody is taken off the list of a cancelled training, and nothing of it comes next.
        .exclude(training__stage=Stage.CANCELLED)
        .select_related("training", "training__course", "training__country")
        .order_by("training__is_self_paced", "-training__starts_on", "-pk")
    )
    taking_part = [one for one in enrolments if one.state in TAKING_PART]
    home.enrolment = _main(taking_part)
    sessions = list(
        TrainingSession.objects.taking_place()
        .attended_by(person)
        .filter(ends_at__gt=now - dt.timedelta(hours=24), starts_at__lt=now + SOON)
        .exclude(training__stage=Stage.CANCELLED)
        .select_related("training", "venue")
        .order_by("starts_at", "position", "pk")
    )
    upcoming = [one for one in sessions if one.ends_at > now and one.kind != "break"]
    home.now = upcoming[0] if upcoming else None
    home.today = _today(person, sessions, now)
    home.steps = _offers(enrolments) + _invitations(enrolments)
    if home.enrolment is not None:
        main = home.enrolment
        home.steps += _course(outline(main.training.course, main))
        home.certificate = (
            Certificate.objects.filter(enrolment=main, status=Status.VALID).select_related("country").first()
        )
    home.steps += _membership(person)
    home.steps += _contacts(person)
    home.steps += _rounds(list(open_rounds_for(person)), now)
    if home.certificate is not None:
        home.steps.append(
            Step(
                state="passed",
                overline=_("Certificate"),
                title=home.certificate.title,
                url=reverse("certificates:list"),
                verb=_("Open my certificate"),
            )
        )
    home.steps += _waiting(enrolments)
    if not home.steps:
        home.steps = _open_courses()
    return home


def _main(enrolments: list[Enrolment]) -> Enrolment | None:
    """The training she is busy with: one that runs, else the next, else the latest; an open course last."""
    dated = [one for one in enrolments if not one.training.is_self_paced]
    running = [one for one in dated if one.training.is_running]
    coming = sorted(
        (one for one in dated if not one.training.has_started), key=lambda one: one.training.starts_on or dt.date.max
    )
    return next(iter([*running, *coming, *dated, *enrolments]), None)


def _today(person: Person, sessions: list[TrainingSession], now: dt.datetime) -> list[AgendaItem]:
    """The sessions of this day at the venue of the first one that is not over."""
    first = next((one for one in sessions if one.ends_at > now), None)
    if first is None:
        return []
    today = [one for one in sessions if one.training_id == first.training_id and one.date == first.date]
    marks = dict(
        Attendance.objects.filter(session__in=today, enrolment__person=person).values_list("session", "status")
    )
    return [
        AgendaItem(one, str(marks.get(one.pk, "")) or _state(one, now), one.starts_at <= now < one.ends_at)
        for one in today
    ]


def _state(session: TrainingSession, now: dt.datetime) -> str:
    """Without a mark: where the session itself stands. Breaks have no state."""
    if session.kind == "break":
        return ""
    if session.starts_at <= now < session.ends_at:
        return "in_progress"
    if session.ends_at <= now:
        return "not_marked" if session.counts_for_attendance else "done"
    return "todo"


def _invitations(enrolments: list[Enrolment]) -> list[Step]:
    return [
        Step(
            state="new",
            overline=_("You are invited"),
            title=one.training.title,
            url=reverse("courses:accept", args=[one.training.slug]),
            verb=_("Accept"),
            detail=_("Your seat is kept. Accept, and the organisers know that you are coming."),
            is_primary=True,
            method="post",
        )
        for one in enrolments
        if one.state in TAKING_PART
        and one.accepted_at is None
        and one.invitation in {Invitation.SENT, Invitation.QUEUED}
        and not one.training.has_ended
    ]


def _offers(enrolments: list[Enrolment]) -> list[Step]:
    """A seat that came free is hers for a while: that is more urgent than anything else."""
    return [
        Step(
            state="due",
            overline=_("A seat is held for you"),
            title=one.training.title,
            url=reverse("courses:accept", args=[one.training.slug]),
            verb=_("Take the seat"),
            is_primary=True,
            method="post",
        )
        for one in enrolments
        if one.state == EnrolmentState.OFFERED and not one.training.has_ended
    ]


def _membership(person: Person) -> list[Step]:
    """Once a year every member says that she still serves; without it her access ends."""
    membership = to_confirm(person)
    if membership is None:
        return []
    return [
        Step(
            state="due",
            overline=_("Membership"),
            title=_("Do you still serve?"),
            url=reverse("joining:membership"),
            verb=_("Confirm"),
            detail=_("Your membership holds until %(day)s. Two questions, one minute.")
            % {"day": when.day(membership.confirmed_until)},
        )
    ]


def _contacts(person: Person) -> list[Step]:
    """Other officers who wait for her: no names here, the page may be read over her shoulder."""
    asked, written = signals_of(person)
    steps = []
    if asked:
        steps.append(
            Step(
                state="new",
                overline=_("Meet other officers"),
                title=_("A member wants to get in touch"),
                url=reverse("officers:requests"),
                verb=_("Look at the request"),
            )
        )
    if written:
        steps.append(
            Step(
                state="new",
                overline=_("Meet other officers"),
                title=_("You have a new message"),
                url=reverse("officers:requests"),
                verb=_("Read it"),
            )
        )
    return steps


def _waiting(enrolments: list[Enrolment]) -> list[Step]:
    waiting = [one for one in enrolments if one.state == EnrolmentState.WAITING and not one.training.has_ended]
    places = places_in_line(waiting)
    return [
        Step(
            state="todo",
            overline=_("Waiting list"),
            title=one.training.title,
            detail=waiting_words(places[one.pk]),
            url=one.training.get_absolute_url(),
            verb=_("Open"),
        )
        for one in waiting
        if one.pk in places
    ]


def waiting_words(place: int) -> str:
    """Her place in line, and what happens next."""
    return _("Your place in line: %(place)s. When a seat comes free, you get a mail and it is held for you here.") % {
        "place": numbers.number(place)
    }


def _course(found: Outline) -> list[Step]:
    step = found.next
    if step is None:
        return []
    minutes = ngettext("%(count)s minute", "%(count)s minutes", step.lesson.minutes) % {
        "count": numbers.number(step.lesson.minutes)
    }
    return [
        Step(
            state="in_progress" if found.has_begun else "todo",
            overline=_("Course · lesson %(number)s of %(total)s · %(minutes)s")
            % {
                "number": numbers.number(step.number),
                "total": numbers.number(len(found.steps)),
                "minutes": minutes,
            },
            title=step.lesson.title,
            url=step.lesson.get_absolute_url(),
            verb=_("Continue") if found.has_begun else _("Begin"),
            is_primary=True,
            progress=(found.done, found.total),
        )
    ]


def _open_courses() -> list[Step]:
    """Courses that any member may begin, for who has nothing else to do."""
    courses = Course.objects.filter(is_open=True, status=Course.Status.PUBLISHED)[:3]
    return [
        Step(
            state="todo",
            overline=_("Open course, at your own pace"),
            title=course.title,
            url=course.get_absolute_url(),
            verb=_("Look inside"),
            is_primary=True,
        )
        for course in courses
    ]


def _rounds(rounds: list[SurveyRound], now: dt.datetime) -> list[Step]:
    """Rate the newest first; more than two stay behind the first one's thanks page."""
    newest = sorted(rounds, key=lambda one: (one.session_id is not None, -one.opens_at.timestamp()))[:2]
    return [
        Step(
            state="todo",
            overline=_("Kept without your name"),
            title=one.session.title if one.session else one.survey.title,
            url=one.get_absolute_url(),
            verb=_("Rate it"),
            detail=_("How useful was it for your work? Two taps are enough."),
        )
        for one in newest
    ]
