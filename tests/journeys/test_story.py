"""The product's story, readable as documentation: each step is what a page sends, and what becomes of it.

The same story with real browsers and the real programs is ``tests/browser/test_thread.py``. Here worker and
clock stand still: where they would act, the story calls what they call.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import F
from django.test import Client

from assessments.models import AssessmentLesson, Attempt, Option
from certificates.actions import render_due
from certificates.models import Certificate
from courses.models import Course, Enrolment, Lesson, RosterImport, Training
from feedback.actions.open_rounds import open_due_rounds
from feedback.models import SurveyRound
from lms.notices.models import Notice
from sessions.models import TrainingSession
from tests.journeys.props import (
    BAD_ADDRESS,
    UNKNOWN_COUNTRY,
    Officer,
    place_where_day_two_is_nearly_over,
    workbook,
)

LAYLA = Officer("Layla", "Haddad", "layla.haddad@example.org", "Jordan", "ar")
OMAR = Officer("Omar", "Rahal", "omar.rahal@example.org", "JO", "English")


@pytest.fixture
def rosa(login, coordinator):
    return login(coordinator)


@pytest.fixture
def lindiwe(login, trainer):
    return login(trainer)


@pytest.fixture
def layla():
    """Nobody knows her yet: she has no account and a device without any cookie."""
    return Client()


def test_from_a_hosts_request_to_the_countrys_figures(rosa, lindiwe, layla, trainer, mailoutbox, tmp_path):
    # Rosa turns a request into a training. It began yesterday, so that both tests are open today.
    zone = place_where_day_two_is_nearly_over()
    planned = rosa.post(
        "/en/trainings/new/",
        {
            "course": Course.objects.get(slug="two-day").pk, "title": "Amman, national training", "language": "en",
            "mode": "in_person", "city": "Amman", "country": "JO", "time_zone": zone.key, "host": "",
            "starts_on": dt.datetime.now(zone).date() - dt.timedelta(days=1), "days": 2, "hours": 12, "capacity": 30,
            "trainers": [trainer.pk],
        },
    )  # fmt: skip
    training = Training.objects.get(title="Amman, national training")
    address = f"/en/trainings/{training.slug}/"
    assert planned["Location"] == f"{address}people/"

    # Home says what is missing: an agenda and people. The agenda is one press.
    needs = rosa.get("/en/").text
    assert "There is no agenda yet." in needs
    assert "Nobody has a seat yet." in needs
    rosa.post(f"{address}sessions/make/", {"blueprint": "two-day"})
    assert TrainingSession.objects.filter(training=training).count() == 26

    # The host's list is looked at before anything changes …
    file = SimpleUploadedFile("nominees.xlsx", workbook(LAYLA, OMAR))
    check = rosa.post(f"{address}roster/", {"file": file})["Location"]
    preview = rosa.get(check).text
    roster = RosterImport.objects.get()
    outcomes = {line.row: line.outcome for line in roster.lines.all()}
    assert outcomes[4] == outcomes[5] == "new"
    assert outcomes[6] == "duplicate"
    assert outcomes[7] == "blank"
    assert outcomes[BAD_ADDRESS] == outcomes[UNKNOWN_COUNTRY] == "rejected"
    assert "Atlantis" in preview
    assert not Enrolment.objects.exists()
    # … the rows that cannot come in go back to the host with the reason, and the formula cannot run there …
    repair = rosa.get(check.replace("/check/", "/repair/"))
    assert b"Atlantis" in b"".join(repair.streaming_content)
    # … then one press brings in the rest. Nobody is written to.
    chosen = list(roster.lines.filter(is_chosen=True).values_list("pk", flat=True))
    rosa.post(check.replace("/check/", "/choose/"), {"line": chosen, "shown": chosen, "then": "apply"})
    seat = Enrolment.objects.get(person__email=LAYLA.email)
    assert Enrolment.objects.filter(training=training, state="confirmed").count() == 3
    assert not Notice.objects.exists()

    # Invitations are a step of their own.
    rosa.post(f"{address}people/invite/", {"who": "all"})
    call_command("send_notices", stdout=io.StringIO())
    mail = next(one for one in mailoutbox if one.to == [LAYLA.email])
    link = re.search(r"https?://[^/\s]+(/\S+/invitation/\S+)", mail.body)[1]
    assert link.startswith("/ar/")

    # Layla opens the link, in her language, chooses a password, and is home.
    page = layla.get(link)
    assert 'dir="rtl"' in page.text
    shown = page.context["form"]["shown"].value()
    given = {"password": "seven quiet herons wading", "terms": "on", "shown": shown}
    home = layla.post(link, given, follow=True)
    assert home.redirect_chain[-1][0] == "/ar/"
    assert layla.get(link).status_code == 410
    seat.refresh_from_db()
    assert (seat.invitation, seat.person.full_name) == ("accepted", LAYLA.name)

    # She reads a lesson and says that she is done with it.
    lesson = Lesson.objects.filter(module__course__slug="two-day").order_by("module__position", "position")[1]
    assert layla.get(f"/en/courses/two-day/lessons/{lesson.pk}/").status_code == 200
    layla.post(f"/en/courses/two-day/lessons/{lesson.pk}/complete/")
    assert seat.progress.get(lesson=lesson).state == "done"

    # The test before the training: fifteen questions; whatever she answers, it counts as taken.
    take(layla, "pre-test", right=False)

    # The live room: she writes, Lindiwe reads and answers.
    session = TrainingSession.objects.filter(training=training, day=2, kind="session").last()
    assert layla.get(f"/en/sessions/{session.pk}/room/").status_code == 200
    session.refresh_from_db()
    room = f"/en/rooms/{session.room_id}/"
    layla.post(f"{room}send/", {"k": "post", "text": "Who keeps the original files?", "cid": "layla-1"})
    assert "Who keeps the original files?" in lindiwe.get(f"/en/sessions/{session.pk}/room/").text

    # Lindiwe marks her present on all four half days.
    for half_day in TrainingSession.objects.filter(training=training).counting():
        lindiwe.post(f"{address}register/mark/", {"session": half_day.pk, "one": f"{seat.pk}:present"})
    assert seat.attendance.filter(status="present").count() == 4

    # The test after the training, and her word on it.
    take(layla, "post-test", right=True)
    open_due_rounds()
    rating = SurveyRound.objects.get(training=training, session=None)
    layla.post(f"/en/feedback/{rating.pk}/", {"overall": "5"})

    # Everything that her certificate needs is there; Rosa issues it.
    assert "4 of 4 conditions met" in layla.get(f"{address}certificate-card/").text
    assert not Certificate.objects.exists()
    rosa.post(f"{address}certificates/issue/")
    certificate = Certificate.objects.get()
    assert (certificate.name, certificate.kind) == (LAYLA.name, "completion")
    render_due()

    # She downloads it …
    file = b"".join(layla.get(f"/en/certificates/{certificate.pk}/download/").streaming_content)
    assert file.startswith(b"%PDF-")
    # … and whoever is shown it checks it without an account.
    stranger = Client()
    page = stranger.get(f"/en/verify/{certificate.code}/").text
    assert "This certificate is valid" in page
    assert LAYLA.name not in page
    for name, verdict in ((LAYLA.name, "The name matches."), (OMAR.name, "The name does not match.")):
        assert verdict in stranger.post(f"/en/verify/{certificate.code}/", {"name": name}).text

    # Three days later the training is over, and the figures count its three people.
    three = dt.timedelta(days=3)
    Training.objects.filter(pk=training.pk).update(starts_on=F("starts_on") - three)
    call_command("report_countries", "-o", str(tmp_path / "figures.json"))
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert (figures["trainings"], figures["countries"], figures["participants"]) == (1, 1, 3)
    assert json.loads(rosa.get("/en/reports/?format=json").content) == figures


def take(layla: Client, slug: str, *, right: bool) -> None:
    """Start, answer all fifteen questions, hand in."""
    lesson = AssessmentLesson.objects.get(slug=slug)
    begun = layla.post(f"/en/assessments/{lesson.pk}/")["Location"]
    attempt = Attempt.objects.get(lesson=lesson)
    answers = list(attempt.answers.order_by("position"))
    assert len(answers) == 15
    for answer in answers:
        options = Option.objects.filter(question=answer.question_id)
        chosen = [str(one.pk) for one in options if one.is_right == right][: None if right else 1]
        saved = layla.post(
            f"{begun}save/",
            {"question": answer.question_id, "value": chosen, "revision": 0, "client_id": f"{slug}-{answer.pk}"},
            content_type="application/json",
        )
        assert saved.json()["revision"] == 1
    layla.post(f"{begun}hand-in/")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed) == ("submitted", right)
