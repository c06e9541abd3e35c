"""Loads the built-in courses after ``migrate``."""

from __future__ import annotations

from django.db import transaction

from courses.builtin.files import CourseFile, LessonFile, fingerprint, read_course
from courses.builtin.store import Store
from courses.catalogue.models import ToolLesson
from courses.models import Course, Lesson, Module, TextLesson

COURSES = ("two-day", "first-look")


def load_courses(using: str) -> None:
    """Insert what is missing and renew what nobody edited; one query when nothing changed."""
    store, now = Store(using), fingerprint()
    if store.known.get("courses") == now:
        return
    with transaction.atomic(using=using):
        for folder in COURSES:
            _load_course(store, read_course(folder))
        store.remember("courses", now)


def _load_course(store: Store, file: CourseFile) -> None:
    course = store.put(
        f"course:{file.slug}",
        Course,
        {"slug": file.slug},
        {"title": file.title, "summary": file.summary},
        status=Course.Status.PUBLISHED,
        is_open=file.is_open,
        position=file.position,
    )
    if course is None:
        return
    lessons: dict[str, Lesson] = {}
    for part in file.modules:
        module = store.put(
            f"module:{file.slug}:{part.position}",
            Module,
            {"course": course, "position": part.position},
            {"title": part.title},
        )
        for entry in part.lessons if module else ():
            name = f"lesson:{file.slug}:{entry.slug}"
            is_new = name not in store.known
            lesson = _load_lesson(store, name, module, entry)
            if lesson is None:
                continue
            lessons[entry.slug] = lesson
            if is_new:
                lesson.after.set([lessons[slug] for slug in entry.after if slug in lessons])


def _load_lesson(store: Store, name: str, module: Module | None, entry: LessonFile) -> Lesson | None:
    common = {
        "position": entry.position,
        "minutes": entry.minutes,
        "is_required": entry.is_required,
        "opens_on_day": entry.opens_on_day,
    }
    lookup = {"module": module, "slug": entry.slug}
    if entry.kind == "tools":
        return store.put(name, ToolLesson, lookup, entry.texts(), functions=list(entry.functions), **common)
    return store.put(name, TextLesson, lookup, entry.texts(), **common)
