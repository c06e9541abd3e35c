"""One officer of whom every package holds something, with words that stand nowhere else.

``MAKERS`` has a line for each holding of the site; a test asks for those that are missing.
"""

from __future__ import annotations

import datetime as dt
import json

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from assessments.models import (
    Answer,
    Assessment,
    AssessmentLesson,
    Attempt,
    Option,
    SingleChoiceQuestion,
    Topic,
)
from certificates.actions import issue_certificate, render_due
from courses.models import (
    Course,
    Enrolment,
    EnrolmentState,
    LessonProgress,
    Module,
    RosterImport,
    RosterLine,
    Stage,
    TextLesson,
    Training,
    TrainingStaff,
)
from feedback.models import Receipt, Survey, SurveyRound
from lms.audit.actions import record, record_view, seal_entries
from lms.audit.models import Harvest
from lms.joining.models import (
    Application,
    ApplicationEvent,
    Decision,
    FocalPointOpinion,
    Knock,
    Link,
    Membership,
    SupervisorRequest,
)
from lms.joining.sealing import seal
from lms.joining.vocabulary import DeclineCode
from lms.notices.actions import queue_letter, queue_notice
from lms.notices.models import Notice
from lms.people import limits
from lms.people.actions.agree import accept_agreements
from lms.people.agreements import in_force
from lms.people.models import Agency, KnownDevice, Person, Role, RoleGrant
from lms.privacy.actions.requests import correct_own
from lms.privacy.models import AddressChange, DataExport, DataRequest, Merge
from lms.reports.actions.refresh_facts import refresh_facts
from lms.rooms.models import EventKind, Question, Room, RoomEvent, RoomMember, Upvote
from sessions.models import Attendance, AttendanceBatch, CalendarLink, SessionKind, SessionPresenter, TrainingSession

GIVEN, FAMILY = "Qzgivenya", "Wxfamilyzo"
EMAIL = "qz.wx77@unit-kappa.example"
PHONE = "+263771234598"
SERVICE_NUMBER = "SN-QX-77219"
UNIT = "Unit Zzkappa Nine"
# Where she logged in before she moved to another agency.
EARLIER = "qz.wx@unit-lambda.example"
SECRETS = (GIVEN, FAMILY, EMAIL, "unit-kappa", "unit-lambda", PHONE, SERVICE_NUMBER, UNIT)


class World:
    """The officer and the few others around her."""

    def __init__(self, *, with_pdf: bool = True):
        self.now = timezone.now()
        self.with_pdf = with_pdf
        agency = Agency.objects.create(country_id="ZW", name="Police of the test")
        self.officer = Person.objects.create_user(
            EMAIL, "correct horse battery", given_name=GIVEN, family_name=FAMILY, country_id="ZW", agency=agency,
            unit=UNIT, function=f"Head of {UNIT}",
        )  # fmt: skip
        self.other = Person.objects.create_user("other@example.org", None, given_name="Other", family_name="One")
        course = Course.objects.create(slug="w-course", title="A course", status=Course.Status.PUBLISHED)
        self.module = Module.objects.create(course=course, title="First", position=1)
        self.lesson = TextLesson.objects.create(module=self.module, slug="w-one", title="One", body="Text", position=1)
        self.training = Training.objects.create(
            slug="w-training", title="A training", course=course, city="Harare", country_id="ZW",
            time_zone="Africa/Harare", starts_on=self.now.date() - dt.timedelta(days=40), days=2, capacity=30,
            stage=Stage.FINISHED, seats_taken=2,
        )  # fmt: skip
        self.enrolment = Enrolment.objects.create(
            training=self.training, person=self.officer, state=EnrolmentState.ATTENDED, country_id="ZW", agency=agency,
            unit=UNIT, function=self.officer.function,
        )  # fmt: skip
        self.others = Enrolment.objects.create(
            training=self.training, person=self.other, state=EnrolmentState.ATTENDED, country_id="ZW"
        )
        day = self.training.starts_on
        at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
        self.session = TrainingSession.objects.create(
            training=self.training, kind=SessionKind.SESSION, title="Opening", day=1, half_day=1, position=1,
            date=day, starts=dt.time(11), ends=dt.time(12), time_zone="Africa/Harare", starts_at=at,
            ends_at=at + dt.timedelta(hours=1), counts_for_attendance=True,
        )  # fmt: skip
        self.room = Room.objects.create(kind="session", ref=str(self.session.pk), title="Opening", last_number=3)

    def make_all(self) -> None:
        """A row of every holding."""
        _moved(self)
        for maker in MAKERS.values():
            maker(self)


