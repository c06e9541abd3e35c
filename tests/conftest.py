"""The cast: the same few people in every test, so that tests read like stories."""

from __future__ import annotations

import datetime as dt
import functools
import os

import hypothesis
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from courses.models import Course, Enrolment, EnrolmentState, Module, Stage, TextLesson, Training, TrainingStaff
from lms.audit import triggers
from lms.audit.models import ListView
from lms.people.models import Agency, Country, Person, Role, RoleGrant
from tests import databases, racing

PASSWORD = "correct horse battery"
# A busy machine is not a fault of the code: how long an example takes is the bench's matter.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items):
    """Files whose tests start programs and browsers come first, so that no worker is left alone with one at the end."""
    slow = {item.path for item in items if any(map(item.get_closest_marker, ("browser", "process", "once", "soak")))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _fast_and_alone(settings, tmp_path):
    """Cheap hashes, files in a folder of the test's own, mails in memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.REQUIRE_MFA = False
    settings.ASK_AGREEMENTS = False
    # The last request of the test before may have spoken another language.
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def django_assert_num_queries(db, django_assert_num_queries):
    """As a site counts that has run for a while: the kinds of content are known, whatever test emptied them before."""
    ContentType.objects.get_for_models(*apps.get_models())
    return django_assert_num_queries


@pytest.fixture
def first_look(db):
    """``first_look()``: whoever opens a list of people now opens it for the first time in ten minutes."""
    return lambda: ListView.objects.all().delete()


@pytest.fixture
def rounds(request, record_property):
    """How often a drill goes round: ``@pytest.mark.soak(small=3, large=200)``; ``make soak N=`` sets it for all."""
    mark = request.node.get_closest_marker("soak")
    number = mark.kwargs["large" if os.environ.get("SOAK") else "small"]
    number = int(os.environ.get("SOAK_N") or number)
    record_property("rounds", number)
    return number


@pytest.fixture
def together(transactional_db, tmp_path):
    """``together(action, …)``: all at the same moment; what each gave, or its refusal's code (``tests/racing.py``)."""
    return functools.partial(racing.at_once, tmp_path)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    databases.begin_migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit empty the tables afterwards, by DELETE or TRUNCATE, which the audit's triggers refuse.

    ``tests/lms/audit`` puts those triggers back to see them work.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in triggers.SQLITE_DELETE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for statement in triggers.POSTGRESQL_TRUNCATE:
                cursor.execute(statement)


@pytest.fixture
def make_person(db):
    """Makes a person: ``make_person("a@x.org", country="ZW", role="trainer")``."""

    def make(
        email: str, *, country: str | None = "ZW", role: str | None = None, role_country: str | None = None, **fields
    ):
        fields.setdefault("given_name", email.split("@")[0].split(".")[0].title())
        fields.setdefault("family_name", "Example")
        person = Person.objects.create_user(
            email, PASSWORD, country=Country.objects.get(pk=country) if country else None, **fields
        )
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        if role:
            RoleGrant.objects.create(person=person, role=role, country_id=role_country)
        return person

    return make


@pytest.fixture
def participant(make_person):
    """Amina, officer from Bahrain, in the running training."""
    return make_person("amina@example.org", country="BH", given_name="Amina", family_name="Al Khalifa")


@pytest.fixture
def trainer(make_person):
    """Lindiwe, trainer of the running training."""
    return make_person(
        "lindiwe@example.org", country="ZW", role=Role.TRAINER, given_name="Lindiwe", family_name="Tshuma"
    )


@pytest.fixture
def coordinator(make_person):
    """Rosa, coordinator of every country."""
    return make_person(
        "rosa@example.org", country=None, role=Role.COORDINATOR, given_name="Rosa", family_name="Oyelaran"
    )


@pytest.fixture
def coordinator_zw(make_person):
    """Tendai, coordinator of Zimbabwe only."""
    return make_person(
        "tendai@example.org", role=Role.COORDINATOR, role_country="ZW", given_name="Tendai", family_name="Moyo"
    )


@pytest.fixture
def stranger(make_person):
    """Omar, a member in no training."""
    return make_person("omar@example.org", country="TN", role=Role.MEMBER, given_name="Omar", family_name="Haddad")


@pytest.fixture
def course(db):
    """A small published course: two modules, three text lessons."""
    course = Course.objects.create(slug="small-course", title="A small course", status=Course.Status.PUBLISHED)
    first = Module.objects.create(course=course, title="First", position=1)
    second = Module.objects.create(course=course, title="Second", position=2)
    TextLesson.objects.create(module=first, slug="one", title="Lesson one", body="Text *one*.", position=1)
    TextLesson.objects.create(module=first, slug="two", title="Lesson two", body="Text two.", position=2)
    TextLesson.objects.create(module=second, slug="three", title="Lesson three", body="Text three.", position=1)
    return course


@pytest.fixture
def training(course, trainer):
    """A two-day training in Harare that began today, with Lindiwe on its staff."""
    training = Training.objects.create(
        slug="harare-now",
        title="Harare, national training",
        course=course,
        city="Harare",
        country_id="ZW",
        time_zone="Africa/Harare",
        starts_on=timezone.now().astimezone(dt.timezone(dt.timedelta(hours=2))).date(),
        days=2,
        capacity=30,
        stage=Stage.RUNNING,
    )
    TrainingStaff.objects.create(training=training, person=trainer)
    return training


@pytest.fixture
def enrolment(training, participant):
    """Amina's seat in the running training."""
    enrolment = Enrolment.objects.create(
        training=training, person=participant, state=EnrolmentState.CONFIRMED, country=participant.country
    )
    Training.objects.filter(pk=training.pk).update(seats_taken=1)
    return enrolment


@pytest.fixture
def agency(db):
    return Agency.objects.create(country_id="ZW", name="Zimbabwe Republic Police")


@pytest.fixture
def login():
    """A client in which the person is logged in: ``login(participant).get("/en/")``."""

    def log_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return log_in
