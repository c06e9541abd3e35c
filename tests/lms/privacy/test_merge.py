"""Two records of one officer become one, and nothing of either is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count
from django.utils import timezone

from assessments.models import Assessment, AssessmentLesson, Attempt
from certificates.actions import issue_certificate, render_due
from certificates.models import Certificate
from courses.models import Enrolment, LessonProgress, RosterImport, RosterLine, Training
from feedback.models import Receipt, SurveyRound
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.joining.models import Application, SupervisorRequest
from lms.joining.sealing import seal
from lms.people.models import Person, Role, RoleGrant
from lms.privacy.actions import ask, erase_person, merge_persons
from lms.privacy.models import Merge
from lms.privacy.registry import holdings
from lms.reports.actions.refresh_facts import refresh_facts
from lms.reports.models import Fact
from lms.rooms.models import Question, RoomEvent, RoomMember, Upvote
from sessions.models import Attendance
from tests.lms.privacy.test_erasure import rows_of_everything
from tests.lms.privacy.world import EMAIL, FAMILY, World


@pytest.fixture
def world(db):
    """The officer with everything, and her second record, under another address, in the same training and another."""
    made = World()
    made.make_all()
    RoleGrant.objects.filter(person=made.officer).delete()
    return made


@pytest.fixture
def double(world, make_person):
    return make_person("qz.second@example.org", given_name="Qz", family_name=FAMILY, unit="")


@pytest.fixture
def both(world, double):
    """The second record's seat in the same training."""
    Training.objects.filter(pk=world.training.pk).update(seats_taken=3)
    return Enrolment.objects.create(training=world.training, person=double, state="confirmed", country_id="ZW")


@pytest.fixture
def actor(administrator):
    return administrator


def test_the_gone_one_is_nobody_and_the_kept_one_has_all(world, double, both, actor):
    merge = merge_persons(keep=world.officer, gone=double, actor=actor)
    gone = Person.objects.get(pk=double.pk)
    assert not gone.is_active
    assert gone.email.endswith("@erased.invalid")
    assert gone.full_name == ""
    assert not gone.enrolments.exists()
    assert world.officer.enrolments.get().state == "attended"
    assert AuditEntry.objects.get(verb="privacy.merge").about == world.officer
    assert merge.moved["courses.Enrolment"] >= 1


@pytest.mark.parametrize("keeps_world", [True, False])
def test_whichever_is_kept_everything_follows(world, double, both, actor, keeps_world):
    """The record with a row in every holding may be the one that goes: then each row is found at the other."""
    keep, gone = (world.officer, double) if keeps_world else (double, world.officer)
    before = {
        label: count
        for label, count in count_rows().items()
        if label.partition(".")[0]
        not in {"privacy", "audit", "usersessions", "mfa", "account", "sessions", "django_tasks_database"}
        and label not in {"reports.Fact", "reports.FactStamp", "training_sessions.CalendarLink", "people.KnownDevice"}
    }
    merge_persons(keep=keep, gone=gone, actor=actor)
    after = count_rows()
    # One enrolment became part of another; every other row is still there.
    assert {label: before[label] - after[label] for label in before if before[label] != after[label]} == {
        "courses.Enrolment": 1
    }
    for model, path in (
        (Enrolment, "person"), (Certificate, "enrolment__person"), (Attempt, "enrolment__person"),
        (Attendance, "enrolment__person"), (LessonProgress, "enrolment__person"), (Receipt, "enrolment__person"),
        (RoomMember, "person"), (RoomEvent, "member__person"), (Upvote, "member__person"), (RosterLine, "person"),
    ):  # fmt: skip
        assert not model.objects.filter(**{path: gone}).exists(), model
        assert model.objects.filter(**{path: keep}).exists(), model


def count_rows():
    from django.apps import apps

    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


def test_of_two_seats_one_is_given_back(world, double, both, actor):
    merge_persons(keep=double, gone=world.officer, actor=actor)
    training = Training.objects.get(pk=world.training.pk)
    assert training.seats_taken == 2
    seat = Enrolment.objects.get(person=double, training=training)
    assert (seat.state, seat.unit) == ("attended", world.enrolment.unit)


def test_attendance_is_the_union_of_the_better_marks(world, double, both, actor):
    Attendance.objects.filter(enrolment=world.enrolment).update(status="partly", minutes=30)
    Attendance.objects.create(session=world.session, enrolment=both, status="late", minutes=20)
    merge_persons(keep=world.officer, gone=double, actor=actor)
    mark = Attendance.objects.get(enrolment=world.enrolment)
    assert (mark.status, mark.minutes) == ("late", 30)


