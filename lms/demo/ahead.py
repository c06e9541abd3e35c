"""Two trainings that lie ahead and need the coordinator."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from courses.actions.enrol import enrol
from courses.models import Course, Stage, Training, TrainingStaff
from lms.people.models import Person

NOMINEES = (
    ("Tatenda", "Moyo"), ("Chipo", "Ndlovu"), ("Blessing", "Dube"), ("Simba", "Marufu"), ("Rumbidzai", "Chirwa"),
    ("Kudzai", "Gumbo"), ("Tawanda", "Nyathi"), ("Memory", "Sithole"), ("Brian", "Mpofu"), ("Loveness", "Zhou"),
    ("Edmore", "Chuma"), ("Precious", "Hove"), ("Washington", "Banda"), ("Tariro", "Mlambo"),
)  # fmt: skip


def load_ahead(*, trainer: Person) -> None:
    """One in nine days, over-subscribed and not yet invited; one in five weeks, still empty."""
    today = timezone.now().date()
    course = Course.objects.get(slug="two-day")
    soon = Training.objects.create(
        slug="bulawayo-ahead", title="Bulawayo, national training", course=course, city="Bulawayo", country_id="ZW",
        host="Zimbabwe Republic Police (made up)", time_zone="Africa/Harare", starts_on=today + dt.timedelta(days=9),
        days=2, capacity=12, stage=Stage.OPEN,
    )  # fmt: skip
    TrainingStaff.objects.create(training=soon, person=trainer)
    for number, (given, family) in enumerate(NOMINEES):
        person = Person.objects.create_user(
            f"nominee{number}@zw.example.org", given_name=given, family_name=family, country_id="ZW", language="en"
        )
        enrol(training=soon, person=person, country=person.country, function="Investigator", language="en")
    Training.objects.create(
        slug="lima-ahead", title="Lima, capacitación regional", course=course, city="Lima", country_id="PE",
        host="Policía Nacional del Perú (made up)", time_zone="America/Lima", starts_on=today + dt.timedelta(days=35),
        days=2, capacity=60, stage=Stage.PLANNED, language="es",
    )  # fmt: skip
