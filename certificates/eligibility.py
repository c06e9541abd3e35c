"""Who has earned a certificate, and what is still missing: asked of the rows, never stored.

A training that was brought in after it had ended has no half days here: then the list of
participants is the record, and who stands on it as having attended has earned a certificate of
participation. A test or a feedback form is only asked for where the training has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentLesson, Purpose
from assessments.results import Result, results_for
from certificates.models import CertificateRule
from courses.models import Enrolment, EnrolmentState, Lesson, LessonProgress, Training
from courses.models.enrolment import TAKING_PART
from courses.models.progress import FINISHED
from feedback.actions.open_rounds import still_to_be_rated
from feedback.models import SurveyRound
from feedback.receipts import raters_of_training
from lms.common import languages, numbers
from sessions.models import Attendance, AttendanceStatus, TrainingSession
from sessions.presence import NOTHING, Share, shares_for

# Who was in the room for a session that the rule names.
WAS_THERE = (AttendanceStatus.PRESENT.value, AttendanceStatus.LATE.value, AttendanceStatus.PARTLY.value)


@dataclass(frozen=True)
class Condition:
    """One line of the checklist: what is asked, whether it is met, where the person stands.

    ``url`` is where she can meet it now, if it is up to her.
    """

    key: str
    label: str
    met: bool
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Checklist:
    """All conditions of one enrolment, and the findings a certificate will keep (see ``Certificate.facts``)."""

    conditions: tuple[Condition, ...]
    facts: dict[str, Any]

    @property
    def is_met(self) -> bool:
        """Everything asked for was found; with nothing to ask for, nothing was earned."""
        return bool(self.conditions) and all(condition.met for condition in self.conditions)

    @property
    def missing(self) -> list[Condition]:
        """What is still open."""
        return [condition for condition in self.conditions if not condition.met]

    @property
    def is_completion(self) -> bool:
        """A passed post-test makes it a certificate of completion."""
        return bool(self.facts.get("post_test"))


def rule_of(training: Training) -> CertificateRule:
    """The training's rule, or the defaults."""
    return CertificateRule.objects.filter(training=training).first() or CertificateRule(training=training)


def checklist(enrolment: Enrolment) -> list[Condition]:
    """What is asked of the enrolment and whether it is met, in the current language."""
    return list(checklist_of(enrolment).conditions)


def checklist_of(enrolment: Enrolment) -> Checklist:
    """The same with the findings a certificate keeps."""
    return checklists_for([enrolment])[enrolment.pk]