def test_attempts_are_numbered_as_they_began(world, double, both, actor):
    lesson = AssessmentLesson.objects.get(slug="w-test")
    when = timezone.now()
    for number, days in ((1, 3), (2, 1)):
        Attempt.objects.create(
            enrolment=both, lesson=lesson, number=number, seed=number, state="submitted", percent=number, passed=False,
            started_at=when - dt.timedelta(days=days), submitted_at=when,
        )  # fmt: skip
    Attempt.objects.filter(enrolment=world.enrolment).update(started_at=when - dt.timedelta(days=2))
    merge_persons(keep=world.officer, gone=double, actor=actor)
    found = Attempt.objects.filter(enrolment=world.enrolment).order_by("number")
    assert [(one.number, int(one.percent)) for one in found] == [(1, 1), (2, 90), (3, 2)]


def test_of_two_open_attempts_one_goes_on(world, double, both, actor):
    test = Assessment.objects.create(slug="another", title="Another")
    lesson = AssessmentLesson.objects.create(
        module=world.module, slug="another", title="Another", position=9, assessment=test
    )
    mine, _theirs = (
        Attempt.objects.create(enrolment=one, lesson=lesson, number=1, seed=1, state="open", started_at=timezone.now())
        for one in (world.enrolment, both)
    )
    merge_persons(keep=world.officer, gone=double, actor=actor)
    assert Attempt.objects.get(lesson=lesson) == mine


def test_lessons_keep_the_better_state(world, double, both, actor):
    LessonProgress.objects.filter(enrolment=world.enrolment).update(state="in_progress")
    LessonProgress.objects.create(
        enrolment=both, lesson=world.lesson, state="done", score=80, finished_at=timezone.now()
    )
    merge_persons(keep=world.officer, gone=double, actor=actor)
    progress = LessonProgress.objects.get(enrolment=world.enrolment)
    assert (progress.state, progress.score) == ("done", 80)
    assert progress.finished_at


def test_both_certificates_stay_and_one_is_current(world, double, both, actor, client):
    first = Certificate.objects.get(enrolment=world.enrolment)
    Enrolment.objects.filter(pk=both.pk).update(state="attended")
    both.refresh_from_db()
    Attendance.objects.create(session=world.session, enrolment=both, status="present")
    Attempt.objects.create(
        enrolment=both, lesson=AssessmentLesson.objects.get(slug="w-test"), number=1, seed=1, state="submitted",
        percent=90, passed=True, started_at=timezone.now(), submitted_at=timezone.now(), score=1, max_score=1,
    )  # fmt: skip
    Receipt.objects.create(enrolment=both, round=SurveyRound.objects.get(survey__slug="w-survey"))
    second = issue_certificate(enrolment=both, actor=actor)
    render_due()
    merge_persons(keep=world.officer, gone=double, actor=actor)
    first.refresh_from_db()
    second.refresh_from_db()
    assert {first.enrolment_id, second.enrolment_id} == {world.enrolment.pk}
    assert (first.status, second.status) == ("replaced", "valid")
    assert second.replaces == first
    assert (first.version, second.version) == (1, 2)
    for one in (first, second):
        assert one.number in client.get(f"/en/verify/{one.code}/").content.decode()
        assert one.pdf.storage.exists(one.pdf.name)


def test_rooms_votes_count_once(world, double, both, actor):
    member = RoomMember.objects.create(room=world.room, person=double, display_name="Qz", pen_name="Bold Ash")
    question = Question.objects.get()
    Upvote.objects.create(question=question, member=member)
    Question.objects.update(votes=2)
    RoomEvent.objects.filter(number=1).update(client_id="same")
    RoomEvent.objects.create(room=world.room, number=4, kind="post", member=member, client_id="same", author_name="Qz")
    merge_persons(keep=world.officer, gone=double, actor=actor)
    question.refresh_from_db()
    assert (question.votes, question.upvotes.count()) == (1, 1)
    assert RoomMember.objects.filter(room=world.room).count() == 2
    assert RoomEvent.objects.filter(member__person=world.officer).count() == 3


def test_the_number_of_officers_drops_by_one(world, double, both, actor, django_capture_on_commit_callbacks):
    """Both were counted; attendance and results of the one who stays are what they were."""
    refresh_facts(everything=True)
    before = Fact.objects.filter(country="ZW").aggregate(people=Count("person", distinct=True), rows=Count("pk"))
    kept = Fact.objects.values("attendance", "after", "has_certificate").get(person=world.officer)
    with django_capture_on_commit_callbacks(execute=True):
        merge_persons(keep=world.officer, gone=double, actor=actor)
    after = Fact.objects.filter(country="ZW").aggregate(people=Count("person", distinct=True), rows=Count("pk"))
    assert after == {"people": before["people"] - 1, "rows": before["rows"] - 1}
    assert Fact.objects.values("attendance", "after", "has_certificate").get(person=world.officer) == kept


