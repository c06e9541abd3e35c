"""What a member tells of herself, what of it she lets others see, and that she agreed to it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.common.models import Timestamped
from lms.officers.vocabulary import Experience, Function


class NameAs(models.TextChoices):
    """Under which name others find her."""

    OWN = "own", _("My name")
    CHOSEN = "chosen", _("Another name")
    NONE = "none", _("No name")


class AgencyAs(models.TextChoices):
    """How much of her agency others see."""

    NONE = "none", _("Hidden")
    KIND = "kind", _("Its kind only")
    NAME = "name", _("Its name")


class OfficerProfile(Timestamped):
    """A member's choices for the directory. Her own: nothing is read from here for anybody else.

    ``shown`` holds the names of the fields that others may see, among those without a choice of their own
    (country, function, languages, experience, topics, ask_me).
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer_profile")
    is_on = models.BooleanField(default=False)
    # Set by the moderators: hidden until they let her back.
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    name_as = models.CharField(max_length=6, choices=NameAs.choices, default=NameAs.OWN)
    chosen_name = models.CharField(max_length=60, blank=True)
    agency_as = models.CharField(max_length=4, choices=AgencyAs.choices, default=AgencyAs.NONE)
    shown = models.JSONField(default=list, blank=True)
    function = models.CharField(max_length=30, choices=Function.choices, blank=True)
    languages = models.JSONField(default=list, blank=True)
    other_languages = models.CharField(max_length=120, blank=True)
    experience = models.CharField(max_length=10, choices=Experience.choices, blank=True)
    topics = models.JSONField(default=list, blank=True)
    ask_me = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"profile of #{self.person_id}"


class Listing(models.Model):
    """What others may see of a member, and nothing else; it exists only while her profile is switched on.

    ``seen`` maps a field to the value shown. ``search`` holds the same values folded (``lms.officers.words``).
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer_listing")
    seen = models.JSONField(default=dict)
    search = models.TextField(blank=True)
    # Those without a name come last.
    nameless = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=200, blank=True)
    listed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["nameless", "sort_key", "uid"]
        indexes = [models.Index(fields=["nameless", "sort_key", "uid"], name="officers_listing_order")]

    def __str__(self) -> str:
        return f"listing {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("officers:profile", args=[self.uid])


class ListingTag(models.Model):
    """One word by which a listing is found: a country, language, function or topic that is shown."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "kind", "key"], name="officers_tag_once")]
        indexes = [models.Index(fields=["kind", "key", "listing"], name="officers_tag_words")]

    def __str__(self) -> str:
        return f"{self.kind}={self.key}"


class DirectoryConsent(models.Model):
    """What a member agreed to show, and since when: a row for each change, never changed itself.

    ``fields`` are names of fields, not their values; empty: she is no longer in the directory.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="directory_consents")
    at = models.DateTimeField(default=timezone.now)
    is_on = models.BooleanField()
    fields = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "at"], name="officers_consent_of")]

    def __str__(self) -> str:
        return f"#{self.person_id}: {'on' if self.is_on else 'off'}"
