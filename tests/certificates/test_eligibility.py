"""Who has earned a certificate: the rule, with rows just below and just above each of its conditions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions import close_expired, save_answer, start_attempt, submit_attempt
from assessments.models import Assessment, AssessmentLesson, Attempt, Purpose, TrueFalseQuestion
from certificates.actions import issue_certificate, issue_due, replace_certificate, revoke_certificate
from certificates.eligibility import checklist, checklist_of, checklists
from certificates.models import CertificateRule, RevocationReason
from courses.actions.record_progress import record_progress
from courses.actions.seats import withdraw
from courses.models import Enrolment, EnrolmentState, Lesson, Module, TextLesson, Training
from feedback.actions.submit_response import submit_response
from feedback.models import Survey, SurveyRound
from lms.common.errors import Refused
from sessions.actions import add_session, cancel_session, mark_attendance
from sessions.models import Attendance, SessionPresenter, TrainingSession
from sessions.presence import Mark, reckon

# How a half day is written down below. A number: there for so many of the session's 90 minutes.
MARKS = {"P": "present", "L": "late", "h": "partly", "E": "excused", "A": "absent"}
NOT_MARKED, CANCELLED = "-", "X"


@pytest.fixture
def rule(training):
    """Sets what is asked for: ``rule(attendance=80)``; nothing else is, unless it is named."""

    def ask(*, attendance=80, pre_test=False, post_test=False, feedback=False, sessions=()):
        kept, _ = CertificateRule.objects.update_or_create(
            training=training,
            defaults={
                "attendance_percent": attendance, "pre_test": pre_test, "post_test": post_test, "feedback": feedback,
            },
        )  # fmt: skip
        kept.sessions.set(sessions)
        return kept

    return ask


@pytest.fixture
def attends(training, enrolment, coordinator):
    """Amina's half days, one word each: ``attends("P P A+P X 45")``; ``+`` joins the sessions of one half day."""

    def write(words: str) -> list[TrainingSession]:
        held = []
        for half_day, word in enumerate(words.split(), start=1):
            for place, mark in enumerate(word.split("+")):
                session = add_session(
                    training=training,
                    title=f"Half day {half_day}, part {place + 1}",
                    date=training.starts_on + dt.timedelta(days=(half_day - 1) // 2),
                    starts=dt.time(9 + 2 * place if half_day % 2 else 13 + 2 * place),
                    ends=dt.time(10 + 2 * place if half_day % 2 else 14 + 2 * place, 30),
                    half_day=half_day,
                    counts_for_attendance=True,
                )
                held.append(session)
                if mark == CANCELLED:
                    # She was there before it was broken off.
                    mark_attendance(session=session, marks={enrolment.pk: "present"}, actor=None)
                    cancel_session(session=session, reason="No electricity", actor=coordinator)
                elif mark != NOT_MARKED:
                    minutes = {enrolment.pk: int(mark)} if mark.isdigit() else {}
                    status = "partly" if mark.isdigit() else MARKS[mark]
                    mark_attendance(session=session, marks={enrolment.pk: status}, actor=None, minutes=minutes)
        return held

    return write


def conditions(enrolment) -> dict[str, bool]:
    return {one.key: one.met for one in checklist(Enrolment.objects.get(pk=enrolment.pk))}


@pytest.mark.parametrize(
    ("percent", "half_days", "earned"),
    [
        # Four of five half days are 80 percent.
        (80, "P P P P P", True),
        (80, "P P P P A", True),
        (80, "P P P A A", False),
        (81, "P P P P A", False),
        (100, "P P P P P", True),
        (100, "P P P P A", False),
        # Who is late was there.
        (80, "L L L L A", True),
        # Partly is worth its minutes, half the session where nobody knows them, never more than all of it.
        (80, "P P P 90 A", True),
        (80, "P P P 89 A", False),
        (80, "P P P 45 45", True),
        (80, "P P P 45 44", False),
        (80, "P P P h h", True),
        (80, "P P P h A", False),
        (80, "P P P 999 A", True),
        (81, "P P P 999 A", False),
        (80, "P P P 0 A", False),
        # A good excuse is no presence, and neither is a session that nobody marked.
        (80, "P P P P E", True),
        (80, "P P P E E", False),
        (80, "P P P P -", True),
        (80, "P P P - -", False),
        (1, "- - - - -", False),
        (1, "E E E E E", False),
        (0, "- - - - -", True),
        # What was cancelled counts neither for her nor against her, also if she was there.
        (80, "P P P P X", True),
        (80, "P P P A X", False),
        (100, "P X X X P", True),
        (100, "P+X P", True),
        (50, "A+X P", True),
        (51, "A+X P", False),
        (1, "X X", False),
        # A half day is divided among its sessions.
        (75, "P+A P", True),
        (76, "P+A P", False),
        (50, "P+A P+A", True),
        (51, "P+A P+A", False),
        # Never rounded up: two thirds are not 67 percent.
        (66, "P P A", True),
        (67, "P P A", False),
    ],
)  # fmt: skip
def test_the_share_of_half_days(attends, rule, enrolment, coordinator, percent, half_days, earned):
    rule(attendance=percent)
    attends(half_days)

    assert conditions(enrolment) == {"attendance": earned}
    if earned:
        assert issue_certificate(enrolment=enrolment, actor=coordinator).enrolment == enrolment
    else:
        with pytest.raises(Refused) as refusal:
            issue_certificate(enrolment=enrolment, actor=coordinator)
        assert refusal.value.code == "not_earned"


def test_a_hair_below_is_below():
    """79.997 percent; no agenda of two days is fine enough to show it."""
    assert reckon({1: [(1, 30_000)]}, {1: Mark("partly", 23_999)}).percent < 80
    assert reckon({1: [(1, 30_000)]}, {1: Mark("partly", 24_000)}).percent == 80


def test_without_a_rule_of_its_own_a_training_asks_for_80_percent_and_a_rating(attends, training, enrolment):
    attends("P P P P A")
    assert conditions(enrolment) == {"attendance": True, "feedback": False}
    Attendance.objects.filter(enrolment=enrolment, session__half_day=4).update(status="absent")
    assert conditions(enrolment) == {"attendance": False, "feedback": False}


def test_what_is_not_for_attendance_counts_for_nobody(attends, rule, enrolment, training):
    """Breaks, and sessions outside the half days."""
    rule(attendance=100)
    attends("P P")
    add_session(
        training=training, title="Tea", date=training.starts_on, starts=dt.time(10, 30), ends=dt.time(11), kind="break"
    )
    assert conditions(enrolment) == {"attendance": True}


def test_it_can_be_handed_over_at_the_closing_ceremony(attends, rule, enrolment, training, coordinator):
    """The last day need not be over; what is still to come counts as not attended."""
    rule(attendance=80)
    attends("P P P P -")
    assert not training.has_ended
    assert issue_certificate(enrolment=enrolment, actor=coordinator)


# --- who stands on the list of a training that was over before it came here ---------------------


@pytest.mark.parametrize(
    ("state", "days_ago", "earned"),
    [
        (EnrolmentState.ATTENDED, 3, True),
        (EnrolmentState.ATTENDED, 2, True),
        # Its second and last day is today.
        (EnrolmentState.ATTENDED, 1, False),
        (EnrolmentState.CONFIRMED, 3, False),
    ],
)
def test_where_no_half_days_are_known_the_list_is_the_record(rule, enrolment, training, state, days_ago, earned):
    rule(attendance=80)
    training.starts_on = training.today() - dt.timedelta(days=days_ago)
    training.save()
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)

    assert conditions(enrolment) == ({"recorded": True} if earned else {"attendance": False})


