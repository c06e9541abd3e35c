"""The world of the table: two countries in one training, a training of another country, and everybody who reads.

"here" is the training in Harare and what hangs on Zimbabwe's rows in it; "guest" is a row of Kenya in that same
training; "elsewhere" is the training in Nairobi, Kenya, and its rows; "nowhere" is what does not exist. Everything
that belongs to Kenya carries ``MARK``, so that a reader who may not know of Kenya must never meet the word.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from assessments.actions import start_attempt, submit_attempt
from assessments.models import Assessment, AssessmentLesson, Attempt, Purpose, Topic, TrueFalseQuestion
from certificates.models import Certificate
from courses.catalogue.models import Tool
from courses.invitations import token_for
from courses.models import (
    Course,
    Enrolment,
    EnrolmentState,
    LineOutcome,
    Module,
    RosterImport,
    RosterLine,
    RosterState,
    Stage,
    TextLesson,
    Training,
    TrainingStaff,
)
from courses.toolkit.models import Principle
from feedback.models import Survey, SurveyRound
from lms.audit.actions import record
from lms.audit.models import Harvest
from lms.joining.actions import review as reviewing
from lms.joining.links import make_link, token_of
from lms.joining.models import Application, LinkKind, Membership, State
from lms.joining.welcome import path_for as welcome_path
from lms.officers.actions.contact import accept, ask_for_contact
from lms.officers.actions.profile import save_profile
from lms.officers.models import Block, Listing, OfficerProfile, Report
from lms.people.models import Agency, Country, Person, Role, RoleGrant
from lms.privacy.links import CONFIRM, UNDO, digest_of
from lms.privacy.links import token_of as address_token
from lms.privacy.models import AddressChange, DataExport, DataRequest
from lms.rooms.actions import post_message
from sessions.actions import make_agenda, new_calendar_link
from sessions.live import room_of
from sessions.models import Attendance, TrainingSession

MARK = "kemark"
HOST, GUEST, OTHER = "ZW", "KE", "BH"
# Rows of Kenya have numbers that stand out in an address.
MARKED = 7_710_000

# reader: (country, role, the country that the role is for; None = every country)
READERS: dict[str, tuple[str | None, str | None, str | None]] = {
    "stranger": (None, None, None),
    "ended": (HOST, Role.COORDINATOR, None),
    "member": (HOST, Role.MEMBER, None),
    "participant": (HOST, None, None),
    "guest": (GUEST, None, None),
    "participant_elsewhere": (GUEST, None, None),
    "waiting": (HOST, None, None),
    "withdrawn": (HOST, None, None),
    "presenter": (HOST, None, None),
    "trainer": (HOST, Role.TRAINER, None),
    "trainer_elsewhere": (GUEST, Role.TRAINER, None),
    "coordinator_host": (HOST, Role.COORDINATOR, HOST),
    "coordinator_guest": (GUEST, Role.COORDINATOR, GUEST),
    "coordinator_other": (OTHER, Role.COORDINATOR, OTHER),
    "coordinator": (None, Role.COORDINATOR, None),
    "editor": (None, Role.EDITOR, None),
    "reviewer": (None, Role.REVIEWER, None),
    "reviewer_host": (HOST, Role.REVIEWER, HOST),
    "reviewer_other": (OTHER, Role.REVIEWER, OTHER),
    "protection": (None, Role.DATA_PROTECTION_OFFICER, None),
    "auditor": (None, Role.AUDITOR, None),
    "administrator": (None, Role.ADMINISTRATOR, None),
    # Runs the support desk and nothing else.
    "desk": (None, None, None),
    # The widest role there is, without a second factor; and with a log-in of this morning.
    "no_second_factor": (None, Role.COORDINATOR, None),
    "long_ago": (None, Role.COORDINATOR, None),
}
NOT_SIGNED_IN = frozenset({"stranger", "ended"})
BARE = frozenset({"stranger", "member", "participant", "guest", "participant_elsewhere", "waiting", "withdrawn"})


@dataclass
class World:
    """Who reads, and what can be asked for: kind of thing → which of them → what stands in its address."""

    people: dict[str, Person] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    things: dict[str, dict[str, tuple[Any, ...]]] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    # (page, row) → what its form sends where the row itself is named there.
    forms: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def client(self, reader: str) -> Client:
        """A browser in which ``reader`` has logged in a moment ago, or this morning, or never."""
        client = Client()
        person = self.people.get(reader)
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            at = time.time() - (7200 if reader == "long_ago" else 0)
            session = client.session
            session["people_session_began"] = int(at)
            session["people_session_seen"] = int(time.time())
            session["account_authentication_methods"] = [{"method": "password", "at": at, "reauthenticated": True}]
            session["account_authentication_methods_user"] = str(person.pk)
            session.save()
        return client


def build() -> World:
    """Make everything. Called once for a module; nothing is committed."""
    world = World()
    _people(world)
    _trainings(world)
    _tests(world)
    _certificates(world)
    _rosters(world)
    _officers(world)
    _joining(world)
    _privacy(world)
    for reader in READERS:
        world.clients[reader] = world.client(reader)
    return world


def make_person(email: str, country: str | None, *, pk: int | None = None, **fields: Any) -> Person:
    """A person whose name, address, agency and unit carry the mark if she is from Kenya."""
    word = email.split("@")[0].replace("_", " ").title()
    marked = country == GUEST
    agency = Agency.objects.get_or_create(country_id=country, name=_of(country, "Police"))[0] if country else None
    person = Person(
        pk=pk,
        email=email.replace("@", f".{MARK}@") if marked else email,
        given_name=_of(country, word),
        family_name=_of(country, "Example"),
        country=Country.objects.get(pk=country) if country else None,
        agency=agency,
        unit=_of(country, "Unit"),
        function=_of(country, "Investigator"),
        **fields,
    )
    person.set_password("correct horse battery")
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def _of(country: str | None, text: str) -> str:
    return f"{text} {MARK}" if country == GUEST else text


def _people(world: World) -> None:
    for number, (reader, (country, role, scope)) in enumerate(READERS.items()):
        if reader == "stranger":
            continue
        pk = MARKED + number if country == GUEST else None
        person = make_person(f"{reader}@example.org", country, pk=pk, is_active=reader != "ended")
        if reader == "desk":
            person.is_staff = person.is_superuser = True
            person.save()
        if role:
            RoleGrant.objects.create(person=person, role=role, country_id=scope)
        if reader not in BARE | {"no_second_factor"}:
            TOTP.activate(person, generate_totp_secret())
        world.people[reader] = person


def _course(slug: str, *, is_open: bool = False, status: str = Course.Status.PUBLISHED, marked: bool = False) -> Course:
    course = Course.objects.create(slug=slug, title=slug.title(), status=status, is_open=is_open)
    module = Module.objects.create(course=course, title="First", position=1)
    TextLesson.objects.create(module=module, slug="one", title="Lesson one", body="Text *one*.", position=1)
    return course


def _training(slug: str, course: Course, country: str, trainer: Person) -> Training:
    training = Training.objects.create(
        pk=MARKED + 60_001 if country == GUEST else None,
        slug=slug,
        title=_of(country, "National training"),
        course=course,
        city=_of(country, "City"),
        host=_of(country, "Academy"),
        country_id=country,
        time_zone="Africa/Harare",
        starts_on=timezone.now().astimezone(dt.timezone(dt.timedelta(hours=2))).date(),
        days=2,
        capacity=200,
        stage=Stage.RUNNING,
    )
    TrainingStaff.objects.create(training=training, person=trainer)
    make_agenda(training=training)
    return training


def seat(training: Training, person: Person, state: str = EnrolmentState.CONFIRMED, pk: int | None = None) -> Enrolment:
    """A place in the training, with the person's own country, agency and unit."""
    return Enrolment.objects.create(
        pk=pk,
        training=training,
        person=person,
        state=state,
        country=person.country,
        agency=person.agency,
        unit=person.unit,
        function=person.function,
    )