def checklists(training: Training) -> Iterator[tuple[Enrolment, Checklist]]:
    """Everybody who takes part in ``training``, each with her checklist."""
    enrolments = list(
        Enrolment.objects.filter(training=training, state__in=TAKING_PART)
        .select_related("person", "training__course", "country")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    found = checklists_for(enrolments)
    for enrolment in enrolments:
        yield enrolment, found[enrolment.pk]


def checklists_for(enrolments: Iterable[Enrolment]) -> dict[int, Checklist]:
    """Enrolment's id → checklist, for people of one or several trainings: a dozen queries, whatever their number.

    Give enrolments with ``training__course`` selected.
    """
    rows = list(enrolments)
    findings = _find(rows)
    return {row.pk: _reckon(row, findings) for row in rows}


@dataclass
class _Findings:
    """What the rows of other packages say, for all enrolments at once."""

    rules: dict[int, CertificateRule] = field(default_factory=dict)
    named: dict[int, list[TrainingSession]] = field(default_factory=dict)
    present: set[tuple[int, int]] = field(default_factory=set)
    shares: dict[int, Share] = field(default_factory=dict)
    tests: dict[tuple[int, str], AssessmentLesson] = field(default_factory=dict)
    results: dict[tuple[int, str], Result] = field(default_factory=dict)
    rounds: dict[int, SurveyRound] = field(default_factory=dict)
    to_rate: set[int] = field(default_factory=set)
    raters: set[int] = field(default_factory=set)
    lessons: dict[int, int] = field(default_factory=dict)
    finished: dict[int, int] = field(default_factory=dict)

    def rule_of(self, training: Training) -> CertificateRule:
        return self.rules.get(training.pk) or CertificateRule(training=training)

    def asks_for_feedback(self, training: Training) -> bool:
        return not training.is_self_paced and self.rule_of(training).feedback


def _find(rows: list[Enrolment]) -> _Findings:
    found = _Findings()
    trainings = {row.training_id: row.training for row in rows}
    courses = {training.course_id for training in trainings.values()}
    for rule in CertificateRule.objects.filter(training__in=trainings).prefetch_related("sessions"):
        found.rules[rule.training_id] = rule
        # Nobody can have been in a session that was cancelled.
        found.named[rule.training_id] = [session for session in rule.sessions.all() if not session.is_cancelled]
    if any(found.named.values()):
        found.present = set(
            Attendance.objects.filter(
                session__in=[session.pk for sessions in found.named.values() for session in sessions],
                status__in=WAS_THERE,
            ).values_list("enrolment_id", "session_id")
        )
    found.shares = shares_for(rows)
    asked = AssessmentLesson.objects.filter(module__course__in=courses, purpose__in=[Purpose.PRE, Purpose.POST])
    for lesson in asked.select_related("module").order_by("-module__position", "-position"):
        found.tests[lesson.module.course_id, lesson.purpose] = lesson
    found.results = results_for(rows)
    for one in SurveyRound.objects.filter(training__in=trainings, session=None).order_by("-opens_at"):
        found.rounds[one.training_id] = one
    # A form that is not there yet is asked for all the same: nobody is done before it opened.
    asks = [one for pk, one in trainings.items() if pk not in found.rounds and found.asks_for_feedback(one)]
    found.to_rate = still_to_be_rated(asks)
    found.raters = raters_of_training([row.pk for row in rows])
    if any(training.is_self_paced for training in trainings.values()):
        found.lessons = _counted(Lesson.objects.filter(module__course__in=courses, is_required=True), "module__course")
        done = LessonProgress.objects.filter(
            enrolment__in=[row.pk for row in rows],
            state__in=FINISHED,
            lesson__is_required=True,
            lesson__module__course=F("enrolment__training__course"),
        )
        found.finished = _counted(done, "enrolment")
    return found


def _counted(rows: Any, by: str) -> dict[int, int]:
    # ``Any``: a query set of whichever model is counted.
    return dict(rows.order_by().values_list(by).annotate(count=Count("pk")))


def _reckon(row: Enrolment, found: _Findings) -> Checklist:
    training = row.training
    share = found.shares.get(row.pk, NOTHING)
    if not share.is_known and row.state == EnrolmentState.ATTENDED and training.has_ended:
        recorded = Condition("recorded", _("Recorded as having attended"), True, _("On the list of participants"))
        return Checklist((recorded,), {"recorded": True})
    rule = found.rule_of(training)
    conditions: list[Condition] = []
    facts: dict[str, Any] = {}
    if training.is_self_paced:
        conditions.append(_lessons(row, found, facts))
    else:
        conditions.append(_attendance(share, rule, facts))
    conditions.extend(_named_sessions(row, found))
    if rule.pre_test and (row.training.course_id, Purpose.PRE) in found.tests:
        conditions.append(_pre_test(row, found, facts))
    if rule.post_test and (row.training.course_id, Purpose.POST) in found.tests:
        conditions.append(_post_test(row, found, facts))
    if rule.feedback and (row.training_id in found.rounds or row.training_id in found.to_rate):
        conditions.append(_feedback(row, found, facts))
    return Checklist(tuple(conditions), facts)


def _attendance(share: Share, rule: CertificateRule, facts: dict[str, Any]) -> Condition:
    facts.update(attended=float(share.attended), halves=share.total, percent=float(share.percent))
    label = _("Present at %(percent)s or more of the half days") % {"percent": numbers.percent(rule.attendance_percent)}
    if not share.is_known:
        return Condition("attendance", label, False, _("No half days are planned yet"))
    detail = _("%(attended)s of %(total)s half days") % {
        "attended": numbers.number(share.attended.normalize(), 0 if share.attended % 1 == 0 else 1),
        "total": numbers.number(share.total),
    }
    return Condition("attendance", label, share.percent >= rule.attendance_percent, detail)


def _lessons(row: Enrolment, found: _Findings, facts: dict[str, Any]) -> Condition:
    total = found.lessons.get(row.training.course_id, 0)
    done = min(found.finished.get(row.pk, 0), total)
    facts.update(lessons=done, lessons_total=total)
    detail = _("%(done)s of %(total)s finished") % {"done": numbers.number(done), "total": numbers.number(total)}
    return Condition(
        "lessons",
        _("Every required lesson finished"),
        0 < total <= done,
        detail,
        row.training.course.get_absolute_url(),
    )


def _named_sessions(row: Enrolment, found: _Findings) -> Iterator[Condition]:
    for session in found.named.get(row.training_id, []):
        there = (row.pk, session.pk) in found.present
        yield Condition(
            f"session-{session.pk}",
            _("Present at “%(session)s”") % {"session": languages.localized(session.title).text},
            there,
            _("Present") if there else _("Not recorded as present"),
        )


def _test_url(row: Enrolment, found: _Findings, purpose: str) -> str:
    lesson = found.tests[row.training.course_id, purpose]
    return f"{reverse('assessments:start', args=[lesson.pk])}?training={row.training.slug}"


def _pre_test(row: Enrolment, found: _Findings, facts: dict[str, Any]) -> Condition:
    result = found.results.get((row.pk, Purpose.PRE))
    facts["pre_test"] = result is not None
    label = _("Pre-test taken")
    if result:
        return Condition("pre_test", label, True, _("Taken"))
    return Condition("pre_test", label, False, _("Not taken yet"), _test_url(row, found, Purpose.PRE))


def _post_test(row: Enrolment, found: _Findings, facts: dict[str, Any]) -> Condition:
    result = found.results.get((row.pk, Purpose.POST))
    facts["post_test"] = bool(result and result.passed)
    label = _("Post-test passed")
    if result and result.passed:
        return Condition(
            "post_test", label, True, _("Passed with %(percent)s") % {"percent": numbers.percent(result.percent)}
        )
    detail = (
        _("Not passed yet: %(percent)s") % {"percent": numbers.percent(result.percent)}
        if result
        else _("Not taken yet")
    )
    return Condition("post_test", label, False, detail, _test_url(row, found, Purpose.POST))


def _feedback(row: Enrolment, found: _Findings, facts: dict[str, Any]) -> Condition:
    given = row.pk in found.raters
    facts["feedback"] = given
    label = _("Training rated")
    if given:
        return Condition("feedback", label, True, _("Rated"))
    asked = found.rounds.get(row.training_id)
    if asked is not None and asked.is_open():
        return Condition("feedback", label, False, _("Not rated yet"), asked.get_absolute_url())
    closed = asked is not None and asked.closes_at <= timezone.now()
    return Condition("feedback", label, False, _("The form is closed") if closed else _("The form opens later"))
