"""What was recorded in a finished training: attendance, tests, feedback. Drawn by chance, but always the same.

Written in bulk, past the actions: 1,446 people times two tests of fifteen answers would take the
actions, which do one thing at a time and durably, many minutes.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from assessments import scoring
from assessments.models import Answer, AssessmentLesson, Attempt, AttemptState, Option, Purpose, Question
from courses.models import Enrolment, Lesson, LessonProgress, ProgressState, Training
from courses.models.enrolment import TAKING_PART
from feedback.actions.open_rounds import AFTER_TRAINING, BEFORE_END, RATED, SESSION_SURVEY, TRAINING_SURVEY
from feedback.models import Receipt, Response, ResponseValue, Survey, SurveyQuestion, SurveyRound
from lms.demo.comments import COMMENTS
from sessions.models import Attendance, AttendanceSource, TrainingSession

CHUNK = 2000
# Marks of one session, in percent of the people.
STATUSES: dict[str, int] = {"present": 91, "late": 5, "partly": 1, "excused": 1, "absent": 2}


def chance_of(training: Training) -> random.Random:
    """The training's own dice: the same training gets the same history every time."""
    return random.Random(training.slug)


def people_of(training: Training) -> list[Enrolment]:
    """Who takes part, in the order of the roster."""
    return list(Enrolment.objects.filter(training=training, state__in=TAKING_PART).order_by("pk"))


def attend(
    training: Training, people: Sequence[Enrolment], dice: random.Random, *, until: dt.datetime | None = None
) -> None:
    """Mark the sessions that count, up to ``until``. One in twenty came for one half day only; the first always."""
    names, weights = list(STATUSES), list(STATUSES.values())
    sessions = TrainingSession.objects.counting().filter(training=training)
    if until:
        sessions = sessions.filter(ends_at__lte=until)
    rows = []
    rarely = {one.pk for one in people[1:] if dice.random() < 0.05}
    for session in sessions:
        for one in people:
            status = dice.choices(names, weights)[0]
            if one is people[0]:
                status = "present"
            elif one.pk in rarely and session.half_day != 1:
                status = "absent"
            rows.append(
                Attendance(
                    session=session,
                    enrolment=one,
                    status=status,
                    source=AttendanceSource.REGISTER,
                    at=session.starts_at,
                    received_at=session.ends_at,
                )
            )
    Attendance.objects.bulk_create(rows, batch_size=CHUNK)


