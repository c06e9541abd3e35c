"""States that the demo world does not have: a list with errors in it, a test half done, a withdrawn certificate …

Made after the demo, in trainings and with people of their own, so that what the demo shows stays as it is.
Everything is done by the product's own actions.
"""

from __future__ import annotations

import datetime as dt
import time
import zoneinfo
from typing import Any
from unittest import mock

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from fido2.cose import CoseKey
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from assessments.actions import give_extra_time, save_answer, start_attempt, submit_attempt
from assessments.models import Assessment, AssessmentLesson, Attempt, Purpose, Topic, TrueFalseQuestion
from certificates.actions import replace_certificate, revoke_certificate
from certificates.models import Certificate
from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.actions.enrol import enrol
from courses.actions.invite import queue_invitations
from courses.actions.start_open_course import start_open_course
from courses.actions.undo_roster import undo_roster
from courses.catalogue.models import Tool
from courses.invitations import token_for
from courses.models import Course, Enrolment, EnrolmentState, Module, Stage, Training, TrainingStaff
from feedback.actions.open_rounds import open_rounds
from feedback.actions.submit_response import submit_response
from feedback.models import SurveyRound
from lms.audit.actions import record_view, seal_entries
from lms.audit.actions.check import check_a_piece
from lms.audit.models import AuditEntry
from lms.demo.cast import PASSWORD, give_login
from lms.demo.views import folder
from lms.notices.actions import send_due
from lms.people.actions.access import end_access
from lms.people.actions.agree import accept_agreements
from lms.people.actions.grants import grant_role
from lms.people.agreements import in_force
from lms.people.models import Person, Role
from lms.privacy.actions import correct_own, make_exports, open_for
from lms.privacy.models import DataRequest
from sessions import codes
from sessions.actions import cancel_session, check_in, make_agenda, mark_rest, move_session, new_calendar_link
from sessions.checkin import open_sessions
from sessions.live import room_of
from sessions.models import TrainingSession, VenueSpace
from tests.browser import joining, lively, rosters

# Who looks at these pages; all have the password of the demo.
NEWCOMER = "newcomer@demo.example"  # nothing to do, nothing behind her
OFFICER = "officer@demo.example"  # in the middle of everything
DONE = "done@demo.example"  # handed in, answered, waiting for results
PASSED = "passed@demo.example"
FAILED = "failed@demo.example"
OFFERED = "offered@demo.example"  # has been offered a seat
WAITING = "waiting@demo.example"  # on the waiting list
SECURED = "secured@demo.example"  # with an authenticator app, a passkey and recovery codes
WITHDRAWN = "withdrawn@demo.example"  # her certificate is withdrawn
SLOWED = "slowed@demo.example"  # was shown unusually many people
ASKED = "asked@demo.example"  # has not accepted the agreements yet