def test_an_officer_in_two_trainings_is_one_person_in_the_figures(
    world, double, actor, django_capture_on_commit_callbacks
):
    other = Training.objects.get(pk=world.training.pk)
    other.pk, other.slug = None, "w-second"
    other.save()
    Enrolment.objects.create(training=other, person=double, state="attended", country_id="ZW")
    refresh_facts(everything=True)
    people = Fact.objects.aggregate(n=Count("person", distinct=True))["n"]
    with django_capture_on_commit_callbacks(execute=True):
        merge_persons(keep=world.officer, gone=double, actor=actor)
    assert Fact.objects.aggregate(n=Count("person", distinct=True))["n"] == people - 1
    assert Fact.objects.filter(person=world.officer).count() == 2


@pytest.mark.parametrize("keep_email", [True, False])
def test_the_other_address_is_kept_or_dropped(world, double, actor, keep_email):
    merge_persons(keep=world.officer, gone=double, actor=actor, keep_email=keep_email)
    addresses = set(world.officer.emailaddress_set.values_list("email", "verified", "primary"))
    expected = {(EMAIL, True, True)} | ({("qz.second@example.org", True, False)} if keep_email else set())
    assert addresses == expected
    if not keep_email:
        assert "qz.second@example.org" not in " ".join(rows_of_everything().values())


def test_an_address_that_was_never_confirmed_is_not_kept(world, double, actor):
    double.emailaddress_set.update(verified=False)
    merge_persons(keep=world.officer, gone=double, actor=actor, keep_email=True)
    assert world.officer.emailaddress_set.count() == 1


def test_repeating_it_changes_nothing(world, double, both, actor):
    first = merge_persons(keep=world.officer, gone=double, actor=actor)
    before = rows_of_everything()
    assert merge_persons(keep=world.officer, gone=double, actor=actor) == first
    assert rows_of_everything() == before
    with pytest.raises(Refused):
        merge_persons(keep=double, gone=world.officer, actor=actor)


def test_all_or_nothing(world, double, both, actor, monkeypatch):
    from lms.privacy.actions import merge as module

    before = rows_of_everything()

    def broken(person):
        raise OSError("disk")

    monkeypatch.setattr(module, "anonymise", broken)
    with pytest.raises(OSError, match="disk"):
        merge_persons(keep=world.officer, gone=double, actor=actor)
    assert rows_of_everything() == before


def test_nobody_gets_a_role_in_passing(world, double, actor):
    RoleGrant.objects.create(person=double, role=Role.COORDINATOR)
    with pytest.raises(Refused) as refused:
        merge_persons(keep=world.officer, gone=double, actor=actor)
    assert refused.value.code == "roles"


def test_one_does_not_merge_oneself(world, actor, double):
    for keep, gone in ((actor, double), (double, actor)):
        with pytest.raises(Refused) as refused:
            merge_persons(keep=keep, gone=gone, actor=actor)
        assert refused.value.code == "oneself"
    with pytest.raises(Refused):
        merge_persons(keep=double, gone=double, actor=actor)


def test_open_wishes_of_both(world, double, actor):
    ask(person=double, kind="correction", text="a")
    ask(person=double, kind="erasure")
    merge_persons(keep=world.officer, gone=double, actor=actor)
    assert sorted(world.officer.data_requests.filter(state="open").values_list("kind", flat=True)) == [
        "correction",
        "erasure",
    ]


@pytest.mark.parametrize("which", ["keep", "gone"])
def test_an_erasure_that_has_begun_takes_no_other_record_along(world, double, actor, which):
    people = {"keep": world.officer, "gone": double}
    ask(person=people[which], kind="erasure")
    people[which].data_requests.update(begun_at=timezone.now())
    before = Merge.objects.count()
    with pytest.raises(Refused) as refused:
        merge_persons(**people, actor=actor)
    assert refused.value.code == "begun"
    assert Merge.objects.count() == before


def test_once_merged_erasing_takes_both_away(world, double, both, actor):
    RosterLine.objects.create(roster=RosterImport.objects.get(), row=9, outcome="new", person=double, given_name="Qz")
    merge_persons(keep=world.officer, gone=double, actor=actor, keep_email=True)
    erase_person(person=world.officer, actor=None)
    everything = " ".join(rows_of_everything().values()).lower()
    assert "qz.second" not in everything
    assert FAMILY.lower() not in everything
    assert Merge.objects.exists()


