"""What the officers' network holds about a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.common.personal import CONFIDENCE, OTHERS, Holding
from lms.officers.models import (
    Block,
    ContactRequest,
    Conversation,
    DailyUse,
    DirectoryConsent,
    Listing,
    OfficerProfile,
    Opened,
    Report,
    Side,
)
from lms.rooms.models import Room

REPORT_DAYS = 365
REQUEST_DAYS = 180


def _mine(model: Any, *paths: str) -> Any:  # a model, and a function from a person to its rows
    def rows(person: AbstractBaseUser) -> QuerySet[Any]:
        condition = Q()
        for path in paths:
            condition |= Q(**{path: person.pk})
        return model.objects.filter(condition).order_by("pk")  # type: ignore[no-any-return]  # of any model

    return rows


def _delete(rows: Any) -> Any:  # from and to such a function
    def erase(person: AbstractBaseUser) -> int:
        found = rows(person)
        count = int(found.count())
        found.delete()
        return count

    return erase


@transaction.atomic
def _erase_conversations(person: AbstractBaseUser) -> int:
    """A talk of two goes as a whole: what the other one wrote was written to her."""
    talks = _conversations(person)
    rooms = list(talks.values_list("room", flat=True))
    count = len(rooms)
    talks.delete()
    Room.objects.filter(pk__in=rooms).delete()
    return count


def _erase_reports(person: AbstractBaseUser) -> int:
    """The decision stays, without what was said and by whom."""
    made = Report.objects.filter(reporter=person.pk).update(reporter=None, note="")
    about = Report.objects.filter(subject=person.pk).update(subject=None, snapshot={}, note="", decision_note="")
    return made + about


_profiles = _mine(OfficerProfile, "person")
_listings = _mine(Listing, "person")
_consents = _mine(DirectoryConsent, "person")
_requests = _mine(ContactRequest, "asker", "asked")
_conversations = _mine(Conversation, "low", "high")
_sides = _mine(Side, "person")
_blocks = _mine(Block, "blocker")
_reports = _mine(Report, "reporter")
_uses = _mine(DailyUse, "person")
_opened = _mine(Opened, "person")


def _erase_blocks(person: AbstractBaseUser) -> int:
    """Hers, and those that name her."""
    return Block.objects.filter(Q(blocker=person.pk) | Q(blocked=person.pk)).delete()[0]


def join_pairs(keep: AbstractBaseUser, gone: AbstractBaseUser) -> None:
    """Put ``keep`` in the place of ``gone`` in every pair, in the order of keys that the tables ask for.

    Of two open requests or two talks with one officer those of ``keep`` hold; what the two records had with
    each other goes.
    """
    for model in (ContactRequest, Conversation):
        for pair in model.objects.filter(Q(low=gone.pk) | Q(high=gone.pk)):
            other = pair.high_id if pair.low_id == gone.pk else pair.low_id
            if other == keep.pk:
                continue
            low, high = sorted((keep.pk, other))
            try:
                with transaction.atomic():
                    model.objects.filter(pk=pair.pk).update(low_id=low, high_id=high)
            except IntegrityError:
                continue


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "officers.OfficerProfile",
        _("Your profile among officers"),
        _("So that other officers can find you, as far as you wish."),
        _profiles,
        (
            "is_on",
            "held_at",
            "name_as",
            "chosen_name",
            "agency_as",
            "shown",
            "function",
            "languages",
            "other_languages",
            "experience",
            "topics",
            "ask_me",
            "created_at",
            "updated_at",
        ),
        erase=_delete(_profiles),
    ),
    Holding(
        "officers.Listing",
        _("What others see of you"),
        _("The part of your profile that you let others see."),
        _listings,
        ("seen", "nameless", "listed_at"),
        unsaid=dict.fromkeys(("search", "sort_key"), "made of what others see, to be searched and put in order"),
        erase=_delete(_listings),
    ),
    Holding(
        "officers.DirectoryConsent",
        _("What you agreed to show"),
        _("The proof of your choice, and of when you made it."),
        _consents,
        ("at", "is_on", "fields"),
        erase=_delete(_consents),
    ),
    Holding(
        "officers.ContactRequest",
        _("Requests to get in touch"),
        _("So that the other officer can decide, and nobody is asked twice."),
        _requests,
        # What somebody answered silently is that person's own secret, so no state here.
        ("reason", "language", "created_at", "expires_at"),
        unsaid=dict.fromkeys(
            ("state", "is_open", "answered_at"), "whether the other one answered is told as she wishes"
        ),
        erase=_delete(_requests),
        keep_days=REQUEST_DAYS,
        expired=lambda now: ContactRequest.objects.filter(
            is_open=False, created_at__lt=now - dt.timedelta(days=REQUEST_DAYS)
        ),
    ),
    Holding(
        "officers.Conversation",
        _("Private conversations"),
        _("That you and another officer agreed to write to each other. The messages are in the rooms."),
        _conversations,
        ("opened_at",),
        erase=_erase_conversations,
    ),
    Holding(
        "officers.Side",
        _("Your name in private conversations"),
        _("What the other officer calls you there."),
        _sides,
        ("name", "told_at"),
        erase=_delete(_sides),
    ),
    Holding(
        "officers.Block",
        _("Officers you have blocked"),
        _("So that you do not see each other."),
        _blocks,
        ("label", "created_at"),
        erase=_erase_blocks,
    ),
    Holding(
        "officers.Report",
        _("What you reported"),
        _("So that the moderators can look at it and answer for their decision."),
        _reports,
        ("source", "reason", "note", "created_at", "decided_at"),
        unsaid={
            "ref": OTHERS,
            "number": OTHERS,
            "snapshot": OTHERS,
            "outcome": "what was done with somebody else",
            "decision_note": CONFIDENCE,
        },
        erase=_erase_reports,
        keep_days=REPORT_DAYS,
        expired=lambda now: Report.objects.filter(
            decided_at__isnull=False, created_at__lt=now - dt.timedelta(days=REPORT_DAYS)
        ),
    ),
    Holding(
        "officers.DailyUse",
        _("How many profiles you opened today"),
        _("To protect the directory from being copied."),
        _uses,
        ("day", "profiles"),
        erase=_delete(_uses),
    ),
    Holding(
        "officers.Opened",
        _("Which profiles you opened today"),
        _("To protect the directory from being copied."),
        _opened,
        ("day",),
        erase=_delete(_opened),
    ),
)

# When two records of one officer become one.
JOIN_PERSONS = join_pairs
