"""What a member chooses for the directory."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.languages import Language
from lms.joining.models import Application
from lms.officers.access import may_meet
from lms.officers.actions.listing import relist
from lms.officers.models import AgencyAs, ContactRequest, DirectoryConsent, NameAs, OfficerProfile, RequestState
from lms.officers.showing import TICKED, shown_fields
from lms.officers.vocabulary import Experience, Function, Topic
from lms.people.models import Person
from lms.rooms.text import clean

NAME_LIMIT = 60
LANGUAGES_LIMIT = 120
ASK_LIMIT = 300


def profile_of(person: Person) -> OfficerProfile:
    """Her profile, or the one she would begin with: as she wished it when she applied, or off with the usual ticks.

    Nobody sees anything of either before she has looked at it and saved it.
    """
    found = OfficerProfile.objects.select_related("person__agency", "person__country").filter(person=person).first()
    if found is not None:
        return found
    application = Application.objects.filter(person=person, is_visible=True).first()
    if application is not None:
        return _wished(person, application)
    return OfficerProfile(
        person=person, shown=["country", "function", "languages", "topics", "ask_me"], languages=[person.language]
    )


def _wished(person: Person, application: Application) -> OfficerProfile:
    """What she wrote in the questionnaire, in the fields of a profile."""
    wishes = set(application.shown_fields)
    ticked = wishes & {"country", "function", "languages"} | ({"ask_me"} if "topics" in wishes else set())
    return OfficerProfile(
        person=person,
        is_on=True,
        name_as=NameAs.OWN if "name" in wishes else NameAs.NONE,
        agency_as=AgencyAs.NAME if "agency" in wishes else AgencyAs.NONE,
        shown=[name for name in TICKED if name in ticked],
        function=application.function if application.function in Function.values else "",
        languages=application.work_languages or [person.language],
        other_languages=application.other_languages[:LANGUAGES_LIMIT],
        experience=application.experience if application.experience in Experience.values else "",
        ask_me=application.topics[:ASK_LIMIT],
    )


def fill(
    profile: OfficerProfile,
    *,
    is_on: bool,
    name_as: str,
    chosen_name: str = "",
    agency_as: str = AgencyAs.NONE,
    shown: Sequence[str] = (),
    function: str = "",
    languages: Sequence[str] = (),
    other_languages: str = "",
    experience: str = "",
    topics: Sequence[str] = (),
    ask_me: str = "",
) -> OfficerProfile:
    """Put choices into ``profile`` without saving it. Raises Refused, with the field, for texts that cannot be kept."""
    profile.is_on = is_on
    profile.name_as = name_as
    profile.chosen_name = _text(chosen_name, NAME_LIMIT, "chosen_name")
    if is_on and name_as == NameAs.CHOSEN and not profile.chosen_name:
        raise Refused(_("Write the name that others shall see."), code="no_name", field="chosen_name")
    profile.agency_as = agency_as
    profile.shown = [name for name in TICKED if name in shown]
    profile.function = function
    profile.languages = [code for code in Language.values if code in languages]
    profile.other_languages = _text(other_languages, LANGUAGES_LIMIT, "other_languages")
    profile.experience = experience
    profile.topics = [key for key in Topic.values if key in topics]
    profile.ask_me = _text(ask_me, ASK_LIMIT, "ask_me")
    return profile


@transaction.atomic
def save_profile(*, person: Person, is_on: bool, **choices: str | Sequence[str]) -> OfficerProfile:
    """Save her choices; what others see changes in the same transaction, and the consent is written down.

    Switching off takes her out of every list at once and withdraws the requests that she has open.
    ``choices`` are those of ``fill``. Raises Refused: ``no_name``, ``too_long``, ``not_text``, ``not_a_member``,
    ``held`` (the moderators have hidden her profile).
    """
    if not may_meet(person):
        raise Refused(_("The directory is for members."), code="not_a_member")
    OfficerProfile.objects.get_or_create(person=person)
    profile = (
        OfficerProfile.objects.select_for_update(of=("self",))
        .select_related("person__agency", "person__country")
        .get(person=person)
    )
    if is_on and profile.held_at is not None:
        raise Refused(
            _("Your profile was hidden by the moderators. You can switch it on when they have let it back."),
            code="held",
        )
    before = (profile.is_on, shown_fields(profile))
    fill(profile, is_on=is_on, **choices)  # type: ignore[arg-type]  # the keywords of fill, checked there
    profile.save()
    after = (profile.is_on, shown_fields(profile))
    if after != before and (before[0] or after[0]):
        write_consent(profile)
    relist(profile)
    if not is_on:
        withdraw_all(person)
    return profile


def write_consent(profile: OfficerProfile) -> DirectoryConsent:
    """What she shows from now on."""
    fields = shown_fields(profile) if profile.is_on else []
    return DirectoryConsent.objects.create(person=profile.person, is_on=profile.is_on, fields=fields)


def withdraw_all(person: Person) -> int:
    """Take back every open request of hers: without a profile nobody would know who asks."""
    return ContactRequest.objects.filter(asker=person, is_open=True).update(is_open=False, state=RequestState.WITHDRAWN)


def _text(raw: str, limit: int, field: str) -> str:
    if not raw.strip():
        return ""
    try:
        return clean(raw, limit=limit, lines=False)
    except Refused as refused:
        if refused.code == "empty":
            return ""
        raise Refused(refused.reason, code=refused.code, field=field) from refused
