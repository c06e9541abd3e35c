"""An agenda becomes real: from a blueprint in one step, or item by item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from courses.models import Lesson, Mode, Stage, Training
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.people.models import Person
from sessions import timetable
from sessions.models import Blueprint, SessionKind, SessionPresenter, TrainingSession, VenueSpace


@transaction.atomic
def make_agenda(
    *, training: Training, blueprint: str = "two-day", venue: VenueSpace | None = None, actor: Person | None = None
) -> list[TrainingSession]:
    """Turn a blueprint into the sessions of ``training``, from its first day on, at its venue's wall time.

    Safe to repeat: a training that has sessions keeps them, and they are returned. Raises Refused
    (``cancelled``, ``not_dated``, ``unknown_blueprint``, ``too_few_days``, ``no_venue_online``).
    """
    # Two people press at once: the second waits here and finds the agenda of the first.
    locked = lock_to_fill(training)
    existing = list(locked.sessions.all())
    if existing:
        return existing
    if locked.starts_on is None:
        raise Refused(_("A training without dates has no agenda."), code="not_dated")
    plan = Blueprint.objects.filter(slug=blueprint).first()
    if plan is None:
        raise Refused(_("This agenda is not known."), code="unknown_blueprint", field="blueprint")
    if plan.days > locked.days:
        raise Refused(
            _("This agenda is for %(needed)s days, and the training has %(days)s.")
            % {"needed": digits(str(plan.days)), "days": digits(str(locked.days))},
            code="too_few_days",
            field="blueprint",
        )
    check_place(locked, venue=venue, meeting_url="")
    lessons = dict(
        Lesson.objects.non_polymorphic().filter(module__course=locked.course_id).values_list("slug", "pk").order_by()
    )
    made = timetable.add(
        locked,
        [
            TrainingSession(
                kind=item.kind,
                title=item.title,
                day=item.day,
                half_day=item.half_day,
                position=position,
                counts_for_attendance=item.counts_for_attendance,
                lesson_id=lessons.get(item.lesson_slug),
                date=locked.starts_on + dt.timedelta(days=item.day - 1),
                starts=item.starts,
                ends=item.ends,
                time_zone=locked.time_zone,
                venue=venue,
            )
            for position, item in enumerate(plan.items.all())
        ],
    )
    record(
        actor=actor, verb="sessions.make_agenda", target=locked, changes={"agenda": plan.slug, "sessions": len(made)}
    )
    return made


@transaction.atomic
def add_session(
    *,
    training: Training,
    title: str,
    date: dt.date,
    starts: dt.time,
    ends: dt.time,
    kind: str = SessionKind.SESSION,
    venue: VenueSpace | None = None,
    meeting_url: str = "",
    presenters: Iterable[Person] = (),
    half_day: int | None = None,
    counts_for_attendance: bool = False,
    override_reason: str = "",
    actor: Person | None = None,
) -> TrainingSession:
    """Add one item to the agenda, its title in the training's language.

    Raises Refused (``cancelled``, ``ends_before_start``, ``no_such_time``, ``outside_training``, ``busy``,
    ``no_venue_online``, ``no_link_in_person``).
    """
    training = lock_to_fill(training)
    if training.starts_on is None:
        raise Refused(_("A training without dates has no agenda."), code="not_dated")
    if date < training.starts_on:
        raise Refused(_("This day is before the training begins."), code="outside_training", field="date")
    check_place(training, venue=venue, meeting_url=meeting_url)
    people = list(presenters)
    session = TrainingSession(
        training=training,
        kind=kind,
        title=LazyI18nString({training.language: title.strip()}),
        day=(date - training.starts_on).days + 1,
        half_day=half_day,
        counts_for_attendance=counts_for_attendance and half_day is not None,
        date=date,
        starts=starts,
        ends=ends,
        time_zone=training.time_zone,
        venue=venue,
        meeting_url=meeting_url,
    )
    timetable.reckon(session)
    refuse_conflicts(session, presenters=people, override_reason=override_reason)
    (saved,) = timetable.add(training, [session])
    SessionPresenter.objects.bulk_create(
        SessionPresenter(session=saved, person=person, position=n) for n, person in enumerate(people)
    )
    record(
        actor=actor,
        verb="sessions.add_session",
        target=saved,
        changes={"time": ["", time_of(saved)], "presenters": [person.pk for person in people]},
        personal=own_words(actor, {"override": ["", override_reason.strip()]}),
    )
    return saved


def lock_to_fill(training: Training) -> Training:
    """The training's row, locked, to which sessions may be added. Raises Refused (``cancelled``)."""
    locked = Training.objects.select_for_update().get(pk=training.pk)
    if locked.stage == Stage.CANCELLED:
        raise Refused(_("This training was cancelled and cannot be changed."), code="cancelled")
    return locked


def time_of(session: TrainingSession) -> str:
    """Date and wall time as the audit keeps them."""
    return f"{session.date} {session.starts:%H:%M}-{session.ends:%H:%M}"


def own_words(actor: Person | None, words: dict[str, list[str]]) -> dict[str, list[str]]:
    """What she wrote in her own words, for the audit; a command writes none."""
    return {name: pair for name, pair in words.items() if pair[1]} if actor is not None else {}


def check_place(training: Training, *, venue: VenueSpace | None, meeting_url: str) -> None:
    """An online training has no hall, one in person no meeting link. Raises Refused."""
    if training.mode == Mode.ONLINE and venue is not None:
        raise Refused(_("An online training takes place in no hall."), code="no_venue_online", field="venue")
    if training.mode == Mode.IN_PERSON and meeting_url:
        raise Refused(
            _("This training takes place in person, without a meeting link."),
            code="no_link_in_person",
            field="meeting_url",
        )


def refuse_conflicts(
    session: TrainingSession, *, presenters: Iterable[Person], override_reason: str = "", elsewhere: bool = False
) -> None:
    """Raises Refused (``busy``) where the hall or a presenter is taken, unless a reason is given.

    ``elsewhere``: taken by another training. A whole agenda that moves keeps what was allowed within it.
    Hall and presenters are locked first, so that of two coordinators who want the same hall one is refused.
    """
    ids = sorted(person.pk for person in presenters)
    if session.venue_id:
        VenueSpace.objects.select_for_update().filter(pk=session.venue_id).first()
    if ids:
        list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    if override_reason.strip():
        return
    for other, what in timetable.conflicts(session, presenters=ids, elsewhere=elsewhere):
        names = {"session": str(other), "training": other.training.title}
        if what == "venue":
            reason = _("The hall is taken at this time by “%(session)s” (%(training)s).") % names
        else:
            reason = _("A presenter is busy at this time with “%(session)s” (%(training)s).") % names
        raise Refused(reason, code="busy", field="starts")
