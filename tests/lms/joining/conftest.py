"""An applicant, two reviewers, and the mails between them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from lms.joining.actions import apply
from lms.joining.actions import review as reviewing
from lms.joining.models import Application, DomainKind, EmailDomain, State
from lms.notices.actions import send_due, send_outside
from lms.people.models import Role

STEPS = {
    "you": {
        "given_name": "Awa",
        "family_name": "Ndiaye",
        "country": "SN",
        "city": "Dakar",
        "telephone": "+221 33 800 00 00",
        "language": "fr",
        "work_languages": ["fr", "en"],
    },
    "post": {
        "agency_name": "Police nationale du Sénégal",
        "agency_type": "national_police",
        "unit": "Brigade des mineurs",
        "function": "investigator",
        "rank_band": "officer",
        "service_number": "SN-44 812",
        "years_in_field": "6",
    },
    "supervisor": {
        "supervisor_name": "Commissaire Cheikh Fall",
        "supervisor_title": "Chef de brigade",
        "supervisor_email": "c.fall@police.example.sn",
        "supervisor_telephone": "+221 33 800 00 01",
        "supervisor_language": "fr",
        "may_contact_supervisor": "on",
    },
    "purpose": {
        "purpose": "Apprendre à trier les signalements.",
        "interests": ["images", "priorities"],
        "experience": "tried",
        "technical_level": "basic",
        "heard_from": "colleague",
    },
    "network": {"is_visible": "on", "shown_fields": ["country", "function"], "topics": "tri"},
    "declarations": {
        "serves": "on",
        "keeps_inside": "on",
        "uploads_no_cases": "on",
        "accepts_terms": "on",
        "accepts_data_protection": "on",
        "agrees_to_reconfirm": "on",
    },
}


class Post:
    """The mails that have left."""

    def collect(self):
        """Let the clock answer the door and send what is owed; the mails of this time, by address."""
        before = len(mail.outbox)
        apply.answer_knocks()
        send_due()
        send_outside()
        return {one.to[0]: one for one in mail.outbox[before:]}

    @staticmethod
    def link(message):
        """The path of the first link of a mail."""
        return re.search(r"http://[^/\s]+(/\S+)", message.body)[1]


@pytest.fixture
def post(db):
    return Post()


@pytest.fixture
def reviewer(make_person):
    return make_person("ibrahima@example.org", country="SN", role=Role.REVIEWER, given_name="Ibrahima")


@pytest.fixture
def second_reviewer(make_person):
    return make_person("second@example.org", country="FR", role=Role.REVIEWER, given_name="Second")


@pytest.fixture
def reviewer_zw(make_person):
    """Reviewer of Zimbabwe only."""
    return make_person("reviewer.zw@example.org", role=Role.REVIEWER, role_country="ZW")


@pytest.fixture
def senegal_list(db):
    return EmailDomain.objects.create(domain="police.example.sn", kind=DomainKind.AUTHORITY, country_id="SN")


def fill_in(client, language="fr", steps=None):
    """Every step of the questionnaire by the client that has the draft; the last answer."""
    answer = None
    for step, values in (steps or STEPS).items():
        if step == "declarations":
            form = client.get(f"/{language}/join/form/{step}/").context["form"]
            values = {**values, "shown": form["shown"].value()}
        answer = client.post(f"/{language}/join/form/{step}/", values)
        assert answer.status_code == 302, (step, answer.context and answer.context["form"].errors)
    return answer


@pytest.fixture
def make_application(db):
    """An application as its applicant sent it, without the way there."""

    def make(email="awa@police.example.sn", *, state=State.SUBMITTED, country="SN", **fields):
        values = {
            "given_name": "Awa", "family_name": "Ndiaye", "telephone": "1", "agency_name": "Police nationale",
            "agency_type": "national_police", "unit": "Brigade", "function": "investigator", "rank_band": "officer",
            "years_in_field": 3, "supervisor_name": "C. Fall", "supervisor_title": "Chef",
            "supervisor_email": "c.fall@police.example.sn", "supervisor_telephone": "1", "supervisor_language": "fr",
            "may_contact_supervisor": True, "purpose": "Learn", "experience": "none", "technical_level": "basic",
            "serves": True, "keeps_inside": True, "uploads_no_cases": True, "accepts_terms": True,
            "accepts_data_protection": True, "agrees_to_reconfirm": True, "language": "fr",
        }  # fmt: skip
        now = timezone.now()
        return Application.objects.create(
            email=email,
            state=state,
            country_id=country,
            **{"email_confirmed_at": now, "submitted_at": now, "saved_at": now, **values, **fields},
        )

    return make


@pytest.fixture
def confirmed(make_application, reviewer):
    """An application in review whose supervisor said yes."""

    def make(email="awa@police.example.sn", **fields):
        application = make_application(email, **fields)
        reviewing.take_up(application=application, actor=reviewer)
        request = reviewing.ask_supervisor(application=application, actor=reviewer)
        return reviewing.record_supervisor_answer(link=request.link, answer="yes", note="")

    return make


@pytest.fixture
def door():
    """Somebody at the door, in a browser of her own."""

    def knock(email, language="fr"):
        client = Client()
        answer = client.post(f"/{language}/join/", {"email": email})
        return client, answer

    return knock


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield
