"""Taking a test: the page before it, the questions, handing in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from assessments import paper
from assessments.access import enrolment_for
from assessments.actions import mark_answer, save_answer, start_attempt, submit_attempt
from assessments.actions.start import missing_lessons
from assessments.forms import AnswerForm
from assessments.models import AssessmentLesson, Attempt
from assessments.review import answers_release, result_release
from assessments.windows import window
from lms.common import numbers, when
from lms.common.errors import Refused
from lms.people.access import signed_in
from lms.people.agreements import undisturbed


def own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """Her own attempt with all that the pages need; 404 for anybody else's."""
    person = signed_in(request)
    rows = Attempt.objects.of_person(person).select_related(
        "lesson__assessment", "lesson__module__course", "enrolment__training"
    )
    return get_object_or_404(rows, pk=attempt_id)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """What to expect, and the button that begins the test or goes on with it."""
    person = signed_in(request)
    lesson = get_object_or_404(AssessmentLesson.objects.select_related("assessment", "module__course"), pk=lesson_id)
    enrolment = enrolment_for(person, lesson, request.GET.get("training", "").replace("\0", ""))
    if enrolment is None:
        raise Http404
    if request.method == "POST":
        try:
            begun = start_attempt(enrolment=enrolment, lesson=lesson)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        return redirect("assessments:attempt", begun.pk)
    attempts = list(
        Attempt.objects.filter(enrolment=enrolment, lesson=lesson)
        .select_related("lesson__assessment", "lesson__module", "enrolment__training")
        .order_by("number")
    )
    assessment, opening, now = lesson.assessment, window(lesson, enrolment.training), timezone.now()
    open_attempt = next((one for one in attempts if one.is_open), None)
    finished = [one for one in attempts if not one.is_open]
    tries_left = None if assessment.tries is None else max(assessment.tries - len(attempts), 0)
    missing = missing_lessons(enrolment, lesson)
    return render(
        request,
        "assessments/start.html",
        {
            "lesson": lesson,
            "assessment": assessment,
            "training": enrolment.training,
            "question_count": assessment.questions.filter(is_current=True).count(),
            "opening": opening,
            "last_day": opening.last_day(enrolment.training.zone),
            "clocks_differ": bool(opening.closes_at and when.clocks_differ(opening.closes_at, enrolment.training.zone)),
            "is_early": opening.is_early(now),
            "is_over": opening.is_over(now),
            "missing": missing,
            "tries_left": tries_left,
            "open_attempt": open_attempt,
            "finished": finished,
            # Of all tries the same rule decides; one look is enough.
            "shows_result": bool(finished) and result_release(finished[-1]).is_shown,
            "can_start": open_attempt is None and opening.is_open(now) and not missing and tries_left != 0,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@undisturbed
def attempt(request: HttpRequest, attempt_id: int, place: int | None = None) -> HttpResponse:
    """One question. All of them are in the page, so that the script can go on without a line.

    POST is the way without a script: save, then go where the pressed button says.
    """
    mine = own_attempt(request, attempt_id)
    if not mine.is_open:
        return redirect("assessments:result", mine.pk)
    if request.method == "POST":
        return _save_and_go(request, mine, place or 1)
    all_items = paper.items(mine)
    if place is None:
        place = next((item.place for item in all_items if not item.is_answered), 1)
    if not 1 <= place <= len(all_items):
        raise Http404
    return _paper(request, mine, all_items, place)


@require_safe
@undisturbed
def overview(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Before handing in: what is answered, what is not."""
    mine = own_attempt(request, attempt_id)
    if not mine.is_open:
        return redirect("assessments:result", mine.pk)
    return _paper(request, mine, paper.items(mine), None)


def _paper(request: HttpRequest, mine: Attempt, all_items: list[paper.Item], place: int | None) -> HttpResponse:
    seconds = mine.seconds_left(timezone.now())
    return render(
        request,
        "assessments/attempt.html",
        {
            "attempt": mine,
            "assessment": mine.lesson.assessment,
            "lesson": mine.lesson,
            "items": all_items,
            "place": place,
            "current": all_items[place - 1] if place else None,
            "answered": sum(item.is_answered for item in all_items),
            "marked": sum(item.is_marked for item in all_items),
            "saved_at": max((item.saved_at for item in all_items if item.saved_at), default=None),
            "seconds_left": seconds,
            "clock_left": clock_face(seconds),
            "client_id": uuid.uuid4(),
            "result_rule": result_release(mine),
            "answers_rule": answers_release(mine),
        },
    )


def clock_face(seconds: int | None) -> str:
    """Minutes and seconds, as ``12:41`` (hours are counted as minutes), in the digits of the language."""
    return "" if seconds is None else numbers.digits(f"{seconds // 60:02}:{seconds % 60:02}")


def _save_and_go(request: HttpRequest, mine: Attempt, place: int) -> HttpResponse:
    answer = get_object_or_404(mine.answers, position=place)
    form = AnswerForm.from_form(request.POST, answer.question_id)
    go = request.POST.get("go", "next")
    if not form.is_valid():
        messages.error(request, _("This answer could not be read. Nothing changed."))
        return redirect("assessments:question", mine.pk, place)
    chosen = form.cleaned_data["value"] or []
    try:
        if chosen or answer.value:
            saved = save_answer(
                attempt=mine,
                question=answer.question_id,
                value=chosen,
                revision=form.cleaned_data["revision"] or 0,
                client_id=form.cleaned_data["client_id"],
            )
            if saved.is_stale:
                messages.warning(request, _("This answer was changed on another device. That newer answer was kept."))
                return redirect("assessments:question", mine.pk, place)
        if go == "mark":
            mark_answer(attempt=mine, question=answer.question_id, marked=not answer.marked)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("assessments:attempt", mine.pk)
    if go == "mark":
        return redirect("assessments:question", mine.pk, place)
    if go == "back" and place > 1:
        return redirect("assessments:question", mine.pk, place - 1)
    if go == "next" and place < mine.answers.count():
        return redirect("assessments:question", mine.pk, place + 1)
    return redirect("assessments:overview", mine.pk)


@require_POST
def save(request: HttpRequest, attempt_id: int) -> JsonResponse:
    """Keep one answer (or its mark) for the script: JSON in, JSON out; 409 with a reason if it is refused."""
    person = signed_in(request)
    mine = get_object_or_404(Attempt.objects.of_person(person), pk=attempt_id)
    form = AnswerForm.from_body(request.body)
    if not form.is_valid():
        return JsonResponse({"code": "bad_value"}, status=400)
    data = form.cleaned_data
    answer: dict[str, object] = {"seconds_left": mine.seconds_left(timezone.now())}
    try:
        if data["marked"] is not None:
            mark_answer(attempt=mine, question=data["question"], marked=data["marked"])
        if data["value"] is not None:
            saved = save_answer(
                attempt=mine,
                question=data["question"],
                value=data["value"],
                revision=data["revision"] or 0,
                client_id=data["client_id"],
            )
            answer |= {
                "revision": saved.revision,
                "value": saved.value,
                "saved_at": saved.saved_at,
                "stale": saved.is_stale,
            }
    except Refused as refused:
        return JsonResponse({"code": refused.code, "reason": str(refused)}, status=409)
    return JsonResponse(answer)


@require_GET
def clock(request: HttpRequest, attempt_id: int) -> JsonResponse:
    """The server's clock for the open page: extra time reaches it by this."""
    person = signed_in(request)
    mine = get_object_or_404(Attempt.objects.of_person(person), pk=attempt_id)
    return JsonResponse({"seconds_left": mine.seconds_left(timezone.now()), "open": mine.is_open})


@require_POST
def hand_in(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Hand in what is saved; a second press finds it done."""
    mine = own_attempt(request, attempt_id)
    submit_attempt(attempt=mine)
    return redirect(reverse("assessments:result", args=[mine.pk]))
