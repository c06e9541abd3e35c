"""What may be said about a line: codes in the database, sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.roster.columns import FIELDS
from courses.roster.places import countries
from lms.common.languages import Language

# One wording for a row outside a coordinator's countries, whether or not the address is known here.
PROBLEMS: dict[str, str | Promise] = {
    "email_missing": _("The e-mail address is missing."),
    "email_no_at": _("The e-mail address is not complete: there is no @."),
    "email_no_dot": _("The e-mail address is not complete: a dot is missing after the @."),
    "email_invalid": _("This is not an e-mail address."),
    "given_name_missing": _("The given name is missing."),
    "family_name_missing": _("The family name is missing."),
    "full_name_missing": _("The name is missing."),
    "country_missing": _("The country is missing."),
    "country_unknown": _("No country has this name."),
    "country_like": _("No country has this name. Did you mean %(country)s?"),
    "outside": _("This row is outside the countries you coordinate."),
    "too_long": _("This text is too long: at most %(limit)s characters fit."),
}

NOTES: dict[str, str | Promise] = {
    "duplicate": _("Same address as row %(row)s."),
    "duplicate_capitals": _("Same address as row %(row)s, only capitals or blanks differ."),
    "duplicate_person": _("Same person as row %(row)s, under another address."),
    "cleaned": _("Blanks or invisible characters around the name were left out."),
    "language_other": _("“%(value)s” is not one of the six languages; %(language)s is used."),
    "differs": _("%(field)s differs: here “%(old)s”, in the file “%(new)s”."),
    "agency_new": _("A new agency: %(agency)s."),
    "returns": _("Was in this training before and left; comes back."),
    "waits": _("Over the capacity: goes to the waiting list."),
    "no_longer": _("Was brought in from an earlier list and is not in this one."),
}


def _words(details: Mapping[str, Any]) -> dict[str, Any]:
    """Codes among the details as names in the reader's language."""
    words = dict(details)
    if "country_code" in words:
        country = countries().rows.get(words["country_code"])
        words["country"] = country.name() if country else words["country_code"]
    if words.get("language") in Language.values:
        words["language"] = Language(words["language"]).label
    if words.get("field") == "country" and "old" in words:
        rows = countries().rows
        words |= {key: rows[words[key]].name() if words[key] in rows else words[key] for key in ("old", "new")}
    if words.get("field") == "language" and "old" in words:
        labels = dict(Language.choices)
        words |= {key: labels.get(words[key], words[key]) for key in ("old", "new")}
    if words.get("field") in FIELDS:
        words["field"] = FIELDS[words["field"]]
    return words


def sentence(code: str, details: Mapping[str, Any]) -> str:
    """The sentence of a problem or note."""
    template = str(PROBLEMS.get(code) or NOTES[code])
    return template % _words(details) if "%" in template else template