def test_where_half_days_are_known_the_list_is_not_enough(attends, rule, enrolment, training):
    rule(attendance=80)
    attends("P A")
    Training.objects.filter(pk=training.pk).update(starts_on=training.today() - dt.timedelta(days=30))
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.ATTENDED)

    assert conditions(enrolment) == {"attendance": False}


# --- sessions that everybody must have been in ----------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "there"),
    [("P", True), ("L", True), ("h", True), ("1", True), ("E", False), ("A", False), ("-", False)],
)
def test_a_named_session_must_have_been_attended(attends, rule, enrolment, mark, there):
    named = attends(f"P P P P {mark}")[-1]
    rule(attendance=80, sessions=[named])

    assert conditions(enrolment) == {"attendance": True, f"session-{named.pk}": there}


def test_a_named_session_that_was_cancelled_is_asked_of_nobody(attends, rule, enrolment):
    *_, held, cancelled = attends("P P P P X")
    rule(attendance=80, sessions=[held, cancelled])

    assert conditions(enrolment) == {"attendance": True, f"session-{held.pk}": True}


def test_to_have_been_in_somebody_elses_place_does_not_count(attends, rule, enrolment, make_person, training):
    named = attends("P P P P -")[-1]
    rule(attendance=80, sessions=[named])
    other = Enrolment.objects.create(
        training=training, person=make_person("b@example.org"), state="confirmed", country_id="ZW"
    )
    mark_attendance(session=named, marks={other.pk: "present"}, actor=None)

    assert conditions(enrolment)[f"session-{named.pk}"] is False


