"""The board, the form and the list of people: who sees what, at a constant price."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from courses.actions.enrol import enrol
from courses.models import Course, Enrolment, Stage, Training, TrainingStaff
from lms.notices.models import Notice


@pytest.fixture
def future(training):
    """The training of Harare, in a month."""
    training.starts_on = timezone.now().date() + dt.timedelta(days=30)
    training.stage = Stage.OPEN
    training.save()
    return training


@pytest.fixture
def people(future, make_person):
    """Two Zimbabweans and a Bahraini in it."""
    return [
        enrol(training=future, person=(p := make_person(f"{name}@example.org", country=country)), country=p.country)
        for name, country in (("nyasha", "ZW"), ("rudo", "ZW"), ("hala", "BH"))
    ]


def more_trainings(course, number):
    for n in range(number):
        Training.objects.create(
            slug=f"more-{n}", title=f"More {n}", course=course, country_id="ZW", city="Mutare", starts_on="2030-01-01"
        )


class TestBoard:
    def test_a_coordinator_sees_all_a_participant_her_own(
        self, login, future, coordinator, participant, stranger, enrolment
    ):
        assert "Harare, national training" in login(coordinator).get("/en/trainings/").content.decode()
        mine = login(participant).get("/en/trainings/").content.decode()
        assert "Harare, national training" in mine
        assert "New training" not in mine
        assert "Harare, national training" not in login(stranger).get("/en/trainings/").content.decode()

    def test_a_coordinator_of_one_country_sees_seats_as_free_or_full(self, login, future, people, coordinator_zw):
        page = login(coordinator_zw).get("/en/trainings/").content.decode()
        assert "Seats are free" in page
        assert "of 30" not in page

    def test_filters_are_in_the_address(self, login, future, course, coordinator):
        more_trainings(course, 1)
        client = login(coordinator)
        assert "Mutare" not in client.get("/en/trainings/?q=harare").content.decode()
        assert "More 0" in client.get("/en/trainings/?q=Зимбабве").content.decode()
        assert "More 0" not in client.get("/en/trainings/?stage=open").content.decode()
        assert client.get("/en/trainings/?stage=nonsense&region=x&language=y&page=99999999").status_code == 200

    def test_the_price_of_the_board_is_constant(
        self, login, future, people, course, coordinator, django_assert_num_queries
    ):
        client = login(coordinator)
        client.get("/en/trainings/")
        with django_assert_num_queries(9):
            client.get("/en/trainings/")
        more_trainings(course, 3)
        with django_assert_num_queries(9):
            client.get("/en/trainings/")

    def test_the_export_holds_the_same(self, login, future, people, coordinator):
        response = login(coordinator).get("/en/trainings/?export=csv")
        assert b"Harare, national training" in b"".join(response.streaming_content)


VALUES = {
    "title": "Тренинг в Алматы",
    "mode": "in_person",
    "city": "Almaty",
    "country": "KZ",
    "time_zone": "Asia/Almaty",
    "starts_on": "2030-03-05",
    "days": "2",
    "hours": "12",
    "language": "ru",
    "capacity": "40",
    "host": "",
}


class TestForm:
    def test_one_form_makes_a_training(self, login, course, coordinator):
        response = login(coordinator).post("/en/trainings/new/", {**VALUES, "course": course.pk})
        training = Training.objects.get(city="Almaty")
        assert response["Location"] == f"/en/trainings/{training.slug}/people/"
        assert (training.title, training.stage, training.language) == ("Тренинг в Алматы", "planned", "ru")

    def test_its_trainers_are_chosen_in_it(self, login, course, coordinator, trainer, make_person):
        presenter = make_person("guest@example.org")
        client = login(coordinator)
        assert "Lindiwe Tshuma" in client.get("/en/trainings/new/").text
        client.post("/en/trainings/new/", {**VALUES, "course": course.pk, "trainers": [trainer.pk]})
        training = Training.objects.get(city="Almaty")
        assert login(trainer).get(f"/en/trainings/{training.slug}/register/").status_code == 200
        TrainingStaff.objects.create(training=training, person=presenter, function="presenter")
        client.post(f"/en/trainings/{training.slug}/edit/", {**VALUES, "course": course.pk})
        assert [one.person for one in training.staffing.all()] == [presenter]
        # Nobody is made a trainer by a form: the role is a grant.
        answer = client.post("/en/trainings/new/", {**VALUES, "course": course.pk, "trainers": [presenter.pk]})
        assert answer.status_code == 200
        assert Training.objects.count() == 1

    def test_a_coordinator_of_one_country_finds_its_trainers(self, login, course, coordinator_zw, trainer, make_person):
        make_person("kari@example.org", country="NO", role="trainer", role_country="NO")
        page = login(coordinator_zw).get("/en/trainings/new/").text
        assert "Lindiwe Tshuma" in page
        assert "Kari" not in page

    def test_errors_name_the_field(self, login, course, coordinator):
        response = login(coordinator).post(
            "/en/trainings/new/", {**VALUES, "course": course.pk, "city": "", "capacity": "0"}
        )
        assert response.status_code == 200
        assert b"Enter the city where people meet." in response.content
        assert not Training.objects.exists()

    def test_a_coordinator_of_one_country_plans_there_only(self, login, course, coordinator_zw):
        client = login(coordinator_zw)
        client.post("/en/trainings/new/", {**VALUES, "course": course.pk})
        assert not Training.objects.exists()
        client.post("/en/trainings/new/", {**VALUES, "course": course.pk, "country": "ZW"})
        assert Training.objects.get().country_id == "ZW"

    def test_others_may_not(self, login, course, participant, trainer, future):
        for person in (participant, trainer):
            assert login(person).get("/en/trainings/new/").status_code == 403
        assert login(participant).get(f"/en/trainings/{future.slug}/edit/").status_code == 404
        assert login(trainer).get(f"/en/trainings/{future.slug}/edit/").status_code == 403

    def test_fewer_seats_take_none_away(self, login, future, people, coordinator):
        values = {**VALUES, "course": future.course_id, "capacity": "1"}
        login(coordinator).post(f"/en/trainings/{future.slug}/edit/", values)
        future.refresh_from_db()
        assert (future.capacity, future.seats_taken) == (1, 3)


class TestPeople:
    def test_each_sees_the_rows_of_her_grant(self, login, future, people, coordinator, coordinator_zw, trainer):
        address = f"/en/trainings/{future.slug}/people/"
        for person, hala in ((coordinator, True), (trainer, True), (coordinator_zw, False)):
            page = login(person).get(address).content.decode()
            assert "nyasha@example.org" in page
            assert ("hala@example.org" in page) is hala
        exported = login(coordinator_zw).get(address + "?export=csv")
        assert b"hala@" not in b"".join(exported.streaming_content)

    def test_participants_see_nobody(self, login, future, enrolment, participant, stranger):
        address = f"/en/trainings/{future.slug}/people/"
        assert login(participant).get(address).status_code == 403
        assert login(stranger).get(address).status_code == 404

    def test_the_price_of_the_list_is_constant(
        self, login, future, people, make_person, coordinator, django_assert_num_queries, first_look
    ):
        client = login(coordinator)
        address = f"/en/trainings/{future.slug}/people/"
        Enrolment.objects.exclude(pk=people[0].pk).delete()
        client.get(address)
        first_look()
        with django_assert_num_queries(13):
            client.get(address)
        for name in "abc":
            person = make_person(f"{name}@example.org")
            enrol(training=future, person=person, country=person.country)
        first_look()
        with django_assert_num_queries(13):
            client.get(address)

    def test_invitations_are_queued_once_and_only_when_pressed(self, login, future, people, coordinator):
        client = login(coordinator)
        address = f"/en/trainings/{future.slug}/people/invite/"
        assert client.get(address).status_code == 405
        for _ in range(3):
            client.post(address, {"who": "all"})
        assert Notice.objects.filter(kind="invitation").count() == 3

    def test_a_coordinator_of_one_country_invites_and_withdraws_hers_only(self, login, future, people, coordinator_zw):
        client = login(coordinator_zw)
        client.post(f"/en/trainings/{future.slug}/people/invite/", {"who": "all"})
        assert set(Notice.objects.values_list("person__email", flat=True)) == {"nyasha@example.org", "rudo@example.org"}
        client.post(
            f"/en/trainings/{future.slug}/people/withdraw/", {"enrolment": [one.pk for one in people] + ["nonsense"]}
        )
        assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == [
            "withdrawn",
            "withdrawn",
            "confirmed",
        ]


def test_the_word_new_is_never_a_training(login, coordinator, course):
    from courses.actions.plan_training import free_slug

    assert free_slug("new", 2030) != "new"
    assert Course.objects.exists()
    assert login(coordinator).get("/en/trainings/new/").status_code == 200
