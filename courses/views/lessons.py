"""A lesson: reading it, being done with it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.actions.lessons import SELF_COMPLETED, complete_lesson, open_lesson
from courses.models import Course, Enrolment, Lesson
from courses.progress import Outline, Step, outline
from courses.querysets import enrolment_in, visible_courses
from courses.views.place import Place
from lms.common.errors import Refused
from lms.common.languages import localized
from lms.people.access import signed_in


@dataclass(frozen=True)
class Reading:
    """A lesson and everything around it, for one request."""

    course: Course
    lesson: Lesson
    enrolment: Enrolment | None
    place: Place

    @property
    def course_url(self) -> str:
        return self.course.get_absolute_url() + self.place.query

    def url_of(self, step: Step | None) -> str:
        """The address of another lesson; the course's own where there is none."""
        return step.lesson.get_absolute_url() + self.place.query if step else self.course_url


def _reading(request: HttpRequest, slug: str, pk: int) -> Reading:
    """The lesson, if she may know of it; Http404 otherwise."""
    person = signed_in(request)
    course = get_object_or_404(visible_courses(person), slug=slug)
    lesson = get_object_or_404(Lesson.objects.select_related("module"), pk=pk, module__course=course)
    lesson.module.course = course
    place = Place.of(request)
    enrolment, _own = enrolment_in(person, course, training=place.training)
    return Reading(course, lesson, enrolment, place)


@require_safe
def lesson(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read a lesson; where it is locked, say why and from when it is open."""
    reading = _reading(request, slug, pk)
    if reading.enrolment is None and not signed_in(request).is_team:
        messages.info(request, _("Start the course to read its lessons. Your place will be kept."))
        return redirect(reading.course_url)
    whole = outline(reading.course, reading.enrolment)
    step = whole.step_of(reading.lesson)
    previous, following = whole.beside(reading.lesson)
    context = {
        "course": reading.course,
        "lesson": reading.lesson,
        "enrolment": reading.enrolment,
        "place": reading.place,
        "outline": whole,
        "step": step,
        "chapter": whole.chapter_of(reading.lesson),
        "course_url": reading.course_url,
        "previous": previous,
        "following": following,
        "languages": reading.place.choices(request.path),
        "menus_too": reading.place.menus_too(request.path),
        "title": localized(reading.lesson.title, reading.place.language),
        "self_completed": reading.lesson.completion in SELF_COMPLETED,
    }
    if step.is_locked:
        return render(request, "courses/locked.html", context)
    context |= {"lesson_template": reading.lesson.template}
    context |= reading.lesson.page_context(request, reading.enrolment)
    return render(request, "courses/lesson.html", context)


@require_POST
def complete(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Her tick; then on to what comes next. Pressed twice it changes nothing more."""
    reading = _reading(request, slug, pk)
    if reading.enrolment is None:
        return redirect(reading.course_url)
    try:
        complete_lesson(enrolment=reading.enrolment, lesson=reading.lesson)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(reading.lesson.get_absolute_url() + reading.place.query)
    whole = outline(reading.course, reading.enrolment)
    if whole.is_done:
        messages.success(request, _("You have done every lesson of this course."))
        return redirect(reading.course_url)
    return redirect(reading.url_of(_next_after(whole, reading.lesson)))


def _next_after(whole: Outline, lesson: Lesson) -> Step | None:
    """The next open lesson behind this one that is not finished; else the course's next step."""
    steps = whole.steps
    at = next(index for index, step in enumerate(steps) if step.lesson.pk == lesson.pk)
    ahead = [step for step in steps[at + 1 :] if not step.is_locked and not step.is_finished]
    return ahead[0] if ahead else whole.next


@require_POST
def opened(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Called by the page once it is shown: reading a page must not write, so this does."""
    reading = _reading(request, slug, pk)
    if reading.enrolment is None:
        return JsonResponse({"state": "preview"})
    try:
        row = open_lesson(enrolment=reading.enrolment, lesson=reading.lesson)
    except Refused as refusal:
        return JsonResponse({"state": "locked", "reason": str(refusal)}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"state": row.state})