# --- tests ------------------------------------------------------------------------------------------


@pytest.fixture
def make_test(course):
    """Ten statements, all true; passed with 70 percent; two tries of 20 minutes."""

    def make(purpose):
        assessment = Assessment.objects.create(slug=f"{purpose}-test", title="Test", minutes=20, tries=2)
        for n in range(10):
            TrueFalseQuestion.objects.create(
                assessment=assessment, key=f"q{n}", text=f"Statement {n}", is_true=True, position=n
            )
        return AssessmentLesson.objects.create(
            module=course.modules.last(), slug=f"{purpose}-test", title="Test", assessment=assessment, purpose=purpose,
            position=9,
        )  # fmt: skip

    return make


def take(enrolment, lesson, right, how="hands in"):
    """So many of the ten right, the rest not answered; then she hands in, or the clock does, or she is still at it."""
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    for answer in list(attempt.answers.select_related("question"))[:right]:
        (key,) = answer.question.get_real_instance().right_keys([])
        save_answer(attempt=attempt, question=answer.question_id, value=[key], revision=0, client_id=f"c{answer.pk}")
    if how == "hands in":
        submit_attempt(attempt=attempt)
    elif how == "runs out of time":
        Attempt.objects.filter(pk=attempt.pk).update(expires_at=timezone.now() - dt.timedelta(minutes=2))
        assert close_expired() == 1
    return attempt


@pytest.mark.parametrize(
    ("asked", "tries", "earned"),
    [
        # Passed is 70 percent: seven of ten.
        (True, [(7, "hands in")], True),
        (True, [(6, "hands in")], False),
        (True, [], False),
        (True, [(10, "is still at it")], False),
        (True, [(7, "runs out of time")], True),
        (True, [(6, "runs out of time")], False),
        # The better try counts, whichever comes first.
        (True, [(6, "hands in"), (7, "hands in")], True),
        (True, [(7, "hands in"), (2, "hands in")], True),
        (True, [(7, "hands in"), (10, "is still at it")], True),
        (True, [(5, "hands in"), (6, "hands in")], False),
        (False, [], True),
        (False, [(0, "hands in")], True),
    ],
)
def test_the_post_test_must_be_passed(attends, rule, make_test, enrolment, asked, tries, earned):
    lesson = make_test(Purpose.POST)
    attends("P P")
    rule(post_test=asked)
    for right, how in tries:
        take(enrolment, lesson, right, how)

    found = checklist_of(enrolment)
    assert conditions(enrolment) == {"attendance": True, **({"post_test": earned} if asked else {})}
    assert found.is_met is earned
    assert found.is_completion is (asked and earned)


