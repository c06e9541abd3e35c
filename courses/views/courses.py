"""The courses: the list, one course, starting an open one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from courses.actions.start_open_course import start_open_course
from courses.progress import outline, progress_of
from courses.querysets import enrolment_in, most_recent_first, own_enrolments, visible_courses
from courses.views.place import Place
from lms.common.errors import Refused
from lms.people.access import signed_in


@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """Her own courses with progress, then what she may start."""
    person = signed_in(request)
    enrolments = most_recent_first(list(own_enrolments(person)))
    progress = progress_of(enrolments)
    own = []
    for enrolment in enrolments:
        done, total = progress[enrolment.pk]
        own.append({"enrolment": enrolment, "course": enrolment.training.course, "done": done, "total": total})
    taken = {enrolment.training.course_id for enrolment in enrolments}
    several = {pk for pk in taken if sum(e.training.course_id == pk for e in enrolments) > 1}
    others = visible_courses(person).exclude(pk__in=taken)
    context = {"own": own, "several": several, "others": others}
    return render(request, "courses/list.html", context)


@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course: what comes next, its modules, and how far she is."""
    person = signed_in(request)
    found = get_object_or_404(visible_courses(person), slug=slug)
    place = Place.of(request)
    enrolment, own = enrolment_in(person, found, training=place.training)
    context = {
        "course": found,
        "outline": outline(found, enrolment),
        "enrolment": enrolment,
        "own": own,
        "place": place,
        "languages": place.choices(request.path),
        "may_preview": person.is_team,
    }
    return render(request, "courses/course.html", context)


@require_POST
def start_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an open course and go to its first lesson."""
    person = signed_in(request)
    found = get_object_or_404(visible_courses(person), slug=slug)
    try:
        enrolment = start_open_course(course=found, person=person)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    step = outline(found, enrolment).next
    return redirect(step.lesson if step else found)
