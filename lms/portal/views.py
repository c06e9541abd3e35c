"""Home, and the page of one training."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.eligibility import checklist
from courses.access import can_run, coordinates, visible_trainings
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from courses.seating import place_in_line
from lms.people.access import signed_in
from lms.people.models import Person
from lms.portal import needs, next_steps, training_room
from sessions.access import can_join


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for strangers; for everybody else what comes next."""
    if not isinstance(request.user, Person):
        return render(request, "portal/landing.html")
    person = request.user
    if person.is_team:
        return _team_home(request, person)
    return render(request, "portal/home.html", {"home": next_steps.home_of(person), "today": timezone.localdate()})


@require_safe
def certificate_card(request: HttpRequest, slug: str) -> HttpResponse:
    """What the certificate of one training still needs; a part of home that comes a moment later."""
    seat = get_object_or_404(
        Enrolment.objects.select_related("training__course"),
        training__slug=slug,
        person=signed_in(request),
        state__in=TAKING_PART,
    )
    conditions = checklist(seat)
    met = sum(condition.met for condition in conditions)
    return render(request, "portal/certificate_card.html", {"conditions": conditions, "met": met})


def _team_home(request: HttpRequest, person: Person) -> HttpResponse:
    running = needs.running_for(person)
    now = running[0] if running else None
    context = {
        "now": now,
        "others": running[1:],
        "needs": needs.needs_of(person),
        "room": needs.in_the_room(now) if now else None,
        "today": timezone.localdate(),
        "trainings": list(needs.near_trainings(person)[:12]),
    }
    return render(request, "portal/team.html", context)


@require_safe
def training(request: HttpRequest, slug: str) -> HttpResponse:
    """One training: for its people what comes next in it, for its staff where everything stands."""
    person = signed_in(request)
    rows = Training.objects.filter(visible_trainings(person)).select_related("course", "country")
    found = get_object_or_404(rows, slug=slug)
    seat = (
        Enrolment.objects.filter(training=found, person=person)
        .exclude(state="withdrawn")
        .select_related("training__course", "country")
        .first()
    )
    runs = can_run(person, found)
    takes_part = seat is not None and seat.takes_part
    place = place_in_line(seat) if seat else None
    context = {
        "training": found,
        "seat": seat,
        "waiting_words": next_steps.waiting_words(place) if place else "",
        "runs": runs,
        "hosts": coordinates(person, found),
        "coordinates": person.is_coordinator,
        "room": training_room.room_of(found, person, seat if takes_part else None),
        # Whoever may not come in is shown no door: a coordinator of one country, somebody on the waiting list.
        "may_join": runs or takes_part or can_join(person, found),
        "assists": not runs and not takes_part,
        "desk": training_room.desk_of(found, person) if runs or person.is_coordinator else None,
    }
    return render(request, "portal/training.html", context)
