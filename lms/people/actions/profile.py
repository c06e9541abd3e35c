"""What a person changes about herself."""

from __future__ import annotations

from lms.people.models import Person


def update_profile(*, person: Person, language: str | None = None, time_zone: str | None = None) -> None:
    """Set the language of her mails and pages, and the zone her times are shown in; None leaves one as it is."""
    changed = []
    if language is not None and language != person.language:
        person.language = language
        changed.append("language")
    if time_zone is not None and time_zone != person.time_zone:
        person.time_zone = time_zone
        changed.append("time_zone")
    if changed:
        person.save(update_fields=[*changed, "updated_at"])