def _trainings(world: World) -> None:
    who = world.people
    here = _training("here", _course("closed-course"), HOST, who["trainer"])
    elsewhere = _training(f"elsewhere-{MARK}", _course("other-course"), GUEST, who["trainer_elsewhere"])
    TrainingStaff.objects.create(training=here, person=who["presenter"], function=TrainingStaff.Function.PRESENTER)
    seats = {
        "here": seat(here, who["participant"]),
        "guest": seat(here, who["guest"], pk=MARKED + 10_011),
        "elsewhere": seat(elsewhere, who["participant_elsewhere"], pk=MARKED + 10_012),
    }
    waiting = seat(here, who["waiting"], EnrolmentState.WAITING)
    Enrolment.objects.filter(pk=waiting.pk).update(waiting_number=1, waiting_since=timezone.now())
    seat(here, who["withdrawn"], EnrolmentState.WITHDRAWN)
    invited = make_person("invited@example.org", HOST)
    invited.set_unusable_password()
    invited.save()
    invitation = seat(here, invited)
    Training.objects.filter(pk=here.pk).update(seats_taken=3)
    Training.objects.filter(pk=elsewhere.pk).update(seats_taken=1)
    world.rows |= {"here": here, "elsewhere": elsewhere, "seats": seats}

    opened = _course("open-course", is_open=True)
    draft = _course("draft-course", status=Course.Status.DRAFT)
    courses = {"here": here.course, "elsewhere": elsewhere.course, "open": opened, "draft": draft}
    lessons = {name: course.modules.get().lessons.get() for name, course in courses.items()}

    both = {"here": here, "elsewhere": elsewhere}
    sessions = {name: one.sessions.get(day=1, starts="09:00") for name, one in both.items()}
    rooms = {name: room_of(session) for name, session in sessions.items()}
    TrainingSession.objects.filter(training=elsewhere).update(title=f"Opening {MARK}")
    for name, enrolment in seats.items():
        session = sessions["elsewhere" if name == "elsewhere" else "here"]
        Attendance.objects.create(session=session, enrolment=enrolment, status="present")
    for reader, room in (("participant", "here"), ("guest", "here"), ("participant_elsewhere", "elsewhere")):
        person = who[reader]
        text = _of(person.country_id, "Good morning.")
        post_message(room=rooms[room], person=person, text=text, client_id=f"message-{reader}", language="en")
    survey = Survey.objects.filter(about="training").first()
    now = timezone.now()
    rounds = {
        name: SurveyRound.objects.create(
            survey=survey, training=one, opens_at=now - dt.timedelta(hours=1), closes_at=now + dt.timedelta(days=1)
        )
        for name, one in both.items()
    }
    world.forms |= {("sessions:mark", name): {"session": one.pk} for name, one in sessions.items()}
    world.rows |= {"rooms": rooms, "sessions": sessions, "rounds": rounds}
    world.things |= {
        "": {"": ()},
        "training": {name: (one.slug,) for name, one in both.items()} | {"nowhere": ("nowhere",)},
        "register file": {n: (one.slug, "xlsx") for n, one in both.items()} | {"nowhere": ("nowhere", "xlsx")},
        "course": {name: (one.slug,) for name, one in courses.items()} | {"nowhere": ("nowhere",)},
        "lesson": {name: (courses[name].slug, one.pk) for name, one in lessons.items()}
        | {"nowhere": (here.course.slug, lessons["elsewhere"].pk)},
        "session": _with_nowhere({name: one.pk for name, one in sessions.items()}),
        "round": _with_nowhere({name: one.pk for name, one in rounds.items()}),
        "invitation": {"here": (token_for(invitation),), "nowhere": ("guessed",)},
        "calendar": {"here": (new_calendar_link(person=who["participant"]),), "nowhere": ("guessed",)},
        # To give a certificate: the training and the seat; "nowhere" is a seat of another training.
        "seat": {name: ((elsewhere if name == "elsewhere" else here).slug, one.pk) for name, one in seats.items()}
        | {"nowhere": (here.slug, seats["elsewhere"].pk)},
    }


