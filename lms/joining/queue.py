"""The reviewer's queue: what needs her first, and how long everybody has waited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone

from lms.joining.access import opinions_asked, visible_applications, visible_memberships
from lms.joining.models import Application, Decision, DecisionState, Membership, MembershipState, State
from lms.joining.models.application import UNDER_REVIEW
from lms.joining.reminders import INCOMPLETE_AFTER, INFORMATION_AFTER
from lms.joining.workdays import TARGET, moment_before, working_days_between
from lms.people.models import Person

GROUPS = ("mine", "waiting", "decided", "all")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; nonsense is left out."""

    group: str = "mine"
    country: str = ""
    mail: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """Read the query of the address."""
        group = query.get("show", "mine")
        country = query.get("country", "")
        mail = query.get("mail", "")
        return cls(
            group if group in GROUPS else "mine",
            country if len(country) == 2 and country.isalpha() and country.isascii() else "",
            mail if mail in {"free", "official"} else "",
        )

    def address(self, **changes: str) -> str:
        """The query with ``changes``, without what is the default."""
        values = {"show": self.group, "country": self.country, "mail": self.mail, **changes}
        kept = {k: v for k, v in values.items() if v and (k, v) != ("show", "mine")}
        return f"?{urlencode(kept)}" if kept else "?"


def needs(person: Person, now: dt.datetime | None = None) -> Q:
    """What this reviewer can do something about now.

    New ones; those in review, unless they wait for a second reviewer and she was the first, or for the
    supervisor; and those whose applicant has let every reminder pass.
    """
    own_proposal = Exists(
        Decision.objects.filter(application=OuterRef("pk"), state=DecisionState.PROPOSED, first=person)
    )
    others = Exists(
        Decision.objects.filter(application=OuterRef("pk"), state=DecisionState.PROPOSED).exclude(first=person)
    )
    silent = Q(
        state=State.INFORMATION_REQUESTED,
        asked_reminders__gte=len(INFORMATION_AFTER),
        asked_at__lte=moment_before(now or timezone.now(), INCOMPLETE_AFTER),
    )
    mine = Q(state__in=(State.SUBMITTED, State.IN_REVIEW)) | silent
    return (mine & ~Q(own_proposal)) | (Q(others) & Q(state__in=UNDER_REVIEW))


def waiting_rows(person: Person) -> QuerySet[Application]:
    """What needs this reviewer, longest waiting first; second decisions before everything else."""
    proposed = Exists(Decision.objects.filter(application=OuterRef("pk"), state=DecisionState.PROPOSED))
    return (
        Application.objects.filter(visible_applications(person))
        .filter(needs(person))
        .annotate(rank=Case(When(proposed, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .order_by("rank", "submitted_at", "pk")
    )


def rows_for(person: Person, filters: Filters) -> QuerySet[Application]:
    """The applications that the filters ask for, most urgent first."""
    if filters.group == "mine":
        rows = waiting_rows(person)
    else:
        rows = Application.objects.filter(visible_applications(person))
        if filters.group == "waiting":
            rows = rows.filter(state__in=UNDER_REVIEW).exclude(
                pk__in=Application.objects.filter(needs(person)).values("pk")
            )
        elif filters.group == "decided":
            rows = rows.exclude(state__in=UNDER_REVIEW)
        decided = Case(When(state__in=UNDER_REVIEW, then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = rows.annotate(rank=decided).order_by(
            "rank", "-decided_at" if filters.group == "decided" else "submitted_at", "pk"
        )
    if filters.country:
        rows = rows.filter(country=filters.country)
    if filters.mail:
        rows = rows.filter(is_webmail=filters.mail == "free")
    proposed = Exists(Decision.objects.filter(application=OuterRef("pk"), state=DecisionState.PROPOSED))
    return rows.annotate(is_proposed=proposed).select_related("country", "reviewer")


def counts_for(person: Person) -> dict[str, int]:
    """How many applications each group has, for this reviewer; one query."""
    rows = Application.objects.filter(visible_applications(person))
    mine = Q(pk__in=Application.objects.filter(needs(person)).values("pk"))
    running = Q(state__in=UNDER_REVIEW)
    return rows.aggregate(
        mine=Count("pk", filter=mine),
        waiting=Count("pk", filter=running & ~mine),
        decided=Count("pk", filter=~running),
        all=Count("pk"),
    )


@dataclass(frozen=True)
class Waiting:
    """How long an application has waited, in working days against the target."""

    days: int
    target: int = TARGET
    is_over: bool = False

    @property
    def is_late(self) -> bool:
        """Past the target."""
        return self.days > self.target

    @property
    def state(self) -> str:
        """The state that the interface shows it in."""
        if self.is_over:
            return "done"
        if self.is_late:
            return "overdue"
        return "due" if self.days >= self.target - 2 else "in_progress"


def waiting_of(application: Application, now: dt.datetime | None = None) -> Waiting:
    """Working days from sending to the decision, or to now."""
    start = application.submitted_at
    end = application.decided_at or now or timezone.now()
    days = working_days_between(start.date(), end.date()) if start else 0
    return Waiting(days, is_over=application.decided_at is not None)


def opinions_waiting(person: Person) -> QuerySet[Application]:
    """Applications on which this coordinator's opinion is still wanted."""
    return Application.objects.filter(opinions_asked(person), opinion__given_at=None, state__in=UNDER_REVIEW).order_by(
        "opinion__asked_at"
    )


def memberships_asking(person: Person) -> QuerySet[Membership]:
    """Members whom a reviewer has to answer: from another agency, or back after a break."""
    return Membership.objects.filter(visible_memberships(person), asks_since__isnull=False).exclude(
        state=MembershipState.SUSPENDED
    )
