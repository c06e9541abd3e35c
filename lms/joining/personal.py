"""What joining holds about a person: what she told about herself, what others said, and her membership."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.common.holdings import blanked, deleted, older_than, owned
from lms.common.personal import Holding
from lms.joining.models import (
    Application,
    ApplicationEvent,
    Decision,
    FocalPointOpinion,
    Knock,
    Link,
    State,
    SupervisorRequest,
)
from lms.people.models import Person

DECLINED_DAYS = 365
KNOCK_DAYS = 2

_members = owned("joining.Membership", "person")


def _applications(person: AbstractBaseUser) -> QuerySet[Any]:
    """Those that became her account, and those under her address."""
    mine = Q(person=person.pk)
    if address := str(getattr(person, "email", "")):
        mine |= Q(email__iexact=address)
    return Application.objects.filter(mine).order_by("pk")


def _about(model: type[models.Model]) -> Any:  # a function from a person to rows of ``model``
    def rows(person: AbstractBaseUser) -> QuerySet[Any]:
        hers = _applications(person).order_by().values("pk")
        found: QuerySet[Any] = model._default_manager.filter(application__in=hers).order_by("pk")
        return found

    return rows


def _knocks(person: AbstractBaseUser) -> QuerySet[Any]:
    address = str(getattr(person, "email", ""))
    return Knock.objects.filter(email__iexact=address).exclude(email="").order_by("pk")


def _links(person: AbstractBaseUser) -> QuerySet[Any]:
    hers = _applications(person).order_by().values("pk")
    return Link.objects.filter(Q(application__in=hers) | Q(membership__person=person.pk)).order_by("pk")


@transaction.atomic
def empty_applications(rows: QuerySet[Any]) -> int:
    """Take every word out of applications; country, kind of agency and the dates stay for the figures."""
    done = 0
    for row in rows.order_by().select_for_update(of=("self",)):
        for field in Application._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and field.name not in _KEPT:
                setattr(row, field.name, "")
            elif isinstance(field, models.JSONField):
                setattr(row, field.name, [])
        row.email = f"{row.uid.hex}@erased.invalid"
        row.state = State.ERASED
        row.years_in_field = None
        row.is_visible = False
        row.save()
        done += 1
    return done


_KEPT = {"language", "agency_type"}


@transaction.atomic
def _erase_applications(person: AbstractBaseUser) -> int:
    """Her words, and what supervisors, coordinators and reviewers wrote about her."""
    for model, names in _NOTES:
        model._default_manager.filter(application__in=_applications(person).order_by().values("pk")).update(
            **dict.fromkeys(names, "")
        )
    return empty_applications(_applications(person))


_NOTES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (SupervisorRequest, ("note",)),
    (FocalPointOpinion, ("note",)),
    (Decision, ("note", "second_note")),
    (ApplicationEvent, ("note",)),
)


def _old(now: dt.datetime) -> QuerySet[Any]:
    """Declined and withdrawn ones that are a year old."""
    limit = now - dt.timedelta(days=DECLINED_DAYS)
    over = Q(state=State.DECLINED, decided_at__lt=limit) | Q(state=State.WITHDRAWN, updated_at__lt=limit)
    return Application.objects.filter(over).order_by("pk")


def _purge(rows: QuerySet[Any]) -> int:
    ids = list(rows.order_by().values_list("pk", flat=True))
    for model, names in _NOTES:
        model._default_manager.filter(application__in=ids).update(**dict.fromkeys(names, ""))
    return empty_applications(Application.objects.filter(pk__in=ids))


def join_applications(keep: Person, gone: Person) -> int:
    """Two records become one: an account has one application; the one of the record that stays holds."""
    if Application.objects.filter(person=keep).exists():
        return Application.objects.filter(person=gone).update(person=None)
    return Application.objects.filter(person=gone).update(person=keep)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "joining.Link",
        _("Links we sent to you about joining"),
        _("So that a link works once and for a time."),
        _links,
        ("kind", "made_at", "ends_at", "used_at"),
        erase=deleted(_links),
        keep_days=30,
        expired=older_than("joining.Link", "ends_at", 30),
    ),
    Holding(
        "joining.SupervisorRequest",
        _("What your supervisor was asked"),
        _("To make sure that you serve where you say."),
        _about(SupervisorRequest),
        ("asked_at", "answer", "answered_at"),
        # The notes go with the application.
        erase=blanked(_about(SupervisorRequest), note=""),
    ),
    Holding(
        "joining.FocalPointOpinion",
        _("What the coordinator of your country said"),
        _("Advice to those who decide about membership."),
        _about(FocalPointOpinion),
        ("asked_at", "opinion", "given_at"),
        erase=blanked(_about(FocalPointOpinion), note=""),
    ),
    Holding(
        "joining.Decision",
        _("Decisions about your application"),
        _("So that it can be explained later who decided."),
        _about(Decision),
        ("kind", "state", "code", "first_at", "second_at"),
        erase=blanked(_about(Decision), note="", second_note=""),
    ),
    Holding(
        "joining.ApplicationEvent",
        _("The history of your application"),
        _("So that reviewers see what was done."),
        _about(ApplicationEvent),
        ("at", "verb", "state"),
        erase=blanked(_about(ApplicationEvent), note=""),
    ),
    Holding(
        "joining.Membership",
        _("Your membership"),
        _("Until when it holds, and whether you confirmed it."),
        _members,
        ("state", "origin", "confirmed_at", "confirmed_until", "ended_at", "new_agency", "message"),
        erase=deleted(_members),
    ),
    Holding(
        "joining.Application",
        _("Your application to join"),
        _("So that reviewers can decide whether you may join. If it is declined, your words go after a year."),
        _applications,
        (
            "state",
            "email",
            "given_name",
            "family_name",
            "sex",
            "country_id",
            "city",
            "telephone",
            "agency_name",
            "agency_type",
            "unit",
            "function",
            "function_other",
            "rank_band",
            "rank_title",
            "years_in_field",
            "supervisor_name",
            "supervisor_title",
            "supervisor_email",
            "supervisor_telephone",
            "purpose",
            "interests",
            "experience",
            "work_languages",
            "topics",
            "answer",
            "submitted_at",
            "decided_at",
        ),
        erase=_erase_applications,
        keep_days=DECLINED_DAYS,
        expired=_old,
    ),
    Holding(
        "joining.Knock",
        _("Your address, given at the door"),
        _("So that we can answer without telling anybody whether you are known here. Forgotten within seconds."),
        _knocks,
        ("at",),
        erase=deleted(_knocks),
        keep_days=KNOCK_DAYS,
        expired=older_than("joining.Knock", "at", KNOCK_DAYS),
    ),
)

# Applications stay as a number, without words.
PURGE = {"joining.Application": _purge}
# When two records of one officer become one.
JOIN_PERSONS = join_applications