def test_of_two_applications_the_one_that_goes_is_emptied(world, double, actor):
    """An account has one: the other would belong to nobody, and no search would find it any more."""
    now = timezone.now()
    second = Application.objects.create(
        person=double, email=double.email, state="approved", given_name="Qzsecond", telephone="+263-second-phone",
        service_number_sealed=seal("SN-second"), supervisor_name="Second Boss", email_confirmed_at=now,
        submitted_at=now, decided_at=now,
    )  # fmt: skip
    SupervisorRequest.objects.create(application=second, asked_at=now, note="I know Qzsecond")
    # And one that was declined, under the address of the record that goes: hers all the same.
    declined = Application.objects.create(
        email=double.email, state="withdrawn", given_name="Qzsecond", email_confirmed_at=now, submitted_at=now
    )
    merge_persons(keep=world.officer, gone=double, actor=actor)
    second.refresh_from_db()
    assert (second.state, second.person, second.given_name) == ("erased", None, "")
    assert Application.objects.get(person=world.officer).family_name == FAMILY
    keep = Person.objects.get(pk=world.officer.pk)
    (holding,) = [one for one in holdings() if one.model == "joining.Application"]
    assert declined in holding.rows(keep)
    erase_person(person=keep, actor=None)
    everything = " ".join(rows_of_everything().values())
    assert not [word for word in ("Qzsecond", "second-phone", "Second Boss", "qz.second") if word in everything]


def test_the_page_shows_both_and_merges(world, double, both, actor, fresh, django_assert_max_num_queries):
    client = fresh(actor)
    answer = client.post("/en/data-requests/merge/", {"keep": EMAIL.upper(), "gone": double.email})
    assert answer.status_code == 302
    assert "@" not in answer["Location"]
    # Two whole records side by side, and a note of each that it was looked at.
    with django_assert_max_num_queries(19):
        page = client.get(answer["Location"]).content.decode()
    assert double.email in page
    assert world.training.title in page
    assert client.post(answer["Location"], {"address": "sell"}).status_code == 422
    assert client.post(answer["Location"], {"address": "drop"}).status_code == 302
    assert Merge.objects.filter(gone=double).exists()


def test_an_address_of_nobody_is_said(world, actor, fresh):
    answer = fresh(actor).post("/en/data-requests/merge/", {"keep": EMAIL, "gone": "nobody@example.org"})
    assert answer.status_code == 422


def test_only_they_and_administrators_merge(world, double, fresh, stale, participant, coordinator, trainer, officer):
    preview = f"/en/data-requests/merge/{world.officer.pk}/{double.pk}/"
    for person in (participant, coordinator, trainer):
        for address in ("/en/data-requests/merge/", preview):
            assert fresh(person).get(address).status_code == 403
            assert fresh(person).post(address, {"address": "drop"}).status_code == 403
    assert not Merge.objects.filter(gone=double).exists()
    assert "reauthenticate" in stale(officer).get(preview)["Location"]
    assert fresh(officer).get(preview).status_code == 200
    # Two records side by side are two people that she looked at, and it is kept of each.
    looks = AuditEntry.objects.filter(verb="audit.view_list", actor=officer, changes__list="privacy.merge")
    shown = looks.order_by("pk").values_list("target_id", "about_id", "changes__rows")
    assert list(shown) == [(str(one.pk), one.pk, 1) for one in (world.officer, double)]
    # Whoever goes through many beside the same record leaves the name of each.
    fresh(officer).get(f"/en/data-requests/merge/{world.officer.pk}/{participant.pk}/")
    assert looks.filter(about=participant).count() == 1
    assert looks.filter(about=world.officer).count() == 1


def test_a_number_that_no_record_has_is_not_found(participant, actor, fresh):
    for numbers in (f"{participant.pk}/{10**23}", f"{10**23}/{participant.pk}", f"{participant.pk}/{10**9}"):
        assert fresh(actor).get(f"/en/data-requests/merge/{numbers}/").status_code == 404


def test_a_role_is_said_before_the_press(world, double, actor, fresh):
    RoleGrant.objects.create(person=double, role=Role.TRAINER)
    address = f"/en/data-requests/merge/{world.officer.pk}/{double.pk}/"
    page = fresh(actor).get(address).content.decode()
    assert "Take the role away first." in page
    assert "Make them one" not in page
    assert fresh(actor).post(address, {"address": "drop"}).status_code == 422
    assert not Merge.objects.filter(gone=double).exists()
