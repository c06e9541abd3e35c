"""The steps of the questionnaire: what each asks, what of it is required, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.joining.models import Application
from lms.joining.vocabulary import Function
from lms.people.models import Agreement
from lms.people.models.agency import AgencyType


@dataclass(frozen=True)
class Step:
    """One page of the questionnaire."""

    slug: str
    title: str | Promise
    heading: str | Promise
    lede: str | Promise
    fields: tuple[str, ...]
    required: tuple[str, ...]


STEPS = (
    Step(
        "you",
        _("About you"),
        _("Who are you?"),
        _("As your agency knows you. Reviewers read it; other members do not, unless you say so later."),
        (
            "given_name", "family_name", "country", "city", "telephone", "language", "work_languages",
            "other_languages", "sex", "webmail_reason",
        ),
        ("given_name", "family_name", "country", "telephone", "language"),
    ),
    Step(
        "post",
        _("Your post"),
        _("Where do you serve?"),
        _("The programme is for officers of competent public authorities."),
        (
            "agency_name", "agency_type", "agency_other", "unit", "function", "function_other", "rank_band",
            "rank_title", "service_number", "years_in_field",
        ),
        ("agency_name", "agency_type", "unit", "function", "rank_band", "years_in_field"),
    ),
    Step(
        "supervisor",
        _("Confirmation by your supervisor"),
        _("Who can confirm your post?"),
        _(
            "We write to this person once, and once more if no answer comes. "
            "They see your name, agency and unit, and nothing else of your answers."
        ),
        (
            "supervisor_name", "supervisor_title", "supervisor_email", "supervisor_telephone", "supervisor_language",
            "may_contact_supervisor",
        ),
        (
            "supervisor_name", "supervisor_title", "supervisor_email", "supervisor_telephone", "supervisor_language",
            "may_contact_supervisor",
        ),
    ),
    Step(
        "purpose",
        _("Purpose"),
        _("What do you come for?"),
        _("It helps us to offer you the right courses. There is no wrong answer."),
        ("purpose", "interests", "experience", "technical_level", "heard_from"),
        ("purpose", "experience", "technical_level"),
    ),
    Step(
        "network",
        _("What others may see"),
        _("Do you want to be found by other members?"),
        _("Nobody sees you unless you say so. You can change it at any time. Your e-mail address is never shown."),
        ("is_visible", "shown_fields", "topics"),
        (),
    ),
    Step(
        "declarations",
        _("Declarations"),
        _("What you declare"),
        _("Read each sentence. All of them are needed."),
        (
            "serves", "keeps_inside", "uploads_no_cases", "accepts_terms", "accepts_data_protection",
            "agrees_to_reconfirm",
        ),
        (
            "serves", "keeps_inside", "uploads_no_cases", "accepts_terms", "accepts_data_protection",
            "agrees_to_reconfirm",
        ),
    ),
)  # fmt: skip
DECLARATIONS = STEPS[-1]
BY_SLUG = {step.slug: step for step in STEPS}

# Asked only in some cases: field → when.
CONDITIONAL: dict[str, Callable[[Application], bool]] = {
    "webmail_reason": lambda one: one.is_webmail,
    "agency_other": lambda one: one.agency_type == AgencyType.OTHER,
    "function_other": lambda one: one.function == Function.OTHER,
}


def accepts(application: Application, versions: Iterable[Agreement]) -> bool:
    """Whether she was shown and accepted all of these."""
    return {one.pk for one in versions} <= set(application.agreements)


def required_fields(step: Step, application: Application) -> tuple[str, ...]:
    """What this applicant must fill in on ``step``."""
    asked = tuple(name for name, when in CONDITIONAL.items() if name in step.fields and when(application))
    return (*step.required, *asked)


def missing(step: Step, application: Application) -> list[str]:
    """The fields of ``step`` that are required and empty."""
    return [name for name in required_fields(step, application) if getattr(application, name) in (None, "", False, [])]


def is_complete(application: Application) -> bool:
    """Whether every step has what it needs."""
    return not any(missing(step, application) for step in STEPS)


def first_open(application: Application) -> Step | None:
    """The first step that lacks something; None when all is there."""
    return next((step for step in STEPS if missing(step, application)), None)
