"""A coordinator of one country goes wherever a link, a form, a file or a guess leads: no byte is of another country."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from courses.models import Enrolment, EnrolmentState, RosterImport, Training
from feedback.models import CommentQuestion, Response, ResponseValue, StarsQuestion, SurveyRound
from lms.joining.models import Application
from lms.people.models import Person, Role
from lms.reports.actions.refresh_facts import refresh_facts
from tests.authorisation.crawler import Visit, crawl, read
from tests.authorisation.table import TABLE
from tests.authorisation.world import GUEST, HOST, MARK, MARKED

pytestmark = pytest.mark.django_db

CROWD = 83
# When Kenya had a training by itself: a day that is nobody else's.
LONG_AGO = dt.date(2011, 11, 7)
# How many people Kenya has in the training in Harare, how many all have together, how many seats are taken.
FOREIGN_COUNTS = {str(CROWD + 1), str(CROWD + 3)}
NUMBER = re.compile(r"(?<![\w.:/+=\-])(\d{2,3})(?![\w/+=\-]|[.:]\d)")
LONG_NUMBER = re.compile(r"\b77\d{5}\b")
# Where the crawl must have been, or it proves nothing.
MUST_HAVE_SEEN = (
    "courses:trainings", "courses:people", "courses:roster", "portal:training", "sessions:agenda",
    "sessions:register", "sessions:sheet", "assessments:training_results", "feedback:summary", "reports:countries",
)  # fmt: skip


@pytest.fixture(scope="module")
def crowded(world):
    """Many of Kenya in the training in Harare, and what people of both countries thought of it."""
    here: Training = world.rows["here"]
    people = Person.objects.bulk_create(
        Person(
            pk=MARKED + 1000 + number,
            email=f"crowd{number}.{MARK}@example.org",
            given_name=f"Crowd {MARK}",
            family_name=f"Number {number} {MARK}",
            country_id=GUEST,
            agency=world.people["guest"].agency,
            password="!",
        )
        for number in range(CROWD)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            pk=MARKED + 12_000 + number,
            training=here,
            person=person,
            state=EnrolmentState.CONFIRMED,
            country_id=GUEST,
            agency=person.agency,
            unit=f"Unit {MARK}",
            function=f"Function {MARK}",
        )
        for number, person in enumerate(people)
    )
    Training.objects.filter(pk=here.pk).update(seats_taken=CROWD + 3)
    round = world.rows["rounds"]["here"]
    SurveyRound.objects.filter(pk=round.pk).update(
        closes_at=timezone.now() - timezone.timedelta(minutes=1), sealed_at=timezone.now()
    )
    comment = CommentQuestion.objects.filter(survey=round.survey).first()
    stars = StarsQuestion.objects.filter(survey=round.survey).first()
    for country, number, word in ((HOST, 12, "Very useful"), (GUEST, CROWD, f"Said {MARK}")):
        for place in range(number):
            response = Response.objects.create(
                round=round, country_id=country, language="en", day=timezone.now().date()
            )
            ResponseValue.objects.create(response=response, question=comment, text=f"{word} {place}")
            ResponseValue.objects.create(response=response, question=stars, number=5)
    _past(world, people)
    return world


def _past(world, crowd: list[Person]) -> None:
    """Last month both were together in Harare, and Kenya before by itself: the report by country counts them."""
    past = Training.objects.create(
        slug="past",
        title="Last month",
        course=world.rows["here"].course,
        country_id=HOST,
        time_zone="Africa/Harare",
        starts_on=timezone.now().date() - timezone.timedelta(days=30),
        stage="finished",
        capacity=200,
    )
    Enrolment.objects.bulk_create(
        Enrolment(training=past, person=person, state=EnrolmentState.ATTENDED, country=person.country)
        for person in [*crowd, world.people["guest"], world.people["participant"], world.people["member"]]
    )
    alone = Training.objects.create(
        pk=MARKED + 60_101,
        slug=f"past-{MARK}",
        title=f"Before {MARK}",
        course=world.rows["elsewhere"].course,
        country_id=GUEST,
        time_zone="Africa/Nairobi",
        starts_on=LONG_AGO,
        stage="finished",
        capacity=200,
    )
    Enrolment.objects.create(
        training=alone, person=world.people["guest"], state=EnrolmentState.ATTENDED, country_id=GUEST
    )
    assert refresh_facts(everything=True) == 2


def starts(world) -> list[str]:
    """Home, and every address that is asked for by GET, about every row there is: whoever guesses it.

    Without mailed links: they are for whom they were sent to.
    """
    found = ["/en/", *(f"/en/reports/?format={kind}" for kind in ("csv", "xlsx", "json"))]
    for page in TABLE:
        is_own = page.about.endswith("link") or page.about in {"invitation", "calendar"}
        is_account = page.name.startswith(("account_", "mfa_", "usersessions", "demo:"))
        if page.get is not None and not is_own and not is_account:
            found += [reverse(page.name, args=args) for args in world.things[page.about].values()]
    return [address for address in found if address.startswith("/en/")]


def foreign_numbers() -> set[str]:
    """The numbers of Kenya's rows, which are like no others."""
    rows = [
        Person.objects.filter(country=GUEST),
        Training.objects.filter(country=GUEST),
        Enrolment.objects.filter(country=GUEST),
        Certificate.objects.filter(enrolment__country=GUEST),
        RosterImport.objects.exclude(person__country=HOST),
        Application.objects.filter(country=GUEST),
    ]
    return {str(pk) for some in rows for pk in some.filter(pk__gt=MARKED).values_list("pk", flat=True)}


