"""What the log-in and the account hold about a person, third-party rows included."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from lms.audit.models import AuditEntry
from lms.common.holdings import deleted, older_than, owned
from lms.common.personal import OPENS, OTHERS, Holding
from lms.people import known_devices, limits
from lms.people.models import Person, TryCount

# ".invalid" is reserved (RFC 2606): nothing can ever be sent there.
ERASED_DOMAIN = "erased.invalid"
# What the audit calls it when somebody whose membership is over asks to come back (``lms.joining``).
ASKS_TO_RETURN = "joining.ask_reviewer"
LOG_DAYS = 730
# How long a closed account waits for its officer to come back.
CLOSED_DAYS = 5 * 365
TASK_DAYS = 30

_addresses = owned("account.EmailAddress", "user")
_confirmations = owned("account.EmailConfirmation", "email_address__user")
_factors = owned("mfa.Authenticator", "user")
_devices = owned("usersessions.UserSession", "user")
_known = owned("people.KnownDevice", "person")
_acceptances = owned("people.Acceptance", "person")
_grants = owned("people.RoleGrant", "person")


@transaction.atomic
def anonymise(person: AbstractBaseUser) -> int:
    """Make the account one of nobody: shown as "#17", with an address that cannot exist, closed for good.

    The row stays, since attendance, results and figures hang on it. Groups and permissions of the support
    desk go with it.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    row.email = f"{secrets.token_hex(16)}@{ERASED_DOMAIN}"
    row.given_name = row.family_name = row.unit = row.function = ""
    row.country = row.agency = None
    row.time_zone = "UTC"
    row.last_login = None
    row.is_active = row.is_staff = row.is_superuser = False
    row.set_unusable_password()
    row.groups.clear()
    row.user_permissions.clear()
    row.save()
    return 1


def is_erased(person: Person) -> bool:
    """Whether the account is one of nobody."""
    return person.email.endswith(f"@{ERASED_DOMAIN}")


def closed_accounts(now: dt.datetime) -> QuerySet[Any]:
    """Accounts that have been closed (expired, suspended, ended) for the whole time, without a word about coming back.

    When an account was closed is told by the audit, whoever closed it and for whatever reason.
    """
    limit = now - dt.timedelta(days=CLOSED_DAYS)
    told = AuditEntry.objects.filter(about=OuterRef("pk"))
    access = told.filter(changes__has_key="is_active")
    lately = told.filter(Q(verb=ASKS_TO_RETURN) | Q(changes__has_key="is_active"), at__gte=limit)
    closed = Person.objects.filter(is_active=False).exclude(email__endswith=f"@{ERASED_DOMAIN}")
    return closed.filter(Exists(access), ~Exists(lately)).order_by("pk")


def _sessions(person: AbstractBaseUser) -> QuerySet[Any]:
    """Her log-in sessions, as far as the list of her devices knows them."""
    keys = UserSession.objects.filter(user=person.pk).values("session_key")
    return Session.objects.filter(session_key__in=keys).order_by("pk")


def _erase_sessions(person: AbstractBaseUser) -> int:
    """All of hers: only their content says whose they are, so every session of the site is read."""
    keys = [
        row.session_key
        for row in Session.objects.order_by("pk").iterator(chunk_size=500)
        if str(row.get_decoded().get(SESSION_KEY, "")) == str(person.pk)
    ]
    return Session.objects.filter(pk__in=keys).delete()[0]


def _desk(person: AbstractBaseUser) -> QuerySet[Any]:
    """What she did at the support desk, and what was done there to her account."""
    kind = ContentType.objects.get_for_model(Person)
    return LogEntry.objects.filter(Q(user=person.pk) | Q(content_type=kind, object_id=str(person.pk))).order_by("pk")


@transaction.atomic
def _erase_desk(person: AbstractBaseUser) -> int:
    kind = ContentType.objects.get_for_model(Person)
    done = LogEntry.objects.filter(user=person.pk).update(object_repr="", change_message="")
    about = LogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).exclude(user=person.pk)
    return done + about.update(object_repr=f"#{person.pk}", change_message="")


def _done_to(person: AbstractBaseUser, entries: Sequence[Any]) -> dict[Any, Any]:
    """What was changed at the desk in her own account."""
    kind = ContentType.objects.get_for_model(Person)
    hers = [one for one in entries if one.content_type_id == kind.pk and one.object_id == str(person.pk)]
    return {one.pk: one.get_change_message() for one in hers}


def _tries(person: AbstractBaseUser) -> QuerySet[Any]:
    """Counts of these minutes that stand for her account; a row says nobody's name, the key is reckoned from hers."""
    address = str(getattr(person, "email", "")).lower()
    return limits.rows_of(f"#{person.pk}", f"own {person.pk}", str(person.pk), address).order_by("pk")