def _roster(w: World) -> None:
    roster = RosterImport.objects.create(
        training=w.training, person=w.officer, file_name=f"list of {FAMILY}.xlsx", header_row=1, headers=["a", "b"]
    )
    cells = [GIVEN, FAMILY, EMAIL, PHONE, SERVICE_NUMBER]
    RosterLine.objects.create(
        roster=roster, row=2, cells=cells, given_name=GIVEN, family_name=FAMILY, email=EMAIL, unit=UNIT,
        outcome="new", person=w.officer, enrolment=w.enrolment, before={"person": {"family_name": [FAMILY, "x"]}},
    )  # fmt: skip
    # A line that could not come in, and so leads to nobody: only its words tell.
    RosterLine.objects.create(
        roster=roster, row=3, cells=cells, given_name=GIVEN.upper(), family_name=FAMILY, email="no address",
        outcome="rejected", problem="email_no_at",
    )  # fmt: skip
    RosterLine.objects.create(roster=roster, row=5, cells=[FAMILY, GIVEN], outcome="rejected", problem="email_missing")
    RosterLine.objects.create(roster=roster, row=4, outcome="update", notes=[{"code": "differs", "old": EMAIL}])


def _attempt(w: World) -> None:
    test = Assessment.objects.create(slug="w-test", title="Test")
    question = SingleChoiceQuestion.objects.create(assessment=test, key="one", text="?", topic=Topic.LAW)
    option = Option.objects.create(question=question, text="a", is_right=True)
    lesson = AssessmentLesson.objects.create(
        module=w.module, slug="w-test", title="Test", position=2, assessment=test, purpose="post", is_required=False
    )
    attempt = Attempt.objects.create(
        enrolment=w.enrolment, lesson=lesson, number=1, seed=1, state="submitted", started_at=w.now,
        submitted_at=w.now, percent=90, passed=True, score=1, max_score=1,
    )  # fmt: skip
    Answer.objects.create(
        attempt=attempt, question=question, position=1, value=[str(option.pk), f"I am {FAMILY}"], client_id="abc"
    )


def _session(w: World) -> None:
    store = SessionStore()
    store["_auth_user_id"] = str(w.officer.pk)
    store["note"] = EMAIL
    store.create()
    apps.get_model("usersessions.UserSession").objects.create(
        user=w.officer, ip="203.0.113.8", session_key=store.session_key, user_agent="Another browser", data={}
    )


def _room(w: World) -> None:
    member = RoomMember.objects.create(
        room=w.room, person=w.officer, display_name=GIVEN, pen_name="Quiet Maple", hand_raised_at=w.now
    )
    other = RoomMember.objects.create(room=w.room, person=w.other, display_name="Other O.", pen_name="Calm Ibis")
    RoomEvent.objects.create(
        room=w.room, number=1, kind=EventKind.POST, member=member, author_name=GIVEN,
        payload={"text": f"Call me: {PHONE}, {SERVICE_NUMBER}"},
    )  # fmt: skip
    asked = RoomEvent.objects.create(
        room=w.room, number=2, kind=EventKind.QUESTION, member=other, author_name="Calm Ibis", payload={"text": "Why?"}
    )
    question = Question.objects.create(event=asked, votes=1)
    Upvote.objects.create(question=question, member=member)
    RoomEvent.objects.create(
        room=w.room, number=3, kind=EventKind.REPORT, target=2, member=member, author_name=GIVEN,
        payload={"reason": f"{FAMILY} says: rude"},
    )  # fmt: skip


def _certificate(w: World) -> None:
    issue_certificate(enrolment=w.enrolment, actor=None)
    if w.with_pdf:
        assert render_due() == 1


def _desk(w: World) -> None:
    kind = ContentType.objects.get_for_model(Person)
    LogEntry.objects.create(
        user=w.other, content_type=kind, object_id=str(w.officer.pk), object_repr=f"{GIVEN} {FAMILY}",
        action_flag=CHANGE, change_message=f"changed {EMAIL}",
    )  # fmt: skip