def leaks(visits: list[Visit]) -> list[str]:
    """Where something of Kenya shows: its word, the number of one of its rows, or how many it has."""
    found = []
    foreign = foreign_numbers()
    for visit in visits:
        # What she has typed herself stands in the form again, and in the address of the page.
        text = visit.text.lower().replace(visit.address.lower(), "")
        asked = set(re.findall(r"\d{7}", visit.address))
        for typed in {MARK, *asked}:
            if typed in visit.address:
                text = _without_echo(text, typed)
        if MARK in text:
            at = text.index(MARK)
            found.append(f"{visit.address}: …{text[max(at - 60, 0) : at + 20]!r}")
        elif numbers := set(LONG_NUMBER.findall(text)) & foreign - asked:
            found.append(f"{visit.address}: number {sorted(numbers)[0]} of a row")
        elif "2011" in visit.visible and "2011" not in visit.address:
            found.append(f"{visit.address}: the day of a training")
        # Calendars count nobody, and the names of their entries are random.
        elif (
            visit.status == 200
            and "calendar" not in visit.kind
            and (counts := FOREIGN_COUNTS & set(NUMBER.findall(visit.visible)))
        ):
            found.append(f"{visit.address}: counts {sorted(counts)}")
    return found


def _without_echo(text: str, typed: str) -> str:
    """The page without the parts that say back what was asked for: fields, addresses, the title of a search."""
    text = re.sub(rf'"[^"]*{typed}[^"]*"', '""', text)
    return re.sub(rf"(?:“|&ldquo;|<bdi>){typed}(?:”|&rdquo;|</bdi>)", "", text)


def names(visits: list[Visit], world) -> set[str]:
    """The pages of the table about the training here that were really shown."""
    seen = {visit.address for visit in visits if visit.status == 200}
    return {
        page.name
        for page in TABLE
        if page.get is not None and {reverse(page.name, args=args) for args in world.things[page.about].values()} & seen
    }


def test_a_coordinator_of_one_country_meets_no_byte_of_another(crowded):
    visits = crawl(crowded.clients["coordinator_host"], starts(crowded), searches=(MARK, "a"))
    errors = [f"{visit.address}: {visit.status}" for visit in visits if visit.status >= 500]
    assert not errors
    missing = set(MUST_HAVE_SEEN) - names(visits, crowded)
    assert not missing, f"the crawl never saw {missing}"
    kinds = {visit.kind.split(";")[0] for visit in visits if visit.status == 200}
    assert {"text/html", "text/csv", "text/calendar", "application/json"} <= kinds, kinds
    assert any("spreadsheetml" in kind for kind in kinds), "no workbook was opened"
    assert any("pdf" in kind for kind in kinds), "no certificate was opened"
    found = leaks(visits)
    assert not found, f"{len(found)} of {len(visits)} answers tell of another country:\n" + "\n".join(found[:60])


