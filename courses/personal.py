"""What courses and trainings hold about a person."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.join_records import join_enrolments
from courses.models import Enrolment, RosterImport, RosterLine
from lms.common.holdings import deleted, older_than, owned
from lms.common.personal import OTHERS, Holding
from lms.people.addresses import addresses_of, under

LIST_DAYS = 365
# A function that so many officers share names nobody; a rarer one does, and goes.
ENOUGH = 5

_enrolments = owned("courses.Enrolment", "person")
_progress = owned("courses.LessonProgress", "enrolment__person")
_staffed = owned("courses.TrainingStaff", "person")
_imports = owned("courses.RosterImport", "person")
_NOBODY = Q(person=None, enrolment=None)


def _lines(person: AbstractBaseUser) -> QuerySet[Any]:
    """Lines of lists that are surely hers: linked to her, or to nobody and under an address that was hers then."""
    linked = Q(person=person.pk) | Q(enrolment__person=person.pk)
    return RosterLine.objects.filter(linked | (_NOBODY & under(person, "email", "roster__created_at"))).order_by("pk")


def _lines_naming(person: AbstractBaseUser) -> QuerySet[Any]:
    """Those, and lines with an address of hers anywhere in them, and those of nobody known that bear her name.

    A line of somebody else who came in under that address is about whoever had it before or after her.
    """
    condition = Q(pk__in=_lines(person).order_by().values("pk"))
    for one in addresses_of(person):
        then = one.covers("roster__created_at") & (_NOBODY | ~Q(email__iexact=one.email))
        for column in ("cells", "corrections", "details", "notes", "before"):
            condition |= then & Q(**{f"{column}__icontains": one.email})
    given, family = str(getattr(person, "given_name", "")), str(getattr(person, "family_name", ""))
    if given and family:
        # A database keeps other scripts in JSON as they are or as \u escapes: both are looked for.
        cells = [Q(cells__icontains=word) | Q(cells__icontains=json.dumps(word)[1:-1]) for word in (given, family)]
        named = Q(given_name__iexact=given, family_name__iexact=family) | (cells[0] & cells[1])
        condition |= named & _NOBODY
    return RosterLine.objects.filter(condition)


@transaction.atomic
def _erase_lines(person: AbstractBaseUser) -> int:
    """The line stays as a number in the count of its list, without a word of it."""
    return _lines_naming(person).update(
        cells=[], corrections={}, given_name="", family_name="", email="", agency_name="", unit="", function="",
        details={}, notes=[], before={},
    )  # fmt: skip


@transaction.atomic
def _erase_enrolments(person: AbstractBaseUser) -> int:
    """Country, kind of agency, state and results stay for the figures; the unit goes, and so does a rare function."""
    done = 0
    for one in Enrolment.objects.filter(person=person.pk).select_for_update():
        shared = (
            Enrolment.objects.filter(function=one.function)
            .exclude(person=person.pk)
            .values("person")
            .distinct()[:ENOUGH]
        )
        kept = one.function if len(shared) >= ENOUGH else ""
        # The time of change makes the figures be reckoned anew.
        done += Enrolment.objects.filter(pk=one.pk).update(unit="", function=kept, updated_at=timezone.now())
    return done


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "courses.LessonProgress",
        _("How far you are in your courses"),
        _("So that you go on where you stopped, and your certificate can be issued."),
        _progress,
        ("lesson_id", "state", "score", "started_at", "finished_at"),
    ),
    Holding(
        "courses.RosterLine",
        _("Lists by which your agency put your name forward"),
        _("So that a coordinator can see what was brought in, and take it back."),
        _lines,
        (
            "row",
            "cells",
            "corrections",
            "given_name",
            "family_name",
            "email",
            "country_id",
            "agency_name",
            "unit",
            "function",
            "language",
            "outcome",
            "field",
            "problem",
            "is_chosen",
            "takes_over",
            "has_stayed",
            "before",
        ),
        unsaid={"details": OTHERS, "notes": OTHERS},
        erase=_erase_lines,
    ),
    Holding(
        "courses.RosterImport",
        _("Lists you brought in"),
        _("So that it is known who brought in a list of participants."),
        _imports,
        (
            "created_at",
            "updated_at",
            "file_name",
            "sheet",
            "encoding",
            "header_row",
            "headers",
            "columns",
            "state",
            "applied_at",
            "undone_at",
            "made_agencies",
        ),
        erase=lambda person: RosterImport.objects.filter(person=person.pk).update(
            person=None, file_name="", updated_at=timezone.now()
        ),
        keep_days=LIST_DAYS,
        expired=older_than("courses.RosterImport", "created_at", LIST_DAYS),
    ),
    Holding(
        "courses.TrainingStaff",
        _("Trainings you ran"),
        _("So that participants know who trains them."),
        _staffed,
        ("training_id", "function"),
        erase=deleted(_staffed),
    ),
    Holding(
        "courses.Enrolment",
        _("Your trainings"),
        _("Your seats and what became of them. The figures of a training stay, without your name."),
        _enrolments,
        (
            "training_id",
            "state",
            "country_id",
            "agency",
            "unit",
            "function",
            "language",
            "created_at",
            "updated_at",
            "invitation",
            "accepted_at",
            "waiting_since",
            "waiting_number",
            "offer_expires_at",
        ),
        erase=_erase_enrolments,
    ),
)

# When two records of one officer become one, for each training in which both were.
JOIN_ENROLMENTS = join_enrolments
