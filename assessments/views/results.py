"""What came out: for the person herself, and for those who run a training."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import can_give_extra_time, can_see_person_results, results_countries
from assessments.actions import give_extra_time
from assessments.forms import ExtraTimeForm
from assessments.models import Attempt, AttemptState, Purpose
from assessments.results import Result, gain_of, gains_by_country, result_of, results_for
from assessments.review import (
    ReviewedItem,
    answers_release,
    by_topic,
    decimals_of,
    result_release,
    reviewed,
    tries_left,
)
from assessments.views.taking import own_attempt
from assessments.windows import window
from courses.access import visible_trainings
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from lms.audit.actions import record_view
from lms.common import numbers
from lms.common.errors import Refused
from lms.common.when import isolated
from lms.people.access import signed_in
from lms.people.models import Country
from lms.people.stepup import shows_people


@require_safe
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Her own result, as far as the test's rules show it now."""
    mine = own_attempt(request, attempt_id)
    if mine.is_open:
        return redirect("assessments:attempt", mine.pk)
    shown, answers = result_release(mine), answers_release(mine)
    context: dict[str, Any] = {
        "attempt": mine,
        "assessment": mine.lesson.assessment,
        "lesson": mine.lesson,
        "training": mine.enrolment.training,
        "result": shown,
        "answers": answers,
        "is_pre": mine.lesson.purpose == Purpose.PRE,
    }
    if shown.is_shown:
        score = mine.score or Decimal(0)
        context |= {
            "is_pass": mine.passed and mine.lesson.purpose != Purpose.PRE,
            "ring": f"{mine.percent:.1f}",
            "score_decimals": decimals_of(score),
            "topics": by_topic(mine),
            "before": result_of(mine.enrolment, Purpose.PRE) if mine.lesson.purpose == Purpose.POST else None,
            "may_try_again": tries_left(mine) != 0
            and window(mine.lesson, mine.enrolment.training).is_open(timezone.now()),
        }
    if answers.is_shown:
        context |= _answers(reviewed(mine), show_all=request.GET.get("show") == "all")
    return render(request, "assessments/result.html", context)


def _answers(items: list[ReviewedItem], *, show_all: bool) -> dict[str, Any]:
    wrong = [item for item in items if item.verdict != "right"]
    return {
        "items": items if show_all else wrong,
        "shows_all": show_all,
        "wrong_count": len(wrong),
        "all_count": len(items),
    }


@dataclass(frozen=True)
class PersonRow:
    """One line of the trainer's table."""

    enrolment: Enrolment
    country: str
    before: Result | None
    after: Result | None
    open: Attempt | None


@require_safe
@shows_people
def training_results(request: HttpRequest, slug: str) -> HttpResponse:
    """Figures of the group; by name for who runs the training; her own countries for a coordinator of some."""
    person = signed_in(request)
    training = get_object_or_404(Training.objects.filter(visible_trainings(person)), slug=slug)
    countries = results_countries(person, training)
    if countries is not None and not countries:
        raise PermissionDenied
    by_country = gains_by_country(training)
    names = {country.pk: country for country in Country.objects.filter(pk__in=by_country)}
    shown = sorted(
        (str(names[code]), one) for code, one in by_country.items() if countries is None or code in countries
    )
    context: dict[str, Any] = {
        "training": training,
        "countries": shown,
        "no_country_shown": countries is None and all(one.masked for _, one in shown),
        "people": None,
        "whole": None,
    }
    if can_see_person_results(person, training):
        enrolments = list(
            Enrolment.objects.filter(training=training, state__in=TAKING_PART)
            .select_related("person", "country")
            .order_by("person__family_name", "person__given_name", "pk")
        )
        record_view(actor=person, what="assessments.results", target=training, rows=len(enrolments))
        results = results_for(enrolments)
        context["whole"] = whole = gain_of(results)
        if whole.points is not None:
            context["points"] = isolated(numbers.signed(whole.points, 1))
        context["people"] = _people(enrolments, results)
    return render(request, "assessments/training_results.html", context)


def _people(enrolments: list[Enrolment], results: dict[tuple[int, str], Result]) -> list[PersonRow]:
    open_ones = {
        one.enrolment_id: one for one in Attempt.objects.filter(enrolment__in=enrolments, state=AttemptState.OPEN)
    }
    return [
        PersonRow(
            enrolment=one,
            country=str(one.country) if one.country else "",
            before=results.get((one.pk, Purpose.PRE.value)),
            after=results.get((one.pk, Purpose.POST.value)),
            open=open_ones.get(one.pk),
        )
        for one in enrolments
    ]


@require_POST
def extra_time(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """More minutes for one person who is at her test now."""
    person = signed_in(request)
    attempt = get_object_or_404(
        Attempt.objects.select_related("enrolment__training", "enrolment__person").filter(
            enrolment__training__in=Training.objects.filter(visible_trainings(person))
        ),
        pk=attempt_id,
    )
    training = attempt.enrolment.training
    if not can_give_extra_time(person, attempt):
        raise PermissionDenied
    form = ExtraTimeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give between 1 and 240 minutes."))
    else:
        try:
            give_extra_time(attempt=attempt, actor=person, **form.cleaned_data)
            messages.success(
                request,
                numbers.fill(_("%(name)s has more time now."), name=attempt.enrolment.person.full_name),
            )
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("assessments:training_results", training.slug)