NOW, OVER, FULL, BROUGHT, TAKEN_BACK = "states-now", "states-over", "states-full", "states-brought", "states-taken-back"
UNCONFIRMED = "unconfirmed@demo.example"
POINT = (
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# One place for every hour, so that somewhere the exercise of the second day goes on now.
PLACES = (
    "Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Gambier", "Pacific/Pitcairn", "America/Phoenix",
    "America/Costa_Rica", "America/Lima", "America/Barbados", "America/Argentina/Buenos_Aires", "America/Noronha",
    "Atlantic/Cape_Verde", "Africa/Dakar", "Africa/Lagos", "Africa/Harare", "Africa/Nairobi", "Asia/Dubai",
    "Asia/Tashkent", "Asia/Dhaka", "Asia/Bangkok", "Asia/Manila", "Asia/Tokyo", "Pacific/Port_Moresby",
    "Pacific/Guadalcanal", "Pacific/Fiji",
)  # fmt: skip
HARARE = "Africa/Harare"
MID_MORNING = 10.95  # the exercise is from 10:30 to 11:30


@transaction.atomic
def build() -> None:
    """Make all states, once, in a database that holds the demo world."""
    trainer = Person.objects.get(email="trainer@demo.example")
    coordinator = Person.objects.get(email="coordinator@demo.example")
    _person(NEWCOMER, "Ndeye Fatou", "Diagne", "SN")
    _person(ASKED, "Aiko", "Tanaka", "JP")
    _secured()
    EmailAddress.objects.create(user=_person(UNCONFIRMED, "Ali", "Hassan", "BH"), email="new@demo.example")
    officer = _person(OFFICER, "María de los Ángeles", "Fernández-Villavicencio Ordóñez", "PE")
    done = _person(DONE, "Nomathemba", "Ndlovu", "ZW")
    now = _running(trainer, coordinator, officer, done)
    _over(trainer, officer)
    _full(coordinator)
    _lists(coordinator)
    _certificates(coordinator)
    _true_or_false(now, officer)
    new_calendar_link(person=done)
    joining.build()
    _audit(done)
    send_due()


def _person(email: str, given: str, family: str, country: str, language: str = "en") -> Person:
    person = Person.objects.create(
        email=email,
        password=make_password(PASSWORD),
        given_name=given,
        family_name=family,
        country_id=country,
        language=language,
        time_zone="Africa/Nairobi",
        function="Investigator",
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if email != ASKED:
        accept_agreements(person=person, versions=in_force(), language=language)
    return person


def _seat(training: Training, person: Person) -> Enrolment:
    return enrol(training=training, person=person, country=person.country, language=person.language)


def _training(slug: str, title: str, *, days_ago: int, capacity: int = 40, zone: str, stage: str) -> Training:
    today = timezone.now().astimezone(zoneinfo.ZoneInfo(zone)).date()
    return Training.objects.create(
        slug=slug, title=title, course=Course.objects.get(slug="two-day"), city="Victoria Falls", country_id="ZW",
        host="Zimbabwe Republic Police and the Ministry of Home Affairs and Cultural Heritage (made up)",
        time_zone=zone, starts_on=today - dt.timedelta(days=days_ago), days=2, capacity=capacity, stage=stage,
    )  # fmt: skip


def _running(trainer: Person, coordinator: Person, officer: Person, done: Person) -> Training:
    """The second day of a training: people checked in, a test half done and one handed in, a full room."""
    moment = timezone.now()

    def distance(zone: str) -> float:
        clock = moment.astimezone(zoneinfo.ZoneInfo(zone))
        return abs(clock.hour + clock.minute / 60 - MID_MORNING)

    title = "Regional training for Eastern and Southern Africa, Victoria Falls and Livingstone, second round"
    training = _training(NOW, title, days_ago=1, zone=min(PLACES, key=distance), stage=Stage.RUNNING)
    TrainingStaff.objects.create(training=training, person=trainer)
    make_agenda(training=training, venue=VenueSpace.objects.create(name="Elephant Hills, Great Zimbabwe Hall"))
    seats = [_seat(training, person) for person in (officer, done)]
    seats += [
        _seat(training, Person.objects.create_user(f"crowd{n}@zw.example.org", given_name=given, family_name=family,
                                                   country_id=country, language=language))
        for n, (given, family, country, language) in enumerate(rosters.CROWD)
    ]  # fmt: skip
    sessions = list(TrainingSession.objects.filter(training=training).order_by("starts_at"))
    for session in sessions:
        if session.counts_for_attendance and session.date == training.starts_on:
            mark_rest(session=session, actor=trainer)
    _check_in(sessions, officer, moment)
    last = sessions[-3]
    move_session(session=last, date=last.date, starts=last.starts, ends=dt.time(16, 10), actor=trainer)
    cancel_session(session=sessions[-5], reason="The speaker fell ill. The slides are in the course.", actor=trainer)
    test = AssessmentLesson.objects.get(module__course=training.course_id, purpose=Purpose.PRE)
    half = _answer(start_attempt(enrolment=seats[0], lesson=test), 6, right=True)
    give_extra_time(attempt=half, minutes=240, actor=trainer)
    submit_attempt(attempt=_answer(start_attempt(enrolment=seats[1], lesson=test), 15, right=True))
    open_rounds(training=training)
    rounds = SurveyRound.objects.filter(training=training).order_by("pk")
    submit_response(round=rounds[0], enrolment=seats[1], values={"useful": 5}, language="en")
    lively.fill(sessions, trainer, [seat.person for seat in seats])
    return training


def _check_in(sessions: list[TrainingSession], person: Person, moment: dt.datetime) -> None:
    """By the code on the screen, into a session whose door is open."""
    for session in sessions:
        if session.counts_for_attendance and session.starts_at <= moment and session.date == sessions[-1].date:
            check_in(person=person, code=codes.shown_at(session.code_secret, timezone.now()).code)
            return


def _answer(attempt: Attempt, many: int, *, right: bool) -> Attempt:
    """Answer the first ``many`` questions, all right or all wrong."""
    for answer in attempt.answers.order_by("position")[:many]:
        question = answer.question
        options = list(question.options.all())
        good = question.right_keys(options)
        value = good if right else {next(key for key in question.keys(options) if key not in good)}
        save_answer(
            attempt=attempt, question=question.pk, value=value, revision=0, client_id=f"states-{answer.position}"
        )
    return attempt


def _over(trainer: Person, officer: Person) -> None:
    """A training that ended two days ago: tests passed and failed, feedback open, a certificate not yet earned."""
    training = _training(OVER, "Hwange, national training", days_ago=3, zone=HARARE, stage=Stage.FINISHED)
    TrainingStaff.objects.create(training=training, person=trainer)
    make_agenda(training=training, venue=VenueSpace.objects.create(name="Safari Lodge"))
    _seat(training, officer)
    test = AssessmentLesson.objects.get(module__course=training.course_id, purpose=Purpose.POST)
    for email, given, right in ((PASSED, "Tsitsi", True), (FAILED, "Farai", False)):
        seat = _seat(training, _person(email, given, "Mukamuri", "ZW"))
        submit_attempt(attempt=_answer(start_attempt(enrolment=seat, lesson=test), 15, right=right))
    open_rounds(training=training)


def _full(coordinator: Person) -> None:
    """A training with one seat: it is offered to one, the other waits, and invitations are out."""
    training = _training(FULL, "Kariba, national", days_ago=-20, capacity=2, zone=HARARE, stage="open")
    invited = Person.objects.create_user(
        "invited@zw.example.org", given_name="Chenai", family_name="Zvobgo", country_id="ZW"
    )
    queue_invitations(enrolments=[_seat(training, invited)], actor=coordinator)
    offered = _seat(training, _person(OFFERED, "Kuda", "Marechera", "ZW"))
    Enrolment.objects.filter(pk=offered.pk).update(
        state=EnrolmentState.OFFERED, offer_expires_at=timezone.now() + dt.timedelta(hours=40)
    )
    for person in (_person(WAITING, "Rumbi", "Katedza", "ZW"),):
        assert _seat(training, person).state == EnrolmentState.WAITING


def _lists(coordinator: Person) -> None:
    """Lists of people: one to match, one to correct, one brought in, one taken back."""
    ahead = Training.objects.get(slug="lima-ahead")
    check_roster(training=ahead, data=rosters.UNKNOWN_TITLES.encode(), file_name="lista.csv", actor=coordinator)
    check_roster(training=ahead, data=rosters.WITH_ERRORS.encode(), file_name=rosters.LONG_NAME, actor=coordinator)
    for slug, title in ((BROUGHT, "Gweru, national training"), (TAKEN_BACK, "Mutare, national training")):
        training = _training(slug, title, days_ago=-30, capacity=5, zone=HARARE, stage=Stage.PLANNED)
        text = rosters.WITH_ERRORS.replace("@", f"@{slug}.")
        made = check_roster(training=training, data=text.encode(), file_name="nominees.csv", actor=coordinator)
        apply_roster(roster=made, actor=coordinator)
    undo_roster(roster=made, actor=coordinator)


def _certificates(coordinator: Person) -> None:
    """Of three officers one keeps hers, one gets a new version, one loses hers."""
    first, second = Certificate.objects.filter(enrolment__training__slug="harare-2023").order_by("pk")[:2]
    Person.objects.filter(pk=first.enrolment.person_id).update(family_name="Chigumbura-Mutasa")
    replace_certificate(certificate=first, actor=coordinator)
    give_login(second.enrolment.person, "withdrawn", language="en", time_zone="Africa/Harare")
    revoke_certificate(certificate=second, reason="issued_in_error", actor=coordinator)


def _audit(person: Person) -> None:
    """Entries with long values, sealed and checked; and somebody to whom lists of people are closed."""
    correct_own(person=person, values={"unit": "National Centre for the Protection of Children, Gweru, night shift"})
    slowed = _person(SLOWED, "Tinashe", "Marufu", "ZW")
    grant_role(person=slowed, role=Role.COORDINATOR, country=None, actor=Person.objects.get(email="admin@demo.example"))
    record_view(actor=slowed, what="courses.people", rows=9999)
    seal_entries()
    check_a_piece()


def _true_or_false(training: Training, person: Person) -> None:
    """A short check with questions of the third kind, in the course that is open to everybody."""
    course = Course.objects.get(slug="first-look")
    check = Assessment.objects.create(slug="states-check", title="A short check", minutes=None, tries=None)
    for number, text in enumerate(("A score of 0.9 means that the tool is right in nine of ten cases.",
                                   "A person decides what is done with a result.")):  # fmt: skip
        TrueFalseQuestion.objects.create(
            assessment=check,
            key=f"states-{number}",
            topic=Topic.AI_BASICS,
            text=text,
            is_true=bool(number),
            position=number,
        )
    module = Module.objects.filter(course=course).latest("position")
    lesson = AssessmentLesson.objects.create(
        module=module, slug="states-check", title=check.title, assessment=check, position=90
    )
    seat = start_open_course(course=course, person=person)
    start_attempt(enrolment=seat, lesson=lesson)


def _secured() -> None:
    person = _person(SECURED, "Jean-Baptiste", "Ouédraogo", "SN", "en")
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    WebAuthn.add(person, "Security key of the office, third floor", _credential())


def _credential() -> dict[str, Any]:
    """What a browser sends of a new passkey."""
    # A point of the curve P-256; nobody has its key.
    public = CoseKey.parse({1: 2, 3: -7, -1: 1, -2: bytes.fromhex(POINT[0]), -3: bytes.fromhex(POINT[1])})
    key = AttestedCredentialData.create(Aaguid.NONE, b"states", public)
    data = AuthenticatorData.create(sha256(b"127.0.0.1"), 0x45, 0, bytes(key))
    text = websafe_encode(b"states")
    return {
        "id": text,
        "rawId": text,
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(b'{"type":"webauthn.create","challenge":"","origin":""}'),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def code() -> str:
    """What the authenticator app of ``SECURED`` shows now."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def passkey() -> int | None:
    """The passkey of ``SECURED``."""
    return Authenticator.objects.filter(type="webauthn").values_list("pk", flat=True).first()


def invitation(*, days_old: int = 0) -> str:
    """The link in the mail of somebody who has no password yet."""
    seat = Enrolment.objects.get(training__slug=FULL, person__email="invited@zw.example.org")
    with mock.patch("time.time", return_value=time.time() - days_old * 24 * 3600):
        return token_for(seat)


def new_key() -> str:
    """The key in the mail that confirms an address."""
    address = EmailAddress.objects.get(email="new@demo.example")
    return str(EmailConfirmationHMAC(address).key)


def _forgetful() -> Person:
    """Somebody who does not log in here: after a log-in her link is good for nothing."""
    return Person.objects.filter(is_active=True).exclude(email__endswith="@demo.example").order_by("pk")[0]


def reset_uid() -> str:
    """The first part of a link that sets a new password."""
    return str(user_pk_to_url_str(_forgetful()))


def reset_key() -> str:
    """The second part of that link."""
    return str(account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(_forgetful()))


def mail() -> str | None:
    """The largest mail in the folder of the demo."""
    place = folder()
    paths = list(place.glob("*.eml")) if place else []
    return max(paths, key=lambda path: path.stat().st_size).name if paths else None


def check_in_query() -> str | None:
    """The code that the screen of the training's open door shows now."""
    sessions = open_sessions(Person.objects.get(email=DONE), timezone.now())
    return f"c={codes.shown_at(sessions[0].code_secret, timezone.now()).code}" if sessions else None


def quiet_room() -> int:
    """A room in which nothing was said."""
    session = TrainingSession.objects.filter(training__slug=OVER).latest("starts_at")
    return room_of(session).pk


def longest_tool() -> str:
    """The tool with the longest name and provider."""
    return max(
        Tool.objects.filter(status="published"), key=lambda tool: len(f"{tool.name}{tool.provider}{tool.summary}")
    ).slug


def three_tools() -> str:
    """Three tools to compare."""
    return "&".join(f"tool={slug}" for slug in Tool.objects.values_list("slug", flat=True).order_by("pk")[:3])


def audit_entry() -> int:
    """The entry with a person's long values."""
    return AuditEntry.objects.filter(verb="privacy.correct_own").latest("pk").pk


def copy_for_closed_account() -> int:
    """A request that the officer opened for somebody whose account is closed, with the copy made."""
    known = DataRequest.objects.filter(person__email="closed@demo.example").first()
    if known is not None:
        return known.pk
    person = _person("closed@demo.example", "Farida", "Rahmonova", "TJ")
    end_access(person=person, reason="suspended", actor=None)
    officer = Person.objects.get(email="protection@demo.example")
    asked = open_for(person=person, kind="export", proof="Her supervisor confirmed it.", actor=officer)
    make_exports()
    return asked.pk