def _task(w: World) -> None:
    task = apps.get_model("django_tasks_database.DBTaskResult")
    task.objects.create(
        args_kwargs={"args": [EMAIL], "kwargs": {}}, task_path="x", queue_name="default", backend_name="default",
        exception_class_path="", traceback="", run_after=w.now, priority=0,
    )  # fmt: skip


def _notices(w: World) -> None:
    queue_notice(person=w.officer, kind="invitation", context={"enrolment": w.enrolment.pk, "name": GIVEN})
    queue_notice(person=w.other, kind="invitation", context={"enrolment": w.others.pk, "who": f"{GIVEN} {FAMILY}"})
    # To somebody else, naming her, and sent already.
    sent = queue_notice(person=w.other, kind="invitation", context={"enrolment": w.others.pk, "address": EMAIL})
    Notice.objects.filter(pk=sent.pk).update(state="sent", sent_at=w.now, done_at=w.now)


def _usersession(w: World) -> None:
    apps.get_model("usersessions.UserSession").objects.create(
        user=w.officer, ip="203.0.113.7", session_key="k" * 32, user_agent=f"Browser of {FAMILY}", data={}
    )


def _survey(w: World) -> None:
    survey = Survey.objects.create(slug="w-survey", about="training", title="Survey")
    asked = SurveyRound.objects.create(
        survey=survey, training=w.training, opens_at=w.now, closes_at=w.now + dt.timedelta(days=1)
    )
    Receipt.objects.create(enrolment=w.enrolment, round=asked)


def _export(w: World) -> None:
    name = default_storage.save("privacy/w.zip", ContentFile(json.dumps({"email": EMAIL}).encode()))
    DataExport.objects.create(person=w.officer, file=name, done_at=w.now, ends_at=w.now + dt.timedelta(days=7), size=9)


def _moved(w: World) -> None:
    # Before everything else: by now only the audit tells that the other address was hers.
    done = AddressChange.objects.create(
        person=w.officer, old_email=EARLIER, new_email=EMAIL, confirm_digest="b", undo_digest="a",
        ends_at=w.now, done_at=w.now,
    )  # fmt: skip
    record(actor=w.officer, verb="privacy.change_address", target=done, about=w.officer,
           personal={"email": [EARLIER, EMAIL]})  # fmt: skip
    done.delete()


def _change(w: World) -> None:
    AddressChange.objects.create(
        person=w.officer, old_email=EMAIL, new_email="new." + EMAIL, confirm_digest="c", undo_digest="u",
        ends_at=w.now + dt.timedelta(days=1),
    )  # fmt: skip


def _merge(w: World) -> None:
    double = Person.objects.create_user("gone@example.org", None)
    Merge.objects.create(keep=w.officer, gone=double, actor=w.other)


def _audit(w: World) -> None:
    """What others and she herself changed of her words, and a list that she looked at."""
    record(
        actor=w.other, verb="people.change", target=w.officer, about=w.officer, changes={"language": ["en", "fr"]},
        personal={"email": ["x@example.org", EMAIL], "unit": [UNIT, f"{UNIT} ({PHONE}, {SERVICE_NUMBER})"]},
    )  # fmt: skip
    correct_own(person=w.officer, values={"given_name": "X"})
    correct_own(person=w.officer, values={"given_name": GIVEN})
    # About nobody: her own words.
    record(actor=w.officer, verb="sessions.move_session", target=w.session, personal={"reason": ["", f"{FAMILY} ill"]})
    record_view(actor=w.officer, what="courses.people", target=w.training, rows=2, part=f"q={FAMILY}")
    seal_entries()


def _email(w: World) -> None:
    address = w.officer.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    apps.get_model("account.EmailConfirmation").objects.create(email_address=address, key="x" * 20, sent=w.now)


