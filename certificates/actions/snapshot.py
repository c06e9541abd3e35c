"""What is printed on a certificate, read from today's rows once and then kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.eligibility import Checklist, rule_of
from certificates.models import Certificate, CertificateDesign, Kind
from certificates.numbering import new_code, next_number
from certificates.pdf import fonts
from courses.models import Enrolment, Training
from lms.common import languages
from lms.common.errors import Refused
from lms.people.models import Person


def take_snapshot(
    *,
    enrolment: Enrolment,
    checklist: Checklist,
    actor: Person | None,
    language: str | None = None,
    version: int = 1,
    replaces: Certificate | None = None,
) -> Certificate:
    """An unsaved certificate with everything that will be printed. Must run in the issuing transaction.

    Raises ``Refused``: ``no_name`` without a name, ``letters`` when the name or another printed
    word holds letters that no face can draw.
    """
    training = enrolment.training
    name = " ".join(enrolment.person.full_name.split())
    if not name:
        raise Refused(_("This person has no name yet. Ask for it, then issue the certificate."), code="no_name")
    chosen = language or enrolment.person.language
    today = training.today()
    certificate = Certificate(
        enrolment=enrolment,
        number="",
        code=new_code(),
        version=version,
        replaces=replaces,
        kind=Kind.COMPLETION if checklist.is_completion else Kind.PARTICIPATION,
        name=name,
        title=training.title,
        starts_on=training.starts_on,
        ends_on=training.ends_on,
        hours=training.hours,
        city=_city(training),
        country=training.country,
        mode=training.mode,
        host=training.host,
        language=chosen,
        facts=checklist.facts,
        layout=signatories(training, chosen),
        issued_on=today,
        issued_at=timezone.now(),
        issued_by=actor,
        valid_until=_valid_until(training, today),
    )
    refuse_undrawable(certificate)
    # Last: from here to the end of the transaction others wait for their number.
    certificate.number = next_number(today.year)
    return certificate


def _city(training: Training) -> str:
    """The city, unless it is the country too: "Singapore, Singapore" says nothing twice."""
    country = training.country
    if country and training.city.casefold() in {country.name(code).casefold() for code in languages.CODES}:
        return ""
    return training.city


def refuse_undrawable(certificate: Certificate) -> None:
    """Raise ``Refused`` if a printed word holds letters that would come out blank."""
    missing = fonts.missing_letters(certificate.name)
    if missing:
        raise Refused(
            _(
                "The name %(name)s cannot be printed: there is no font here for %(letters)s. "
                "Ask the person for a Latin spelling of the name, then issue the certificate."
            )
            % {"name": certificate.name, "letters": _listed(missing)},
            code="letters",
            field="name",
        )
    words = " ".join([certificate.title, certificate.place, certificate.host, *certificate.layout.values()])
    missing = fonts.missing_letters(words)
    if missing:
        raise Refused(
            _(
                "The title, the place, the host or a signatory holds letters that cannot be printed: %(letters)s. "
                "Correct them in the training, then issue the certificate."
            )
            % {"letters": _listed(missing)},
            code="letters",
        )


def _listed(letters: list[str]) -> str:
    return " ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:12])


def signatories(training: Training, language: str) -> dict[str, Any]:
    """Heading, names and functions of the design that holds for ``training``; empty where built-in."""
    design = (
        CertificateDesign.objects.filter(training=training).first()
        or CertificateDesign.objects.filter(training=None).first()
        or CertificateDesign()
    )
    return {
        "heading": languages.localized(design.heading, language).text,
        "first_signatory": design.first_signatory,
        "first_function": languages.localized(design.first_function, language).text,
        "second_signatory": design.second_signatory,
        "second_function": languages.localized(design.second_function, language).text,
    }


def _valid_until(training: Training, today: dt.date) -> dt.date | None:
    years = rule_of(training).valid_years
    if not years:
        return None
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        # Issued on 29 February, expiring in a year without one.
        return today.replace(year=today.year + years, day=28)