def _with_nowhere(numbers: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {name: (pk,) for name, pk in numbers.items()} | {"nowhere": (999_999,)}


def _tests(world: World) -> None:
    assessment = Assessment.objects.create(slug="small-test", title="A small test", minutes=60, tries=3)
    for number in (1, 2):
        TrueFalseQuestion.objects.create(
            assessment=assessment, key=f"q{number}", text="True?", topic=Topic.LAW, position=number, is_true=True
        )
    lessons, open_ones, done = {}, {}, {}
    for name in ("here", "elsewhere"):
        module = world.rows[name].course.modules.get()
        lessons[name] = AssessmentLesson.objects.create(
            module=module, slug="test", title="Test", assessment=assessment, purpose=Purpose.CHECK, position=9
        )
    for name, enrolment in world.rows["seats"].items():
        lesson = lessons["elsewhere" if name == "elsewhere" else "here"]
        first = start_attempt(enrolment=enrolment, lesson=lesson)
        submit_attempt(attempt=first)
        done[name] = first
        open_ones[name] = start_attempt(enrolment=enrolment, lesson=lesson)
    assert Attempt.objects.filter(state="open").count() == 3
    world.things |= {
        "test": _with_nowhere({name: one.pk for name, one in lessons.items()}),
        "attempt": _with_nowhere({name: one.pk for name, one in open_ones.items()}),
        "question": {name: (one.pk, 1) for name, one in open_ones.items()} | {"nowhere": (999_999, 1)},
        "result": _with_nowhere({name: one.pk for name, one in done.items()}),
    }


def _certificates(world: World) -> None:
    made = {}
    for number, (name, enrolment) in enumerate(world.rows["seats"].items()):
        certificate = Certificate(
            pk=MARKED + 20_021 + number if name != "here" else None,
            enrolment=enrolment,
            number=f"{MARK if name != 'here' else 'UN'}-{number}",
            code="0123456789abcdefghjkmnp" + "rst"[number],
            kind="participation",
            name=enrolment.person.full_name,
            title=enrolment.training.title,
            starts_on=enrolment.training.starts_on,
            ends_on=enrolment.training.starts_on,
            hours=12,
            country=enrolment.country,
            mode="in_person",
            language="en",
            facts={"recorded": True},
            issued_on=enrolment.training.starts_on,
        )
        certificate.pdf.save(f"{uuid.uuid4()}.pdf", ContentFile(b"%PDF-1.4 small"), save=False)
        certificate.sha256 = f"{number}" * 64
        certificate.save()
        made[name] = certificate
    world.rows["certificates"] = made
    world.things |= {
        "certificate": _with_nowhere({name: one.pk for name, one in made.items()}),
        "code": {"here": (made["here"].code,), "nowhere": ("0" * 24,)},
    }


def _rosters(world: World) -> None:
    """Imports by three coordinators, read and not yet brought in, and brought in."""
    authors = {
        "here": ("coordinator_host", "here"),
        "guest": ("coordinator_guest", "here"),
        "everybody": ("coordinator", "here"),
        "elsewhere": ("coordinator_guest", "elsewhere"),
    }
    for number, (kind, state) in enumerate((("import", RosterState.CHECKED), ("applied", RosterState.APPLIED))):
        made: dict[str, tuple[Any, ...]] = {}
        rows: dict[str, tuple[Any, ...]] = {}
        for place, (name, (author, training)) in enumerate(authors.items()):
            country = HOST if name == "here" else GUEST
            one = RosterImport.objects.create(
                pk=MARKED + 30_030 + 4 * number + place if country == GUEST else None,
                training=world.rows[training],
                person=world.people[author],
                state=state,
                file_name=f"{_of(country, 'list')}.xlsx",
                header_row=1,
                headers=["Given name", "Family name", "E-mail", "Country"],
                columns={"given_name": 0, "family_name": 1, "email": 2, "country": 3},
                applied_at=timezone.now() if state == RosterState.APPLIED else None,
            )
            word = _of(country, "Nominee")
            RosterLine.objects.create(
                roster=one,
                row=2,
                cells=[word, word, f"nominee@{_of(country, 'x').replace(' ', '.')}.example", country],
                given_name=word,
                family_name=word,
                outcome=LineOutcome.REJECTED,
                problem="email_missing",
            )
            made[name] = (world.rows[training].slug, one.pk)
            rows[name] = (*made[name], 2)
        world.things[kind] = made | {"nowhere": ("here", 999_999)}
        if kind == "import":
            world.things["import row"] = rows | {"nowhere": (*made["here"], 99)}


def _officers(world: World) -> None:
    who = world.people
    for reader in ("member", "participant", "guest", "participant_elsewhere", "waiting", "withdrawn"):
        languages = [who[reader].language]
        save_profile(person=who[reader], is_on=True, name_as="own", shown=("country",), languages=languages)
    listings = {reader: Listing.objects.get(person=who[reader]) for reader in ("member", "guest", "withdrawn")}

    def ask(asker: str, asked: str) -> Any:
        uid = Listing.objects.get(person=who[asked]).pk
        return ask_for_contact(asker=who[asker], uid=uid, reason="I work on the same.", language="en")

    talk = accept(uid=ask("member", "participant_elsewhere").pk, person=who["participant_elsewhere"])
    requests = {"here": ask("guest", "participant"), "elsewhere": ask("waiting", "participant_elsewhere")}
    # The member and the one who withdrew want nothing of each other.
    block = Block.objects.create(blocker=who["withdrawn"], blocked=who["member"])
    report = Report.objects.create(
        reporter=who["participant"], subject=who["guest"], source="profile", reason="other", snapshot={"seen": {}}
    )
    held = OfficerProfile.objects.get(person=who["waiting"])
    held.held_at = timezone.now()
    held.save()
    missing = uuid.UUID(int=5)
    world.things |= {
        "listing": {name: (one.pk,) for name, one in listings.items()} | {"nowhere": (missing,)},
        "subject": {name: ("profile", one.pk) for name, one in listings.items()} | {"nowhere": ("profile", missing)},
        "request": {name: (one.pk,) for name, one in requests.items()} | {"nowhere": (missing,)},
        "talk": {"here": (talk.pk,), "nowhere": (missing,)},
        "block": _with_nowhere({"here": block.pk}),
        "report": _with_nowhere({"here": report.pk}),
        "held": _with_nowhere({"here": held.pk}),
        "room": _with_nowhere({n: one.pk for n, one in world.rows["rooms"].items()} | {"talk": talk.room_id}),
    }


def _application(world: World, country: str, number: int) -> Application:
    now = timezone.now()
    row = Application.objects.create(
        pk=MARKED + 50_050 if country == GUEST else None,
        email=f"applicant.{_of(country, 'a').replace(' ', '')}@police.example",
        state=State.SUBMITTED,
        country_id=country,
        given_name=_of(country, "Applicant"),
        family_name=_of(country, "Applicant"),
        telephone="1",
        agency_name=_of(country, "Police"),
        agency_type="national_police",
        unit="Unit",
        function="investigator",
        rank_band="officer",
        years_in_field=3,
        supervisor_name="Chief",
        supervisor_title="Chief",
        supervisor_email=f"chief{number}@police.example",
        supervisor_telephone="1",
        supervisor_language="en",
        may_contact_supervisor=True,
        purpose="Learn",
        experience="none",
        technical_level="basic",
        serves=True,
        keeps_inside=True,
        uploads_no_cases=True,
        accepts_terms=True,
        accepts_data_protection=True,
        agrees_to_reconfirm=True,
        email_confirmed_at=now,
        submitted_at=now,
        saved_at=now,
    )
    reviewing.take_up(application=row, actor=world.people["reviewer"])
    reviewing.ask_opinion(application=row, actor=world.people["reviewer"])
    return row


def _joining(world: World) -> None:
    applications = {"here": _application(world, HOST, 1), "elsewhere": _application(world, GUEST, 2)}
    until = timezone.now().date() + dt.timedelta(days=300)
    memberships = {
        name: Membership.objects.update_or_create(
            person=world.people[reader], defaults={"confirmed_until": until, "state": "active"}
        )[0]
        for name, reader in (("here", "member"), ("elsewhere", "guest"))
    }
    draft = Application.objects.create(email="draft@police.example", state=State.EMAIL_TO_CONFIRM)
    links = {
        "confirm link": make_link(LinkKind.CONFIRM, application=draft),
        "status link": make_link(LinkKind.APPLICANT, application=applications["here"]),
        "supervisor link": make_link(LinkKind.SUPERVISOR, application=applications["here"]),
        "reconfirm link": make_link(LinkKind.RECONFIRM, membership=memberships["here"]),
    }
    newcomer = make_person("newcomer@example.org", HOST)
    newcomer.set_unusable_password()
    newcomer.save()
    welcome = welcome_path(newcomer).rstrip("/").rsplit("/", 1)[1]
    for kind, link in links.items():
        world.things[kind] = {"here": (token_of(link),), "nowhere": ("guessed",)}
    world.things |= {
        "welcome link": {"here": (welcome,), "nowhere": ("guessed",)},
        "application": {name: (one.uid,) for name, one in applications.items()} | {"nowhere": (uuid.UUID(int=5),)},
        "membership": _with_nowhere({name: one.pk for name, one in memberships.items()}),
    }


def _privacy(world: World) -> None:
    who, now = world.people, timezone.now()
    due = (now + dt.timedelta(days=30)).date()

    def asks(reader: str, kind: str) -> DataRequest:
        later = now + dt.timedelta(days=7) if kind == "erasure" else None
        return DataRequest.objects.create(person=who[reader], kind=kind, text="Please.", due_on=due, execute_at=later)

    corrections = {"here": asks("member", "correction"), "elsewhere": asks("guest", "correction")}
    erasures = {"here": asks("waiting", "erasure")}
    export = DataExport(person=who["participant"], made_at=now, ends_at=now + dt.timedelta(days=6), size=4)
    export.state = "done"
    export.file.save("copy.zip", ContentFile(b"PK\x05\x06"), save=False)
    export.save()
    gone = Person.objects.create_user("gone@example.org", None, is_active=False)
    copies = {"here": DataRequest.objects.create(person=gone, kind="export", due_on=due)}
    theirs = DataExport(person=gone, done_at=now, ends_at=now + dt.timedelta(days=6), size=4)
    theirs.file.save("theirs.zip", ContentFile(b"PK\x05\x06"), save=False)
    theirs.save()
    # Whoever has an account fetches her own.
    copies["elsewhere"] = DataRequest.objects.create(person=who["guest"], kind="export", due_on=due)
    uids = {"asked": uuid.uuid4(), "done": uuid.uuid4()}
    for name, uid in uids.items():
        AddressChange.objects.create(
            uid=uid,
            person=who["participant" if name == "asked" else "member"],
            old_email="old@example.org",
            new_email=f"new.{name}@example.org",
            confirm_digest=digest_of(address_token(uid, CONFIRM)),
            undo_digest=digest_of(address_token(uid, UNDO)),
            ends_at=now + dt.timedelta(hours=20),
            done_at=now if name == "done" else None,
        )
    changed = record(actor=who["reviewer"], verb="people.change", target=who["member"], about=who["member"],
                     personal={"unit": ["", "Unit 9"]})  # fmt: skip
    # Of yesterday: it closes nobody's lists.
    alarm = Harvest.objects.create(
        actor=who["desk"], day=now.date(), at=now, rows=900, limit=300, slowed_until=now - dt.timedelta(hours=20)
    )
    told = record(actor=None, verb="audit.harvest_alarm", target=alarm, about=who["desk"])
    world.things |= {
        "audit entry": _with_nowhere({"here": changed.pk, "alarm": told.pk}),
        "data request": _with_nowhere({name: one.pk for name, one in corrections.items()}),
        "erasure": _with_nowhere({name: one.pk for name, one in erasures.items()}),
        "copy for a closed account": _with_nowhere({name: one.pk for name, one in copies.items()}),
        "copy": {"here": (export.uid,), "nowhere": (uuid.UUID(int=5),)},
        "merge": {
            "here": (who["participant"].pk, who["waiting"].pk),
            "nowhere": (who["participant"].pk, 999_999),
        },
        "address link": {"here": (address_token(uids["asked"], CONFIRM),), "nowhere": ("guessed",)},
        "undo link": {"here": (address_token(uids["done"], UNDO),), "nowhere": ("guessed",)},
        "account": _with_nowhere(
            {"here": who["trainer"].pk, "elsewhere": who["guest"].pk, "own": who["administrator"].pk}
        ),
        "agreement": {"here": ("terms",), "nowhere": ("nonsense",)},
        "agreement version": {"nowhere": ("terms", "never")},
        "tool": {
            "here": (Tool.objects.create(slug="public-tool", name="Public tool", status="published").slug,),
            "draft": (Tool.objects.create(slug="draft-tool", name="Draft tool", status="in_review").slug,),
            "nowhere": ("nowhere",),
        },
        "form": {"csv": ("csv",), "xlsx": ("xlsx",), "nowhere": ("exe",)},
        "step": {"here": ("you",), "nowhere": ("nowhere",)},
        "principle": {"here": (Principle.objects.values_list("slug", flat=True)[0],), "nowhere": ("nowhere",)},
        "word": {"nowhere": ("text",)},
        "reset": {"nowhere": ("abc", "nonsense")},
        "number": {"nowhere": (999_999,)},
    }