def _application(w: World) -> None:
    application = Application.objects.create(
        person=w.officer, email=EMAIL, state="approved", given_name=GIVEN, family_name=FAMILY, telephone=PHONE,
        service_number_sealed=seal(SERVICE_NUMBER), unit=UNIT, purpose=f"{FAMILY} wants to learn", interests=[UNIT],
        supervisor_name=f"Boss of {FAMILY}", email_confirmed_at=w.now, submitted_at=w.now, decided_at=w.now,
        answer=f"My number is {SERVICE_NUMBER}", country_id="ZW",
    )  # fmt: skip
    member = Membership.objects.create(person=w.officer, confirmed_until=w.now.date(), message=f"From {FAMILY}")
    Link.objects.create(kind="reconfirm", digest="d" * 64, membership=member, ends_at=w.now)
    SupervisorRequest.objects.create(
        application=application, asked_at=w.now, note=f"{GIVEN} is fine", address=f"boss.of.{FAMILY.lower()}@x.example"
    )
    FocalPointOpinion.objects.create(application=application, asked_at=w.now, note=f"I know {FAMILY}")
    Decision.objects.create(
        application=application, kind="approve", state="final", needs_two=False, first_at=w.now, note=f"{FAMILY}: yes"
    )
    ApplicationEvent.objects.create(application=application, verb="note", state="approved", note=f"called {PHONE}")
    # A second one, never linked: under her address only, a year and more ago.
    Application.objects.create(
        email=EMAIL, state="declined", decline_code=next(iter(DeclineCode)), family_name=FAMILY,
        email_confirmed_at=w.now, submitted_at=w.now, decided_at=w.now,
    )  # fmt: skip
    # A third, under the address that she had then.
    third = Application.objects.create(
        email=EARLIER, state="declined", decline_code=next(iter(DeclineCode)), family_name=FAMILY, telephone=PHONE,
        email_confirmed_at=w.now, submitted_at=w.now, decided_at=w.now,
    )  # fmt: skip
    Application.objects.filter(pk=third.pk).update(created_at=w.now - dt.timedelta(days=30))
    # Of somebody else, whose supervisor she is.
    w.junior = Application.objects.create(
        email="junior@example.org", state="supervisor_asked", given_name="Junior", supervisor_name=f"{GIVEN} {FAMILY}",
        supervisor_title=f"Head of {UNIT}", supervisor_email=EMAIL, supervisor_telephone=PHONE,
        may_contact_supervisor=True, email_confirmed_at=w.now, submitted_at=w.now,
    )  # fmt: skip
    link = Link.objects.create(kind="supervisor", digest="e" * 64, application=w.junior, ends_at=w.now)
    SupervisorRequest.objects.create(
        application=w.junior,
        asked_at=w.now,
        answer="unknown",
        answered_at=w.now,
        note=f"Ask me: {PHONE}. {FAMILY}",
        address=EMAIL,
    )
    SupervisorRequest.objects.create(application=w.junior, asked_at=w.now, address=EMAIL, link=link)
    Knock.objects.create(email=EMAIL, language="en")


def _event(w: World) -> None:
    calendar = apps.get_model("schedule.Calendar").objects.create(name="A training", slug="w-calendar")
    apps.get_model("schedule.Event").objects.create(
        start=w.now, end=w.now + dt.timedelta(hours=1), title="Clinic", creator=w.officer, calendar=calendar
    )


def _nothing(w: World) -> None:
    """Made together with another one."""


def _officers(w: World) -> None:
    def model(name):
        return apps.get_model("officers", name).objects

    low, high = sorted((w.officer, w.other), key=lambda one: one.pk)
    today = w.now.date()
    model("OfficerProfile").create(person=w.officer, is_on=True, chosen_name=GIVEN, ask_me=f"Ask {FAMILY}")
    model("Listing").create(person=w.officer, seen={"name": GIVEN}, search=f" {GIVEN.lower()}")
    theirs = model("Listing").create(person=w.other, seen={"name": "Other"})
    model("DirectoryConsent").create(person=w.officer, is_on=True, fields=["name"])
    model("ContactRequest").create(
        asker=w.officer, asked=w.other, low=low, high=high, reason=f"I am {FAMILY}", state="expired", is_open=False
    )
    room = Room.objects.create(kind="conversation", ref="w", title="Conversation")
    talk = model("Conversation").create(low=low, high=high, room=room)
    model("Side").create(conversation=talk, person=w.officer, name=GIVEN)
    model("Block").create(blocker=w.officer, blocked=w.other)
    model("Block").create(blocker=w.other, blocked=w.officer, label=GIVEN)
    told = {"decided_at": w.now, "outcome": "nothing"}
    model("Report").create(reporter=w.officer, subject=w.other, source="profile", reason="other", note=FAMILY, **told)
    model("Report").create(
        reporter=w.other, subject=w.officer, source="request", reason="other", snapshot={"text": FAMILY}, **told
    )
    model("DailyUse").create(person=w.officer, day=today, profiles=1)
    model("Opened").create(person=w.officer, day=today, listing=theirs)


