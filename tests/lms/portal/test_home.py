"""Home is a list of what comes next, for each kind of person."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from assessments.models import Assessment, AssessmentLesson, Purpose
from courses.actions.stages import cancel_training
from courses.catalogue.models import Tool
from courses.models import Course, Enrolment, EnrolmentState, Invitation, Stage, Training
from feedback.actions.open_rounds import open_rounds
from lms.people.models import Person, Role
from sessions.actions.agenda import make_agenda
from sessions.models import TrainingSession


@pytest.fixture
def live(training):
    """The training's agenda, its "AI basics" session going on right now."""
    make_agenda(training=training)
    session = TrainingSession.objects.filter(training=training, kind="session").first()
    now = timezone.now()
    TrainingSession.objects.filter(pk=session.pk).update(
        starts_at=now - dt.timedelta(minutes=5), ends_at=now + dt.timedelta(minutes=40), date=training.starts_on
    )
    TrainingSession.objects.filter(training=training).exclude(pk=session.pk).update(
        starts_at=now + dt.timedelta(hours=20), ends_at=now + dt.timedelta(hours=21)
    )
    session.refresh_from_db()
    return session


def test_a_participant_lands_on_what_goes_on_now(login, participant, enrolment, live):
    page = login(participant).get("/en/")
    assert f"/en/sessions/{live.pk}/room/" in page.text
    assert "Next for you" in page.text
    assert "Lesson one" in page.text


def test_the_test_that_goes_on_is_that_of_this_training(login, participant, enrolment, live):
    test = AssessmentLesson.objects.create(
        module=live.training.course.modules.last(),
        slug="after",
        title="After",
        position=9,
        assessment=Assessment.objects.create(slug="after", title="After"),
        purpose=Purpose.POST,
    )
    TrainingSession.objects.filter(pk=live.pk).update(lesson=test)
    page = login(participant).get("/en/")
    assert f'href="/en/assessments/{test.pk}/?training={live.training.slug}"' in page.text


def test_the_same_in_arabic_runs_right_to_left(login, participant, enrolment, live):
    page = login(participant).get("/ar/")
    assert '<html lang="ar" dir="rtl">' in page.text
    assert f"/ar/sessions/{live.pk}/room/" in page.text


