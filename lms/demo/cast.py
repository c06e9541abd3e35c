"""The people who can log in to the demo world; their addresses stay put."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from lms.people.actions.agree import accept_agreements
from lms.people.agreements import in_force
from lms.people.models import Agency, Person, Role, RoleGrant

# Printed by `make demo`. The demo is served on the loopback address alone, so it is no secret.
PASSWORD = "safer-children-demo"  # noqa: S105
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Member:
    """One log-in of the demo: who she is, and the role she has (for one country, or for all)."""

    login: str
    given_name: str
    family_name: str
    about: str
    country: str | None
    language: str = "en"
    time_zone: str = "UTC"
    role: str | None = None
    role_country: str | None = None
    agency: str = ""
    function: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


CAST = (
    Member(
        "participant", "مريم", "الخليفة", "participant, Bahrain, reads Arabic; her training runs today", "BH", "ar",
        "Asia/Bahrain", agency="National Police, Bahrain", function="Investigator",
    ),
    Member("trainer", "Lindiwe", "Tshuma", "trainer of today's training", "ZW", "en", "Africa/Harare", Role.TRAINER),
    Member("coordinator", "Rosa", "Oyelaran", "coordinator of every country", None, "en", "Europe/Rome", Role.COORDINATOR),
    Member(
        "coordinator.zw", "Tendai", "Moyo", "coordinator of Zimbabwe only", "ZW", "en", "Africa/Harare",
        Role.COORDINATOR, "ZW",
    ),
    Member("editor", "Élodie", "Marchand", "editor and translator", None, "fr", "Europe/Paris", Role.EDITOR),
    Member("reviewer", "Ibrahima", "Diallo", "membership reviewer, reads French", "SN", "fr", "Africa/Dakar", Role.REVIEWER),
    Member(
        "reviewer.second", "Naledi", "Khumalo", "second membership reviewer: two decide where one may not", "ZA", "en",
        "Africa/Johannesburg", Role.REVIEWER,
    ),
    Member("member", "Carmen", "Rojas", "approved member, in no training", "CL", "es", "America/Santiago", Role.MEMBER),
    Member("admin", "Ana", "Petrova", "administrator", None, "en", "Europe/Rome", Role.ADMINISTRATOR),
    Member(
        "protection", "Yelena", "Sokolova", "data-protection officer, reads Russian", None, "ru", "Europe/Rome",
        Role.DATA_PROTECTION_OFFICER,
    ),
)  # fmt: skip
GRADUATE = "graduate"
GRADUATE_ABOUT = "participant, Singapore, reads Chinese; everything done, certificate issued"


def make_cast() -> dict[str, Person]:
    """Make the persons of the cast, by log-in."""
    # One hash for all: the password is the same, and hashing is meant to be slow.
    hashed = make_password(PASSWORD)
    made: dict[str, Person] = {}
    for member in CAST:
        agency = None
        if member.agency:
            agency, _ = Agency.objects.get_or_create(country_id=member.country, name=member.agency)
        person = Person.objects.create(
            email=member.email,
            password=hashed,
            given_name=member.given_name,
            family_name=member.family_name,
            language=member.language,
            time_zone=member.time_zone,
            country_id=member.country,
            agency=agency,
            function=member.function,
            is_staff=member.role == Role.ADMINISTRATOR,
            is_superuser=member.role == Role.ADMINISTRATOR,
        )
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if member.role:
            RoleGrant.objects.create(person=person, role=member.role, country_id=member.role_country)
        made[member.login] = person
        _agree(person)
    return made


def _agree(person: Person) -> None:
    accept_agreements(person=person, versions=in_force(), language=person.language)


def give_login(person: Person, login: str, *, language: str, time_zone: str) -> None:
    """Let ``person`` of a roster also log in as ``login``; her own address stays the one of the list."""
    Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD), language=language, time_zone=time_zone)
    _agree(person)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email=f"{login}@{DOMAIN}", verified=True, primary=False)


def logins() -> list[tuple[str, str]]:
    """(address, who) of every log-in, in the order of the contract."""
    rows = [(member.email, member.about) for member in CAST]
    rows.insert(1, (f"{GRADUATE}@{DOMAIN}", GRADUATE_ABOUT))
    return rows
