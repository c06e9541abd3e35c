"""The course through the browser: from the list to the last lesson."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from courses.models import Course, Enrolment, EnrolmentState, Lesson, LessonProgress, Module, TextLesson, Training


def lesson(slug):
    return Lesson.objects.get(slug=slug, module__course__slug="small-course")


def url(slug, tail=""):
    return f"/en/courses/small-course/lessons/{lesson(slug).pk}/{tail}"


def test_amina_reads_her_course_from_first_to_last(login, participant, enrolment):
    client = login(participant)
    page = client.get("/en/courses/").content.decode()
    assert "A small course" in page
    assert "0 of 3 lessons" in page

    page = client.get("/en/courses/small-course/").content.decode()
    assert "Begin" in page
    assert url("one") in page

    page = client.get(url("one")).content.decode()
    assert "<em>one</em>" in page
    assert not LessonProgress.objects.exists(), "reading a page must not write"
    assert client.post(url("one", "opened/")).json() == {"state": "in_progress"}

    assert client.post(url("one", "complete/")).headers["Location"] == url("two")
    assert client.post(url("two", "complete/")).headers["Location"] == url("three")
    assert client.post(url("three", "complete/")).headers["Location"] == "/en/courses/small-course/"
    page = client.get("/en/courses/small-course/").content.decode()
    assert "You have done every lesson of this course." in page
    assert set(LessonProgress.objects.values_list("state", flat=True)) == {"done"}


def test_pressing_twice_changes_nothing_more(login, participant, enrolment):
    client = login(participant)
    client.post(url("one", "complete/"))
    before = LessonProgress.objects.values().get()
    client.post(url("one", "complete/"))
    client.post(url("one", "opened/"))
    assert LessonProgress.objects.values().get() == before


def test_a_lesson_that_waits_for_another_says_so(login, participant, enrolment):
    lesson("two").after.add(lesson("one"))
    client = login(participant)
    page = client.get("/en/courses/small-course/").content.decode()
    assert "Opens after" in page
    assert url("two") not in page
    page = client.get(url("two")).content.decode()
    assert "This lesson is not open yet." in page
    assert "Text two." not in page
    client.post(url("two", "complete/"))
    assert client.post(url("two", "opened/")).status_code == 409
    assert not LessonProgress.objects.exists()
    client.post(url("one", "complete/"))
    assert "Text two." in client.get(url("two")).content.decode()


def test_a_lesson_of_the_second_day_opens_at_the_venues_midnight(login, participant, enrolment):
    Lesson.objects.filter(slug="two").update(opens_on_day=2)
    participant.time_zone = "America/New_York"
    participant.save()
    client = login(participant)
    page = client.get("/en/courses/small-course/").content.decode()
    assert "Harare" in page
    assert "your time" in page
    Training.objects.filter(pk=enrolment.training_id).update(
        starts_on=timezone.now().astimezone(enrolment.training.zone).date() - dt.timedelta(days=1)
    )
    assert "Text two." in client.get(url("two")).content.decode()


def test_what_a_test_completes_cannot_be_ticked(login, participant, enrolment):
    Lesson.objects.filter(slug="one").update(completion="passed")
    client = login(participant)
    assert "Mark as done" not in client.get(url("one")).content.decode()
    client.post(url("one", "complete/"))
    assert not LessonProgress.objects.exists()


def test_a_stranger_does_not_learn_that_the_course_exists(login, stranger, course):
    client = login(stranger)
    for address in ("/en/courses/small-course/", url("one")):
        assert client.get(address).status_code == 404
    assert client.post(url("one", "complete/")).status_code == 404
    assert client.post("/en/courses/small-course/start/").status_code == 404
    assert "A small course" not in client.get("/en/courses/").content.decode()


def test_any_member_may_start_an_open_course(login, stranger, course):
    Course.objects.filter(pk=course.pk).update(is_open=True)
    client = login(stranger)
    assert client.get(url("one")).status_code == 302
    assert client.post("/en/courses/small-course/start/").headers["Location"] == url("one")
    client.post("/en/courses/small-course/start/")
    assert Enrolment.objects.filter(person=stranger, state="confirmed", training__is_self_paced=True).count() == 1
    assert client.get(url("one")).status_code == 200


def test_a_trainer_looks_without_leaving_traces(login, trainer, training):
    client = login(trainer)
    assert client.get("/en/courses/small-course/").status_code == 200
    assert client.get(url("one")).status_code == 200
    client.post(url("one", "opened/"))
    client.post(url("one", "complete/"))
    assert not LessonProgress.objects.exists()


def test_of_two_trainings_the_running_one_counts_unless_chosen(login, participant, enrolment, course):
    past = Training.objects.create(slug="past", title="Last year", course=course, starts_on="2025-03-01")
    Enrolment.objects.create(training=past, person=participant, state=EnrolmentState.ATTENDED)
    client = login(participant)
    client.post(url("one", "complete/"))
    assert LessonProgress.objects.get().enrolment == enrolment
    page = client.get("/en/courses/small-course/?training=past").content.decode()
    assert f"{url('one')}?training=past" in page
    client.post(url("two", "complete/") + "?training=past")
    assert LessonProgress.objects.filter(enrolment__training=past).count() == 1


def test_reading_arabic_inside_english_menus(login, participant, enrolment):
    TextLesson.objects.filter(slug="one").update(body={"en": "English body", "ar": "نص عربي"})
    client = login(participant)
    page = client.get(url("one") + "?read=ar").content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert '<div class="prose" lang="ar" dir="rtl"><p>نص عربي</p>' in page
    assert "the menus stay as they are" in page
    assert f"{url('two')}?read=ar" in page
    page = client.get(url("two") + "?read=fr").content.decode()
    assert "This lesson is not translated yet." in page
    assert client.post(url("one", "complete/") + "?read=ar").headers["Location"] == url("two") + "?read=ar"


@pytest.mark.parametrize("bad", ["?read=%00", "?read=xx", "?training=%00", "?training=nowhere"])
def test_odd_addresses_are_harmless(login, participant, enrolment, bad):
    assert login(participant).get("/en/courses/small-course/" + bad).status_code in {200, 400}


def test_the_course_page_costs_the_same_however_long_the_course(
    login, participant, enrolment, course, django_assert_num_queries
):
    client = login(participant)
    address = url("one")
    client.get(address)  # content types are read once per process
    for lessons in (1, 3):
        module = Module.objects.create(course=course, title=f"More {lessons}", position=10 + lessons)
        for number in range(lessons):
            row = TextLesson.objects.create(module=module, slug=f"x{number}", title="X", position=number)
            row.after.add(lesson("one"))
        with django_assert_num_queries(9):
            client.get("/en/courses/small-course/")
        with django_assert_num_queries(10):
            client.get(address)


def test_the_list_costs_the_same_for_one_and_three_courses(login, participant, enrolment, django_assert_num_queries):
    client = login(participant)
    client.get("/en/courses/")
    for number in range(3):
        if number in {0, 2}:
            with django_assert_num_queries(8):
                client.get("/en/courses/")
        other = Course.objects.create(slug=f"c{number}", title="C", status="published")
        module = Module.objects.create(course=other, title="M")
        TextLesson.objects.create(module=module, slug="l", title="L")
        training = Training.objects.create(slug=f"t{number}", title="T", course=other, starts_on="2026-01-01")
        Enrolment.objects.create(training=training, person=participant, state="confirmed")


def test_a_short_training_opens_what_belongs_to_a_later_day_on_its_last(login, participant, enrolment):
    Lesson.objects.filter(slug="two").update(opens_on_day=2)
    Training.objects.filter(pk=enrolment.training_id).update(days=1)
    assert "Text two." in login(participant).get(url("two")).content.decode()


def test_where_the_clocks_agree_a_day_opens_without_a_midnight(login, participant, enrolment):
    Lesson.objects.filter(slug="two").update(opens_on_day=2)
    participant.time_zone = "Africa/Harare"
    participant.save()
    page = login(participant).get("/en/courses/small-course/").content.decode()
    assert "Opens on" in page
    assert "0:00" not in page


def test_the_course_of_a_training_shows_what_its_certificate_needs(login, participant, enrolment):
    page = login(participant).get("/en/courses/small-course/").content.decode()
    assert f'hx-get="/en/trainings/{enrolment.training.slug}/certificate-card/"' in page