def test_who_was_invited_accepts_first(login, participant, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(invitation=Invitation.SENT)
    page = login(participant).get("/en/")
    assert f'action="/en/trainings/{enrolment.training.slug}/accept/"' in page.text


def test_what_is_over_waits_to_be_rated(login, participant, enrolment, live):
    TrainingSession.objects.filter(pk=live.pk).update(ends_at=timezone.now() + dt.timedelta(minutes=5))
    open_rounds(training=enrolment.training)
    page = login(participant).get("/en/")
    assert "/en/feedback/" in page.text


def test_who_has_nothing_is_shown_the_open_courses(login, stranger):
    page = login(stranger).get("/en/")
    assert "/en/courses/first-look/" in page.text
    Course.objects.update(is_open=False)
    page = login(stranger).get("/en/")
    assert "Nothing waits for you" in page.text


def test_an_editor_is_led_to_the_first_tool_that_waits(login, make_person):
    editor = make_person("elodie@example.org", role=Role.EDITOR)
    Tool.objects.create(slug="beta", name="Beta", status=Tool.Status.IN_REVIEW)
    Tool.objects.create(slug="alpha", name="Alpha", status=Tool.Status.IN_REVIEW)
    page = login(editor).get("/en/")
    assert "2 tools wait for a look" in page.text
    assert "/en/tools/alpha/" in page.text


def test_an_administrator_hears_of_staff_without_a_second_factor(login, make_person, trainer, stranger):
    administrator = make_person("ana@example.org", role=Role.ADMINISTRATOR)
    page = login(administrator).get("/en/")
    assert "2 people with a staff role have no second factor yet." in page.text
    assert 'href="/en/people/?show=bare"' in page.text
    assert "/admin/" not in page.text


def test_everybody_reads_of_a_session_that_it_goes_on_or_when_it_starts(login, trainer, participant, enrolment, live):
    pages = ["/en/", f"/en/trainings/{enrolment.training.slug}/"]
    for client in (login(trainer), login(participant)):
        assert not any("Starts in" in client.get(page).text for page in pages)
    TrainingSession.objects.filter(pk=live.pk).update(starts_at=timezone.now() + dt.timedelta(minutes=12))
    for client in (login(trainer), login(participant)):
        assert all("Starts in 12 min" in client.get(page).text for page in pages)


def test_a_trainer_sees_her_session_and_what_is_not_marked(login, trainer, enrolment, live):
    page = login(trainer).get("/en/")
    assert "In the room" in page.text
    assert f"/en/trainings/{enrolment.training.slug}/register/" in page.text


class TestNeeds:
    @pytest.fixture
    def ahead(self, course):
        """A training in nine days, without agenda and people."""
        return Training.objects.create(
            slug="ahead", title="Ahead", course=course, country_id="ZW", time_zone="Africa/Harare",
            starts_on=timezone.now().date() + dt.timedelta(days=9), stage=Stage.OPEN, capacity=2,
        )  # fmt: skip

    def test_each_need_has_its_reason_and_its_button(self, login, coordinator, ahead, make_person):
        page = login(coordinator).get("/en/").text
        assert "There is no agenda yet." in page
        assert re.search(r'<span class="st st-due">.*?<span>[^<]+</span></span>\s*<div>\s*<h2><bdi>Ahead', page, re.S)
        assert "Nobody has a seat yet." in page
        person = make_person("nominee@example.org")
        Enrolment.objects.create(training=ahead, person=person, country_id="ZW", state=EnrolmentState.CONFIRMED)
        page = login(coordinator).get("/en/").text
        assert "1 person has no invitation yet." in page
        assert "Nobody has a seat yet." not in page

    def test_the_coordinator_of_one_country_hears_of_her_own_people(self, login, coordinator_zw, ahead, make_person):
        person = make_person("zambian@example.org", country="ZM")
        Enrolment.objects.create(training=ahead, person=person, country_id="ZM", state=EnrolmentState.CONFIRMED)
        page = login(coordinator_zw).get("/en/").text
        assert "no invitation yet" not in page
        assert "Nobody has a seat yet." in page

    @pytest.mark.parametrize("trainings", [1, 3])
    def test_as_many_queries_for_one_training_as_for_three(
        self, login, coordinator, ahead, course, trainings, django_assert_num_queries
    ):
        for number in range(trainings - 1):
            Training.objects.create(
                slug=f"more-{number}", title="More", course=course, starts_on=ahead.starts_on, stage=Stage.OPEN
            )
        client = login(coordinator)
        with django_assert_num_queries(10):
            client.get("/en/")


@pytest.mark.parametrize("others", [0, 2])
def test_home_takes_as_many_queries_with_one_training_as_with_three(
    login, participant, enrolment, live, course, others, django_assert_num_queries
):
    for number in range(others):
        other = Training.objects.create(
            slug=f"other-{number}", title="Other", course=course, starts_on=dt.date(2024, 3, 4), stage=Stage.FINISHED
        )
        Enrolment.objects.create(training=other, person=participant, state=EnrolmentState.ATTENDED, country_id="BH")
    client = login(participant)
    with django_assert_num_queries(14):
        client.get("/en/")
    with django_assert_num_queries(12):
        client.get(f"/en/trainings/{enrolment.training.slug}/certificate-card/")


class TestTrainingPage:
    def test_who_is_not_in_it_does_not_know_of_it(self, login, training, stranger):
        assert login(stranger).get(training.get_absolute_url()).status_code == 404

    def test_a_participant_sees_her_thread_and_no_desk(self, login, participant, enrolment, live):
        page = login(participant).get(enrolment.training.get_absolute_url())
        assert "Your course" in page.text
        assert "/roster/" not in page.text
        assert 'id="certificate"' in page.text
        assert "Training rated" in page.text

    def test_the_staff_sees_where_everything_stands(self, login, trainer, coordinator, enrolment, live):
        for person in (trainer, coordinator):
            page = login(person).get(enrolment.training.get_absolute_url())
            assert "Have a seat" in page.text
            assert "/results/" in page.text

    def test_the_coordinator_of_one_country_counts_that_country(self, login, coordinator_zw, enrolment, make_person):
        zw = make_person("one@example.org")
        Enrolment.objects.create(
            training=enrolment.training, person=zw, country_id="ZW", state=EnrolmentState.CONFIRMED
        )
        page = login(coordinator_zw).get(enrolment.training.get_absolute_url())
        assert page.context["desk"].people == 1


def test_who_waits_sees_her_place_and_what_comes_next(login, participant, enrolment, make_person, training):
    for number, waiter in enumerate((make_person("first@example.org"), participant), start=1):
        Enrolment.objects.update_or_create(
            training=training, person=waiter, defaults={"state": EnrolmentState.WAITING, "waiting_number": number}
        )
    client = login(participant)
    assert "Your place in line: 2." in client.get("/en/").text
    assert "Your place in line: 2." in client.get(f"/en/trainings/{training.slug}/").text


def test_a_seat_that_is_offered_can_be_taken_or_left_where_she_looks(login, participant, enrolment, training):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        state=EnrolmentState.OFFERED, offer_expires_at=timezone.now() + dt.timedelta(days=1)
    )
    client = login(participant)
    assert f'action="/en/trainings/{training.slug}/accept/"' in client.get("/en/").text
    page = client.get(f"/en/trainings/{training.slug}/").text
    assert f'action="/en/trainings/{training.slug}/decline/"' in page
    client.post(f"/en/trainings/{training.slug}/accept/")
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED


