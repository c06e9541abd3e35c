"""Put right what a person's record says of her."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Agency, Country, Person

FIELDS = frozenset({"given_name", "family_name", "country", "agency"})
# An agency is one of its country: whoever sets the one sets both.
POST = frozenset({"country", "agency"})


@transaction.atomic
def correct_person(
    *,
    person: Person,
    given_name: str,
    family_name: str,
    country: Country | None,
    agency: Agency | None,
    actor: Person,
    fields: Collection[str] = FIELDS,
) -> list[str]:
    """Set names, country and agency as they are right; returns the fields that changed. Every change is recorded.

    Only those of ``fields`` are set, country and agency together; the others stay as they are by now.
    Trainings that she took part in keep the country and agency of their day, certificates the name that they were
    issued with. Who may do it is asked by the callers. Raises ``Refused``: ``no_name``, ``agency`` (of another
    country).
    """
    row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    given_name = given_name if "given_name" in fields else row.given_name
    family_name = family_name if "family_name" in fields else row.family_name
    if POST.isdisjoint(fields):
        country, agency = row.country, row.agency
    if not (given_name or family_name):
        raise Refused(_("A name is needed: certificates are issued in it."), code="no_name", field="given_name")
    if agency is not None and (country is None or agency.country_id != country.pk):
        raise Refused(_("Choose the country of this agency."), code="agency", field="country")
    names = {"given_name": given_name, "family_name": family_name}
    closed = {name: [getattr(row, name), value] for name, value in names.items() if getattr(row, name) != value}
    links: dict[str, list[object]] = {
        "country": [row.country_id, country and country.pk],
        "agency": [row.agency_id, agency and agency.pk],
    }
    open_ = {name: pair for name, pair in links.items() if pair[0] != pair[1]}
    changed = [*closed, *open_]
    if changed:
        row.given_name, row.family_name, row.country, row.agency = given_name, family_name, country, agency
        row.save(update_fields=[*changed, "updated_at"])
        record(actor=actor, verb="people.change", target=row, about=row, changes=open_, personal=closed)
    return changed