@pytest.mark.parametrize(
    ("tries", "earned"),
    [
        # It measures, it does not judge: taken is enough.
        ([(0, "hands in")], True),
        ([(3, "runs out of time")], True),
        ([(10, "is still at it")], False),
        ([], False),
    ],
)
def test_the_pre_test_must_be_taken(attends, rule, make_test, enrolment, tries, earned):
    lesson = make_test(Purpose.PRE)
    attends("P P")
    rule(pre_test=True)
    for right, how in tries:
        take(enrolment, lesson, right, how)

    assert conditions(enrolment) == {"attendance": True, "pre_test": earned}


def test_who_has_passed_stays_so_when_more_is_asked_of_later_tries(attends, rule, make_test, enrolment):
    lesson = make_test(Purpose.POST)
    attends("P P")
    rule(post_test=True)
    take(enrolment, lesson, 7)
    Assessment.objects.update(pass_mark=90)
    take(enrolment, lesson, 8)

    assert conditions(enrolment)["post_test"] is True


def test_one_test_does_not_stand_for_the_other(attends, rule, make_test, enrolment):
    pre, _post = make_test(Purpose.PRE), make_test(Purpose.POST)
    attends("P P")
    rule(pre_test=True, post_test=True)
    take(enrolment, pre, 10)

    assert conditions(enrolment) == {"attendance": True, "pre_test": True, "post_test": False}


def test_a_test_that_the_course_has_not_is_asked_of_nobody(attends, rule, make_test, enrolment):
    make_test(Purpose.CHECK)
    attends("P P")
    rule(pre_test=True, post_test=True)

    assert conditions(enrolment) == {"attendance": True}


# --- feedback ---------------------------------------------------------------------------------------


@pytest.fixture
def ask_for_feedback(training):
    def ask(about="training", session=None, opens=-1, closes=24):
        now = timezone.now()
        return SurveyRound.objects.create(
            survey=Survey.objects.get(slug=about), training=training, session=session,
            opens_at=now + dt.timedelta(hours=opens), closes_at=now + dt.timedelta(hours=closes),
        )  # fmt: skip

    return ask


@pytest.mark.parametrize(
    ("asked", "answers", "earned"), [(True, True, True), (True, False, False), (False, False, True)]
)
def test_the_training_must_be_rated(attends, rule, ask_for_feedback, enrolment, asked, answers, earned):
    attends("P P")
    rule(feedback=asked)
    form = ask_for_feedback()
    if answers:
        submit_response(round=form, enrolment=enrolment, values={"overall": 1}, language="en")

    assert checklist_of(enrolment).is_met is earned
    assert conditions(enrolment).get("feedback", True) is earned


def test_who_is_early_does_not_get_round_the_form_that_is_still_to_come(attends, rule, training, enrolment):
    attends("P P")
    rule(feedback=True)

    (asked,) = [one for one in checklist_of(enrolment).conditions if one.key == "feedback"]
    assert (asked.met, asked.detail) == (False, "The form opens later")


def test_a_training_that_was_never_asked_is_over(attends, rule, training, enrolment):
    attends("P P")
    rule(feedback=True)
    training.starts_on -= dt.timedelta(days=20)
    training.save()

    assert "feedback" not in conditions(enrolment)


def test_to_rate_a_session_is_not_to_rate_the_training(attends, rule, ask_for_feedback, enrolment):
    session, _ = attends("P P")
    rule(feedback=True)
    ask_for_feedback()
    form = ask_for_feedback("session", session)
    submit_response(round=form, enrolment=enrolment, values={}, language="en")

    assert conditions(enrolment)["feedback"] is False


@pytest.mark.parametrize(("opens", "closes"), [(1, 24), (-24, -1)])
def test_a_form_that_is_not_open_does_not_excuse(attends, rule, ask_for_feedback, enrolment, opens, closes):
    attends("P P")
    rule(feedback=True)
    ask_for_feedback(opens=opens, closes=closes)

    assert conditions(enrolment)["feedback"] is False


# --- courses at one's own pace ----------------------------------------------------------------------


