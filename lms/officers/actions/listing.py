"""Write down what others see, each time a choice or the person behind it changes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lms.officers.models import Listing, ListingTag, OfficerProfile
from lms.officers.showing import search_text, seen_of, tags_of
from lms.officers.words import folded


@transaction.atomic
def relist(profile: OfficerProfile) -> Listing | None:
    """Make the listing of ``profile`` say what it shows now; None, and no row at all, while it is off or held."""
    if not profile.is_on or profile.held_at is not None:
        Listing.objects.filter(person=profile.person_id).delete()
        return None
    seen = seen_of(profile)
    name = str(seen.get("name", ""))
    listing, _new = Listing.objects.update_or_create(
        person=profile.person,
        defaults={
            "seen": seen,
            "search": search_text(seen, profile.person.country),
            "nameless": not name,
            "sort_key": folded(name).strip()[:200],
            "listed_at": timezone.now(),
        },
    )
    ListingTag.objects.filter(listing=listing).delete()
    ListingTag.objects.bulk_create(ListingTag(listing=listing, kind=kind, key=key) for kind, key in tags_of(seen))
    return listing


def relist_changed(limit: int = 200) -> int:
    """Bring up to date the listings of people whose own record changed since; returns how many."""
    changed = Q(person__updated_at__gt=F("listed_at")) | Q(person__agency__updated_at__gt=F("listed_at"))
    people = list(Listing.objects.filter(changed).order_by("pk").values_list("person_id", flat=True)[:limit])
    for person_id in people:
        with transaction.atomic():
            profile = (
                OfficerProfile.objects.select_for_update(of=("self",))
                .select_related("person__agency", "person__country")
                .filter(person=person_id)
                .first()
            )
            if profile is not None:
                relist(profile)
    return len(people)