def test_the_landing_page_leads_to_the_check_of_a_certificate(client):
    assert 'href="/en/verify/"' in client.get("/en/").text


def test_who_cannot_come_gives_her_seat_back_before_the_training_begins(login, participant, enrolment, training):
    client, leave = login(participant), f'action="/en/trainings/{training.slug}/decline/"'
    assert leave not in client.get(f"/en/trainings/{training.slug}/").text
    Training.objects.filter(pk=training.pk).update(starts_on=timezone.now().date() + dt.timedelta(days=9))
    assert leave in client.get(f"/en/trainings/{training.slug}/").text
    client.post(f"/en/trainings/{training.slug}/decline/")
    enrolment.refresh_from_db()
    training.refresh_from_db()
    assert (enrolment.state, training.seats_taken) == (EnrolmentState.DECLINED, 0)


class TestAfterACancellation:
    """Nobody is taken off its list, and nobody is asked to come any more."""

    @pytest.fixture
    def cancelled(self, training, enrolment, coordinator, make_person, live):
        """Amina has a seat and was invited, Ola is offered one, Wema waits; a session is open to be rated."""
        TrainingSession.objects.filter(pk=live.pk).update(ends_at=timezone.now() + dt.timedelta(minutes=5))
        assert open_rounds(training=training)
        Enrolment.objects.filter(pk=enrolment.pk).update(invitation=Invitation.SENT)
        ends = timezone.now() + dt.timedelta(days=1)
        for name, fields in (
            ("ola", {"state": EnrolmentState.OFFERED, "offer_expires_at": ends}),
            ("wema", {"state": EnrolmentState.WAITING, "waiting_number": 1}),
        ):
            Enrolment.objects.create(
                training=training, person=make_person(f"{name}@example.org"), country_id="ZW", **fields
            )
        return lambda: cancel_training(training=training, reason="The host cannot come.", actor=coordinator)

    @pytest.mark.parametrize("email", ["amina@example.org", "ola@example.org", "wema@example.org"])
    def test_home_asks_nothing_of_it(self, login, training, cancelled, email):
        client = login(Person.objects.get(email=email))
        assert training.title in client.get("/en/").text
        cancelled()
        page = client.get("/en/")
        assert training.title not in page.text
        assert "/en/feedback/" not in page.text
        assert page.context["home"].enrolment is None
        assert "/en/courses/first-look/" in page.text

    def test_an_item_that_was_added_after_it_is_not_announced(self, login, participant, live, cancelled):
        cancelled()
        TrainingSession.objects.filter(pk=live.pk).update(status="planned")
        page = login(participant).get("/en/")
        assert page.status_code == 200
        assert f"/en/sessions/{live.pk}/room/" not in page.text

    def test_the_open_course_that_she_began_comes_first(self, login, participant, course, cancelled):
        cancelled()
        open_course = Training.objects.create(slug="alone", title="Alone", course=course, is_self_paced=True)
        Enrolment.objects.create(training=open_course, person=participant, state=EnrolmentState.CONFIRMED)
        assert login(participant).get("/en/").context["home"].enrolment.training == open_course