def take_test(
    lesson: AssessmentLesson,
    people: Sequence[Enrolment],
    dice: random.Random,
    *,
    skill: float,
    at: dt.datetime,
    sure: Sequence[Enrolment] = (),
) -> None:
    """Attempts of ``people`` at ``lesson``, handed in around ``at``.

    Each knows an answer with chance ``skill``, give or take; those in ``sure`` with chance 0.95.
    """
    questions = list(Question.objects.filter(assessment=lesson.assessment, is_current=True))
    options: dict[int, list[Option]] = {one.pk: [] for one in questions}
    for option in Option.objects.filter(question__in=questions):
        options[option.question_id].append(option)
    attempts, kept = [], []
    for one in people:
        own = 0.95 if one in sure else min(max(skill + dice.gauss(0, 0.12), 0.05), 0.98)
        started = at + dt.timedelta(seconds=dice.randint(0, 240))
        answers = []
        for position, question in enumerate(dice.sample(questions, len(questions))):
            chosen = _choose(question, options[question.pk], dice, knows=dice.random() < own)
            credit = question.credit(frozenset(chosen), options[question.pk])
            answers.append(
                Answer(
                    question=question,
                    position=position,
                    value=chosen,
                    revision=1,
                    saved_at=started + dt.timedelta(seconds=40 * (position + 1)),
                    score=scoring.points(credit, question.points),
                )
            )
        result = scoring.total(
            [(answer.score or Decimal(0), answer.question.points) for answer in answers], lesson.assessment.pass_mark
        )
        attempts.append(
            Attempt(
                enrolment=one,
                lesson=lesson,
                number=1,
                seed=dice.randrange(2**31),
                state=AttemptState.SUBMITTED,
                started_at=started,
                submitted_at=started + dt.timedelta(seconds=dice.randint(400, 1100)),
                score=result.score,
                max_score=result.max_score,
                percent=result.percent,
                passed=result.passed,
            )
        )
        kept.append(answers)
    attempts = Attempt.objects.bulk_create(attempts, batch_size=CHUNK)
    for attempt, answers in zip(attempts, kept, strict=True):
        for answer in answers:
            answer.attempt = attempt
    Answer.objects.bulk_create([answer for answers in kept for answer in answers], batch_size=CHUNK)
    LessonProgress.objects.bulk_create(
        [
            LessonProgress(
                enrolment=attempt.enrolment,
                lesson=lesson,
                state=_state(lesson, attempt),
                score=attempt.percent,
                finished_at=attempt.submitted_at,
            )
            for attempt in attempts
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )


def _state(lesson: AssessmentLesson, attempt: Attempt) -> str:
    if lesson.purpose == Purpose.PRE:
        return ProgressState.DONE
    return ProgressState.PASSED if attempt.passed else ProgressState.FAILED


def _choose(question: Question, options: Sequence[Option], dice: random.Random, *, knows: bool) -> list[str]:
    right = question.right_keys(options)
    if knows:
        return sorted(right)
    wrong = [key for key in question.keys(options) if key not in right]
    return [dice.choice(wrong)] if wrong else []


def read_lessons(training: Training, people: Sequence[Enrolment], *, until: int | None = None) -> None:
    """Progress in the course's lessons other than tests; ``until`` keeps to the first so many."""
    tests = AssessmentLesson.objects.non_polymorphic().values("pk")
    lessons = Lesson.objects.non_polymorphic().filter(module__course=training.course_id).exclude(pk__in=tests)
    wanted = list(lessons.order_by("module__position", "position", "pk"))[:until]
    LessonProgress.objects.bulk_create(
        [
            LessonProgress(enrolment=one, lesson_id=lesson.pk, state=ProgressState.DONE, finished_at=one.created_at)
            for one in people
            for lesson in wanted
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )


def rate(training: Training, people: Sequence[Enrolment], dice: random.Random, *, share: float, mood: float) -> None:
    """Feedback of ``share`` of the people on every rated session and the whole: rounds closed, envelopes opened."""
    last = training.ends_on or training.today()
    closes = dt.datetime.combine(last, dt.time(23, 59), training.zone) + AFTER_TRAINING
    surveys = {one.slug: one for one in Survey.objects.all()}
    sessions = TrainingSession.objects.filter(training=training, kind__in=RATED).order_by("starts_at")
    rounds = [
        SurveyRound(
            survey=surveys[SESSION_SURVEY], training=training, session=one,
            opens_at=one.ends_at - BEFORE_END, closes_at=closes, sealed_at=closes,
        )
        for one in sessions
    ]  # fmt: skip
    rounds.append(
        SurveyRound(
            survey=surveys[TRAINING_SURVEY],
            training=training,
            opens_at=sessions[len(sessions) - 1].starts_at,
            closes_at=closes,
            sealed_at=closes,
        )
    )
    rounds = SurveyRound.objects.bulk_create(rounds)
    large = {code for code, count in _by_country(people).items() if count >= 5}
    for one in rounds:
        _answer(
            one, [p for p in people if p is people[0] or dice.random() < share], dice, mood=mood, large=large, day=last
        )


def _answer(
    one: SurveyRound, people: Sequence[Enrolment], dice: random.Random, *, mood: float, large: set[str], day: dt.date
) -> None:
    Receipt.objects.bulk_create([Receipt(round=one, enrolment=person) for person in people], batch_size=CHUNK)
    shuffled = dice.sample(list(people), len(people))
    responses = Response.objects.bulk_create(
        [
            Response(
                round=one, language=person.language, day=day,
                country_id=person.country_id if person.country_id in large else None,
            )
            for person in shuffled
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    questions = list(SurveyQuestion.objects.filter(survey=one.survey))
    values = []
    for response in responses:
        for question in questions:
            value = _value(question, response, dice, mood)
            if value is not None:
                values.append(value)
    ResponseValue.objects.bulk_create(values, batch_size=CHUNK)


def _value(question: SurveyQuestion, response: Response, dice: random.Random, mood: float) -> ResponseValue | None:
    kind = type(question).__name__
    if kind in {"StarsQuestion", "ScaleQuestion"}:
        number = min(max(round(dice.gauss(mood, 0.8)), 1), 5)
        return ResponseValue(response=response, question=question, number=number)
    if kind == "ChoiceQuestion":
        return ResponseValue(response=response, question=question, text=dice.choice(["yes", "yes", "no"]))
    said = COMMENTS.get(question.code, {}).get(response.language)
    if said and dice.random() < 0.15:
        return ResponseValue(response=response, question=question, text=dice.choice(said))
    return None


def _by_country(people: Sequence[Enrolment]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in people:
        if one.country_id:
            counts[one.country_id] = counts.get(one.country_id, 0) + 1
    return counts