MAKERS = {
    "account.EmailAddress": _email,
    "account.EmailConfirmation": _nothing,
    "mfa.Authenticator": lambda w: apps.get_model("mfa.Authenticator").objects.create(
        user=w.officer, type="totp", data={"secret": "s"}
    ),
    "usersessions.UserSession": _usersession,
    "sessions.Session": _session,
    "people.KnownDevice": lambda w: KnownDevice.objects.create(person=w.officer, key="k" * 64, name="Firefox, Android"),
    "people.TryCount": lambda w: limits.take(limits.PASSWORD, EMAIL),
    "people.Acceptance": lambda w: accept_agreements(person=w.officer, versions=in_force(), language="en"),
    "people.RoleGrant": lambda w: RoleGrant.objects.create(person=w.officer, role=Role.TRAINER),
    "people.Person": _nothing,
    "admin.LogEntry": _desk,
    "django_tasks_database.DBTaskResult": _task,
    "notices.Notice": _notices,
    "notices.OutsideMail": lambda w: queue_letter(
        address=EMAIL, language="en", kind="privacy_address_taken", context={"name": GIVEN}
    ),
    "audit.AuditEntry": _audit,
    "audit.PersonKey": _nothing,
    "audit.ListView": _nothing,
    "audit.Harvest": lambda w: Harvest.objects.create(
        actor=w.officer, day=w.now.date(), at=w.now, rows=900, limit=300, slowed_until=w.now
    ),
    "joining.Application": _application,
    "joining.Membership": _nothing,
    "joining.Link": _nothing,
    "joining.SupervisorRequest": _nothing,
    "joining.FocalPointOpinion": _nothing,
    "joining.Decision": _nothing,
    "joining.ApplicationEvent": _nothing,
    "joining.Knock": _nothing,
    "courses.LessonProgress": lambda w: LessonProgress.objects.create(
        enrolment=w.enrolment, lesson=w.lesson, state="done"
    ),
    "courses.RosterImport": _roster,
    "courses.RosterLine": _nothing,
    "courses.TrainingStaff": lambda w: TrainingStaff.objects.create(training=w.training, person=w.officer),
    "courses.Enrolment": _nothing,
    "training_sessions.Attendance": lambda w: Attendance.objects.create(
        session=w.session, enrolment=w.enrolment, status="present", marked_by=w.other, client_id=EMAIL
    ),
    "training_sessions.AttendanceBatch": lambda w: AttendanceBatch.objects.create(
        session=w.session, client_id="b1", actor=w.officer
    ),
    "training_sessions.SessionPresenter": lambda w: SessionPresenter.objects.create(
        session=w.session, person=w.officer
    ),
    "training_sessions.CalendarLink": lambda w: CalendarLink.objects.create(person=w.officer, token_hash="t" * 64),
    "schedule.Event": _event,
    "rooms.RoomMember": _room,
    "rooms.RoomEvent": _nothing,
    "rooms.Upvote": _nothing,
    "officers.OfficerProfile": _officers,
    "officers.Listing": _nothing,
    "officers.DirectoryConsent": _nothing,
    "officers.ContactRequest": _nothing,
    "officers.Conversation": _nothing,
    "officers.Side": _nothing,
    "officers.Block": _nothing,
    "officers.Report": _nothing,
    "officers.DailyUse": _nothing,
    "officers.Opened": _nothing,
    "assessments.Attempt": _attempt,
    "assessments.Answer": _nothing,
    "feedback.Receipt": _survey,
    "certificates.Certificate": _certificate,
    "certificates.CertificateJob": _nothing,
    "privacy.DataRequest": lambda w: DataRequest.objects.create(
        person=w.officer, kind="correction", text=f"My number is {SERVICE_NUMBER}, {PHONE}", due_on=w.now.date()
    ),
    "privacy.DataExport": _export,
    "privacy.AddressChange": _change,
    "privacy.Merge": _merge,
    # After all that they are reckoned from.
    "reports.Fact": lambda w: refresh_facts(everything=True),
}
