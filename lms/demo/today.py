"""The training that runs today, somewhere where it is mid-morning now, so that its live parts can be tried."""

from __future__ import annotations

import datetime as dt
import random
import zoneinfo

from django.utils import timezone

from assessments.models import AssessmentLesson, Purpose
from courses.actions.enrol import enrol
from courses.models import Course, Enrolment, Invitation, Stage, Training, TrainingStaff
from feedback.actions.open_envelopes import open_due_envelopes
from feedback.actions.open_rounds import open_rounds
from feedback.actions.submit_response import submit_response
from feedback.models import SurveyRound
from lms.demo import history
from lms.demo.talk import QUESTIONS, TALK
from lms.people.models import Agency, Country, Person
from lms.rooms.actions import ask_question, post_message
from sessions.actions.agenda import make_agenda
from sessions.live import room_of
from sessions.models import TrainingSession, VenueSpace

SLUG = "today"
# (city, country, zone): one of them has mid-morning at any hour.
PLACES = (
    ("Bridgetown", "BB", "America/Barbados"),
    ("Dakar", "SN", "Africa/Dakar"),
    ("Tunis", "TN", "Africa/Tunis"),
    ("Nairobi", "KE", "Africa/Nairobi"),
    ("Almaty", "KZ", "Asia/Almaty"),
    ("Jakarta", "ID", "Asia/Jakarta"),
    ("Manila", "PH", "Asia/Manila"),
    ("Suva", "FJ", "Pacific/Fiji"),
    ("Lima", "PE", "America/Lima"),
    ("Mexico City", "MX", "America/Mexico_City"),
    ("Apia", "WS", "Pacific/Apia"),
)
# The second session of the first day runs from 11:15 to 12:30: aim at its beginning.
AIM = 11.6
PEOPLE = (
    ("Yusuf", "العلوي", "BH", "ar"), ("فاطمة", "الزياني", "BH", "ar"), ("Nadia", "Ben Youssef", "TN", "fr"),
    ("Karim", "Trabelsi", "TN", "fr"), ("Salma", "Gharbi", "TN", "ar"), ("Fatou", "Ndiaye Sarr", "SN", "fr"),
    ("Mamadou", "Cissé", "SN", "fr"), ("Awa", "Diop", "SN", "fr"), ("Ousmane", "Fall", "SN", "fr"),
    ("Wanjiru", "Kamau", "KE", "en"), ("Otieno", "Odhiambo", "KE", "en"), ("Achieng", "Were", "KE", "en"),
    ("José António", "Macuácua", "MZ", "en"), ("Grace", "Banda-Ncube", "ZW", "en"), ("Nyasha", "Chikwanha", "ZW", "en"),
    ("Rudo", "Mutasa", "ZW", "en"), ("Farai", "Sibanda", "ZW", "en"), ("李", "文静", "SG", "zh-hans"),
    ("Айгүл", "Сәрсенова", "KZ", "ru"), ("Нурлан", "Ибраев", "KZ", "ru"), ("Lucía", "Fernández Ríos", "PE", "es"),
    ("Diego", "Quispe Mamani", "PE", "es"), ("Nguyễn", "Thị Hương", "VN", "en"), ("Dewi", "Lestari", "ID", "en"),
    ("Agus", "Prasetyo", "ID", "en"), ("Maria Clara", "Dela Cruz", "PH", "en"), ("Tevita", "Tuilagi", "FJ", "en"),
    ("Ana Sofía", "Mendoza", "MX", "es"),
)  # fmt: skip


def load_today(*, participant: Person, trainer: Person, coordinator: Person) -> Training:
    """Make today's training with its people, agenda, attendance, tests, ratings and talk so far."""
    city, country, zone = min(PLACES, key=_distance)
    now = timezone.now()
    training = Training.objects.create(
        slug=SLUG,
        title=f"Regional training, {city}",
        course=Course.objects.get(slug="two-day"),
        city=city,
        country_id=country,
        host="Ministry of Interior (made up)",
        time_zone=zone,
        starts_on=now.astimezone(zoneinfo.ZoneInfo(zone)).date(),
        days=2,
        capacity=32,
        stage=Stage.RUNNING,
        mode="hybrid",
    )
    TrainingStaff.objects.create(training=training, person=trainer)
    make_agenda(training=training, venue=VenueSpace.objects.get_or_create(name="Conference room 2", city=city)[0])
    seats = [_seat(training, participant), *(_seat(training, _person(*row, number=n)) for n, row in enumerate(PEOPLE))]
    dice = random.Random(SLUG)
    history.attend(training, seats, dice, until=now)
    tests = {one.purpose: one for one in AssessmentLesson.objects.filter(module__course=training.course_id)}
    test = TrainingSession.objects.get(training=training, lesson=tests[Purpose.PRE])
    if test.starts_at <= now:
        # The participant of the cast still has the test before her.
        history.take_test(tests[Purpose.PRE], seats[1:25], dice, skill=0.55, at=test.starts_at)
    history.read_lessons(training, seats[:1], until=7)
    open_rounds(training=training)
    _rate(training, seats[1:], dice)
    _talk(training, trainer, seats)
    return training


def _distance(place: tuple[str, str, str]) -> float:
    """Hours between the wall clock of a place and the moment that the demo aims at."""
    clock = timezone.now().astimezone(zoneinfo.ZoneInfo(place[2]))
    return abs(clock.hour + clock.minute / 60 - AIM)


def _person(given: str, family: str, country: str, language: str, *, number: int) -> Person:
    agency, _ = Agency.objects.get_or_create(
        country_id=country, name=f"National Police, {Country.objects.get(pk=country).name('en')}"
    )
    return Person.objects.create_user(
        f"officer{number}.today@{country.lower()}.example.org",
        given_name=given,
        family_name=family,
        country_id=country,
        language=language,
        agency=agency,
        function="Investigator",
    )


def _seat(training: Training, person: Person) -> Enrolment:
    seat = enrol(
        training=training,
        person=person,
        country=person.country,
        agency=person.agency,
        function=person.function,
        language=person.language,
    )
    Enrolment.objects.filter(pk=seat.pk).update(
        invitation=Invitation.ACCEPTED, accepted_at=timezone.now() - dt.timedelta(days=9)
    )
    seat.refresh_from_db()
    return seat


def _rate(training: Training, seats: list[Enrolment], dice: random.Random) -> None:
    """Some have rated the sessions that are over, by the same action as the form."""
    for one in SurveyRound.objects.filter(training=training):
        for seat in seats[:14]:
            values = {"useful": min(5, round(dice.gauss(4.3, 0.7)))}
            submit_response(round=one, enrolment=seat, values=values, language=seat.language)
    open_due_envelopes()


def _talk(training: Training, trainer: Person, seats: list[Enrolment]) -> None:
    """Messages and questions in the room of the session that goes on, or comes next."""
    session = TrainingSession.objects.filter(training=training, ends_at__gt=timezone.now(), kind="session").first()
    if session is None:
        return
    room = room_of(session)
    people = [trainer, *(seat.person for seat in seats)]
    for number, (speaker, language, text) in enumerate(TALK):
        post_message(room=room, person=people[speaker], text=text, client_id=f"demo-{number}", language=language)
    for number, (speaker, language, text) in enumerate(QUESTIONS):
        ask_question(room=room, person=people[speaker], text=text, client_id=f"demo-q{number}", language=language)
