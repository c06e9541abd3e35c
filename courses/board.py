"""The trainings board: which trainings, in which figures, and what comes next for each. Reads only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.access import visible_trainings
from courses.models import Enrolment, EnrolmentState, Invitation, Stage, Training
from lms.common import when
from lms.people.models import Person, Role

# The order of the strip; a cancelled training is found by its filter only.
STRIP = (Stage.REQUESTED, Stage.PLANNED, Stage.OPEN, Stage.RUNNING, Stage.FINISHED, Stage.REPORTED)


@dataclass(frozen=True)
class Filters:
    """What the address of the board asks for. Unknown values are left out, not refused."""

    query: str = ""
    stages: tuple[str, ...] = ()
    language: str = ""
    region: str = ""


@dataclass
class Line:
    """One training as one person sees it."""

    training: Training
    sees_figures: bool
    waiting: int
    invited: dict[str, int]
    own_state: str
    dates: str
    offset: str
    next_step: str | Promise = ""
    next_url_name: str = ""

    @property
    def is_full(self) -> bool:
        return self.training.seats_free == 0

    @property
    def position(self) -> int:
        """How far on the strip, from 1; 0 for a cancelled one."""
        return STRIP.index(Stage(self.training.stage)) + 1 if self.training.stage in STRIP else 0


def matching(person: Person, filters: Filters) -> QuerySet[Training]:
    """The dated trainings that she may know of and that fit everything but the stages."""
    rows = Training.objects.filter(visible_trainings(person), is_self_paced=False)
    if filters.query:
        names = Q()
        for column in ("name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh"):
            names |= Q(**{f"country__{column}__icontains": filters.query})
        rows = rows.filter(
            Q(title__icontains=filters.query)
            | Q(city__icontains=filters.query)
            | Q(host__icontains=filters.query)
            | names
        )
    if filters.language:
        rows = rows.filter(language=filters.language)
    if filters.region:
        rows = rows.filter(country__regional_group=filters.region)
    return rows


def by_stage(rows: QuerySet[Training]) -> list[tuple[Stage, int]]:
    """The strip: each stage and how many trainings stand there."""
    counted = Counter(dict(rows.order_by().values_list("stage").annotate(n=Count("pk"))))
    return [(stage, counted[stage.value]) for stage in STRIP]


def lines(person: Person, trainings: list[Training]) -> list[Line]:
    """The trainings with the figures that she may read; three queries, however many there are."""
    scope = person.countries_of(Role.COORDINATOR)
    ids = [training.pk for training in trainings]
    staffed = set(person.staffing.filter(training__in=ids).values_list("training", flat=True))
    rows = Enrolment.objects.filter(training__in=ids).order_by()
    if scope is not None:
        # Figures never tell of people outside her countries; a trainer sees her own trainings whole.
        rows = rows.filter(Q(country__in=scope) | Q(training__in=staffed))
    waiting: Counter[int] = Counter()
    invited: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    for pk, state, invitation, number in rows.values_list("training", "state", "invitation").annotate(n=Count("pk")):
        if state == EnrolmentState.WAITING:
            waiting[pk] += number
        elif state in (EnrolmentState.CONFIRMED, EnrolmentState.OFFERED):
            invited[pk][invitation] += number
    own = dict(Enrolment.objects.filter(person=person, training__in=ids).values_list("training", "state"))
    found = []
    for training in trainings:
        manages = scope is None or bool(scope)
        line = Line(
            training=training,
            sees_figures=scope is None or training.pk in staffed,
            waiting=waiting[training.pk],
            invited=dict(invited[training.pk]),
            own_state=str(EnrolmentState(own[training.pk]).label) if training.pk in own else "",
            dates=dates_of(training),
            offset=offset_of(training),
        )
        if manages:
            line.next_step, line.next_url_name = _next_step(training, line)
        found.append(line)
    return found


def _next_step(training: Training, line: Line) -> tuple[str | Promise, str]:
    """What a coordinator does next, and the page for it."""
    if training.stage == Stage.CANCELLED:
        return "", ""
    if training.has_ended:
        return _("See who took part"), "courses:people"
    if line.invited.get(Invitation.BOUNCED):
        return _("Repair addresses"), "courses:people"
    if line.invited.get(Invitation.NOT_SENT) or line.invited.get(Invitation.FAILED):
        return _("Send invitations"), "courses:people"
    if not line.invited:
        return _("Bring in people"), "courses:roster"
    return _("See people"), "courses:people"


def dates_of(training: Training) -> str:
    """First to last day, as short as the language writes it: ``16–17 May 2023``."""
    if training.starts_on is None or training.ends_on is None:
        return ""
    return when.days(training.starts_on, training.ends_on)


def offset_of(training: Training) -> str:
    """The distance to UTC at the venue on the first day, at noon."""
    if training.starts_on is None:
        return ""
    return when.offset(dt.datetime.combine(training.starts_on, dt.time(12), tzinfo=training.zone))


def regions() -> list[tuple[str, str | Promise]]:
    """The regional groups, for the filter."""
    return [
        ("african", _("African States")),
        ("asia_pacific", _("Asia-Pacific States")),
        ("eastern_european", _("Eastern European States")),
        ("latin_american_and_caribbean", _("Latin American and Caribbean States")),
        ("western_european_and_others", _("Western European and other States")),
    ]