@pytest.fixture
def open_seat(course, participant):
    training = Training.objects.create(slug="open", title="Open", course=course, is_self_paced=True, capacity=9)
    return Enrolment.objects.create(training=training, person=participant, state="confirmed", country_id="BH")


@pytest.mark.parametrize(
    ("states", "earned"),
    [
        (["done", "done", "done"], True),
        (["done", "passed", "done"], True),
        (["done", "done", "in_progress"], False),
        (["done", "done", "failed"], False),
        (["done", "done"], False),
        ([], False),
    ],
)
def test_at_ones_own_pace_every_required_lesson_counts(open_seat, course, states, earned):
    TextLesson.objects.create(module=course.modules.last(), slug="more", title="More", is_required=False, position=7)
    required = Lesson.objects.filter(module__course=course, is_required=True)
    for lesson, state in zip(required, states, strict=False):
        record_progress(enrolment=open_seat, lesson=lesson, state=state)

    assert conditions(open_seat) == {"lessons": earned}


def test_a_lesson_that_may_be_left_out_stands_for_none_that_may_not(open_seat, course):
    extra = TextLesson.objects.create(
        module=course.modules.last(), slug="more", title="More", is_required=False, position=7
    )
    for lesson in [*Lesson.objects.filter(module__course=course, is_required=True)[:2], extra]:
        record_progress(enrolment=open_seat, lesson=lesson, state="done")

    assert conditions(open_seat) == {"lessons": False}


def test_a_lesson_that_went_to_another_course_stands_for_none_of_this_one(open_seat, course, db):
    for lesson in Lesson.objects.filter(module__course=course)[:2]:
        record_progress(enrolment=open_seat, lesson=lesson, state="done")
    other = Module.objects.create(course=type(course).objects.create(slug="other", title="Other"), title="M")
    moved = TextLesson.objects.create(module=course.modules.last(), slug="moved", title="Moved", position=8)
    record_progress(enrolment=open_seat, lesson=moved, state="done")
    TextLesson.objects.filter(pk=moved.pk).update(module=other)

    assert conditions(open_seat) == {"lessons": False}


def test_a_course_without_required_lessons_is_finished_by_nobody(open_seat, course):
    Lesson.objects.update(is_required=False)

    assert conditions(open_seat) == {"lessons": False}


# --- who is meant -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["waiting", "offered", "declined", "expired", "withdrawn"])
def test_who_has_no_seat_gets_none_whatever_was_marked(attends, rule, enrolment, training, coordinator, state):
    rule(attendance=80)
    attends("P P P P P")
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state, offer_expires_at=timezone.now())

    assert list(checklists(training)) == []
    assert issue_due(training=training, actor=coordinator).issued == []
    with pytest.raises(Refused) as refusal:
        issue_certificate(enrolment=enrolment, actor=coordinator)
    assert refusal.value.code == "not_enrolled"


def test_who_leaves_after_the_look_and_before_the_press_gets_none(attends, rule, enrolment, coordinator):
    rule(attendance=80)
    attends("P P P P P")
    on_the_page = Enrolment.objects.get(pk=enrolment.pk)
    withdraw(enrolment=enrolment, actor=None)

    with pytest.raises(Refused) as refusal:
        issue_certificate(enrolment=on_the_page, actor=coordinator)
    assert refusal.value.code == "not_enrolled"


def test_a_withdrawn_certificate_is_not_made_anew_for_who_has_left(attends, rule, enrolment, coordinator):
    rule(attendance=80)
    attends("P P P P P")
    old = issue_certificate(enrolment=enrolment, actor=coordinator)
    old = revoke_certificate(certificate=old, reason=RevocationReason.ISSUED_IN_ERROR, actor=coordinator)
    withdraw(enrolment=enrolment, actor=None)

    with pytest.raises(Refused) as refusal:
        replace_certificate(certificate=old, actor=coordinator)
    assert refusal.value.code == "not_earned"