def _tasks(person: AbstractBaseUser) -> QuerySet[Any]:
    """Wake-up calls whose arguments name her address: the site's own tasks take none."""
    address = str(getattr(person, "email", ""))
    if not address:
        return DBTaskResult.objects.none()
    return DBTaskResult.objects.filter(
        Q(args_kwargs__icontains=address) | Q(return_value__icontains=address) | Q(traceback__icontains=address)
    ).order_by("pk")


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "account.EmailAddress",
        _("Your e-mail addresses"),
        _("To log you in and to write to you. Kept as long as you have an account."),
        _addresses,
        ("email", "verified", "primary"),
        erase=deleted(_addresses),
    ),
    Holding(
        "account.EmailConfirmation",
        _("Addresses waiting to be confirmed"),
        _("To be sure that an address is yours."),
        _confirmations,
        ("created", "sent"),
        unsaid={"key": OPENS},
        erase=deleted(_confirmations),
        keep_days=30,
        expired=older_than("account.EmailConfirmation", "created", 30),
    ),
    Holding(
        "mfa.Authenticator",
        _("Passkeys, authenticator app and recovery codes"),
        _("Your second factor. What is secret about them is not part of a download."),
        _factors,
        ("type", "created_at", "last_used_at"),
        unsaid={"data": OPENS},
        erase=deleted(_factors),
    ),
    Holding(
        "usersessions.UserSession",
        _("Where you are logged in"),
        _("So that you can see and end your sessions."),
        _devices,
        ("created_at", "last_seen_at", "ip", "user_agent"),
        unsaid={"session_key": OPENS, "data": "not used here"},
        erase=deleted(_devices),
        keep_days=30,
        expired=older_than("usersessions.UserSession", "last_seen_at", 30),
    ),
    Holding(
        "sessions.Session",
        _("Open log-ins"),
        _("So that you need not log in on every page."),
        _sessions,
        ("expire_date",),
        unsaid={"session_data": OPENS},
        erase=_erase_sessions,
        keep_days=0,
        expired=lambda now: Session.objects.filter(expire_date__lt=now).order_by("pk"),
    ),
    Holding(
        "people.KnownDevice",
        _("Browsers that you logged in with"),
        _("So that you get in while somebody else guesses at your password, and hear of a log-in from elsewhere."),
        _known,
        ("name", "first_seen", "last_seen"),
        unsaid={"key": OPENS},
        erase=deleted(_known),
        keep_days=known_devices.LASTS.days,
        expired=older_than("people.KnownDevice", "last_seen", known_devices.LASTS.days),
    ),
    Holding(
        "people.TryCount",
        _("Tries to log in, of these minutes"),
        _("So that nobody guesses at passwords and codes. The rows hold moments, no address."),
        _tries,
        ("kind", "hits", "ends_at"),
        unsaid={"key": "reckoned from the address or the account; it says neither"},
        erase=deleted(_tries),
        keep_days=0,
        expired=lambda now: TryCount.objects.filter(ends_at__lt=now).order_by("pk"),
    ),
    Holding(
        "people.Acceptance",
        _("What you have agreed to"),
        _("To show which version of the terms and of the data-protection policy you accepted, and when."),
        _acceptances,
        ("agreement_id", "language", "accepted_at"),
    ),
    Holding(
        "people.RoleGrant",
        _("Your roles"),
        _("They decide what you may see and do as a member of the team."),
        _grants,
        ("role", "country_id", "granted_at"),
        erase=deleted(_grants),
    ),
    Holding(
        "admin.LogEntry",
        _("Work at the support desk"),
        _("So that changes made there can be explained later."),
        _desk,
        ("action_time", "action_flag"),
        unsaid={"object_id": OTHERS, "object_repr": OTHERS, "change_message": "told as done, where it is about her"},
        opened={"done": _done_to},
        erase=_erase_desk,
        keep_days=LOG_DAYS,
        expired=older_than("admin.LogEntry", "action_time", LOG_DAYS),
    ),
    Holding(
        "django_tasks_database.DBTaskResult",
        _("Technical work in the background"),
        _("So that work is not lost when a machine stops. It normally names nobody."),
        _tasks,
        ("status", "enqueued_at", "started_at", "finished_at"),
        unsaid=dict.fromkeys(("args_kwargs", "return_value", "traceback"), OTHERS)
        | dict.fromkeys(
            ("priority", "task_path", "worker_ids", "queue_name", "backend_name", "run_after", "exception_class_path"),
            "how far a piece of work is",
        ),
        erase=deleted(_tasks),
        keep_days=TASK_DAYS,
        expired=older_than("django_tasks_database.DBTaskResult", "finished_at", TASK_DAYS),
    ),
    # Last: the others find their rows by the address, too.
    Holding(
        "people.Person",
        _("Your account"),
        _("Who you are here: your name stands on certificates and lists of participants."),
        owned("people.Person", "pk"),
        (
            "email",
            "given_name",
            "family_name",
            "language",
            "time_zone",
            "country_id",
            "agency",
            "unit",
            "function",
            "created_at",
            "updated_at",
            "last_login",
            "is_active",
            "is_staff",
            "is_superuser",
            "sessions_ended",
        ),
        unsaid={"password": OPENS},
        erase=anonymise,
        keep_days=CLOSED_DAYS,
        expired=closed_accounts,
        until=_("as long as there is an account. When it has been closed for %(time)s, it is erased"),
    ),
)
