"""How far a person is with a course: the state of each lesson, why one is locked, what comes next.

Reads only. A course's outline takes four queries, however many lessons and kinds it has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from django.utils import timezone
from django.utils.functional import Promise

from courses.models import Course, Enrolment, Lesson, LessonProgress, Module, Training
from courses.models.progress import FINISHED

TO_DO, LOCKED = "todo", "locked"


@dataclass(frozen=True)
class Lock:
    """Why a lesson is not open yet: lessons that come before it, and the moment from which it opens."""

    after: tuple[Lesson, ...] = ()
    opens_at: dt.datetime | None = None
    zone: str = "UTC"


@dataclass(eq=False)
class Step:
    """One lesson as its reader sees it."""

    lesson: Lesson
    number: int
    kind: str | Promise
    icon: str
    state: str = TO_DO
    score: Decimal | None = None
    lock: Lock | None = None

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def is_locked(self) -> bool:
        return self.lock is not None

    @property
    def glyph(self) -> str:
        """The name of the state for the ``state`` tag."""
        return "error" if self.state == "failed" else self.state


@dataclass(eq=False)
class Chapter:
    """A module with its steps."""

    module: Module
    number: int
    steps: list[Step] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(step.is_finished for step in self.steps)

    @property
    def is_done(self) -> bool:
        """All its required lessons are finished (all of them, where none is required)."""
        required = [step for step in self.steps if step.lesson.is_required] or self.steps
        return bool(required) and all(step.is_finished for step in required)

    @property
    def opens_in_steps(self) -> bool:
        return any(step.is_locked for step in self.steps)


@dataclass(eq=False)
class Outline:
    """A course for one enrolment (or for nobody's: then nothing is done and nothing is locked)."""

    course: Course
    enrolment: Enrolment | None
    chapters: list[Chapter]

    @property
    def steps(self) -> list[Step]:
        return [step for chapter in self.chapters for step in chapter.steps]

    @property
    def counted(self) -> list[Step]:
        """What the progress bar counts: the required lessons, or all where none is required."""
        return [step for step in self.steps if step.lesson.is_required] or self.steps

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def done(self) -> int:
        return sum(step.is_finished for step in self.counted)

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 100 means everything."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done == self.total

    @property
    def has_begun(self) -> bool:
        return any(step.state not in {TO_DO, LOCKED} for step in self.steps)

    @property
    def minutes(self) -> int:
        return sum(step.lesson.minutes for step in self.steps)

    @property
    def minutes_left(self) -> int:
        return sum(step.lesson.minutes for step in self.counted if not step.is_finished)

    @property
    def next(self) -> Step | None:
        """The first open lesson that is not finished: a required one, else an optional one."""
        waiting = [step for step in self.steps if not step.is_finished and not step.is_locked]
        required = [step for step in waiting if step.lesson.is_required]
        return next(iter(required or waiting), None)

    @property
    def opens_next(self) -> Step | None:
        """Where everything open is done: the locked required lesson whose day comes first."""
        locked = [step for step in self.counted if step.lock and step.lock.opens_at]
        return min(locked, key=_opening, default=None)

    def step_of(self, lesson: Lesson) -> Step:
        """The step of a lesson of this course. Raises KeyError for another course's."""
        for step in self.steps:
            if step.lesson.pk == lesson.pk:
                return step
        raise KeyError(lesson.pk)

    def beside(self, lesson: Lesson) -> tuple[Step | None, Step | None]:
        """The steps before and after a lesson, locked ones included."""
        steps = self.steps
        at = next(index for index, step in enumerate(steps) if step.lesson.pk == lesson.pk)
        return (steps[at - 1] if at else None, steps[at + 1] if at + 1 < len(steps) else None)

    def chapter_of(self, lesson: Lesson) -> Chapter:
        return next(chapter for chapter in self.chapters if any(s.lesson.pk == lesson.pk for s in chapter.steps))


def _opening(step: Step) -> dt.datetime:
    assert step.lock is not None  # noqa: S101  (only called for steps with an opening)
    assert step.lock.opens_at is not None  # noqa: S101
    return step.lock.opens_at


def day_begins(training: Training, day: int) -> dt.datetime | None:
    """When day ``day`` (1 = the first) begins at the venue; None for a training without dates."""
    if training.starts_on is None:
        return None
    return dt.datetime.combine(training.starts_on + dt.timedelta(days=day - 1), dt.time.min, tzinfo=training.zone)


def outline(course: Course, enrolment: Enrolment | None) -> Outline:
    """The course as its reader sees it now; ``enrolment.training`` should be loaded. Empty modules are left out."""
    # Without the children's own columns: a lesson's text in six languages is not needed for a list.
    plain = (
        Lesson.objects.non_polymorphic()
        .filter(module__course=course)
        .select_related("module")
        .order_by("module__position", "module__pk", "position", "pk")
    )
    lessons = cast("list[Lesson]", list(plain))
    modules = dict.fromkeys(lesson.module for lesson in lessons)
    before: dict[int, list[int]] = {}
    for later, earlier in Lesson.after.through._default_manager.filter(from_lesson__module__course=course).values_list(
        "from_lesson_id", "to_lesson_id"
    ):
        before.setdefault(later, []).append(earlier)
    rows: dict[int, LessonProgress] = {}
    if enrolment is not None:
        rows = {row.lesson_id: row for row in LessonProgress.objects.filter(enrolment=enrolment)}

    by_pk = {lesson.pk: lesson for lesson in lessons}
    chapters = []
    number = 0
    for position, module in enumerate(modules, start=1):
        module.course = course
        chapter = Chapter(module, position)
        for lesson in lessons:
            if lesson.module_id != module.pk:
                continue
            lesson.module = module
            number += 1
            kind: type[Lesson] = lesson.get_real_instance_class() or Lesson
            step = Step(lesson, number, kind.kind_label, kind.icon)
            row = rows.get(lesson.pk)
            if row is not None:
                step.state, step.score = row.state, row.score
            if enrolment is not None and not step.is_finished:
                unmet = [
                    by_pk[pk]
                    for pk in before.get(lesson.pk, ())
                    if pk in by_pk and (pk not in rows or rows[pk].state not in FINISHED)
                ]
                step.lock = _lock(lesson, enrolment.training, unmet)
                if step.lock:
                    step.state = LOCKED
            chapter.steps.append(step)
        chapters.append(chapter)
    return Outline(course, enrolment, chapters)


def _lock(lesson: Lesson, training: Training, unmet: list[Lesson]) -> Lock | None:
    # A training shorter than the day named opens the lesson on its last day, as it does with tests.
    opens_at = day_begins(training, min(lesson.opens_on_day, training.days)) if lesson.opens_on_day else None
    if opens_at is not None and opens_at <= timezone.now():
        opens_at = None
    if not unmet and opens_at is None:
        return None
    return Lock(tuple(unmet), opens_at, training.time_zone)


def progress_of(enrolments: Iterable[Enrolment]) -> dict[int, tuple[int, int]]:
    """Finished and counted lessons per enrolment, for lists: three queries for any number of rows."""
    rows = list(enrolments)
    courses = {enrolment.training.course_id for enrolment in rows}
    lessons: dict[int, list[tuple[int, bool]]] = {}
    for course, pk, required in (
        Lesson.objects.non_polymorphic()
        .filter(module__course__in=courses)
        .values_list("module__course_id", "pk", "is_required")
    ):
        lessons.setdefault(course, []).append((pk, required))
    finished: dict[int, set[int]] = {}
    for enrolment_id, lesson_id in LessonProgress.objects.filter(
        enrolment__in=[enrolment.pk for enrolment in rows], state__in=FINISHED
    ).values_list("enrolment_id", "lesson_id"):
        finished.setdefault(enrolment_id, set()).add(lesson_id)
    result = {}
    for enrolment in rows:
        of_course = lessons.get(enrolment.training.course_id, [])
        counted = {pk for pk, required in of_course if required} or {pk for pk, _ in of_course}
        result[enrolment.pk] = (len(counted & finished.get(enrolment.pk, set())), len(counted))
    return result
