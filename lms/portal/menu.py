"""The menu of a person: what she needs often, by role."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.audit.access import READERS
from lms.officers.access import MODERATORS
from lms.people.access import runs_accounts
from lms.people.models import Person, Role
from sessions.models import TrainingSession

type Words = str | Promise


# Stands among the roles of whoever is administrator of every country, not only of some.
RUNS_ACCOUNTS = "runs accounts"


@dataclass(frozen=True)
class Item:
    """One thing a menu may offer: the name of its address, its word, its icon, its group, who sees it."""

    name: str
    label: Words
    icon: str
    group: Words = ""
    roles: frozenset[str] = frozenset()


@dataclass
class Entry:
    """An item as one person sees it now."""

    url: str
    label: Words
    icon: str
    group: Words = ""
    is_current: bool = False
    is_live: bool | SimpleLazyObject[bool] = False
    count: int = 0


@dataclass
class Menu:
    """The layout, and the entries for its bar or rail, its phone tabs, what is behind "More", and the person's own."""

    layout: str
    entries: list[Entry] = field(default_factory=list)
    tabs: list[Entry] = field(default_factory=list)
    more: list[Entry] = field(default_factory=list)
    personal: list[Entry] = field(default_factory=list)
    standing: Words = ""


HOME = Item("portal:home", _("Home"), "home")
COURSES = Item("courses:list", _("Courses"), "book")
TRAININGS = Item("courses:trainings", _("Trainings"), "calendar")
LIVE = Item("sessions:live", pgettext_lazy("menu", "Live"), "chat")
TOOLS = Item("catalogue:list", _("Tools"), "grid")
TOOLKIT = Item("toolkit:home", _("Toolkit"), "shield")
CERTIFICATES = Item("certificates:list", _("Certificates"), "award")
OFFICERS = Item("officers:list", pgettext_lazy("menu", "Officers"), "people")

PARTICIPANT_BAR = (HOME, COURSES, TRAININGS, TOOLS, TOOLKIT, OFFICERS, CERTIFICATES)
PARTICIPANT_TABS = (HOME, COURSES, LIVE, TOOLS)
PARTICIPANT_MORE = (TRAININGS, TOOLKIT, OFFICERS, CERTIFICATES)
STAFF_RAIL = (
    Item("portal:home", _("Needs you"), "home"),
    TRAININGS,
    COURSES,
    TOOLS,
    TOOLKIT,
    CERTIFICATES,
    Item("reports:countries", _("Reports"), "chart", roles=frozenset({Role.COORDINATOR})),
    Item(
        "privacy:requests",
        _("Data requests"),
        "lock",
        roles=frozenset({Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR}),
    ),
    Item("audit:log", _("Audit"), "list", roles=READERS),
    # Staff see people by their grants; the directory is there for those who are members too.
    Item("officers:list", pgettext_lazy("menu", "Officers"), "people", roles=frozenset({Role.MEMBER})),
    Item("officers:moderation", _("Reports from members"), "flag", roles=frozenset(MODERATORS)),
    Item("joining:queue", _("Applications"), "list", roles=frozenset({Role.REVIEWER})),
    Item("joining:members", _("Memberships"), "people", roles=frozenset({Role.REVIEWER, Role.ADMINISTRATOR})),
    Item("people:accounts", _("Accounts"), "key", roles=frozenset({RUNS_ACCOUNTS})),
)
PERSONAL = (
    Item("people:profile", _("Your profile"), "person"),
    Item("privacy:mine", _("My data"), "file"),
    Item("mfa_index", _("Log-in and security"), "key"),
    Item("usersessions_list", _("Where you are logged in"), "device"),
)


def entries(items: tuple[Item, ...], path: str, held: frozenset[str]) -> list[Entry]:
    """What of ``items`` the holder of the roles ``held`` sees at ``path``.

    An item whose address does not exist is left out: an installation may do without a package
    (the catalogue, the reports), and its pages go with it.
    """
    found = []
    for item in items:
        if item.roles and not item.roles & held:
            continue
        try:
            url = reverse(item.name)
        except NoReverseMatch:
            continue
        is_home = item.name == "portal:home"
        current = path == url if is_home else path.startswith(url)
        found.append(Entry(url, item.label, item.icon, item.group, is_current=current))
    return found


def menu(request: HttpRequest) -> dict[str, Any]:
    """Menu entries for the layouts; ``menu.layout`` is public, participant or staff."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"menu": Menu("public")}
    held = frozenset(role for role in Role.values if person.has_role(role))
    if runs_accounts(person):
        held |= {RUNS_ACCOUNTS}
    personal = entries(PERSONAL, request.path, held)
    if person.is_team:
        rail = entries(STAFF_RAIL, request.path, held)
        return {"menu": Menu("staff", entries=rail, personal=personal, standing=_standing(held))}
    tabs = entries(PARTICIPANT_TABS, request.path, held)
    for entry in tabs:
        if entry.label is LIVE.label:
            entry.is_live = SimpleLazyObject(partial(_runs_now, person))
    return {
        "menu": Menu(
            "participant",
            entries=entries(PARTICIPANT_BAR, request.path, held),
            tabs=tabs,
            more=[*entries(PARTICIPANT_MORE, request.path, held), *personal],
            personal=personal,
        )
    }


def _runs_now(person: Person) -> bool:
    """Whether a session of hers goes on: asked only when the tabs are drawn, and once for the page."""
    return TrainingSession.objects.running().attended_by(person).exclude(kind="break").exists()


def _standing(held: frozenset[str]) -> Words:
    """The word under a team member's name: her widest role."""
    order = (
        Role.ADMINISTRATOR, Role.COORDINATOR, Role.TRAINER, Role.EDITOR,
        Role.REVIEWER, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER,
    )  # fmt: skip
    return next((role.label for role in order if role in held), "")