def test_her_own_rows_are_there(crowded):
    """Nothing leaks because nothing is shown? Her people are on the list, and their number is theirs."""
    client = crowded.clients["coordinator_host"]
    page = client.get("/en/trainings/here/people/")
    own = Enrolment.objects.filter(training=crowded.rows["here"], country=HOST)
    assert page.context["total"] == own.count() == 4
    assert {row.pk for row in page.context["page"].object_list} == {row.pk for row in own}
    said = client.get("/en/trainings/here/feedback/").context["rounds"][0]
    assert (said.opened, said.asked) == (12, 2)
    assert len(next(one.comments for one in said.questions if one.comments)) == 12
    assert Certificate.objects.visible_to(crowded.people["coordinator_host"]).count() == 1


def test_the_crawl_would_find_it(crowded, monkeypatch):
    """The control: where the grant is read as one for every country, the same search finds Kenya everywhere."""
    real = Person.countries_of
    monkeypatch.setattr(
        Person, "countries_of", lambda self, role: None if role == Role.COORDINATOR else real(self, role)
    )
    client = crowded.clients["coordinator_host"]
    foreign = Certificate.objects.filter(enrolment__training=crowded.rows["here"], country=GUEST)[0]
    for address in (
        "/en/trainings/here/people/", "/en/trainings/here/people/?export=csv",
        "/en/trainings/here/people/?export=xlsx",
        "/en/trainings/here/register/", "/en/trainings/here/register/export.xlsx", "/en/trainings/here/feedback/",
        "/en/trainings/here/results/", "/en/trainings/", "/en/reports/", "/en/reports/?format=csv",
        reverse("certificates:download", args=[foreign.pk]),
    ):  # fmt: skip
        answer = client.get(address)
        visit = Visit(address, answer.status_code, answer.headers["Content-Type"], read(answer))
        assert leaks([visit]), f"nothing found at {address}"
    # Rooms read the grants themselves; for whom the room is there, the words of Kenya are in it.
    state = reverse("rooms:state", args=crowded.things["room"]["here"])
    assert leaks([Visit(state, 200, "", crowded.clients["coordinator"].get(state).content.decode())])


def test_a_participant_meets_nobodys_address(crowded):
    """The e-mail addresses of the others are nowhere, whatever she opens."""
    own = crowded.people["participant"]
    visits = crawl(crowded.clients["participant"], starts(crowded), searches=("example",))
    others = set(Person.objects.exclude(pk=own.pk).values_list("email", flat=True))
    written = re.compile(r"[\w.+-]+@[\w.-]+\w")
    found = [
        f"{visit.address}: {met}"
        for visit in visits
        for met in {one.lower() for one in written.findall(visit.text)} & others
    ]
    assert not found, "\n".join(found)
    assert {"portal:training", "sessions:room", "assessments:result", "courses:lesson"} <= names(visits, crowded)


def test_the_control_of_the_addresses(crowded):
    """Where addresses are shown, the same search finds them."""
    page = crowded.clients["trainer"].get("/en/trainings/here/people/?export=csv")
    assert crowded.people["guest"].email.encode() in b"".join(page.streaming_content)


def test_a_role_taken_back_closes_the_page_at_the_next_request(crowded):
    """In the browser that is open; sockets have their own drill beside the rooms."""
    client = crowded.clients["coordinator_host"]
    from django.db import transaction

    with transaction.atomic():
        assert client.get("/en/trainings/here/people/").status_code == 200
        crowded.people["coordinator_host"].grants.all().delete()
        assert client.get("/en/trainings/here/people/").status_code == 404
        assert client.get("/en/reports/").status_code == 404
        transaction.set_rollback(True)
    assert client.get("/en/trainings/here/people/").status_code == 200
