"""What needs a coordinator or trainer: what, why, by when, one button. Most urgent first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from courses.access import visible_trainings
from courses.catalogue.models import Tool
from courses.models import Enrolment, EnrolmentState, Invitation, Stage, Training
from courses.models.enrolment import TAKING_PART
from lms.common import when
from lms.common.numbers import digits
from lms.joining.access import to_confirm
from lms.joining.queue import memberships_asking, opinions_waiting, waiting_rows
from lms.joining.workdays import TARGET, after_working_days
from lms.officers.access import can_moderate
from lms.officers.models import Report
from lms.people.access import runs_accounts
from lms.people.accounts import without_second_factor
from lms.people.models import Person, Role
from sessions.models import Attendance, TrainingSession

LOOK_AHEAD = dt.timedelta(days=45)
LOOK_BACK = dt.timedelta(days=60)


@dataclass(frozen=True)
class Need:
    """One line of "Needs you". ``due`` is a date at the venue."""

    title: str
    why: str
    url: str
    verb: str
    due: dt.date | None = None
    state: str = "due"

    @property
    def is_late(self) -> bool:
        """Its day has passed."""
        return self.due is not None and self.due < timezone.now().date()


def near_trainings(person: Person) -> QuerySet[Training]:
    """The dated trainings around today that she may see, soonest first."""
    today = timezone.now().date()
    return (
        Training.objects.filter(visible_trainings(person), is_self_paced=False)
        .filter(starts_on__gte=today - LOOK_BACK, starts_on__lte=today + LOOK_AHEAD)
        .exclude(stage=Stage.CANCELLED)
        .select_related("country", "course")
        .order_by("starts_on", "pk")
    )


def needs_of(person: Person) -> list[Need]:
    """What waits for her in the trainings around today and at her other desks; the number of queries does not
    depend on that of the trainings.

    Of a training that she sees only for her own country's people, only their rows are counted.
    """
    countries = person.countries_of(Role.COORDINATOR)
    staffs = set(person.staffing.values_list("training", flat=True))
    own = Q() if countries is None else Q(enrolments__country__in=countries) | Q(pk__in=staffs)
    taking_part = own & Q(enrolments__state__in=TAKING_PART)
    certified = Certificate.objects.filter(enrolment=OuterRef("enrolments"))
    trainings = near_trainings(person).annotate(
        people=Count("enrolments", filter=taking_part, distinct=True),
        uninvited=Count(
            "enrolments",
            filter=taking_part & Q(enrolments__invitation__in=[Invitation.NOT_SENT, Invitation.FAILED]),
            distinct=True,
        ),
        bounced=Count("enrolments", filter=own & Q(enrolments__invitation=Invitation.BOUNCED), distinct=True),
        waiting=Count("enrolments", filter=own & Q(enrolments__state=EnrolmentState.WAITING), distinct=True),
        uncertified=Count("enrolments", filter=taking_part & ~Q(Exists(certified)), distinct=True),
    )
    with_agenda = set(
        TrainingSession.objects.filter(training__in=[one.pk for one in trainings]).values_list("training", flat=True)
    )
    unmarked = _unmarked(trainings)
    found: list[Need] = []
    for one in trainings:
        runs = countries is None or one.pk in staffs
        found += _needs(one, with_agenda, unmarked, runs=runs, coordinates=person.is_coordinator)
    return [
        *sorted(found, key=lambda need: need.due or dt.date.max),
        *_reviews(person),
        *_reports(person),
        *_joining(person),
        *_accounts(person),
        *_membership(person),
    ]


def _reviews(person: Person) -> list[Need]:
    """For editors: tools that wait for a look before members see them."""
    if not person.has_role(Role.EDITOR):
        return []
    waiting = Tool.objects.in_review()
    first = waiting.first()
    if first is None:
        return []
    count = waiting.count()
    why = ngettext(
        "%(count)s tool waits for a look before members see it.",
        "%(count)s tools wait for a look before members see them.",
        count,
    ) % {"count": digits(str(count))}
    return [Need(_("Tools catalogue"), why, first.get_absolute_url(), _("Look at the first one"), state="todo")]


def _reports(person: Person) -> list[Need]:
    """For moderators: what members reported among officers."""
    if not can_moderate(person):
        return []
    count = Report.objects.filter(decided_at=None).count()
    if not count:
        return []
    why = ngettext(
        "%(count)s report by a member waits for a decision.",
        "%(count)s reports by members wait for a decision.",
        count,
    ) % {"count": digits(str(count))}
    return [Need(_("Reports from members"), why, reverse("officers:moderation"), _("Look at them"), state="todo")]


def _joining(person: Person) -> list[Need]:
    """For reviewers: applications to decide; for coordinators: those on which their opinion is wanted."""
    found = []
    if person.has_role(Role.REVIEWER):
        count = waiting_rows(person).count()
        first = waiting_rows(person).first() if count else None
        if first is not None and first.submitted_at is not None:
            why = ngettext("%(count)s application needs you.", "%(count)s applications need you.", count) % {
                "count": digits(str(count))
            }
            due = after_working_days(first.submitted_at.date(), TARGET)
            url = reverse("joining:application", args=[first.uid])
            found.append(Need(_("Applications"), why, url, _("Review the first one"), due, state="todo"))
        found += _returning(person)
    if person.is_coordinator and not person.is_coordinator_everywhere:
        asked = opinions_waiting(person).first()
        if asked is not None:
            why = _("An officer of your country has applied, and the reviewers ask for your opinion.")
            url = reverse("joining:opinion", args=[asked.uid])
            found.append(Need(_("Your opinion on an application"), why, url, _("Give my opinion"), state="todo"))
    return found


def _returning(person: Person) -> list[Need]:
    """Members who told of a new agency, or want to come back."""
    count = memberships_asking(person).count()
    if not count:
        return []
    why = ngettext(
        "%(count)s member asks to go on, from another agency or after a break.",
        "%(count)s members ask to go on, from another agency or after a break.",
        count,
    ) % {"count": digits(str(count))}
    url = f"{reverse('joining:members')}?state=asking"
    return [Need(_("Memberships"), why, url, _("See who asks"), state="todo")]


def _accounts(person: Person) -> list[Need]:
    """For administrators of every country: members of staff without a second factor."""
    if not runs_accounts(person):
        return []
    bare = without_second_factor().count()
    if not bare:
        return []
    why = ngettext(
        "%(count)s person with a staff role has no second factor yet.",
        "%(count)s people with a staff role have no second factor yet.",
        bare,
    ) % {"count": digits(str(bare))}
    return [
        Need(
            _("Log-in and security"),
            why,
            f"{reverse('people:accounts')}?show=bare",
            _("See the accounts"),
            state="todo",
        )
    ]


def _membership(person: Person) -> list[Need]:
    """For everybody: once a year every member says that she still serves; without it her access ends."""
    membership = to_confirm(person)
    if membership is None:
        return []
    day = membership.confirmed_until
    why = _("Your membership holds until %(day)s. Two questions, one minute.") % {"day": when.day(day)}
    return [Need(_("Do you still serve?"), why, reverse("joining:membership"), _("Confirm"), day)]


def _unmarked(trainings: QuerySet[Training]) -> dict[int, TrainingSession]:
    """Training → its first session that is over and has no mark at all."""
    rows = (
        TrainingSession.objects.counting()
        .filter(training__in=[one.pk for one in trainings], ends_at__lt=timezone.now())
        .filter(~Exists(Attendance.objects.filter(session=OuterRef("pk"))))
        .order_by("-starts_at")
    )
    return {one.training_id: one for one in rows}


def _needs(
    one: Any,  # a Training with the annotated counts, which no class declares
    with_agenda: set[int],
    unmarked: dict[int, TrainingSession],
    *,
    runs: bool,
    coordinates: bool,
) -> list[Need]:
    found = []
    starts = one.starts_on
    if runs and not one.has_ended and one.pk not in with_agenda:
        found.append(
            Need(
                one.title,
                _("There is no agenda yet."),
                reverse("sessions:agenda", args=[one.slug]),
                _("Make the agenda"),
                starts,
            )
        )
    if coordinates and not one.has_ended and not one.people:
        found.append(
            Need(
                one.title,
                _("Nobody has a seat yet."),
                reverse("courses:roster", args=[one.slug]),
                _("Bring in people"),
                starts,
            )
        )
    if coordinates and not one.has_ended and one.uninvited:
        why = ngettext(
            "%(count)s person has no invitation yet.", "%(count)s people have no invitation yet.", one.uninvited
        ) % {"count": digits(str(one.uninvited))}
        found.append(Need(one.title, why, reverse("courses:people", args=[one.slug]), _("Invite them"), starts))
    if coordinates and not one.has_ended and one.bounced:
        why = ngettext(
            "The address of %(count)s person does not work.",
            "The addresses of %(count)s people do not work.",
            one.bounced,
        ) % {"count": digits(str(one.bounced))}
        found.append(Need(one.title, why, reverse("courses:people", args=[one.slug]), _("See the people"), starts))
    if runs and not one.has_ended and one.waiting and one.seats_free:
        why = ngettext(
            "Seats are free and %(count)s person waits.", "Seats are free and %(count)s people wait.", one.waiting
        ) % {"count": digits(str(one.waiting))}
        found.append(
            Need(one.title, why, reverse("courses:people", args=[one.slug]), _("See the waiting list"), starts)
        )
    if runs and one.pk in unmarked:
        session = unmarked[one.pk]
        why = _("Attendance of “%(session)s” is not marked.") % {"session": session.title}
        found.append(
            Need(
                one.title,
                why,
                reverse("sessions:register", args=[one.slug]),
                _("Mark attendance"),
                session.date,
                state="overdue",
            )
        )
    if runs and one.has_ended and one.uncertified:
        why = ngettext(
            "%(count)s participant has no certificate yet.",
            "%(count)s participants have no certificate yet.",
            one.uncertified,
        ) % {"count": digits(str(one.uncertified))}
        found.append(
            Need(
                one.title,
                why,
                reverse("certificates:training", args=[one.slug]),
                _("See who is due"),
                None,
                state="todo",
            )
        )
    return found


def running_for(person: Person) -> list[TrainingSession]:
    """Sessions that go on now, or the next ones of today, in trainings she runs: one per training."""
    now = timezone.now()
    rows = TrainingSession.objects.taking_place().filter(ends_at__gt=now, starts_at__lt=now + dt.timedelta(hours=18))
    if not person.is_coordinator_everywhere:
        rows = rows.staffed_by(person)
    first: dict[int, TrainingSession] = {}
    for session in rows.select_related("training", "venue").order_by("starts_at", "position", "pk"):
        if session.kind != "break":
            first.setdefault(session.training_id, session)
    return list(first.values())


def in_the_room(session: TrainingSession) -> tuple[int, int]:
    """How many are marked present (or late, or partly) in the half day of ``session``, and how many take part.

    Attendance is taken once a half day, so the mark may hang on an earlier session of it.
    """
    there = Attendance.objects.filter(
        session__training=session.training_id,
        session__half_day=session.half_day,
        status__in=["present", "late", "partly"],
    )
    taking_part = Enrolment.objects.filter(training=session.training_id, state__in=TAKING_PART)
    return there.values("enrolment").distinct().count(), taking_part.count()
