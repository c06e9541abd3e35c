"""A tool of the catalogue and the words that describe it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from courses.catalogue.querysets import ToolQuerySet
from courses.catalogue.vocabulary import HUMAN_CHECK, VOCABULARIES, DataLeaves, Licence, SkillLevel, TagKind
from lms.common.models import Timestamped

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Tool(Timestamped):
    """One tool, listed for information. What comes from a file waits in review until an editor publishes it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    provider = models.CharField(max_length=160, blank=True)
    provider_country = models.ForeignKey(
        "people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    website = models.URLField(max_length=300, blank=True)
    summary = I18nTextField(blank=True)
    licence = models.CharField(max_length=30, choices=Licence.choices)
    cost_note = I18nTextField(blank=True)
    skill_level = models.CharField(max_length=12, choices=SkillLevel.choices)
    integration_notes = I18nTextField(blank=True)
    oversight_note = I18nTextField(blank=True)
    hardware_needs = I18nTextField(blank=True)
    data_leaves = models.CharField(max_length=8, choices=DataLeaves.choices)
    access_conditions = I18nTextField(blank=True)
    # The implementation block: a short text under each of six headings.
    before_you_start = I18nTextField(blank=True)
    set_up = I18nTextField(blank=True)
    data_preparation = I18nTextField(blank=True)
    local_test = I18nTextField(blank=True)
    user_training = I18nTextField(blank=True)
    monitoring = I18nTextField(blank=True)
    # Which of the eight steps of the workflow it belongs to: numbers from 1 to 8.
    workflow_steps = models.JSONField(default=list, blank=True)
    related_courses = models.ManyToManyField("courses.Course", blank=True, related_name="tools")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    source = models.CharField(max_length=200, blank=True)
    is_verified = models.BooleanField(default=False)
    last_reviewed_on = models.DateField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # All its texts in all languages, folded for searching: i18nfield's own JSON escapes every other script.
    search_text = models.TextField(blank=True, editable=False)

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["status", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:tool", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def keys(self, kind: str) -> list[str]:
        """The words of one vocabulary that it has, in the vocabulary's order; uses prefetched tags."""
        found = {tag.key for tag in self.tags.all() if tag.kind == kind}
        vocabulary = VOCABULARIES.get(kind)
        return [key for key in vocabulary.values if key in found] if vocabulary else sorted(found)

    def labels(self, kind: str) -> list[str | Promise]:
        """The same words as people read them."""
        vocabulary = VOCABULARIES.get(kind)
        return [vocabulary(key).label if vocabulary else key for key in self.keys(kind)]

    @cached_property
    def functions(self) -> list[str | Promise]:
        return self.labels(TagKind.FUNCTION)

    @cached_property
    def data_types(self) -> list[str | Promise]:
        return self.labels(TagKind.DATA_TYPE)

    @cached_property
    def deployments(self) -> list[str | Promise]:
        return self.labels(TagKind.DEPLOYMENT)

    @cached_property
    def languages(self) -> list[str | Promise]:
        return self.labels(TagKind.LANGUAGE)

    @cached_property
    def needs_human_check(self) -> bool:
        """Whether a wrong result would fall on a person, so that the note on oversight comes first."""
        return any(tag.kind == TagKind.FUNCTION and tag.key in HUMAN_CHECK for tag in self.tags.all())

    @cached_property
    def runs_in_cloud(self) -> bool:
        """Whether it can run as somebody else's service."""
        return any(tag.kind == TagKind.DEPLOYMENT and tag.key == "cloud" for tag in self.tags.all())


class ToolTag(models.Model):
    """One word of one vocabulary on one tool: what the filters of the list count."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=10, choices=TagKind.choices)
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "kind", "key"], name="catalogue_tag_once")]
        indexes = [models.Index(fields=["kind", "key", "tool"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"

    @staticmethod
    def of(tool: Tool, words: dict[str, list[str]]) -> list[ToolTag]:
        """Unsaved tags of ``tool`` for the words per kind."""
        return [ToolTag(tool=tool, kind=kind, key=key) for kind, keys in words.items() for key in dict.fromkeys(keys)]


def as_words(tool: Tool) -> dict[str, set[str]]:
    """The words per kind that a tool has, from its (prefetched) tags."""
    words: dict[str, set[str]] = {}
    for tag in tool.tags.all():
        words.setdefault(tag.kind, set()).add(tag.key)
    return words


TEXTS: tuple[str, ...] = (
    "summary",
    "cost_note",
    "integration_notes",
    "oversight_note",
    "hardware_needs",
    "access_conditions",
    "before_you_start",
    "set_up",
    "data_preparation",
    "local_test",
    "user_training",
    "monitoring",
)
SEARCHED: tuple[str, ...] = ("summary", "cost_note", "integration_notes", "oversight_note")


def texts(tool: Tool, names: tuple[str, ...] = TEXTS) -> dict[str, Any]:
    """Its authored texts by field name."""
    return {name: getattr(tool, name) for name in names}