def test_who_leads_a_session_takes_no_part_in_the_training(attends, rule, training, trainer, coordinator):
    """Staff and guests stand in the agenda, not on the list."""
    rule(attendance=0)
    session, *_ = attends("P P")
    SessionPresenter.objects.create(session=session, person=trainer)
    SessionPresenter.objects.create(session=session, guest_name="Dr Chipo Dube")

    result = issue_due(training=training, actor=coordinator)
    assert [one.name for one in result.issued] == ["Amina Al Khalifa"]


def test_all_of_it_at_once(attends, rule, make_test, ask_for_feedback, enrolment, coordinator):
    """Each condition that is missing keeps the certificate back, and is named; met one after the other."""
    pre, post = make_test(Purpose.PRE), make_test(Purpose.POST)
    *_, named = attends("P P P P -")
    rule(attendance=80, pre_test=True, post_test=True, feedback=True, sessions=[named])
    form = ask_for_feedback()
    steps = {
        f"session-{named.pk}": lambda: mark_attendance(session=named, marks={enrolment.pk: "late"}, actor=None),
        "pre_test": lambda: take(enrolment, pre, 0),
        "post_test": lambda: take(enrolment, post, 7),
        "feedback": lambda: submit_response(round=form, enrolment=enrolment, values={"overall": 5}, language="en"),
    }
    open_still = list(steps)
    for key, step in steps.items():
        assert [one.key for one in checklist_of(enrolment).missing] == open_still
        with pytest.raises(Refused) as refusal:
            issue_certificate(enrolment=enrolment, actor=coordinator)
        assert refusal.value.code == "not_earned"
        step()
        open_still.remove(key)
    assert checklist_of(enrolment).is_met
    assert issue_certificate(enrolment=enrolment, actor=coordinator).facts == {
        "attended": 5.0, "halves": 5, "percent": 100.0, "pre_test": True, "post_test": True, "feedback": True,
    }  # fmt: skip


# --- more attendance never takes a certificate away ------------------------------------------------

# What each mark may become when more of her presence comes to be known.
MORE = {
    "-": ("A", "E", "0", "45", "h", "90", "L", "P"),
    "A": ("E", "0", "45", "h", "90", "L", "P"),
    "E": ("A", "0", "45", "h", "90", "L", "P"),
    "0": ("45", "h", "90", "L", "P"),
    "45": ("h", "90", "L", "P"),
    "h": ("45", "90", "L", "P"),
    "90": ("L", "P"),
    "L": ("P",),
    "P": ("L",),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    marks=st.lists(st.sampled_from(list(MORE)), min_size=5, max_size=5),
    percent=st.integers(0, 100),
    chance=st.randoms(use_true_random=False),
)
def test_more_attendance_never_takes_a_certificate_away(property_training, marks, percent, chance):
    enrolment, sessions, rule = property_training
    CertificateRule.objects.filter(pk=rule.pk).update(attendance_percent=percent)
    Attendance.objects.all().delete()
    for session, mark in zip(sessions, marks, strict=True):
        put(session, enrolment, mark)
    before = checklist_of(enrolment)
    for _ in range(4):
        place = chance.randrange(len(sessions))
        marks[place] = chance.choice(MORE[marks[place]])
        put(sessions[place], enrolment, marks[place])
        after = checklist_of(enrolment)
        assert after.facts["percent"] >= before.facts["percent"]
        assert {one.key for one in before.conditions if one.met} <= {one.key for one in after.conditions if one.met}
        before = after


def put(session, enrolment, mark):
    if mark == NOT_MARKED:
        return
    status = "partly" if mark.isdigit() else MARKS[mark]
    minutes = int(mark) if mark.isdigit() else None
    Attendance.objects.update_or_create(
        session=session, enrolment=enrolment, defaults={"status": status, "minutes": minutes}
    )


@pytest.fixture
def property_training(attends, rule, enrolment):
    """Three half days of two, one and two sessions; the last one is named by the rule."""
    sessions = attends("-+- - -+-")
    return enrolment, sessions, rule(attendance=80, sessions=sessions[-1:])
