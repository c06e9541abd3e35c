"""A person who can log in. Her identity is what this system protects first."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.common.languages import Language
from lms.common.models import Timestamped
from lms.people.models.grant import STAFF_ROLES, Role
from lms.people.names import family_first, full_name


class PersonManager(BaseUserManager["Person"]):
    """Makes persons with a normalised address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person with a usable password, or none (she sets it by her invitation)."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """An administrator of the support desk."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person of an address, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class Person(Timestamped, AbstractBaseUser, PermissionsMixin):
    """An officer or member of staff; logs in by e-mail.

    ``country`` is where she serves now; what counts in reports is the country kept on the enrolment.
    """

    email = models.EmailField(_("E-mail"), max_length=254, unique=True)
    given_name = models.CharField(_("Given name"), max_length=150, blank=True)
    family_name = models.CharField(_("Family name"), max_length=150, blank=True)
    language = models.CharField(_("Language"), max_length=7, choices=Language.choices, default=Language.ENGLISH)
    time_zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    country = models.ForeignKey(
        "people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="persons"
    )
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="persons")
    unit = models.CharField(_("Unit"), max_length=200, blank=True)
    function = models.CharField(_("Function"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may enter the support desk", default=False)
    # Counts up when all her sessions are ended at once; it is part of what each session is checked against.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "persons"
        constraints = [models.UniqueConstraint(Lower("email"), name="people_person_email_any_case")]
        indexes = [models.Index(fields=["country", "family_name"])]

    def __str__(self) -> str:
        return self.full_name or f"#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """Her names as they are written, see :func:`lms.people.names.full_name`."""
        return full_name(self.given_name, self.family_name)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's mark of the password in a session, which here also dies when her sessions were ended."""
        mark = f"{self.password}#{self.sessions_ended}" if self.sessions_ended else self.password
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, mark, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """What a greeting calls her: the given name; the whole name where given names are for family and friends.

        That is so in China, Japan and Korea. The script tells it: nothing else here does.
        """
        if family_first(self.given_name, self.family_name):
            return self.full_name
        return self.given_name or self.family_name

    @property
    def initials(self) -> str:
        """One or two letters for the avatar, in the order of the name."""
        parts = [part for part in (self.given_name, self.family_name) if part]
        if family_first(self.given_name, self.family_name):
            parts.reverse()
        return "".join(part[0] for part in parts).upper()

    def get_absolute_url(self) -> str:
        return reverse("people:profile")

    # --- roles: read once per request, from rows, never from the session ---

    @cached_property
    def _grants(self) -> dict[str, frozenset[str] | None]:
        """Role → the countries it covers; ``None`` means every country."""
        found: dict[str, set[str] | None] = {}
        for role, country in self.grants.values_list("role", "country_id"):
            if country is None or (role in found and found[role] is None):
                found[role] = None
            else:
                countries = found.setdefault(role, set())
                if countries is not None:
                    countries.add(country)
        return {role: None if c is None else frozenset(c) for role, c in found.items()}

    def has_role(self, role: str) -> bool:
        """Whether she holds ``role`` for any country."""
        return role in self._grants

    def countries_of(self, role: str) -> frozenset[str] | None:
        """The countries her ``role`` covers; ``None`` = every country; empty = she does not hold it."""
        return self._grants.get(role, frozenset())

    @property
    def is_team(self) -> bool:
        """Whether she works here (any role but member), so that she sees the staff pages."""
        return bool(STAFF_ROLES & self._grants.keys())

    @property
    def is_coordinator(self) -> bool:
        """Coordinator of at least one country."""
        return self.has_role(Role.COORDINATOR)

    @property
    def is_coordinator_everywhere(self) -> bool:
        """Coordinator of every country."""
        return self.countries_of(Role.COORDINATOR) is None
