"""What of a profile others see: the one place that turns a member's choices into the values that leave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lms.common.languages import Language
from lms.officers.models import AgencyAs, NameAs, OfficerProfile
from lms.officers.vocabulary import Experience, Function, Topic
from lms.officers.words import folded
from lms.people.models import Country
from lms.people.models.agency import AgencyType

# Fields that are shown or hidden by a tick.
TICKED = ("country", "function", "languages", "experience", "topics", "ask_me")


def shown_fields(profile: OfficerProfile) -> list[str]:
    """The names of the fields that others may see, for the record of consent."""
    fields = [name for name in TICKED if name in profile.shown]
    if profile.name_as != NameAs.NONE:
        fields.insert(0, "name" if profile.name_as == NameAs.OWN else "chosen_name")
    if profile.agency_as != AgencyAs.NONE:
        fields.append("agency" if profile.agency_as == AgencyAs.NAME else "agency_kind")
    return fields


def seen_of(profile: OfficerProfile) -> dict[str, Any]:
    """Field → the value that others see; what is hidden or empty is not in it."""
    person = profile.person
    agency = person.agency
    values: dict[str, Any] = {}
    if profile.name_as == NameAs.OWN:
        values["name"] = person.full_name
    elif profile.name_as == NameAs.CHOSEN:
        values["name"] = profile.chosen_name
    if agency is not None and profile.agency_as != AgencyAs.NONE:
        # "Other" tells nobody anything.
        values["agency_kind"] = "" if agency.kind == AgencyType.OTHER else agency.kind
        if profile.agency_as == AgencyAs.NAME:
            values["agency"] = agency.name
    ticked = {
        "country": person.country_id,
        "function": profile.function,
        "languages": [code for code in Language.values if code in profile.languages],
        "experience": profile.experience,
        "topics": [key for key in Topic.values if key in profile.topics],
        "ask_me": profile.ask_me,
    }
    values |= {name: value for name, value in ticked.items() if name in profile.shown}
    if "languages" in profile.shown:
        values["other_languages"] = profile.other_languages
    return {name: value for name, value in values.items() if value}


def search_text(seen: dict[str, Any], country: Country | None) -> str:
    """The search column of what is seen; ``country`` is the one in it. Choices are found by their keys instead."""
    texts = [str(seen.get(name, "")) for name in ("name", "agency", "other_languages", "ask_me")]
    if country is not None and seen.get("country") == country.pk:
        texts += [country.name(code) for code in Language.values]
    return folded(*texts)


def tags_of(seen: dict[str, Any]) -> list[tuple[str, str]]:
    """(kind, key) of the choices by which it is found."""
    pairs = [(kind, str(seen[kind])) for kind in ("country", "function") if seen.get(kind)]
    pairs += [("language", code) for code in seen.get("languages", [])]
    return pairs + [("topic", key) for key in seen.get("topics", [])]


@dataclass(frozen=True)
class Card:
    """What is seen, in the reader's words; made from a listing's values alone."""

    name: str = ""
    country: str = ""
    agency: str = ""
    agency_kind: str = ""
    function: str = ""
    experience: str = ""
    ask_me: str = ""
    languages: list[str] = field(default_factory=list)
    other_languages: str = ""
    topics: list[str] = field(default_factory=list)

    @property
    def initials(self) -> str:
        """One or two letters for the avatar; empty without a name."""
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is shown."""
        return self == Card()


def card_of(seen: dict[str, Any], countries: dict[str, Country]) -> Card:
    """``seen`` in the language that is active; ``countries`` by their keys."""
    country = countries.get(str(seen.get("country", "")))
    return Card(
        name=str(seen.get("name", "")),
        country=country.name() if country else "",
        agency=str(seen.get("agency", "")),
        agency_kind=_label(AgencyType, seen.get("agency_kind")),
        function="" if seen.get("function") == Function.OTHER else _label(Function, seen.get("function")),
        experience=_label(Experience, seen.get("experience")),
        ask_me=str(seen.get("ask_me", "")),
        languages=[str(Language(code).label) for code in seen.get("languages", []) if code in Language.values],
        other_languages=str(seen.get("other_languages", "")),
        topics=[str(Topic(key).label) for key in seen.get("topics", []) if key in Topic.values],
    )


def _label(choices: Any, key: object) -> str:  # any class of choices; what is no longer in it is not shown
    return str(choices(key).label) if key in choices.values else ""
