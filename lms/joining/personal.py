"""What joining holds about a person: what she told about herself, what others said, and her membership."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.common.holdings import Expired, blanked, deleted, older_than, owned
from lms.common.personal import CONFIDENCE, OPENS, WORK, Holding
from lms.joining.actions.keeping import move
from lms.joining.links import revoke
from lms.joining.models import (
    Application,
    ApplicationEvent,
    Decision,
    FocalPointOpinion,
    Knock,
    Link,
    LinkKind,
    State,
    SupervisorRequest,
)
from lms.joining.models.application import RUNNING
from lms.joining.sealing import unseal
from lms.joining.states import Verb, Who, possible
from lms.people.addresses import under, under_any
from lms.people.models import Person

DECLINED_DAYS = 365
TRACE = "a trace of what stands in the application, to see whether it changed"
# What served to check an officer's post is kept so long after she was approved.
CHECKED_DAYS = 365
KNOCK_DAYS = 2

_members = owned("joining.Membership", "person")


def _applications(person: AbstractBaseUser) -> QuerySet[Any]:
    """Those that became her account, and those of no account under an address of hers: from the days when it was,
    or with her name.
    """
    hers = under(person, "email", "created_at")
    given, family = str(getattr(person, "given_name", "")), str(getattr(person, "family_name", ""))
    if given and family:
        hers |= under_any(person, "email") & Q(given_name__iexact=given, family_name__iexact=family)
    return Application.objects.filter(Q(person=person.pk) | (Q(person=None) & hers)).order_by("pk")


def _about(model: type[models.Model]) -> Any:  # a function from a person to rows of ``model``
    def rows(person: AbstractBaseUser) -> QuerySet[Any]:
        hers = _applications(person).order_by().values("pk")
        found: QuerySet[Any] = model._default_manager.filter(application__in=hers).order_by("pk")
        return found

    return rows


def _service_numbers(person: AbstractBaseUser, rows: Sequence[Any]) -> dict[Any, Any]:
    return {row.pk: unseal(row.service_number_sealed) for row in rows}


def _knocks(person: AbstractBaseUser) -> QuerySet[Any]:
    return Knock.objects.filter(under(person, "email", "at")).exclude(email="").order_by("pk")


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


def _purge(rows: QuerySet[Any]) -> int:
    ids = list(rows.order_by().values_list("pk", flat=True))
    for model, values in _NOTES:
        model._default_manager.filter(application__in=ids).update(**values)
    return empty_applications(Application.objects.filter(pk__in=ids))


@transaction.atomic
def _forget_supervisor(person: AbstractBaseUser) -> int:
    """Take her out of the applications of others that name her as their supervisor, with what she answered.

    Where her answer is still waited for, reviewers see that somebody else has to be asked.
    """
    # Begun or sent while the address was hers.
    named = under(person, "supervisor_email", "created_at") | under(person, "supervisor_email", "submitted_at")
    ids = list(Application.objects.filter(named).order_by("pk").values_list("pk", flat=True))
    for row in Application.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"):
        asked = SupervisorRequest.objects.filter(application=row, answered_at=None, revoked_at=None)
        if asked.exists() and Verb.REVOKE_SUPERVISOR in possible(row.state, Who.REVIEWER):
            move(row, Verb.REVOKE_SUPERVISOR, actor=None)
        asked.update(revoked_at=timezone.now())
        revoke(Link.objects.filter(application=row, kind=LinkKind.SUPERVISOR))
        SupervisorRequest.objects.filter(application=row).update(note="", address="")
        row.supervisor_name = row.supervisor_title = row.supervisor_email = row.supervisor_telephone = ""
        row.supervisor_language = ""
        row.may_contact_supervisor = False
        row.save()
    # Where the applicant named somebody else after she was asked, or named whoever had the post before her.
    asked_or_answered = under(person, "address", "asked_at") | under(person, "address", "answered_at")
    elsewhere = SupervisorRequest.objects.filter(asked_or_answered)
    revoke(Link.objects.filter(request__in=elsewhere.values("pk")))
    elsewhere.filter(answered_at=None, revoked_at=None).update(revoked_at=timezone.now())
    return len(ids) + elsewhere.update(note="", address="")


@transaction.atomic
def _erase_applications(person: AbstractBaseUser) -> int:
    """Her words, and what supervisors, coordinators and reviewers wrote about her; and her, as a supervisor."""
    return _purge(_applications(person)) + _forget_supervisor(person)


_NOTES: tuple[tuple[type[models.Model], dict[str, Any]], ...] = (
    (SupervisorRequest, {"note": "", "address": "", "vouched": {}}),
    (FocalPointOpinion, {"note": "", "vouched": {}}),
    (Decision, {"note": "", "second_note": ""}),
    (ApplicationEvent, {"note": ""}),
)


# Of an approved application, what only served to check the post; the rest goes with the account.
CHECKING = (
    "webmail_reason", "telephone", "service_number_sealed", "supervisor_name", "supervisor_title", "supervisor_email",
    "supervisor_telephone", "supervisor_language", "question", "answer",
)  # fmt: skip
_ADMITTED = (State.APPROVED, State.SUSPENDED, State.EXPIRED)


def _old(now: dt.datetime) -> QuerySet[Any]:
    """Declined and withdrawn ones that are a year old, and approved ones that still tell how they were checked."""
    limit = now - dt.timedelta(days=DECLINED_DAYS)
    over = Q(state=State.DECLINED, decided_at__lt=limit) | Q(state=State.WITHDRAWN, updated_at__lt=limit)
    told = ~Q(**dict.fromkeys(CHECKING, ""))
    checked = Q(state__in=_ADMITTED, decided_at__lt=now - dt.timedelta(days=CHECKED_DAYS)) & told
    return Application.objects.filter(over | checked).order_by("pk")


def _take_away(rows: QuerySet[Any]) -> int:
    """Approved ones lose what served to check the post, the others every word."""
    ids = list(rows.order_by().values_list("pk", flat=True))
    admitted = Application.objects.filter(pk__in=ids, state__in=_ADMITTED)
    done = admitted.update(**dict.fromkeys(CHECKING, ""), may_contact_supervisor=False, updated_at=timezone.now())
    return done + _purge(Application.objects.filter(pk__in=ids).exclude(state__in=_ADMITTED))


def _answers(model: str, asked: str) -> Expired:
    """What others said about applications that are decided, a year after they were asked."""
    old = older_than(model, asked, CHECKED_DAYS)
    return lambda now: old(now).exclude(application__state__in=RUNNING)


def _notes(model: str, written: str, *names: str) -> Expired:
    """Rows that still bear a note, a year after it was written; not while the application is open."""
    old = older_than(model, written, CHECKED_DAYS)
    return lambda now: old(now).exclude(application__state__in=RUNNING).exclude(**dict.fromkeys(names, ""))


def _without_notes(*names: str) -> Callable[[QuerySet[Any]], int]:
    return lambda rows: int(rows.order_by().update(**dict.fromkeys(names, "")))


@transaction.atomic
def join_applications(keep: Person, gone: Person) -> int:
    """Two records become one: an account has one application; the one of the record that stays holds.

    The other is emptied: belonging to nobody, it would be found by no copy and no erasure any more.
    """
    if Application.objects.filter(person=keep).exists():
        ids = list(Application.objects.filter(person=gone).values_list("pk", flat=True))
        _purge(Application.objects.filter(pk__in=ids))
        return Application.objects.filter(pk__in=ids).update(person=None)
    return Application.objects.filter(person=gone).update(person=keep)


NOTES_GO = _("what reviewers noted: %(time)s. The rest: as long as there is an account")

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "joining.Link",
        _("Links we sent to you about joining"),
        _("So that a link works once and for a time."),
        _links,
        ("kind", "made_at", "ends_at", "used_at", "revoked_at"),
        unsaid={"digest": OPENS},
        erase=deleted(_links),
        keep_days=30,
        expired=older_than("joining.Link", "ends_at", 30),
    ),
    Holding(
        "joining.SupervisorRequest",
        _("What your supervisor was asked"),
        _("To make sure that you serve where you say."),
        _about(SupervisorRequest),
        ("asked_at", "address", "reminded_at", "answer", "answered_at", "revoked_at"),
        unsaid={"note": CONFIDENCE, "vouched": TRACE},
        # The notes go with the application.
        erase=blanked(_about(SupervisorRequest), note="", address="", vouched={}),
        keep_days=CHECKED_DAYS,
        expired=_answers("joining.SupervisorRequest", "asked_at"),
    ),
    Holding(
        "joining.FocalPointOpinion",
        _("What the coordinator of your country said"),
        _("Advice to those who decide about membership."),
        _about(FocalPointOpinion),
        ("asked_at", "opinion", "given_at"),
        unsaid={"note": CONFIDENCE, "vouched": TRACE},
        erase=blanked(_about(FocalPointOpinion), note="", vouched={}),
        keep_days=CHECKED_DAYS,
        expired=_answers("joining.FocalPointOpinion", "asked_at"),
    ),
    Holding(
        "joining.Decision",
        _("Decisions about your application"),
        _("So that it can be explained later who decided."),
        _about(Decision),
        ("kind", "state", "code", "needs_two", "first_at", "second_at"),
        unsaid={"note": CONFIDENCE, "second_note": CONFIDENCE},
        erase=blanked(_about(Decision), note="", second_note=""),
        keep_days=CHECKED_DAYS,
        expired=_notes("joining.Decision", "first_at", "note", "second_note"),
        until=NOTES_GO,
    ),
    Holding(
        "joining.ApplicationEvent",
        _("The history of your application"),
        _("So that reviewers see what was done."),
        _about(ApplicationEvent),
        ("at", "verb", "state"),
        unsaid={"note": CONFIDENCE},
        erase=blanked(_about(ApplicationEvent), note=""),
        keep_days=CHECKED_DAYS,
        expired=_notes("joining.ApplicationEvent", "at", "note"),
        until=NOTES_GO,
    ),
    Holding(
        "joining.Membership",
        _("Your membership"),
        _("Until when it holds, and whether you confirmed it."),
        _members,
        (
            "state",
            "origin",
            "created_at",
            "updated_at",
            "confirmed_at",
            "confirmed_until",
            "reminded",
            "ended_at",
            "asks_since",
            "new_agency",
            "message",
        ),
        unsaid={"reason": CONFIDENCE},
        erase=deleted(_members),
    ),
    Holding(
        "joining.Application",
        _("Your application to join"),
        _("So that reviewers can decide whether you may join. If it is declined, your words go after a year."),
        _applications,
        (
            "state",
            "created_at",
            "updated_at",
            "email",
            "is_webmail",
            "webmail_reason",
            "language",
            "given_name",
            "family_name",
            "sex",
            "country_id",
            "city",
            "telephone",
            "agency_name",
            "agency_type",
            "agency_other",
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
            "supervisor_language",
            "may_contact_supervisor",
            "purpose",
            "interests",
            "experience",
            "technical_level",
            "heard_from",
            "work_languages",
            "other_languages",
            "is_visible",
            "shown_fields",
            "topics",
            "serves",
            "keeps_inside",
            "uploads_no_cases",
            "agreements",
            "agreements_language",
            "agreements_at",
            "accepts_terms",
            "accepts_data_protection",
            "agrees_to_reconfirm",
            "declared_at",
            "email_confirmed_at",
            "saved_at",
            "draft_warned_at",
            "submitted_at",
            "question",
            "asked_at",
            "asked_reminders",
            "answer",
            "decided_at",
            "decline_code",
        ),
        unsaid={"service_number_sealed": "told in the clear, as service_number"},
        opened={"service_number": _service_numbers},
        erase=_erase_applications,
        keep_days=DECLINED_DAYS,
        expired=_old,
        until=_(
            "what served to check your post: %(time)s after the decision. The rest: as long as there is an account"
        ),
    ),
    Holding(
        "joining.Knock",
        _("Your address, given at the door"),
        _("So that we can answer without telling anybody whether you are known here. Forgotten within seconds."),
        _knocks,
        ("at", "email", "language"),
        unsaid=WORK,
        erase=deleted(_knocks),
        keep_days=KNOCK_DAYS,
        expired=older_than("joining.Knock", "at", KNOCK_DAYS),
    ),
)

# Applications stay as a number, without words; decisions and history as who, when and what.
PURGE = {
    "joining.Application": _take_away,
    "joining.Decision": _without_notes("note", "second_note"),
    "joining.ApplicationEvent": _without_notes("note"),
}
# When two records of one officer become one.
JOIN_PERSONS = join_applications
