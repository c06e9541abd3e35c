"""The table of pages that are looked at: by ``make screenshots``, by axe, and by the budget of a first visit.

One line a page: its name in the picture's file, the name of its address, who looks, and what stands in
the address. Put a new page here when it is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import translation

NOBODY = ""
PARTICIPANT = "participant@demo.example"
GRADUATE = "graduate@demo.example"
TRAINER = "trainer@demo.example"
COORDINATOR = "coordinator@demo.example"
LANGUAGES = ("en", "ar", "zh-hans", "fr", "ru", "es")


@dataclass(frozen=True)
class Page:
    """A page: ``arguments`` are values of the address, or functions that find them in the world."""

    name: str
    address: str
    login: str = NOBODY
    arguments: tuple[Any, ...] = ()


def first(model: str, attribute: str, order: str = "pk", **filters: Any) -> Callable[[], Any]:
    """Finds ``attribute`` of the first row of ``model``; ``None`` if the world has no such row."""

    def find() -> Any:
        kind: type[Model] = apps.get_model(model)
        return kind._default_manager.filter(**filters).order_by(order).values_list(attribute, flat=True).first()

    return find


TODAY = first("courses.Training", "slug", stage="running", is_self_paced=False)
COURSE = first("courses.Course", "slug", slug="two-day")
SESSION = first("training_sessions.TrainingSession", "pk", training__stage="running", training__is_self_paced=False)
CERTIFICATE = first("certificates.Certificate", "pk")

PAGES = [
    Page("landing", "portal:home"),
    Page("login", "account_login"),
    Page("cannot-log-in", "account_reset_password"),
    Page("parts", "parts"),
    Page("home", "portal:home", PARTICIPANT),
    Page("courses", "courses:list", PARTICIPANT),
    Page("course", "courses:course", PARTICIPANT, (COURSE,)),
    Page(
        "lesson", "courses:lesson", PARTICIPANT, (COURSE, first("courses.Lesson", "pk", module__course__slug="two-day"))
    ),
    Page("training", "portal:training", PARTICIPANT, (TODAY,)),
    Page("agenda", "sessions:agenda", PARTICIPANT, (TODAY,)),
    Page("session", "sessions:session", PARTICIPANT, (SESSION,)),
    Page("room", "sessions:room", PARTICIPANT, (SESSION,)),
    Page("test", "assessments:start", PARTICIPANT, (first("assessments.AssessmentLesson", "pk", slug="pre-test"),)),
    Page("live", "sessions:live", PARTICIPANT),
    Page("calendar", "sessions:calendar", PARTICIPANT),
    Page("tools", "catalogue:list", PARTICIPANT),
    Page("tool", "catalogue:tool", PARTICIPANT, (first("catalogue.Tool", "slug"),)),
    Page("toolkit", "toolkit:home", PARTICIPANT),
    Page("principle", "toolkit:principle", PARTICIPANT, (first("toolkit.Principle", "slug"),)),
    Page("certificates", "certificates:list", GRADUATE),
    Page("certificate", "certificates:certificate", COORDINATOR, (CERTIFICATE,)),
    Page("check", "certificates:check"),
    Page("profile", "people:profile", PARTICIPANT),
    Page("security", "mfa_index", PARTICIPANT),
    Page("signed-in", "usersessions_list", PARTICIPANT),
    Page("sign-out", "account_logout", PARTICIPANT),
    Page("needs-you", "portal:home", COORDINATOR),
    Page("trainings", "courses:trainings", COORDINATOR),
    Page("training-new", "courses:training_new", COORDINATOR),
    Page("roster", "courses:roster", COORDINATOR, (TODAY,)),
    Page("reports", "reports:countries", COORDINATOR),
    Page("training-staff", "portal:training", TRAINER, (TODAY,)),
    Page("people", "courses:people", COORDINATOR, (TODAY,)),
    Page("register", "sessions:register", TRAINER, (TODAY,)),
    Page("results", "assessments:training_results", TRAINER, (TODAY,)),
    Page("feedback-summary", "feedback:summary", TRAINER, (TODAY,)),
    Page("training-certificates", "certificates:training", COORDINATOR, (TODAY,)),
]


def resolve(page: Page, language: str) -> str | None:
    """The page's address in ``language``; ``None`` where this installation or this world does not have it."""
    try:
        arguments = [one() if callable(one) else one for one in page.arguments]
    except LookupError:
        return None
    if None in arguments:
        return None
    with translation.override(language):
        try:
            return reverse(page.address, args=arguments)
        except NoReverseMatch:
            return None


def show() -> None:
    """Print every page that exists, in every language, as JSON."""
    rows = [
        {"name": page.name, "login": page.login, "language": language, "path": path}
        for page in PAGES
        for language in LANGUAGES
        if (path := resolve(page, language)) is not None
    ]
    print(json.dumps(rows))  # noqa: T201  (read by the process that asked)
